/* explain_text.h - the layers of text/ as JSON, for `dateline explain` and for the trainer.
 *
 * One object: {"doc": name, "spans": [{"start", "end", "value": {...}}]}, offsets in bytes of the canonical text. */
#ifndef TEXT_EXPLAIN_TEXT_H
#define TEXT_EXPLAIN_TEXT_H

#include "base/json_writer.h"
#include "doc/layers.h"

/* value: {"kind": "body|headline|head|byline", "block": ordinal} */
void explain_text_sentences(const document *doc, json_writer *w);

/* value: {"shape": "word|number|punctuation|other", "case": "none|lower|title|upper|mixed"} */
void explain_text_tokens(const document *doc, json_writer *w);

/* value: {"id": row of the vocabulary} */
void explain_text_pieces(const document *doc, json_writer *w);

#endif
