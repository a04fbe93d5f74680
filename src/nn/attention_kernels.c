/* attention_kernels.c - self-attention in f32 and bf16, compiled once for each instruction set.
 *
 * Both products take the form C[r, c] = Σ_s A[r, s] · B[s, c] over units of 32 bits: one f32, or two bf16 that
 * are multiplied pairwise. B is a panel whose rows are vectors; A is read one unit at a time and broadcast.
 *
 *     scores  A = queries [BLOCK, 32 / pack]          B = keys   [32 / pack, n_keys]
 *     context A = weights [BLOCK, n_keys / pack]      B = values [n_keys / pack, 32]
 *
 * with pack = 1 (f32) or 2 (bf16). Queries go in blocks of BLOCK rows; keys are padded to 16 with weight 0. */
#include <float.h>
#include <math.h>

#include "nn/kernels.h"

enum { BLOCK = 12, KEY_PAD = 16, HEAD = ATTENTION_HEAD };

/* Rows and vectors of a tile, so that sums, one row of B and a broadcast fit into the registers. */
#if defined(__AVX512F__)
enum { SCORE_ROWS = 6, SCORE_VECTORS = 4, CONTEXT_ROWS = 12, CONTEXT_VECTORS = 2 };
#else
enum { SCORE_ROWS = 6, SCORE_VECTORS = 2, CONTEXT_ROWS = 3, CONTEXT_VECTORS = 4 };
#endif

INLINE vf multiply_units(int pack, const float *a, vf b, vf sum) {
#if defined(__AVX512BF16__)
    if (pack == 2) return _mm512_dpbf16_ps(sum, (__m512bh)vf_set(*a), (__m512bh)b);
#endif
    (void)pack;
    return vf_fma(vf_set(*a), b, sum);
}

INLINE void tile(int pack, int rows, int vectors, const float *a, size_t a_stride, const float *b,
                 size_t b_stride, size_t steps, float *c, size_t c_stride) {
    vf sum[12][4];
    UNROLL
    for (int r = 0; r < rows; r++) UNROLL
    for (int v = 0; v < vectors; v++) sum[r][v] = vf_set(0);
    for (size_t s = 0; s < steps; s++) {
        vf row[4];
        UNROLL
        for (int v = 0; v < vectors; v++) row[v] = vf_load(b + s * b_stride + v * VF_WIDTH);
        UNROLL
        for (int r = 0; r < rows; r++) UNROLL
        for (int v = 0; v < vectors; v++)
            sum[r][v] = multiply_units(pack, a + r * a_stride + s, row[v], sum[r][v]);
    }
    UNROLL
    for (int r = 0; r < rows; r++) UNROLL
    for (int v = 0; v < vectors; v++) vf_store(c + r * c_stride + v * VF_WIDTH, sum[r][v]);
}

/* Where the parts of attention.scratch begin, in floats. */
enum {
    KEYS_AT = 0,                                         /* [HEAD / pack, n_keys] */
    VALUES_AT = KEYS_AT + HEAD * ATTENTION_MAX_ROWS,     /* [n_keys / pack, HEAD] */
    QUERIES_AT = VALUES_AT + HEAD * ATTENTION_MAX_ROWS,  /* [BLOCK, HEAD / pack] */
    SCORES_AT = QUERIES_AT + HEAD * BLOCK,               /* [BLOCK, n_keys], then weights */
    CONTEXT_AT = SCORES_AT + BLOCK * ATTENTION_MAX_ROWS, /* [BLOCK, HEAD] */
    SCRATCH_END = CONTEXT_AT + BLOCK * HEAD
};
_Static_assert(SCRATCH_END * sizeof(float) <= ATTENTION_SCRATCH, "scratch of attention");

/* One unit: x, or the pair x, y in bf16. */
INLINE float unit_of(int pack, float x, float y) {
    if (pack == 1) return x;
    uint32_t bits = bf16_of(x) | bf16_of(y) << 16;
    float unit;
    memcpy(&unit, &bits, sizeof unit);
    return unit;
}

INLINE void pack_keys(int pack, const attention *a, size_t n_keys, float *keys) {
    for (size_t j = 0; j < n_keys; j++) {
        const float *k = a->k + j * a->stride;
        for (int s = 0; s < HEAD / pack; s++)
            keys[s * n_keys + j] = unit_of(pack, k[pack * s], k[pack * s + pack - 1]);
    }
}

INLINE void pack_values(int pack, const attention *a, size_t n_keys, float *values) {
    for (size_t s = 0; s < n_keys / pack; s++) {
        const float *x = a->v + pack * s * a->stride, *y = x + (pack - 1) * a->stride;
        for (int d = 0; d < HEAD; d++) values[s * HEAD + d] = unit_of(pack, x[d], y[d]);
    }
}

