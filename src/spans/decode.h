/* decode.h - from scores of many overlapping spans of one label to the few that are kept.
 *
 *     decode_begin(d)
 *     decode_offer(d, score, first, last)    for every span over the threshold
 *     n = decode_pick(d)                     d->spans[0..n): kept, by first piece
 *
 * Greedy: by falling score (of equals the one that starts, then ends, earlier), each kept unless it overlaps one that
 * is kept. Plain memory of the caller; pure functions. */
#ifndef SPANS_DECODE_H
#define SPANS_DECODE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DECODE_PIECES = 510, /* positions are below */
    DECODE_OFFERS = DECODE_PIECES * 24,
    /* Spans of one label kept in a window: four pieces each on average would be a text of nothing but them. It bounds
     * the memory that a model gone wrong can ask for. */
    DECODE_KEPT = 128
};

/* Pieces first..last of the window, both inclusive. */
typedef struct decode_span {
    float score;
    uint16_t first, last;
} decode_span;

typedef struct decode_list {
    uint32_t n;
    decode_span spans[DECODE_OFFERS];
    bool taken[DECODE_PIECES];
} decode_list;

void decode_begin(decode_list *d);

/* first <= last < DECODE_PIECES, last - first < 24; each span once. score is a number. */
void decode_offer(decode_list *d, float score, uint32_t first, uint32_t last);

/* Keeps what is to be kept, in order of the text; returns their number, at most DECODE_KEPT. Cost: n log n of the
 * offers. */
uint32_t decode_pick(decode_list *d);

#endif
