/* score.h - how likely each short run of pieces is a span of a label (train/MODEL.md, "Spans"). */
#ifndef SPANS_SCORE_H
#define SPANS_SCORE_H

#include "spans/model.h"

enum { SCORE_COLUMNS = MODEL_WINDOW + OPS_BAND };

/* What the scores of one label over one window need, and the scores. */
typedef struct score_buffers {
    float keys[MODEL_KEY][SCORE_COLUMNS];
    float ends[SCORE_COLUMNS];
    float scores[MODEL_WINDOW][OPS_BAND];
} score_buffers;

/* Scores (logits) of a label over a window of n pieces, from the span projection of its states [n, MODEL_PROJECTION]:
 * the span of pieces i..i+w at b->scores[i][w], w < MODEL_WIDTH. Spans that would leave their sentence are scored too
 * and mean nothing; beyond the window there is no meaning either. Cost: n * OPS_BAND products of MODEL_KEY. */
void score_spans(const model *m, const float *projected, uint32_t n, int label, score_buffers *b);

#endif
