/* encoder.h - the transformer: piece ids of one window -> one vector a piece (train/MODEL.md, "Encoder").
 *
 *     engine_open(DATELINE_ARITHMETIC_AUTO, &engine, err)
 *     weights_open("models/reader-1/weights.bin", &weights, err)
 *     encoder_open(engine, weights, &encoder, err)
 *     workspace_open(engine, &ws, err)                           // one a thread
 *     encoder_run(encoder, ws, ids, n, hidden, err)              // ids with [CLS] first and [SEP] last
 *
 * A window's result depends on its ids alone: not on the thread, on other windows or on what ran before. */
#ifndef NN_ENCODER_H
#define NN_ENCODER_H

#include "nn/engine.h"
#include "nn/weights.h"
#include "nn/workspace.h"

enum { ENCODER_DIM = 384, ENCODER_MAX_ROWS = 512 };

typedef struct encoder encoder;

/* Packs the matrices (and quantises them for int8): tens of milliseconds. The word table stays in the mapping:
 * the weights must outlive the encoder. Fails with ERR_MODEL_SHAPE, ERR_MODEL_ENGINE, ERR_MEMORY. Immutable
 * afterwards: threads share it. */
dateline_status encoder_open(const engine *e, const weights *w, encoder **out, dateline_error *err);

/* NULL is allowed. */
void encoder_close(encoder *enc);

/* Size of the vocabulary: ids are below it. */
size_t encoder_vocabulary(const encoder *enc);

/* ids [n], 1 <= n <= ENCODER_MAX_ROWS, each below the size of the vocabulary -> hidden f32 [n, ENCODER_DIM].
 * Fails with ERR_MODEL_SHAPE (n or an id out of range), ERR_MODEL_ENGINE, ERR_MEMORY (first runs only). Cost:
 * linear in n but for attention, which is a fifth of the time at 512 rows. */
dateline_status encoder_run(const encoder *enc, workspace *ws, const uint32_t *ids, size_t n, float *hidden,
                            dateline_error *err);

#endif
