/* html_scan.h - one look over the bytes of a page before the parser is let at it.
 *
 * Refuses pages that would cost the parser more than their length (depth, attributes), and leaves out what no reader of
 * reports needs and most of a page is made of: scripts, styles, comments, drawings. */
#ifndef INTAKE_HTML_SCAN_H
#define INTAKE_HTML_SCAN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* out is a copy of page, NUL behind it, never longer. Scripts that are short, JSON-LD or have "ublish" in them stay. Numeric
 * references beyond Unicode, which gumbo cannot count to, name U+FFFD. Fails with ERR_HTML_DEPTH, ERR_HTML_ATTRIBUTES,
 * ERR_MEMORY. Linear, but for a factor of the depth at most. */
dateline_status html_scan(str page, str *out, arena *a, dateline_error *err);

#endif
