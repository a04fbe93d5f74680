/* phrase.h - the words of a span as the tables of data/ see them, and which of them is the head.
 *
 * Words are runs of letters and digits; hyphens part them ("AK-47" is "ak 47"), "'s" is a mark on its word,
 * full stops inside initials are dropped ("U.S." is "us"). Folding: lower case, no accents. The same cutting
 * is used for the rows of the tables, so that a row matches however the report spells it, ALL-CAPS wire text
 * included.
 *
 * A phrase lives on the caller's stack, holds at most PHRASE_MAX_WORDS words and allocates nothing; what is
 * longer is cut at its end. So every normaliser that reads a phrase or a window costs a bounded time.
 *
 * Thread rule: pure functions over const data. */
#ifndef VALUES_PHRASE_H
#define VALUES_PHRASE_H

#include "doc/layers.h"

enum { PHRASE_MAX_WORDS = 96, PHRASE_MAX_BYTES = 1024 };

enum phrase_flag {
    PHRASE_CAPITAL = 1,    /* first letter is upper case */
    PHRASE_ALL_CAPS = 2,   /* two letters or more, all upper case */
    PHRASE_NUMBER = 4,     /* begins with a digit */
    PHRASE_POSSESSIVE = 8, /* 's or s' follows */
    PHRASE_BREAK = 16,     /* , ; : ( ) " or a dash stands before the word */
    PHRASE_COMMA = 32,     /* what stands before the word is a comma */
    PHRASE_STOP = 64,      /* a full stop, question or exclamation mark stands before the word */
    PHRASE_ACRONYM = 128   /* begins with two capitals */
};

typedef struct phrase_word {
    dateline_span span;  /* bytes of the text, without "'s" */
    uint16_t start, end; /* bytes of phrase.folded */
    uint8_t flags;       /* of enum phrase_flag */
} phrase_word;

typedef struct phrase {
    char folded[PHRASE_MAX_BYTES]; /* the words with one blank between */
    phrase_word words[PHRASE_MAX_WORDS];
    uint32_t n_words;
    /* Head noun phrase: words [first, head] before the first preposition, relative pronoun or comma; counting
     * words with "of" are stepped over ("a group of armed men" -> men). head is NONE for a phrase without
     * words. */
    uint32_t first, head;
    /* Words that the caller asked about, within a window; the whole phrase otherwise. */
    uint32_t core, n_core;
} phrase;

/* Reads the words of span and finds the head. */
void phrase_read(const document *doc, dateline_span span, phrase *out);

/* The same for span with up to before and after words of its sentence around it; core and n_core tell where
 * the words of span stand, and first and head lie within them. */
void phrase_window(const document *doc, dateline_span span, uint32_t before, uint32_t after, phrase *out);

/* Words [first, first + n) as one slice of folded. */
str phrase_slice(const phrase *p, uint32_t first, uint32_t n);

/* The text that words [first, first + n) stand on. */
dateline_span phrase_span(const phrase *p, uint32_t first, uint32_t n);

/* True when word i is this folded word. */
bool phrase_is(const phrase *p, uint32_t i, const char *word);

/* Folds the cells of a table the same way: the words of text with one blank between, in the arena; at is NULL
 * when memory is refused. n_words may be NULL. */
str phrase_fold(str text, uint32_t *n_words, arena *a);

#endif
