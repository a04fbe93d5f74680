/* intake.h - from the caller's bytes to a document: canonical text, metadata, head.
 *
 * The canonical text is what every span refers to. It is the input, byte for byte, except that
 *   - a byte order mark at the start is taken off,
 *   - CR LF and lone CR become LF,
 *   - every maximal broken UTF-8 sequence becomes U+FFFD (counted in n_repaired),
 *   - NUL becomes a space,
 *   - two or more characters of UTF-8 that were read as windows-1252 are put right (counted in n_mended; mojibake.h).
 * So valid UTF-8 without BOM, CR, NUL and such characters is kept as it is. Canonicalising is done here, once.
 *
 * Not a text (ERR_TEXT_BINARY): bytes that begin with the mark of a known binary format (table in plain.c), or
 * with more than 1 + len/100 control characters other than TAB, LF, FF, CR and ESC, or with more than 1 + len/10
 * broken sequences. No text (ERR_TEXT_EMPTY): not one letter. Too long (ERR_TEXT_LONG): over INTAKE_MAX_TEXT. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/error.h"
#include "dateline/reader.h"
#include "doc/layers.h"

enum { INTAKE_MAX_TEXT = 64 << 20 }; /* bytes; a novel has about one MB */

/* Fills text, n_repaired, id, name, metadata and head of doc, which document_init began. All strings are copied.
 * Metadata is repaired to UTF-8; empty strings count as unknown. A published that is no date is left out: the
 * status is 0 then, and err holds the note (ERR_INPUT_DATE, err->number == 305); otherwise err->number is 0 on
 * success. Fails with ERR_TEXT_EMPTY, ERR_TEXT_BINARY, ERR_TEXT_LONG, ERR_MEMORY; doc is to be dropped then.
 * Linear. */
dateline_status intake_plain(document *doc, const dateline_input *in, dateline_error *err);

/* True for YYYY-MM-DD of a real day, alone or followed by T or a space and hh:mm[:ss[.fraction]][Z|+hh[:mm]]. */
bool intake_is_date(const char *s);

#endif
