/* ops.h - arithmetic on vectors, in the best version that the processor has.
 *
 * ops_kernels.c and its neighbours are compiled once for each instruction set; ops_best chooses once, and the caller keeps the
 * table: there is no hidden state. Results of one table never depend on alignment, position or neighbours;
 * different tables may differ in the last bits. All functions are pure loops over caller-owned memory: any
 * thread may call them. n may be anything, 0 included, unless said otherwise. */
#ifndef NN_OPS_H
#define NN_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row of numbers in 8 bits: value = scale * (q - zero). */
typedef struct row_scale {
    float scale, zero; /* zero is a whole number in 0..255 */
} row_scale;

/* What multiplies the columns of an int8 product back: see ops.dequantise. */
typedef struct column_scales {
    const float *scale; /* [n] of the weights */
    const float *sum;   /* [n] scale times the sum of the quantised weights of the column */
    const float *bias;  /* [n] */
} column_scales;

/* One head of self-attention: rows of q, k and v are ATTENTION_HEAD long and stride apart. */
typedef struct attention {
    const float *q, *k, *v;
    size_t stride;
    size_t n;       /* rows; those up to the next multiple of 16 must be readable and finite */
    float *context; /* [n, ATTENTION_HEAD], context_stride apart */
    size_t context_stride;
    void *scratch; /* ATTENTION_SCRATCH bytes, aligned to 64 */
} attention;

enum { ATTENTION_HEAD = 32, ATTENTION_MAX_ROWS = 512, ATTENTION_SCRATCH = 192 << 10 };

enum { OPS_BAND = 32 }; /* a multiple of every vector's width */

typedef struct ops {
    const char *name; /* "baseline", "avx2", "avx512", "avx512_vnni", "avx512_bf16" */

    /* x[i] = gelu(x[i]) = x/2 (1 + erf(x / sqrt 2)); absolute error under 1e-6, for gelu_fast 6e-4 */
    void (*gelu)(float *x, size_t n);
    void (*gelu_fast)(float *x, size_t n);

    /* x = exp(x - max) / sum, in place; n > 0 */
    void (*softmax)(float *x, size_t n);

    float (*dot)(const float *a, const float *b, size_t n);

    /* Products of each row with the OPS_BAND columns from its own number on: y[r][w] = sum over d of
     * x[r * x_stride + d] * columns[d * stride + r + w], r < n, d < dim. columns [dim, stride] with
     * stride >= n + OPS_BAND, all readable and finite; y [n, OPS_BAND]. */
    void (*band)(const float *x, size_t x_stride, size_t n, size_t dim, const float *columns, size_t stride,
                 float *y);

    /* y += k x */
    void (*axpy)(float k, const float *x, float *y, size_t n);

    /* y = a * b and y = a + b, elementwise; y may be a or b */
    void (*multiply)(const float *a, const float *b, float *y, size_t n);
    void (*add)(const float *a, const float *b, float *y, size_t n);

    /* y = (x - mean) / sqrt(variance + 1e-12) * gain + bias; y may be x; n > 0 */
    void (*layer_norm)(const float *x, const float *gain, const float *bias, float *y, size_t n);

    /* q = x / scale + zero, rounded; the range of x (with 0 in it) fills 0..255. n > 0 */
    row_scale (*quantise)(const float *x, uint8_t *q, size_t n);

    /* q = x / scale in -127..127, rounded, for weights; returns the scale. *sum gets the sum of q. n > 0 */
    float (*quantise_weights)(const float *x, int8_t *q, size_t n, int32_t *sum);

    /* y = the product that sums stand for: sums [n] of (q - zero) times weights, less the zero */
    void (*dequantise)(const int32_t *sums, row_scale row, const column_scales *columns, float *y, size_t n);

    /* The same for n_parts times ATTENTION_HEAD columns, each part of y stride floats behind the one before. */
    void (*dequantise_parts)(const int32_t *sums, row_scale row, const column_scales *columns, float *y,
                             size_t n_parts, size_t stride);

    /* dequantise, gelu_fast and quantise in two passes; scratch [n]. n a multiple of 16, > 0 */
    row_scale (*gelu_quantised)(const int32_t *sums, row_scale row, const column_scales *columns,
                                float *scratch, uint8_t *q, size_t n);

    /* Rounded to even. No NaN. */
    void (*to_bf16)(const float *x, uint16_t *y, size_t n);

    /* context = softmax(q k' / sqrt(ATTENTION_HEAD)) v, 1 <= n <= ATTENTION_MAX_ROWS */
    void (*attend)(const attention *a);
    /* The same with products in bf16 or in 8 bits; NULL where the processor has none. */
    void (*attend_bf16)(const attention *a);
    void (*attend_int8)(const attention *a);
} ops;

/* Never NULL. */
const ops *ops_best(void);

/* The table of that name, or NULL when the processor lacks it (tests compare them). */
const ops *ops_named(const char *name);

#endif
