/* tagger.c - see tagger.h; the arithmetic is that of train/MODEL.md, "Spans". */
#include "spans/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "spans/decode.h"
#include "spans/score.h"
#include "spans/vector.h"

enum { CLS = 101, SEP = 102 }; /* of BERT's vocabulary */

enum { KEEP = 4 << 20 }; /* bytes of scratch kept for the next report */

struct tagger_buffers {
    uint32_t ids[MODEL_WINDOW + 2];
    uint16_t last[MODEL_WINDOW]; /* last piece of the sentence of each piece */
    float hidden[(MODEL_WINDOW + 2) * MODEL_DIM];
    float projected[MODEL_WINDOW * MODEL_PROJECTION];
    score_buffers scoring;
    decode_list decoding;
    scored_span kept[N_LABELS * DECODE_KEPT];
    float inputs[VECTOR_BATCH * VECTOR_INPUT];
};

/* One window: pieces [start, start + n) of the report, parts [first_part, end_part). */
typedef struct window {
    uint32_t start, n, first_part, end_part;
    const float *states; /* [n, MODEL_DIM] */
} window;

typedef struct tagging {
    document *doc;
    const model *m;
    const ops *ops;
    tagger_workspace *w;
    tagger_buffers *b;
    dateline_error *err;
} tagging;

/* --- workspace --- */

dateline_status tagger_workspace_open(const model *m, tagger_workspace **out, dateline_error *err) {
    *out = NULL;
    tagger_workspace *w = calloc(1, sizeof *w);
    if (!w) return error_memory(err, "");
    arena_init(&w->scratch);
    w->buffers = calloc(1, sizeof *w->buffers);
    dateline_status status = w->buffers ? workspace_open(m->engine, &w->network, err) : error_memory(err, "");
    if (status)
        tagger_workspace_close(w);
    else
        *out = w;
    return status;
}

void tagger_workspace_close(tagger_workspace *w) {
    if (!w) return;
    workspace_close(w->network);
    arena_clear(&w->scratch);
    free(w->buffers);
    free(w);
}

static void forget(tagger_workspace *w) {
    arena_reset(&w->scratch, KEEP);
    memset(&w->parts, 0, sizeof w->parts);
    memset(&w->part_of, 0, sizeof w->part_of);
    memset(&w->vectors, 0, sizeof w->vectors);
    memset(w->context, 0, sizeof w->context);
}

/* --- windows --- */

static bool cut_parts(const document *doc, tagger_workspace *w) {
    for (uint32_t s = 0; s < doc->sentences.n; s++) {
        const sentence *of = &doc->sentences.at[s];
        for (uint32_t at = 0; at < of->n_pieces; at += MODEL_WINDOW) {
            tagger_part *part = VEC_PUSH(&w->parts, &w->scratch);
            if (!part) return false;
            uint32_t left = of->n_pieces - at, n = left < MODEL_WINDOW ? left : MODEL_WINDOW;
            *part = (tagger_part){of->first_piece + at, of->first_piece + at + n};
        }
    }
    return true;
}

/* The window that begins with a part: as many whole parts as fit. */
static window window_from(const tagger_workspace *w, uint32_t part) {
    window out = {.start = w->parts.at[part].start, .first_part = part, .end_part = part};
    while (out.end_part < w->parts.n && w->parts.at[out.end_part].end - out.start <= MODEL_WINDOW)
        out.n = w->parts.at[out.end_part++].end - out.start;
    return out;
}

/* The encoder over one window; adds its [CLS] state to the sum in context. */
static dateline_status encode(tagging *t, window *win) {
    tagger_buffers *b = t->b;
    b->ids[0] = CLS;
    for (uint32_t i = 0; i < win->n; i++) b->ids[i + 1] = t->doc->pieces.at[win->start + i].id;
    b->ids[win->n + 1] = SEP;
    dateline_status status = encoder_run(t->m->encoder, t->w->network, b->ids, win->n + 2, b->hidden, t->err);
    if (status) return status;
    win->states = b->hidden + MODEL_DIM;
    t->ops->axpy(1, b->hidden, t->w->context, MODEL_DIM);
    for (uint32_t p = win->first_part; p < win->end_part; p++)
        for (uint32_t i = t->w->parts.at[p].start; i < t->w->parts.at[p].end; i++)
            b->last[i - win->start] = (uint16_t)(t->w->parts.at[p].end - 1 - win->start);
    return linear_run(t->m->span_projection, t->w->network, win->states, win->n, b->projected, t->err);
}

