/* place_relation.h - "about 50 miles north of", "outside", "northern": what the words before a name do to its point.
 *
 * Used by place.c alone. Pure functions. */
#ifndef VALUES_PLACE_RELATION_H
#define VALUES_PLACE_RELATION_H

#include "values/place_words.h"

enum place_relation_kind {
    PLACE_AT,      /* the place itself */
    PLACE_PART_OF, /* "northern X", "the south of X", "downtown X" */
    PLACE_CLOSE,   /* "near X", "the outskirts of X", "north of X" */
    PLACE_APART    /* at a distance */
};

typedef struct place_relation {
    enum place_relation_kind kind;
    double distance_km; /* negative: not said */
    int bearing;        /* degrees, -1 not said */
    uint32_t first;     /* first word of the phrase, or that of the name */
} place_relation;

/* Reads words [low, first) before the name that begins at word first. text is what the words were cut from. */
place_relation place_relation_before(str text, const place_words *w, uint32_t low, uint32_t first);

#endif
