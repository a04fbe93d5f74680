/* decode.c - see decode.h. */
#include "spans/decode.h"

#include <stdlib.h>
#include <string.h>

void decode_begin(decode_list *d) {
    d->n = 0;
    memset(d->taken, 0, sizeof d->taken);
}

void decode_offer(decode_list *d, float score, uint32_t first, uint32_t last) {
    if (d->n < DECODE_OFFERS) d->spans[d->n++] = (decode_span){score, (uint16_t)first, (uint16_t)last};
}

/* A total order, so that any sort gives the same list. */
static int best_first(const void *a, const void *b) {
    const decode_span *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

static int text_order(const void *a, const void *b) {
    const decode_span *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static bool take(decode_list *d, const decode_span *s) {
    for (uint32_t i = s->first; i <= s->last; i++)
        if (d->taken[i]) return false;
    memset(d->taken + s->first, true, s->last - s->first + 1u);
    return true;
}

uint32_t decode_pick(decode_list *d) {
    uint32_t kept = 0;
    qsort(d->spans, d->n, sizeof *d->spans, best_first);
    for (uint32_t i = 0; i < d->n && kept < DECODE_KEPT; i++)
        if (take(d, &d->spans[i])) d->spans[kept++] = d->spans[i];
    qsort(d->spans, kept, sizeof *d->spans, text_order);
    d->n = kept;
    return kept;
}