/* --- spans --- */

static int span_order(const void *a, const void *b) {
    const scored_span *x = a, *y = b;
    if (x->first_piece != y->first_piece) return x->first_piece < y->first_piece ? -1 : 1;
    if (x->last_piece != y->last_piece) return x->last_piece < y->last_piece ? -1 : 1;
    return (int)x->label - (int)y->label;
}

static scored_span span_of(const tagging *t, const window *win, const decode_span *d, int label) {
    const piece *first = &t->doc->pieces.at[win->start + d->first],
                *last = &t->doc->pieces.at[win->start + d->last];
    return (scored_span){.span = {first->span.start, last->span.end},
                         .first_piece = win->start + d->first,
                         .last_piece = win->start + d->last,
                         .sentence = first->sentence,
                         .label = (uint8_t)label,
                         .score = d->score};
}

/* Scores the spans of a label and keeps the best in b->decoding; returns their number. */
static uint32_t decode_label(const tagging *t, const window *win, int label) {
    tagger_buffers *b = t->b;
    float threshold = t->m->settings.thresholds.span[label];
    score_spans(t->m, b->projected, win->n, label, &b->scoring);
    decode_begin(&b->decoding);
    for (uint32_t i = 0; i < win->n; i++)
        for (uint32_t j = i; j < i + MODEL_WIDTH && j <= b->last[i]; j++) {
            float score = b->scoring.scores[i][j - i];
            if (score >= threshold) decode_offer(&b->decoding, score, i, j);
        }
    return decode_pick(&b->decoding);
}

/* The window's spans of all labels into b->kept, in order; returns their number. */
static uint32_t decode(const tagging *t, const window *win) {
    uint32_t n = 0;
    for (int label = 0; label < N_LABELS; label++) {
        uint32_t kept = decode_label(t, win, label);
        for (uint32_t i = 0; i < kept; i++)
            t->b->kept[n++] = span_of(t, win, &t->b->decoding.spans[i], label);
    }
    qsort(t->b->kept, n, sizeof *t->b->kept, span_order);
    return n;
}

/* Appends the window's n spans to the document, their vectors and parts to the workspace. */
static dateline_status add_spans(const tagging *t, const window *win, uint32_t n) {
    tagger_workspace *w = t->w;
    uint32_t old = t->doc->spans.n, part = win->first_part;
    if (n == 0) return DATELINE_OK;
    /* All three arrays count in 32 bits; 2^32 / MODEL_VECTOR spans are beyond any text that is let in. */
    if (!VEC_RESERVE(&t->doc->spans, old + n, t->doc->arena) ||
        !VEC_RESERVE(&w->part_of, old + n, &w->scratch) || old + n > UINT32_MAX / MODEL_VECTOR ||
        !VEC_RESERVE(&w->vectors, (old + n) * MODEL_VECTOR, &w->scratch))
        return error_memory(t->err, t->doc->name);
    for (uint32_t i = 0; i < n; i++) {
        while (w->parts.at[part].end <= t->b->kept[i].first_piece) part++;
        w->part_of.at[old + i] = part;
    }
    vector_window of = {win->states, win->start, w->parts.at};
    dateline_status status = vector_run(t->m, w->network, &of, t->b->kept, w->part_of.at + old, n,
                                        t->b->inputs, w->vectors.at + (size_t)old * MODEL_VECTOR, t->err);
    if (status) return status;
    memcpy(t->doc->spans.at + old, t->b->kept, n * sizeof *t->b->kept);
    t->doc->spans.n = w->part_of.n = old + n;
    w->vectors.n = (old + n) * MODEL_VECTOR;
    return DATELINE_OK;
}

dateline_status tagger_run(document *doc, const model *m, tagger_workspace *w, dateline_error *err) {
    tagging t = {doc, m, engine_ops(m->engine), w, w->buffers, err};
    forget(w);
    if (!cut_parts(doc, w)) return error_memory(err, doc->name);
    uint32_t n_windows = 0;
    for (uint32_t part = 0; part < w->parts.n; n_windows++) {
        window win = window_from(w, part);
        dateline_status status = encode(&t, &win);
        if (!status) status = add_spans(&t, &win, decode(&t, &win));
        if (status) return status;
        part = win.end_part;
    }
    for (int d = 0; n_windows && d < MODEL_DIM; d++) w->context[d] /= (float)n_windows;
    return DATELINE_OK;
}
