/* attention_int8.c - self-attention in whole numbers by the dot products of AVX-512 VNNI.
 *
 *     scores   q in u8 (128 + symmetric, a scale a row) times k in s8 (a scale a key): exact sums
 *     weights  2^(score - max) in 12 bits: in 8, the many small weights beside a large one would be lost, which
 *              costs 4-7 % of the final states
 *     context  weights times v in 10 bits (a scale a column of the window), over the sum of the rounded weights;
 *              512 keys of 4095 times 511 stay within 31 bits
 *
 * Units of 32 bits hold the numbers that are multiplied together, four of 8 bits or two of 16, as in
 * attention_kernels.c. */
#include "nn/kernels.h"

#if defined(__AVX512VNNI__)

#include <float.h>
#include <math.h>

enum {
    BLOCK = 12, /* queries at a time */
    HEAD = ATTENTION_HEAD,
    UNITS = HEAD / 4,
    WIDTH = 16, /* units or floats a vector */
    SCORE_ROWS = 6,
    SCORE_VECTORS = 4,
    CONTEXT_VECTORS = HEAD / WIDTH
};

#define WEIGHT_MAX 4095.0f
#define VALUE_MAX  511.0f

/* In attention.scratch. */
typedef struct scratch {
    uint32_t keys[UNITS * ATTENTION_MAX_ROWS];      /* [UNITS, n_keys] */
    int32_t key_start[ATTENTION_MAX_ROWS];          /* what the 128 of q adds to a sum, negated */
    float key_scale[ATTENTION_MAX_ROWS];            /* of a score in powers of 2 */
    uint32_t values[ATTENTION_MAX_ROWS / 2 * HEAD]; /* [n_keys / 2, HEAD] */
    float value_scale[HEAD];
    uint32_t queries[BLOCK * UNITS]; /* [BLOCK, UNITS] */
    float query_scale[BLOCK];
    float scores[BLOCK * ATTENTION_MAX_ROWS]; /* [BLOCK, n_keys], without the query's scale */
    __m512 top[BLOCK];
    uint16_t weights[BLOCK * ATTENTION_MAX_ROWS]; /* [BLOCK, n_keys] */
} scratch;

_Static_assert(sizeof(scratch) <= ATTENTION_SCRATCH, "scratch of attention");

/* 32 floats -> 32 bytes of x / scale, symmetric; returns the scale. */
INLINE float quantise_head(const float *x, __m128i *low, __m128i *high) {
    __m512 a = _mm512_loadu_ps(x), b = _mm512_loadu_ps(x + WIDTH);
    float top = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(a), _mm512_abs_ps(b)));
    float scale = top > 0 ? top / 127.0f : 1.0f;
    __m512 inverse = _mm512_set1_ps(1.0f / scale);
    *low = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(a * inverse));
    *high = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(b * inverse));
    return scale;
}

INLINE void pack_keys(const attention *a, size_t n_keys, scratch *s) {
    const __m256i ones = _mm256_set1_epi8(1);
    for (size_t j = 0; j < n_keys; j++) {
        __m128i half[2];
        uint32_t units[UNITS];
        s->key_scale[j] = quantise_head(a->k + j * a->stride, &half[0], &half[1]);
        __m256i row = _mm256_set_m128i(half[1], half[0]);
        __m256i sums = _mm256_dpbusd_epi32(_mm256_setzero_si256(), ones, row);
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
        s->key_start[j] = -128 * _mm_cvtsi128_si32(sum);
        _mm256_storeu_si256((void *)units, row);
        for (size_t u = 0; u < UNITS; u++) s->keys[u * n_keys + j] = units[u];
    }
}

