/* gemm.h - a matrix product with constant weights, by oneDNN: y [rows, out] = x [rows, in] · weights'.
 *
 *     type          x        weights              y
 *     GEMM_F32      f32      f32                  f32
 *     GEMM_BF16     bf16     bf16                 f32
 *     GEMM_INT8     u8       s8, a scale a column  i32
 *
 * Rows are taken 64 at a time, then 16 at a time, by primitives of these two shapes. A row of y depends on its
 * row of x alone, to the last bit (tests/unit/nn/test_gemm.c holds oneDNN to it). */
#ifndef NN_GEMM_H
#define NN_GEMM_H

#include "nn/engine.h"
#include "nn/weights.h"
#include "nn/workspace.h"

typedef enum gemm_type { GEMM_F32, GEMM_BF16, GEMM_INT8 } gemm_type;

enum { GEMM_ROWS = 64, GEMM_TAIL = 16 };

typedef struct gemm gemm;

/* The next multiple of GEMM_TAIL. */
static inline size_t gemm_padded(size_t rows) {
    return (rows + GEMM_TAIL - 1) / GEMM_TAIL * GEMM_TAIL;
}

/* Packs w [out, in] (any type); bias [out] may be NULL, for none, and is copied. Fails with
 * ERR_MODEL_ENGINE, ERR_MEMORY. Immutable afterwards. */
dateline_status gemm_open(const engine *e, gemm_type type, const tensor *w, const float *bias, gemm **out,
                          dateline_error *err);

/* NULL is allowed. */
void gemm_close(gemm *g);

/* rows a multiple of GEMM_TAIL; x and y aligned to 64. Between engine_enter and engine_leave. Fails with
 * ERR_MODEL_ENGINE, ERR_MEMORY (first run of a shape). */
dateline_status gemm_run(const gemm *g, workspace *ws, const void *x, size_t rows, void *y,
                         dateline_error *err);

/* [out] floats, zeros when there is none. */
const float *gemm_bias(const gemm *g);

/* For ops.dequantise; GEMM_INT8 only. */
column_scales gemm_columns(const gemm *g);

#endif
