/* html_meta.h - what a page says about itself: title, publisher, author, language, address, day of publication.
 *
 * JSON-LD is trusted most, then Open Graph, <time>, other meta tags, the address, visible text. */
#ifndef INTAKE_HTML_META_H
#define INTAKE_HTML_META_H

#include "intake/html.h"
#include "intake/html_tree.h"

/* Sets all of out but its text. url (may be empty) is the address that the page was taken from. Fails with ERR_MEMORY.
 * Linear. */
dateline_status html_meta_read(const html_tree *t, str url, arena *a, html_page *out, dateline_error *err);

#endif
