/* html_words.h - lines of a page that are no part of its story, by what they begin with.
 *
 * Small letters; compared with the letters of the line folded. */
#ifndef INTAKE_HTML_WORDS_H
#define INTAKE_HTML_WORDS_H

#include "base/str.h"

/* True for an invitation, a credit or a mark: "Read more: ...", "Photo: ...", "Advertisement". */
bool html_words_is_furniture(str line);

/* True for what stands above other stories or the readers' words: nothing of the story comes behind it. */
bool html_words_is_end(str line);

/* True for four or more items with the same mark between them, no sentence: "Home | World | Sport | Weather". */
bool html_words_is_row(str line);

/* True for who wrote it or when: "By Jane Doe", "12 May 2019, 10:30", "Updated 3 hours ago". */
bool html_words_is_byline(str line);

#endif
