/* linear.h - a linear layer y = W x + b with its weights packed once, for the heads.
 *
 *     linear *proj;
 *     linear_open(engine, weights, "span.proj.weight", "span.proj.bias", 882, 384, &proj, err)
 *     linear_run(proj, ws, h, n, p, err)            // h [n, 384] -> p [n, 882]
 *
 * In f32 when the engine's arithmetic is f32. Otherwise a layer whose weights are stored as bf16 multiplies in
 * bf16 (sums in f32) where the processor has it; layers stored as f32 stay f32. A row of y depends on its row
 * of x alone, to the last bit, whatever n is. Immutable after opening. */
#ifndef NN_LINEAR_H
#define NN_LINEAR_H

#include "nn/engine.h"
#include "nn/weights.h"
#include "nn/workspace.h"

typedef struct linear linear;

/* weight is the name of a tensor [out, in], bias that of a tensor f32 [out], or NULL for none. Packs a copy:
 * the weights may be closed afterwards. Fails with ERR_MODEL_SHAPE, ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status linear_open(const engine *e, const weights *w, const char *weight, const char *bias,
                            size_t out, size_t in, linear **l, dateline_error *err);

/* NULL is allowed. */
void linear_close(linear *l);

/* x f32 [n, in] -> y f32 [n, out]; n may be 0. Best in large batches: rows are taken 64 at a time and the last
 * ones 16 at a time. Fails with ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status linear_run(const linear *l, workspace *ws, const float *x, size_t n, float *y,
                           dateline_error *err);

#endif
