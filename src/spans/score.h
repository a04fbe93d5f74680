/* score.h - how likely each short run of pieces is a span of a label (train/MODEL.md, "Spans"). */
#ifndef SPANS_SCORE_H
#define SPANS_SCORE_H

#include "spans/model.h"

/* Scores (logits) of one label over a window. projected [n, MODEL_PROJECTION] is the span projection of its states;
 * last [n] the last piece of the sentence of each piece. scores [n, MODEL_WIDTH]: the span of first piece i and last
 * piece j <= last[i] at [i, j - i]; what would leave the sentence is not written. keys [n, MODEL_KEY] is room to work in.
 * Cost: n * MODEL_WIDTH products of MODEL_KEY. */
void score_spans(const model *m, const float *projected, const uint16_t *last, uint32_t n, int label,
                 float *keys, float *scores);

#endif
