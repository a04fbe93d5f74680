/* score.c - see score.h. */
#include "spans/score.h"

#include <math.h>
#include <string.h>

/* A row of projected: [N_LABELS q][N_LABELS k][N_LABELS start][N_LABELS end]. */
enum { AT_KEY = N_LABELS * MODEL_KEY, AT_START = 2 * N_LABELS * MODEL_KEY, AT_END = AT_START + N_LABELS };

void score_spans(const model *m, const float *projected, const uint16_t *last, uint32_t n, int label,
                 float *keys, float *scores) {
    const ops *math = engine_ops(m->engine);
    const float *length = m->span_length + label * MODEL_WIDTH;
    const float scale = 1 / sqrtf(MODEL_KEY);
    /* Side by side the keys of a label fit into the first cache; rows of projected are 3.5 KB apart. */
    for (uint32_t j = 0; j < n; j++)
        memcpy(keys + j * MODEL_KEY, projected + j * MODEL_PROJECTION + AT_KEY + label * MODEL_KEY,
               MODEL_KEY * sizeof *keys);
    for (uint32_t i = 0; i < n; i++) {
        const float *row = projected + i * MODEL_PROJECTION, *q = row + label * MODEL_KEY;
        for (uint32_t j = i; j < i + MODEL_WIDTH && j <= last[i]; j++)
            scores[i * MODEL_WIDTH + j - i] =
                math->dot(q, keys + j * MODEL_KEY, MODEL_KEY) * scale + row[AT_START + label] +
                projected[j * MODEL_PROJECTION + AT_END + label] + length[j - i];
    }
}
