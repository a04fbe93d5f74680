/* scorer.c - see scorer.h. */
#include "incidents/scorer.h"

#include <math.h>
#include <string.h>

float scorer_sigmoid(float x) {
    return 1 / (1 + expf(-x));
}

void scorer_add_rows(const scorer_tools *t, const float *table, uint32_t width, const feature_rows *f,
                     float *out) {
    for (uint32_t i = 0; i < f->n; i++) t->ops->axpy(1, table + f->row[i] * width, out, width);
    if (f->real != 0) t->ops->axpy(f->real, table + f->real_row * width, out, width);
}

dateline_status scorer_side(const scorer_tools *t, const linear *layer, const float *const *from, uint32_t n,
                            uint32_t in, uint32_t width, float *out, dateline_error *err) {
    uint32_t most = n < SCORER_BATCH ? n : SCORER_BATCH;
    float *x = arena_alloc(t->scratch, (size_t)most * in * sizeof *x);
    if (!x) return error_memory(err, t->name);
    for (uint32_t done = 0; done < n; done += SCORER_BATCH) {
        uint32_t batch = n - done < SCORER_BATCH ? n - done : SCORER_BATCH;
        for (uint32_t i = 0; i < batch; i++) memcpy(x + (size_t)i * in, from[done + i], in * sizeof *x);
        dateline_status status = linear_run(layer, t->network, x, batch, out + (size_t)done * width, err);
        if (status) return status;
    }
    return DATELINE_OK;
}

dateline_status scorer_begin(scorer *s, const scorer_tools *t, const model_scorer *of, dateline_error *err) {
    *s = (scorer){.tools = t, .weights = of};
    float *at = arena_alloc(t->scratch, SCORER_BATCH * (2 * MODEL_VECTOR + 3 * MODEL_HIDDEN) * sizeof *at);
    if (!at) return error_memory(err, t->name);
    s->products = at;
    s->others = at + SCORER_BATCH * MODEL_VECTOR;
    s->hidden = at + SCORER_BATCH * 2 * MODEL_VECTOR;
    s->more = s->hidden + SCORER_BATCH * MODEL_HIDDEN;
    s->start = s->more + SCORER_BATCH * MODEL_HIDDEN;
    return DATELINE_OK;
}

dateline_status scorer_add(scorer *s, const scorer_pair *pair, dateline_error *err) {
    const ops *math = s->tools->ops;
    float *start = s->start + s->n * MODEL_HIDDEN;
    memcpy(start, s->weights->bias, MODEL_HIDDEN * sizeof *start);
    math->axpy(1, pair->ax, start, MODEL_HIDDEN);
    math->axpy(1, pair->by, start, MODEL_HIDDEN);
    if (pair->z) math->axpy(1, pair->mz, start, MODEL_HIDDEN);
    scorer_add_rows(s->tools, s->weights->feature, MODEL_HIDDEN, &pair->features, start);
    math->multiply(pair->x, pair->z ? pair->z : pair->y, s->products + s->n * MODEL_VECTOR, MODEL_VECTOR);
    if (pair->z) math->multiply(pair->x, pair->y, s->others + s->n * MODEL_VECTOR, MODEL_VECTOR);
    s->out[s->n++] = pair->out;
    return s->n == SCORER_BATCH ? scorer_flush(s, err) : DATELINE_OK;
}

dateline_status scorer_flush(scorer *s, dateline_error *err) {
    const model_scorer *w = s->weights;
    const ops *math = s->tools->ops;
    uint32_t n = s->n;
    s->n = 0;
    dateline_status status = linear_run(w->p, s->tools->network, s->products, n, s->hidden, err);
    if (!status && w->q) status = linear_run(w->q, s->tools->network, s->others, n, s->more, err);
    if (status) return status;
    math->axpy(1, s->start, s->hidden, (size_t)n * MODEL_HIDDEN);
    if (w->q) math->axpy(1, s->more, s->hidden, (size_t)n * MODEL_HIDDEN);
    math->gelu(s->hidden, (size_t)n * MODEL_HIDDEN);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t o = 0; o < w->n_out; o++)
            s->out[i][o] = w->out_bias[o] +
                           math->dot(w->out + o * MODEL_HIDDEN, s->hidden + i * MODEL_HIDDEN, MODEL_HIDDEN);
    return DATELINE_OK;
}
