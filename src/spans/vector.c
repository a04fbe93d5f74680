/* vector.c - see vector.h. */
#include "spans/vector.h"

#include <string.h>

/* The sentence met last: spans come in order, so its mean is made once. */
typedef struct sentence_mean {
    uint32_t part; /* NONE: none yet */
    float mean[MODEL_DIM];
} sentence_mean;

/* Mean of states [start, end) of the window. */
static void mean_states(const ops *math, const float *states, uint32_t start, uint32_t end, float *out) {
    float each = 1 / (float)(end - start);
    memset(out, 0, MODEL_DIM * sizeof *out);
    for (uint32_t i = start; i < end; i++) math->axpy(1, states + (size_t)i * MODEL_DIM, out, MODEL_DIM);
    for (int d = 0; d < MODEL_DIM; d++) out[d] *= each;
}

static void fill_input(const ops *math, const vector_window *w, const scored_span *s, uint32_t part,
                       sentence_mean *met, float *out) {
    uint32_t i = s->first_piece - w->start, j = s->last_piece - w->start;
    if (met->part != part)
        mean_states(math, w->states, w->parts[part].start - w->start, w->parts[part].end - w->start,
                    met->mean);
    met->part = part;
    memcpy(out, w->states + (size_t)i * MODEL_DIM, MODEL_DIM * sizeof *out);
    memcpy(out + MODEL_DIM, w->states + (size_t)j * MODEL_DIM, MODEL_DIM * sizeof *out);
    mean_states(math, w->states, i, j + 1, out + 2 * MODEL_DIM);
    memcpy(out + 3 * MODEL_DIM, met->mean, MODEL_DIM * sizeof *out);
}

dateline_status vector_run(const model *m, workspace *network, const vector_window *window,
                           const scored_span *spans, const uint32_t *part_of, uint32_t n, float *inputs,
                           float *out, dateline_error *err) {
    const ops *math = engine_ops(m->engine);
    sentence_mean met = {.part = NONE};
    for (uint32_t done = 0; done < n; done += VECTOR_BATCH) {
        uint32_t batch = n - done < VECTOR_BATCH ? n - done : VECTOR_BATCH;
        float *y = out + (size_t)done * MODEL_VECTOR;
        for (uint32_t i = 0; i < batch; i++)
            fill_input(math, window, &spans[done + i], part_of[done + i], &met, inputs + i * VECTOR_INPUT);
        dateline_status status = linear_run(m->span_vector, network, inputs, batch, y, err);
        if (status) return status;
        for (uint32_t i = 0; i < batch; i++)
            math->axpy(1, m->vector_label + spans[done + i].label * MODEL_VECTOR, y + i * MODEL_VECTOR,
                       MODEL_VECTOR);
        math->gelu(y, (size_t)batch * MODEL_VECTOR);
    }
    return DATELINE_OK;
}
