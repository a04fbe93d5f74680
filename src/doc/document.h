/* document.h - beginning a document and giving it its name.
 *
 * A document is plain data (layers.h) in an arena that the caller owns; nothing of it is freed singly. To read
 * the next report: arena_reset, then document_init again. */
#ifndef DOC_DOCUMENT_H
#define DOC_DOCUMENT_H

#include "base/error.h"
#include "doc/layers.h"

/* An empty document: no text, empty layers. a is borrowed and must outlive the document. Cannot fail. */
void document_init(document *doc, arena *a);

/* Sets id to the SHA-256 of the text, in hex. Linear. */
void document_identify(document *doc);

/* True for a span that is not there (start == end). */
static inline bool document_span_empty(dateline_span span) {
    return span.start >= span.end;
}

/* Index of the sentence that holds byte offset, or NONE. Sentences in order of text. Logarithmic. */
uint32_t document_sentence_at(const document *doc, uint32_t offset);

/* Index of the first token that ends after offset (doc->tokens.n when there is none). Logarithmic. */
uint32_t document_token_at(const document *doc, uint32_t offset);

#endif