/* Scaled so that the weights are powers of 2: 2^(q k log2(e) / √HEAD). Rows behind the last are zero. */
INLINE void pack_queries(int pack, const attention *a, size_t first, float *queries) {
    const float scale = 1.44269504f / sqrtf(HEAD);
    for (size_t r = 0; r < BLOCK; r++) {
        const float *q = a->q + (first + r) * a->stride;
        for (int s = 0; s < HEAD / pack; s++)
            queries[r * (HEAD / pack) + s] =
                first + r < a->n ? unit_of(pack, q[pack * s] * scale, q[pack * s + pack - 1] * scale) : 0;
    }
}

INLINE void score_block(int pack, const float *queries, const float *keys, size_t n_keys, float *scores) {
    for (size_t r = 0; r < BLOCK; r += SCORE_ROWS) {
        const float *q = queries + r * (HEAD / pack);
        size_t j = 0;
        for (; j + SCORE_VECTORS * VF_WIDTH <= n_keys; j += SCORE_VECTORS * VF_WIDTH)
            tile(pack, SCORE_ROWS, SCORE_VECTORS, q, HEAD / pack, keys + j, n_keys, HEAD / pack,
                 scores + r * n_keys + j, n_keys);
        for (; j < n_keys; j += VF_WIDTH)
            tile(pack, SCORE_ROWS, 1, q, HEAD / pack, keys + j, n_keys, HEAD / pack, scores + r * n_keys + j,
                 n_keys);
    }
}

INLINE void store_weights(int pack, float *weights, size_t j, vf e) {
#if defined(__AVX512BF16__)
    if (pack == 2) {
        _mm256_storeu_si256((void *)((uint16_t *)weights + j), (__m256i)_mm512_cvtneps_pbh(e));
        return;
    }
#endif
    (void)pack;
    vf_store(weights + j, e);
}

/* Scores of one row -> weights 2^(score - max) in units, over the same memory; returns their sum. */
INLINE float weigh(int pack, float *scores, size_t n, size_t n_keys) {
    for (size_t j = n; j < n_keys; j++) scores[j] = -FLT_MAX / 2;
    vf top = vf_load(scores), sum = vf_set(0);
    for (size_t j = VF_WIDTH; j < n_keys; j += VF_WIDTH) top = vf_max(top, vf_load(scores + j));
    top = vf_set(vf_top(top));
    for (size_t j = 0; j < n_keys; j += VF_WIDTH) {
        vf v = vf_load(scores + j) - top;
        vf e = pack == 1 ? exp2_of(v) : exp2_fast(v);
        sum = sum + e;
        store_weights(pack, scores, j, e);
    }
    return vf_sum(sum);
}

INLINE void attend_by(int pack, const attention *a) {
    float *scratch = a->scratch, *keys = scratch + KEYS_AT, *values = scratch + VALUES_AT;
    float *queries = scratch + QUERIES_AT, *scores = scratch + SCORES_AT, *context = scratch + CONTEXT_AT;
    size_t n_keys = (a->n + KEY_PAD - 1) / KEY_PAD * KEY_PAD;
    pack_keys(pack, a, n_keys, keys);
    pack_values(pack, a, n_keys, values);
    for (size_t first = 0; first < a->n; first += BLOCK) {
        size_t rows = a->n - first < BLOCK ? a->n - first : BLOCK;
        float sums[BLOCK];
        pack_queries(pack, a, first, queries);
        score_block(pack, queries, keys, n_keys, scores);
        for (size_t r = 0; r < BLOCK; r++) sums[r] = weigh(pack, scores + r * n_keys, a->n, n_keys);
        for (size_t r = 0; r < BLOCK; r += CONTEXT_ROWS)
            for (size_t d = 0; d < HEAD; d += CONTEXT_VECTORS * VF_WIDTH)
                tile(pack, CONTEXT_ROWS, CONTEXT_VECTORS, scores + r * n_keys, n_keys, values + d, HEAD,
                     n_keys / pack, context + r * HEAD + d, HEAD);
        for (size_t r = 0; r < rows; r++) {
            float scale = 1.0f / sums[r];
            for (int d = 0; d < HEAD; d++)
                a->context[(first + r) * a->context_stride + d] = context[r * HEAD + d] * scale;
        }
    }
}

void KERNEL(attend)(const attention *a) {
    attend_by(1, a);
}

#if defined(__AVX512BF16__)
void KERNEL(attend_bf16)(const attention *a) {
    attend_by(2, a);
}
#endif
