/* place_words.h - a report cut into words as names of places need them, and what the words around a name say.
 *
 * Hyphens part words ("Deir ez-Zor" is three), "'s" is no part of one, initials are one ("U.S.", "N.M."). Every word
 * carries its key (gazetteer_key), so that the key of a name is its words' keys with one blank between.
 *
 * Thread rule: pure functions; the word list is data/place_words.tsv, compiled in. */
#ifndef VALUES_PLACE_WORDS_H
#define VALUES_PLACE_WORDS_H

#include "base/arena.h"
#include "doc/layers.h"

/* What stands before a word. */
enum place_gap {
    PLACE_GAP_START, /* nothing: the first word; a paragraph break */
    PLACE_GAP_BLANK, /* white space alone, or the dot of "St." with it */
    PLACE_GAP_HYPHEN,
    PLACE_GAP_COMMA,
    PLACE_GAP_PAREN, /* an opening bracket */
    PLACE_GAP_STOP,  /* the end of a sentence */
    PLACE_GAP_OTHER
};

enum place_word_flag {
    PLACE_CAPITAL = 1,
    PLACE_ALL_CAPS = 2, /* two letters or more, all capitals */
    PLACE_DIGIT = 4,    /* begins with a digit */
    PLACE_DOT = 8,      /* a full stop follows: "Calif." */
    PLACE_POSSESSIVE = 16
};

/* Classes of data/place_words.tsv; its head says what each means. */
enum place_class {
    PLACE_STOP,
    PLACE_TITLE,
    PLACE_TAIL,
    PLACE_HEAD,
    PLACE_FACILITY,
    PLACE_PREP,
    PLACE_DIRECTION,
    PLACE_PART,
    PLACE_UNIT,
    PLACE_NUMBER,
    PLACE_ARTICLE,
    PLACE_JOIN,
    PLACE_NEAR,
    PLACE_OBJECT,
    PLACE_PERSON,
    PLACE_SAYS,
    PLACE_GENERIC
};

typedef struct place_word {
    dateline_span span;
    str key;
    uint32_t classes; /* bit n: the word alone is of enum place_class n */
    uint8_t gap;      /* enum place_gap, before it */
    uint8_t flags;    /* of enum place_word_flag */
} place_word;

typedef struct place_words {
    const place_word *at;
    uint32_t n;
} place_words;

/* Values of TAIL and HEAD. */
enum place_tail {
    PLACE_TAIL_NONE,
    PLACE_TAIL_TOWN,
    PLACE_TAIL_ADMIN1,
    PLACE_TAIL_ADMIN2,
    PLACE_TAIL_AROUND,
    PLACE_TAIL_BASE,
    PLACE_TAIL_NATURE
};

/* Cuts text; false when memory is refused. Linear. In a text that has no capitals every word that no table holds for an
 * ordinary one gets the flag PLACE_CAPITAL; in one of capitals alone the ordinary words lose it. */
bool place_words_cut(str text, place_words *out, arena *a);

/* Number of the first word that ends behind offset (n when none does). */
uint32_t place_words_at(const place_words *w, uint32_t offset);

/* True when key is of class; *value (may be NULL) is what the table says. */
bool place_word_is(str key, enum place_class class, int *value);

/* True when the word alone is of class. */
static inline bool place_word_has(const place_word *w, enum place_class class) {
    return w->classes >> class & 1;
}

/* The longest run of at most 4 words that begins (back: ends) at word i, within [low, high), and is of class: its
 * number of words, 0 when there is none. Words of a run have blanks or hyphens between. */
uint32_t place_words_run(const place_words *w, uint32_t i, uint32_t low, uint32_t high, bool back,
                         enum place_class class, int *value);

/* Keys of words [first, last] with one blank between; len 0 when they do not fit. */
str place_words_key(const place_words *w, uint32_t first, uint32_t last, char *out, size_t cap);

/* Words i-1 and i belong to one phrase: only a blank or a hyphen stands between. */
bool place_words_joined(const place_words *w, uint32_t i);

#endif
