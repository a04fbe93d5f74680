/* features.c - see features.h. Row numbers are those of train/MODEL.md. */
#include "incidents/features.h"

#include <stdlib.h>
#include <string.h>

/* --- classes of distances --- */

/* Index of the first bound above value; n when there is none. */
static uint32_t bucket(int64_t value, const uint16_t *bounds, uint32_t n) {
    uint32_t k = 0;
    while (k < n && value >= bounds[k]) k++;
    return k;
}

static uint32_t gap_class(int64_t gap) {
    static const uint16_t bounds[] = {2, 5, 10, 20, 40, 80, 160};
    return bucket(gap, bounds, 7);
}

static uint32_t sentence_class(uint32_t apart) {
    static const uint16_t bounds[] = {1, 2, 3, 5, 10};
    return bucket(apart, bounds, 5);
}

static uint32_t count_class(uint32_t n) {
    static const uint16_t bounds[] = {2, 3, 4, 6};
    return bucket(n, bounds, 4);
}

int64_t features_gap(const feature_span *a, const feature_span *b) {
    if (a->end <= b->start) return (int64_t)b->start - a->end;
    if (b->end <= a->start) return (int64_t)a->start - b->end;
    return -1;
}

/* 0 overlap, 1-8 a behind m, 9-16 a before m. */
static uint32_t side(const feature_span *a, const feature_span *m) {
    int64_t gap = features_gap(a, m);
    if (gap < 0) return 0;
    return (a->start >= m->end ? 1 : 9) + gap_class(gap);
}

/* Sentences from m to a, clipped to -3..3, plus 3. */
static uint32_t sentences_from(const feature_span *a, const feature_span *m) {
    int64_t d = (int64_t)a->part - m->part;
    return (uint32_t)((d < -3 ? -3 : d > 3 ? 3 : d) + 3);
}

static uint32_t at_most(uint32_t value, uint32_t limit) {
    return value < limit ? value : limit;
}

uint32_t features_nearest(const feature_span *all, const uint32_t *spans, uint32_t n, const feature_span *s) {
    uint32_t low = 0, high = n; /* the first that ends behind the start of s */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (all[spans[middle]].end > s->start)
            high = middle;
        else
            low = middle + 1;
    }
    if (low == 0) return spans[0];
    if (low == n) return spans[n - 1];
    int64_t before = features_gap(&all[spans[low - 1]], s), behind = features_gap(&all[spans[low]], s);
    return before <= behind ? spans[low - 1] : spans[low];
}

/* --- spans --- */

static int id_order(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_stop(const settings *s, uint32_t id) {
    return bsearch(&id, s->stop, s->n_stop, sizeof id, id_order) != NULL;
}

/* The ids of pieces [start, end) less function words, sorted and each once, into out; returns their number. */
static uint32_t content_of(const document *doc, const settings *s, uint32_t start, uint32_t end,
                           uint32_t *out) {
    uint32_t n = 0, kept = 0;
    for (uint32_t i = start; i < end; i++)
        if (!is_stop(s, doc->pieces.at[i].id)) out[n++] = doc->pieces.at[i].id;
    qsort(out, n, sizeof *out, id_order);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || out[kept - 1] != out[i]) out[kept++] = out[i];
    return kept;
}

const feature_span *features_spans(const document *doc, const settings *s, const tagger_workspace *w,
                                   arena *a) {
    size_t ids = 0;
    for (uint32_t i = 0; i < doc->spans.n; i++)
        ids += doc->spans.at[i].last_piece - doc->spans.at[i].first_piece + 1;
    feature_span *out = arena_alloc(a, (doc->spans.n + (size_t)1) * sizeof *out);
    uint32_t *content = arena_alloc(a, (ids + 1) * sizeof *content);
    if (!out || !content) return NULL;
    for (uint32_t i = 0; i < doc->spans.n; i++) {
        const scored_span *span = &doc->spans.at[i];
        out[i] = (feature_span){span->first_piece, span->last_piece + 1, w->part_of.at[i], content, 0};
        out[i].n_content = content_of(doc, s, out[i].start, out[i].end, content);
        content += out[i].n_content;
    }
    return out;
}

