/* linear.c - see linear.h. */
#include "nn/linear.h"

#include <stdlib.h>
#include <string.h>

#include "nn/engine_parts.h"
#include "nn/gemm.h"
#include "nn/workspace_parts.h"

struct linear {
    const ops *ops;
    gemm *gemm;
    gemm_type type;
    size_t in, out;
};

static dateline_status find(const weights *w, const char *weight, const char *bias, size_t out, size_t in,
                            const tensor **matrix, const float **offsets, dateline_error *err) {
    *offsets = NULL;
    dateline_status status = weights_tensor(w, weight, out, in, matrix, err);
    if (!status && bias) status = weights_f32(w, bias, out, 1, offsets, err);
    return status;
}

dateline_status linear_open(const engine *e, const weights *w, const char *weight, const char *bias,
                            size_t out, size_t in, linear **l, dateline_error *err) {
    *l = NULL;
    const tensor *matrix;
    const float *offsets;
    dateline_status status = find(w, weight, bias, out, in, &matrix, &offsets, err);
    if (status) return status;
    linear *made = calloc(1, sizeof *made);
    if (!made) return error_memory(err, weight);
    gemm_type type = matrix->type != TENSOR_F32 && engine_has_bf16(e) ? GEMM_BF16 : GEMM_F32;
    *made = (linear){.ops = e->ops, .type = type, .in = in, .out = out};
    status = gemm_open(e, type, matrix, offsets, &made->gemm, err);
    if (status)
        free(made);
    else
        *l = made;
    return status;
}

void linear_close(linear *l) {
    if (!l) return;
    gemm_close(l->gemm);
    free(l);
}

/* Up to GEMM_ROWS rows of x as the operand of the product, zeros behind the last one. */
static void load_rows(const linear *l, const float *x, size_t rows, void *operand) {
    size_t item = l->type == GEMM_BF16 ? sizeof(uint16_t) : sizeof(float);
    if (l->type == GEMM_BF16)
        l->ops->to_bf16(x, operand, rows * l->in);
    else
        memcpy(operand, x, rows * l->in * item);
    memset((char *)operand + rows * l->in * item, 0, (gemm_padded(rows) - rows) * l->in * item);
}

static dateline_status run_rows(const linear *l, workspace *ws, const float *x, size_t rows, float *y,
                                void *operand, float *product, dateline_error *err) {
    load_rows(l, x, rows, operand);
    dateline_status status = gemm_run(l->gemm, ws, operand, gemm_padded(rows), product, err);
    if (status) return status;
    for (size_t r = 0; r < rows; r++)
        l->ops->add(product + r * l->out, gemm_bias(l->gemm), y + r * l->out, l->out);
    return DATELINE_OK;
}

dateline_status linear_run(const linear *l, workspace *ws, const float *x, size_t n, float *y,
                           dateline_error *err) {
    size_t operand_size = (GEMM_ROWS * l->in * sizeof(float) + 63) / 64 * 64;
    char *operand = workspace_bytes(ws, operand_size + GEMM_ROWS * l->out * sizeof(float));
    if (!operand) return error_memory(err, "linear");
    dateline_status status = DATELINE_OK;
    int before = engine_enter();
    for (size_t i = 0; i < n && !status; i += GEMM_ROWS) {
        size_t rows = n - i < GEMM_ROWS ? n - i : GEMM_ROWS;
        status = run_rows(l, ws, x + i * l->in, rows, y + i * l->out, operand,
                          (float *)(void *)(operand + operand_size), err);
    }
    engine_leave(before);
    return status;
}
