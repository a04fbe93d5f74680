/* words.h - what the normalisers read: a byte range cut into words, and tables that say what a word means.
 *
 * Phrases come as byte ranges that need not end where tokens do, so they are cut anew: a run of letters, a run of
 * digits, or one mark is a word. "Jan." is two words, "3rd" two, "mid-March" three; glued says that no space
 * stood before. Thread rule: a word_table is const once read. */
#ifndef VALUES_WORDS_H
#define VALUES_WORDS_H

#include "base/error.h"
#include "base/map.h"
#include "base/table.h"
#include "doc/layers.h"

enum word_kind { WORD_LETTERS, WORD_DIGITS, WORD_MARK };

enum { WORD_CAP = 24 }; /* a longer word is in no table */

typedef struct word {
    dateline_span span;
    uint8_t kind;       /* enum word_kind */
    bool glued;         /* nothing stands between it and the word before */
    bool upper;         /* begins with a capital letter */
    uint8_t n_digits;   /* of WORD_DIGITS */
    int64_t value;      /* of WORD_DIGITS; saturates */
    uint32_t row;       /* of the word_table, NONE when it has none */
    uint8_t len;        /* of low; 0 for a word of WORD_CAP bytes and more */
    char low[WORD_CAP]; /* ASCII letters folded, NUL behind */
} word;

/* A table with the columns word, class, value; a word may have several rows, of different classes. */
typedef struct word_row {
    uint8_t class;
    int32_t value;
    uint32_t next; /* row of the same word, or NONE */
} word_row;

typedef struct word_table {
    map words;
    const word_row *rows;
} word_table;

/* Reads folder/name. classes: n names in the order of the class numbers. Fails with ERR_TABLE_MISSING,
 * ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status words_read(const char *folder, const char *name, const char *const *classes, int n,
                           word_table *out, arena *a, dateline_error *err);

/* Cuts [span.start, span.end) into at most cap words, looked up in lex (may be NULL); returns how many. Linear. */
uint32_t words_cut(str text, dateline_span span, const word_table *lex, word *out, uint32_t cap);

/* The row of class that w has, or NULL. */
const word_row *words_row(const word_table *lex, const word *w, int class);

static inline bool words_is(const word *w, const char *low) {
    return strcmp(w->low, low) == 0;
}

/* The sentence that offset stands in; without sentences the line. Logarithmic. */
dateline_span words_sentence(const document *doc, uint32_t offset);

/* A whole number written as an integer with an optional sign; false when the cell holds anything else. */
bool words_integer(str cell, int32_t *out);

#endif
