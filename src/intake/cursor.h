/* cursor.h - reading the head of a text word by word: marks, phrases, the extent of dates.
 *
 * A cursor is a small value over bytes that it borrows. Functions that take something move the cursor behind it and
 * return true, or leave it and return false; so a parser copies the cursor, tries, and assigns the copy when it has
 * matched. What a date means is the business of values/date. */
#ifndef INTAKE_CURSOR_H
#define INTAKE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct cursor {
    const char *text; /* offsets count from here */
    uint32_t at, end;
} cursor;

static inline cursor cursor_of(str line) {
    return (cursor){line.at, 0, (uint32_t)line.len};
}

/* The byte at the cursor; NUL at the end. */
static inline char cursor_peek(cursor c) {
    return c.at < c.end ? c.text[c.at] : '\0';
}

static inline bool cursor_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Does a capital, a small letter stand here? */
bool cursor_upper(cursor c);
bool cursor_lower(cursor c);

/* Blanks, tabs and no-break spaces; not newlines. */
void cursor_skip_blanks(cursor *c);

/* Blanks with at most one comma among them. */
void cursor_gap(cursor *c);

/* Is c a byte that ends a word? The end counts. */
bool cursor_ends_word(char c);

/* The word at the cursor, without the mark behind it; may be empty. Moves behind it. */
str cursor_word(cursor *c);

bool cursor_take(cursor *c, char mark);
bool cursor_take_bytes(cursor *c, str s);

/* The words of phrase, case aside, where a word ends behind them. */
bool cursor_take_phrase(cursor *c, const char *phrase);

/* - -- – — _ with the blanks before; a hyphen must not stand inside a word. */
bool cursor_dash(cursor *c);

/* least to most digits. */
bool cursor_number(cursor *c, int least, int most);

/* A date, with its weekday: Jan. 12[, 2016], 12 January [2016], 2016-01-12, 12/01/2016, 12.01.2016. A weekday alone will
 * do where alone is set. */
bool cursor_date(cursor *c, bool alone);

/* Is s in a list that ends with NULL? Case aside. */
bool cursor_in_list(str s, const char *const *list);

/* No small letter and at least three capitals. */
bool cursor_all_capitals(str w);

#endif
