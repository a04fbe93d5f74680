/* html.h - a page of the web as a report: its main text and what it says about itself.
 *
 *     html_page page;
 *     status = html_read(bytes, STR(""), STR(""), arena, &page, err);
 *
 * The text is valid UTF-8; its paragraphs and headings are parted by empty lines, so that no sentence runs over the end
 * of a block. What is no story is left out: menus, teasers, captions, share bars, comments, bylines. */
#ifndef INTAKE_HTML_H
#define INTAKE_HTML_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* Where a field was found, in the order of trust. */
enum html_origin {
    HTML_NOWHERE,
    HTML_JSON_LD,
    HTML_OPEN_GRAPH,
    HTML_TIME, /* <time>, and microdata */
    HTML_META, /* other <meta>, <title>, <link>, lang= */
    HTML_URL,
    HTML_VISIBLE
};

typedef struct html_field {
    const char *value; /* NULL: unknown */
    enum html_origin origin;
} html_field;

typedef struct html_page {
    str text;
    const char *charset; /* WHATWG's name, a static string */
    html_field title, publisher, author, language, url;
    html_field published; /* YYYY-MM-DD, with a time where the page gives one */
    uint32_t n_repaired;  /* broken byte sequences that became U+FFFD */
    uint32_t n_mojibake;  /* characters mended by mojibake_repair */
} html_page;

/* True for bytes that begin as a page does: <!doctype html>, <html, <head, <body, <title, <meta, <script and the like
 * behind blanks and comments, in any character set that holds ASCII, or UTF-16 with a mark. Looks at 1 KB. */
bool html_is_page(str bytes);

/* Reads a page. charset_hint is a label or Content-Type, url the address it came from; both may be empty. Everything of
 * out lives in a. Fails with ERR_HTML_SIZE, ERR_HTML_DEPTH, ERR_HTML_ATTRIBUTES, ERR_HTML_MEMORY, ERR_HTML_TEXT,
 * ERR_MEMORY. Linear in pages that keep the limits, but for a factor of their depth. */
dateline_status html_read(str bytes, str charset_hint, str url, arena *a, html_page *out,
                          dateline_error *err);

/* "json-ld", "open-graph", "time", "meta", "url", "visible", or "" for HTML_NOWHERE. */
const char *html_origin_name(enum html_origin origin);

#endif