/* --- rows --- */

static void add(feature_rows *f, uint32_t row) {
    f->row[f->n++] = (uint16_t)row;
}

static void add_if(feature_rows *f, bool holds, uint32_t row) {
    if (holds) add(f, row);
}

/* Size of the common content; both lists rise. */
static uint32_t n_common(const feature_span *a, const feature_span *b) {
    uint32_t i = 0, j = 0, n = 0;
    while (i < a->n_content && j < b->n_content) {
        uint32_t x = a->content[i], y = b->content[j];
        n += x == y;
        i += x <= y;
        j += y <= x;
    }
    return n;
}

static bool same_pieces(const document *doc, const feature_span *a, const feature_span *b) {
    if (a->end - a->start != b->end - b->start) return false;
    for (uint32_t i = 0; i < a->end - a->start; i++)
        if (doc->pieces.at[a->start + i].id != doc->pieces.at[b->start + i].id) return false;
    return true;
}

/* Rows 0-21, of two spans of one kind: how far apart, and what their words share. */
static feature_rows shared_rows(const document *doc, const feature_span *a, const feature_span *b) {
    feature_rows f = {0};
    int64_t gap = features_gap(a, b);
    uint32_t common = n_common(a, b), apart = a->part > b->part ? a->part - b->part : b->part - a->part;
    uint32_t smaller = a->n_content < b->n_content ? a->n_content : b->n_content;
    add(&f, gap < 0 ? 0 : 1 + gap_class(gap));
    add(&f, 9 + sentence_class(apart));
    add_if(&f, same_pieces(doc, a, b), 15);
    add_if(&f, common > 0 && common == smaller, 16);
    add_if(&f, doc->pieces.at[a->end - 1].id == doc->pieces.at[b->end - 1].id, 17);
    add(&f, 18 + at_most(common, 3));
    return f;
}

feature_rows features_pair(const document *doc, const feature_span *a, const feature_span *b,
                           float agreement) {
    feature_rows f = shared_rows(doc, a, b);
    f.real_row = 22;
    f.real = agreement;
    return f;
}

feature_rows features_group(const document *doc, const feature_span *a, const feature_span *b, int label) {
    feature_rows f = shared_rows(doc, a, b);
    add_if(&f, label > 0, 22 + (uint32_t)label);
    return f;
}

feature_rows features_link(const feature_link *l) {
    feature_rows f = {0};
    uint32_t label = (uint32_t)l->label, apart = sentences_from(l->argument, l->mention);
    uint32_t size = count_class(l->n_incidents);
    add(&f, label);
    add(&f, 9 + side(l->argument, l->mention));
    add(&f, 26 + apart);
    add_if(&f, l->nearest, 33);
    add_if(&f, l->inside && l->n_inside == 1, 34);
    add_if(&f, l->n_inside == 0, 35);
    add(&f, 36 + size);
    add(&f, 41 + 7 * label + apart);
    add(&f, 104 + 5 * label + size);
    add(&f, 149 + at_most(l->n_inside, 3));
    add_if(&f, l->argument->part == 0, 153);
    add_if(&f, l->argument->part == l->n_parts - 1, 154);
    add(&f, 155 + at_most(l->incident, 4));
    return f;
}

feature_rows features_attribute(const feature_span *phrase, const feature_span *mention) {
    feature_rows f = {0};
    add(&f, side(phrase, mention));
    add(&f, 17 + sentences_from(phrase, mention));
    return f;
}

feature_rows features_background(uint32_t k, uint32_t n, const feature_span *first_mention) {
    feature_rows f = {0};
    add(&f, at_most(k, 4));
    add_if(&f, n == 1, 5);
    add_if(&f, first_mention->part == 0, 6);
    return f;
}

feature_rows features_relation(uint32_t x, uint32_t y, uint32_t apart) {
    feature_rows f = {0};
    add(&f, x < y ? 0 : 1);
    add(&f, 2 + sentence_class(apart));
    add_if(&f, x + 1 == y || y + 1 == x, 8);
    return f;
}