/* Rows behind the last have weight 0, so what they hold does not matter as long as it is finite. */
INLINE void pack_values(const attention *a, size_t n_keys, scratch *s) {
    __m512 top[CONTEXT_VECTORS] = {_mm512_set1_ps(FLT_MIN), _mm512_set1_ps(FLT_MIN)};
    for (size_t j = 0; j < a->n; j++)
        for (int v = 0; v < CONTEXT_VECTORS; v++)
            top[v] = _mm512_max_ps(top[v], _mm512_abs_ps(_mm512_loadu_ps(a->v + j * a->stride + v * WIDTH)));
    const __m512i low = _mm512_set1_epi32(0xffff);
    for (int v = 0; v < CONTEXT_VECTORS; v++) {
        __m512 scale = top[v] * _mm512_set1_ps(1.0f / VALUE_MAX),
               inverse = _mm512_set1_ps(VALUE_MAX) / top[v];
        _mm512_storeu_ps(s->value_scale + v * WIDTH, scale);
        for (size_t j = 0; j < n_keys; j += 2) {
            const float *at = a->v + j * a->stride + v * WIDTH;
            __m512i x = _mm512_cvtps_epi32(_mm512_loadu_ps(at) * inverse);
            __m512i y = _mm512_cvtps_epi32(_mm512_loadu_ps(at + a->stride) * inverse);
            __m512i unit = _mm512_or_epi32(_mm512_and_epi32(x, low), _mm512_slli_epi32(y, 16));
            _mm512_storeu_si512(s->values + j / 2 * HEAD + v * WIDTH, unit);
        }
    }
}

/* Rows behind the last are as good as any: their results are dropped. */
INLINE void pack_queries(const attention *a, size_t first, scratch *s) {
    const float powers_of_2 = 1.44269504f / sqrtf(HEAD); /* e^(q k / √HEAD) = 2^(q k · this) */
    const __m128i middle = _mm_set1_epi8(-128);
    for (size_t r = 0; r < BLOCK; r++) {
        size_t row = first + r < a->n ? first + r : a->n - 1;
        __m128i low, high;
        s->query_scale[r] = powers_of_2 * quantise_head(a->q + row * a->stride, &low, &high);
        _mm_storeu_si128((void *)(s->queries + r * UNITS), _mm_xor_si128(low, middle));
        _mm_storeu_si128((void *)(s->queries + r * UNITS + UNITS / 2), _mm_xor_si128(high, middle));
    }
}

INLINE __m512i broadcast(const void *unit) {
    uint32_t bits;
    memcpy(&bits, unit, sizeof bits);
    return _mm512_set1_epi32((int)bits);
}

/* sum += u8 quadruples of a times s8 quadruples of b, and s16 pairs of a times s16 pairs of b. In assembly
 * because GCC 12 moves the sums of a tile to and fro around the intrinsics, which doubles the time. */
INLINE void add_bytes(__m512i *sum, __m512i a, __m512i b) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*sum) : "v"(a), "v"(b));
}

INLINE void add_words(__m512i *sum, __m512i a, __m512i b) {
    __asm__("vpdpwssd %2, %1, %0" : "+v"(*sum) : "v"(a), "v"(b));
}

/* Scores of SCORE_ROWS queries against some vectors of keys from j on, and their maxima. */
INLINE void score_tile(int vectors, size_t first, size_t j, size_t n_keys, scratch *s) {
    __m512i sum[SCORE_ROWS][SCORE_VECTORS];
    UNROLL
    for (int v = 0; v < vectors; v++) {
        __m512i start = _mm512_loadu_si512(s->key_start + j + v * WIDTH);
        UNROLL
        for (int r = 0; r < SCORE_ROWS; r++) sum[r][v] = start;
    }
    for (size_t u = 0; u < UNITS; u++) {
        __m512i keys[SCORE_VECTORS];
        UNROLL
        for (int v = 0; v < vectors; v++) keys[v] = _mm512_loadu_si512(s->keys + u * n_keys + j + v * WIDTH);
        UNROLL
        for (int r = 0; r < SCORE_ROWS; r++) {
            __m512i query = broadcast(s->queries + (first + r) * UNITS + u);
            UNROLL
            for (int v = 0; v < vectors; v++) add_bytes(&sum[r][v], query, keys[v]);
        }
    }
    UNROLL
    for (int r = 0; r < SCORE_ROWS; r++) {
        __m512 top = s->top[first + r];
        UNROLL
        for (int v = 0; v < vectors; v++) {
            __m512 score = _mm512_cvtepi32_ps(sum[r][v]) * _mm512_loadu_ps(s->key_scale + j + v * WIDTH);
            _mm512_storeu_ps(s->scores + (first + r) * n_keys + j + v * WIDTH, score);
            top = _mm512_max_ps(top, score);
        }
        s->top[first + r] = top;
    }
}

