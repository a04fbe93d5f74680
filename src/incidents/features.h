/* features.h - what the pair scorers see besides vectors: distances and what two phrases share (train/MODEL.md,
 * "Features"; train/features.py is the same in Python). Features are rows of a learnt table that are summed; each
 * function here lists the rows that hold. Positions are pieces, ranges half open.
 *
 * Pure functions over what features_spans made, which lives in the arena that it was given. */
#ifndef INCIDENTS_FEATURES_H
#define INCIDENTS_FEATURES_H

#include "spans/tagger.h"

/* A span of the document as the features see it. */
typedef struct feature_span {
    uint32_t start, end;     /* pieces */
    uint32_t part;           /* sentence, in the model's count */
    const uint32_t *content; /* its piece ids without function words, each once, rising */
    uint32_t n_content;
} feature_span;

enum { FEATURES_MAX = 16 };

/* Rows that hold; row real counts real times instead of once (0: no such row). */
typedef struct feature_rows {
    uint16_t row[FEATURES_MAX];
    uint32_t n;
    uint16_t real_row;
    float real;
} feature_rows;

/* One a span of doc->spans; NULL when memory is refused. */
const feature_span *features_spans(const document *doc, const settings *s, const tagger_workspace *w,
                                   arena *a);

/* Pieces between two spans; -1 if they overlap or nest. */
int64_t features_gap(const feature_span *a, const feature_span *b);

/* Of n spans in order of the text that do not overlap each other, the nearest to s, the first of equals. n > 0.
 * Cost: log n. all is the array of features_spans, spans indices into it. */
uint32_t features_nearest(const feature_span *all, const uint32_t *spans, uint32_t n, const feature_span *s);

/* Two mentions, a before b; agreement is the product of their type distributions. */
feature_rows features_pair(const document *doc, const feature_span *a, const feature_span *b,
                           float agreement);

/* Two phrases of one label, a before b. */
feature_rows features_group(const document *doc, const feature_span *a, const feature_span *b, int label);

/* What the link of one argument to one incident depends on, besides the two. */
typedef struct feature_link {
    int label;
    const feature_span *argument, *mention; /* the incident's mention nearest to the argument */
    bool nearest;                           /* no incident has a nearer one */
    bool inside;                            /* the incident has a mention in the argument's sentence */
    uint32_t n_inside;                      /* incidents that have */
    uint32_t incident, n_incidents;         /* its number, and how many there are */
    uint32_t n_parts;                       /* sentences of the report */
} feature_link;

feature_rows features_link(const feature_link *l);

/* A phrase of an argument against the incident's mention nearest to it. */
feature_rows features_attribute(const feature_span *phrase, const feature_span *mention);

/* Incident number k of n, whose first mention is given. */
feature_rows features_background(uint32_t k, uint32_t n, const feature_span *first_mention);

/* Incident x against y, with the least distance in sentences between their mentions. */
feature_rows features_relation(uint32_t x, uint32_t y, uint32_t apart);

#endif
