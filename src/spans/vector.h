/* vector.h - what a span is, in MODEL_VECTOR numbers: gelu(W [h_i; h_j; mean h_i..h_j; mean of the sentence] + label)
 * (train/MODEL.md, "Spans"). */
#ifndef SPANS_VECTOR_H
#define SPANS_VECTOR_H

#include "spans/tagger.h"

enum { VECTOR_INPUT = 4 * MODEL_DIM, VECTOR_BATCH = 64 };

/* States of pieces start, start + 1, ... of the report; parts of the whole report. */
typedef struct vector_window {
    const float *states; /* [pieces, MODEL_DIM] */
    uint32_t start;
    const tagger_part *parts;
} vector_window;

/* Vectors of n spans in order of the text, which lie in the window with their parts; part_of [n]. inputs is room for
 * [VECTOR_BATCH, VECTOR_INPUT]; out [n, MODEL_VECTOR]. Fails with ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status vector_run(const model *m, workspace *network, const vector_window *window,
                           const scored_span *spans, const uint32_t *part_of, uint32_t n, float *inputs,
                           float *out, dateline_error *err);

#endif