INLINE void score_block(size_t n_keys, scratch *s) {
    for (size_t r = 0; r < BLOCK; r++) s->top[r] = _mm512_set1_ps(-FLT_MAX);
    for (size_t r = 0; r < BLOCK; r += SCORE_ROWS) {
        size_t j = 0;
        for (; j + SCORE_VECTORS * WIDTH <= n_keys; j += SCORE_VECTORS * WIDTH)
            score_tile(SCORE_VECTORS, r, j, n_keys, s);
        for (; j < n_keys; j += WIDTH) score_tile(1, r, j, n_keys, s);
    }
}

/* 2^v, rounded; v <= log2(WEIGHT_MAX). Relative error before rounding 3e-6. */
INLINE __m512i weight_of(__m512 v) {
    return _mm512_cvtps_epi32(exp2_fast(v));
}

/* Weights of row r; returns the inverse of their sum. */
INLINE float weigh(size_t r, size_t n, size_t n_keys, scratch *s) {
    const float *scores = s->scores + r * n_keys;
    uint16_t *weights = s->weights + r * n_keys;
    const __m512 scale = _mm512_set1_ps(s->query_scale[r]);
    const __m512 shift =
        _mm512_set1_ps(log2f(WEIGHT_MAX) - _mm512_reduce_max_ps(s->top[r]) * s->query_scale[r]);
    __m512i sum = _mm512_setzero_si512();
    size_t j = 0;
    for (; j + WIDTH <= n; j += WIDTH) {
        __m512i w = weight_of(_mm512_fmadd_ps(_mm512_loadu_ps(scores + j), scale, shift));
        _mm256_storeu_si256((void *)(weights + j), _mm512_cvtepi32_epi16(w));
        sum = _mm512_add_epi32(sum, w);
    }
    if (j < n_keys) { /* the last vector, whose keys from n on count nothing */
        __mmask16 real = (__mmask16)((1u << (n - j)) - 1);
        __m512i w = weight_of(_mm512_fmadd_ps(_mm512_loadu_ps(scores + j), scale, shift));
        w = _mm512_maskz_mov_epi32(real, w);
        _mm256_storeu_si256((void *)(weights + j), _mm512_cvtepi32_epi16(w));
        sum = _mm512_add_epi32(sum, w);
    }
    return 1.0f / (float)_mm512_reduce_add_epi32(sum);
}

/* Rows [first, first + rows) of the context. */
INLINE void mix_block(const attention *a, size_t first, size_t rows, size_t n_keys, const float *inverse,
                      const scratch *s) {
    __m512i sum[BLOCK][CONTEXT_VECTORS];
    UNROLL
    for (int r = 0; r < BLOCK; r++) UNROLL
    for (int v = 0; v < CONTEXT_VECTORS; v++) sum[r][v] = _mm512_setzero_si512();
    for (size_t u = 0; u < n_keys / 2; u++) {
        __m512i values[CONTEXT_VECTORS];
        UNROLL
        for (int v = 0; v < CONTEXT_VECTORS; v++)
            values[v] = _mm512_loadu_si512(s->values + u * HEAD + v * WIDTH);
        UNROLL
        for (int r = 0; r < BLOCK; r++) {
            __m512i weight = broadcast(s->weights + (size_t)r * n_keys + 2 * u);
            UNROLL
            for (int v = 0; v < CONTEXT_VECTORS; v++) add_words(&sum[r][v], weight, values[v]);
        }
    }
    UNROLL
    for (int r = 0; r < BLOCK; r++) {
        if ((size_t)r >= rows) break;
        UNROLL
        for (int v = 0; v < CONTEXT_VECTORS; v++) {
            __m512 scale = _mm512_loadu_ps(s->value_scale + v * WIDTH) * _mm512_set1_ps(inverse[r]);
            _mm512_storeu_ps(a->context + (first + (size_t)r) * a->context_stride + v * WIDTH,
                             _mm512_cvtepi32_ps(sum[r][v]) * scale);
        }
    }
}

void KERNEL(attend_int8)(const attention *a) {
    scratch *s = a->scratch;
    size_t n_keys = (a->n + WIDTH - 1) / WIDTH * WIDTH;
    pack_keys(a, n_keys, s);
    pack_values(a, n_keys, s);
    for (size_t first = 0; first < a->n; first += BLOCK) {
        float inverse[BLOCK];
        pack_queries(a, first, s);
        score_block(n_keys, s);
        for (size_t r = 0; r < BLOCK; r++) inverse[r] = weigh(r, a->n, n_keys, s);
        mix_block(a, first, a->n - first < BLOCK ? a->n - first : BLOCK, n_keys, inverse, s);
    }
}

#endif
