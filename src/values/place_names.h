/* place_names.h - names of places in the words of a report, and the places that each may mean.
 *
 * A name is a run of words; names with the same words are one group, ranked once, because a report means one place by
 * one name. Groups hold their candidates: what the gazetteer has under the name, else under a spelling near it
 * (without article, "City", "northern"). Used by place.c alone.
 *
 * Memory: the report's arena. */
#ifndef VALUES_PLACE_NAMES_H
#define VALUES_PLACE_NAMES_H

#include "base/map.h"
#include "spans/gazetteer.h"
#include "values/place_words.h"

enum { PLACE_MAX_CANDIDATES = 48 };

typedef struct place_candidate {
    gazetteer_place place;
    uint8_t how; /* enum gazetteer_how */
    float prior; /* from the place and the name alone */
    float local; /* from the words beside the name, best of all mentions */
    float score;
} place_candidate;

typedef struct place_group {
    str key;
    place_candidate *candidates;
    uint32_t n_candidates;
    uint32_t best;    /* index of a candidate, or NONE */
    uint32_t n_names; /* how often the report has it */
    uint8_t tail;     /* enum place_tail: the kind that the words beside it ask for */
    bool part;        /* found without "northern", "greater": a part of the place */
    int16_t bearing;  /* of the part, -1 none */
    bool spelling;    /* found on a second try */
    bool bones;      /* found by its consonants alone: only a place in a country of the report may be meant */
    uint32_t n_free; /* ... and where no building's or person's name goes on behind it */
    uint32_t twin;   /* first group with the same choice: they vote as one; place_rank's own */
    uint32_t n_votes; /* of a first group: names of all its twins */
    float vote;       /* its weight, and for which country: as counted, whatever is chosen since */
    char voted[3];
    bool accepted;   /* some mention looks like a place for sure */
    bool person;     /* some mention is part of a person's name */
    uint32_t area;   /* first-level area of the choice; place_rank's own */
    bool misfit;     /* an area named beside it holds no place of the name */
    bool strange;    /* the choice lies in no country that the report's other names vote for */
    const char *why; /* static */
    float margin;
} place_group;

typedef struct place_name {
    uint32_t first, last; /* words, inclusive, "City" or "northern" that belong to the name included */
    uint32_t group;
    bool in_dateline;
    bool forced; /* inside a span that the caller holds for a place */
} place_name;

typedef struct place_names {
    const gazetteer *gazetteer;
    str text;
    place_words words;
    arena *arena;
    bool failed;       /* memory was refused: place_names_find says so */
    uint8_t *literals; /* [words.n] words of the longest literal name that begins there; 255 not tried */
    map by_key;
    VEC(place_group) groups;
    VEC(place_name) names; /* in order of the text, not overlapping */
} place_names;

/* Finds the names of the report: those that look like places anywhere, and every name within a forced span (sorted, not
 * overlapping). False when memory is refused. */
bool place_names_find(const gazetteer *g, str text, const dateline_span *forced, uint32_t n_forced,
                      place_names *out, arena *a);

/* Words [first, last] as a name, with second tries; NONE when no place has it. */
uint32_t place_names_group(place_names *p, uint32_t first, uint32_t last);

/* True when area is candidate's country or among the areas around it. */
bool place_names_inside(const gazetteer *g, const gazetteer_place *place, const gazetteer_place *area);

#endif
