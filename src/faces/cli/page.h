/* page.h - laying out text on a terminal page: columns, wrapping, colour, and nothing that could harm it.
 *
 * Words of a report are not to be trusted: page_add makes control characters, escape sequences and the
 * controls that turn the direction of writing visible as U+FFFD, and line ends blanks. Widths are those of a
 * terminal (East Asian wide characters take two columns, combining marks none).
 *
 * Thread rule: a page belongs to one thread at a time. */
#ifndef FACES_PAGE_H
#define FACES_PAGE_H

#include <stdbool.h>

#include "base/str.h"

typedef enum page_style { PAGE_PLAIN, PAGE_BOLD, PAGE_DIM, PAGE_QUOTE, PAGE_WARN } page_style;

typedef struct page {
    str_buf *out; /* borrowed */
    int width;    /* columns, at least 20 */
    bool colour;
    int column; /* where the next character goes, from 0 */
    int indent; /* column that wrapped lines begin at */
    bool blank; /* a blank is due before the next word */
    page_style style;
} page;

page page_on(str_buf *out, int width, bool colour);

/* Adds text; words that do not fit go to the next line at the indent. */
void page_add(page *p, page_style style, str text);
void page_puts(page *p, page_style style, const char *text);

/* Blanks up to a column (nothing when it is passed already); what follows wraps back to it. */
void page_tab(page *p, int column);

void page_end_line(page *p);

/* Columns that text takes on a terminal, as page_add would show it. */
int page_columns(str text);

/* Columns of the terminal behind a descriptor, or of $COLUMNS, or 80; between 40 and 110. */
int page_terminal_width(int descriptor);

#endif
