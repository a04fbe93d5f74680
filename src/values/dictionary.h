/* dictionary.h - folded words and phrases to the rows of a table, found in a phrase by the longest match.
 *
 * Built when tables are opened, const afterwards. Keys are folded by phrase_fold and live in the arena. */
#ifndef VALUES_DICTIONARY_H
#define VALUES_DICTIONARY_H

#include "base/map.h"
#include "base/table.h"
#include "values/phrase.h"

typedef struct dictionary {
    map index;          /* folded phrase -> row */
    uint32_t max_words; /* of the longest key */
} dictionary;

/* Enters text for row; a key that is there already keeps its row, which *was gets (MAP_NONE: it was new; was may be
 * NULL). A text without words is left out. False when memory is refused. */
bool dictionary_put(dictionary *d, str text, uint32_t row, uint32_t *was, arena *a);

/* Enters the regular plural of text as well, where that key is free. */
bool dictionary_put_noun(dictionary *d, str text, uint32_t row, uint32_t *was, arena *a);

/* Row of the longest key that ends at word last and begins at word first or later; *n gets its length in words.
 * MAP_NONE when there is none. Cost: max_words look-ups. */
uint32_t dictionary_ending(const dictionary *d, const phrase *p, uint32_t first, uint32_t last, uint32_t *n);

/* Row of the longest key that begins at word first and ends before word end. */
uint32_t dictionary_starting(const dictionary *d, const phrase *p, uint32_t first, uint32_t end, uint32_t *n);

/* Row of a folded phrase, or MAP_NONE. */
uint32_t dictionary_find(const dictionary *d, str folded);

/* Cell of a table as a number; ERR_TABLE_ROW when it is none. An empty cell gives fallback. */
dateline_status dictionary_number(const table *t, uint32_t row, uint32_t column, float fallback, float *out,
                                  dateline_error *err);

/* Cell of a table as a term of a vocabulary; ERR_TABLE_ROW when it is none. An empty cell gives -1. */
dateline_status dictionary_term(const table *t, uint32_t row, uint32_t column, dateline_vocabulary vocabulary,
                                int *out, dateline_error *err);

/* Finds the named columns (NULL ends the list) in order; ERR_TABLE_ROW for a head without one of them. */
dateline_status dictionary_columns(const table *t, const char *const *names, uint32_t *out,
                                   dateline_error *err);

#endif
