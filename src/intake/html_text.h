/* html_text.h - the story of a page, without what stands around it.
 *
 * The page is cut into blocks (paragraphs, headings, items). What is marked as furniture, by its element or by the
 * words of data/page_hints.tsv in its class and id, is left out; the story is the element that holds most of the
 * running text that is left; in it, blocks that are links, bylines, days or invitations are left out one by one. */
#ifndef INTAKE_HTML_TEXT_H
#define INTAKE_HTML_TEXT_H

#include "intake/html_tree.h"

/* The blocks of the story, an empty line between two; empty where there is none, at NULL when memory is refused. title
 * (may be empty) is left out where the story repeats it. Linear. */
str html_text_find(const html_tree *t, str title, arena *a);

#endif
