/* score.c - see score.h. */
#include "spans/score.h"

#include <math.h>
#include <string.h>

_Static_assert((int)OPS_BAND >= (int)MODEL_WIDTH, "a band holds the spans that begin with one piece");

/* A row of projected: [N_LABELS q][N_LABELS k][N_LABELS start][N_LABELS end]. */
enum { AT_KEY = N_LABELS * MODEL_KEY, AT_START = 2 * N_LABELS * MODEL_KEY, AT_END = AT_START + N_LABELS };

/* Keys and ends of a label side by side, with zeros behind the last piece where the band reaches over it. */
static void gather(const float *projected, uint32_t n, int label, score_buffers *b) {
    const float *key = projected + AT_KEY + label * MODEL_KEY, *end = projected + AT_END + label;
    for (uint32_t j = 0; j < n; j++, key += MODEL_PROJECTION, end += MODEL_PROJECTION) {
        for (int d = 0; d < MODEL_KEY; d++) b->keys[d][j] = key[d];
        b->ends[j] = *end;
    }
    for (int d = 0; d < MODEL_KEY; d++) memset(&b->keys[d][n], 0, OPS_BAND * sizeof(float));
    memset(&b->ends[n], 0, OPS_BAND * sizeof(float));
}

void score_spans(const model *m, const float *projected, uint32_t n, int label, score_buffers *b) {
    const float *length = m->span_length + label * MODEL_WIDTH;
    const float scale = 1 / sqrtf(MODEL_KEY);
    gather(projected, n, label, b);
    engine_ops(m->engine)->band(projected + label * MODEL_KEY, MODEL_PROJECTION, n, MODEL_KEY, b->keys[0],
                                SCORE_COLUMNS, b->scores[0]);
    for (uint32_t i = 0; i < n; i++) {
        float start = projected[i * MODEL_PROJECTION + AT_START + label];
        for (int w = 0; w < MODEL_WIDTH; w++)
            b->scores[i][w] = b->scores[i][w] * scale + start + b->ends[i + (uint32_t)w] + length[w];
    }
}
