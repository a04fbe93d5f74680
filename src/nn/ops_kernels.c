/* ops_kernels.c - the functions of ops.h, compiled once for each instruction set (src/nn/CMakeLists.txt):
 * OPS_TABLE is the symbol of the table, OPS_NAME its name. */
#include "nn/ops.h"

#include <float.h>
#include <math.h>

#include "nn/simd.h"

#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define INLINE static inline __attribute__((always_inline))

extern const ops OPS_TABLE;

/* Σ c[i] u^i, Horner. */
INLINE vf polynomial(const float *c, int degree, vf u) {
    vf y = vf_set(c[degree]);
    UNROLL
    for (int i = degree - 1; i >= 0; i--) y = vf_fma(y, u, vf_set(c[i]));
    return y;
}

/* 2^v for v <= 0; relative error 2e-7 (least squares at Chebyshev nodes of [0, 1]). */
INLINE vf exp2_of(vf v) {
    static const float c[] = {0.9999999403953552f,  0.6931529641151428f,  0.24015453457832336f,
                              0.05582360550761223f, 0.00899258442223072f, 0.0018762329127639532f};
    return vf_scale(polynomial(c, 5, vf_fraction(v)), v);
}

/* Relative error 3e-6: where the result is rounded to bf16 anyway. */
INLINE vf exp2_fast(vf v) {
    static const float c[] = {1.0000025033950806f, 0.6930066347122192f, 0.2414274960756302f,
                              0.05203742906451225f, 0.013520603068172932f};
    return vf_scale(polynomial(c, 4, vf_fraction(v)), v);
}

/* x/2 + x erf(x/√2)/2, with erf(x/√2)/(2x) a polynomial in u = 2x²/limit² - 1 and x clipped to ±limit.
 * Coefficients: least squares at Chebyshev nodes, weighted by x². */
INLINE vf gelu_by(const float *c, int degree, float limit, vf x) {
    vf t = vf_min(vf_max(x, vf_set(-limit)), vf_set(limit));
    vf u = vf_fma(t * t, vf_set(2.0f / (limit * limit)), vf_set(-1.0f));
    vf half_erf = polynomial(c, degree, u) * t;
    return x * (half_erf + vf_set(0.5f));
}

INLINE vf gelu_of(vf x) {
    static const float c[] = {0.1359499841928482f,    -0.06774382293224335f,   0.050026264041662216f,
                              -0.039924874901771545f, 0.031959619373083115f,   -0.02476804330945015f,
                              0.01815159060060978f,   -0.012336290441453457f,  0.007955684326589108f,
                              -0.005097866524010897f, 0.0027476726099848747f,  -0.000952592701651156f,
                              0.0005350555293262005f, -0.0005707013770006597f, 0.00022215947683434933f};
    return gelu_by(c, 14, 5.2f, x);
}

INLINE vf gelu_fast_of(vf x) {
    static const float c[] = {0.18473908305168152f,   -0.08696561306715012f,   0.05549261346459389f,
                              -0.034633006900548935f, 0.019628148525953293f,   -0.009607035666704178f,
                              0.004543177783489227f,  -0.0024800782557576895f, 0.0008433711482211947f};
    return gelu_by(c, 8, 3.8f, x);
}

static void gelu(float *x, size_t n) {
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) vf_store(x + i, gelu_of(vf_load(x + i)));
    if (i < n) vf_store_part(x + i, gelu_of(vf_load_part(x + i, n - i, 0)), n - i);
}

static void gelu_fast(float *x, size_t n) {
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) vf_store(x + i, gelu_fast_of(vf_load(x + i)));
    if (i < n) vf_store_part(x + i, gelu_fast_of(vf_load_part(x + i, n - i, 0)), n - i);
}

static float largest(const float *x, size_t n) {
    vf top = vf_set(-FLT_MAX);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) top = vf_max(top, vf_load(x + i));
    if (i < n) top = vf_max(top, vf_load_part(x + i, n - i, -FLT_MAX));
    return vf_top(top);
}

static void softmax(float *x, size_t n) {
    const vf log2_e = vf_set(1.44269504f), top = vf_set(largest(x, n));
    vf sum = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) {
        vf e = exp2_of((vf_load(x + i) - top) * log2_e);
        vf_store(x + i, e);
        sum = sum + e;
    }
    if (i < n) {
        vf e = exp2_of((vf_load_part(x + i, n - i, -FLT_MAX / 2) - top) * log2_e);
        vf_store_part(x + i, e, n - i);
        sum = sum + e;
    }
    float scale = 1.0f / vf_sum(sum);
    for (i = 0; i < n; i++) x[i] *= scale;
}

static float dot(const float *a, const float *b, size_t n) {
    vf s0 = vf_set(0), s1 = vf_set(0);
    size_t i = 0;
    for (; i + 2 * VF_WIDTH <= n; i += 2 * VF_WIDTH) {
        s0 = vf_fma(vf_load(a + i), vf_load(b + i), s0);
        s1 = vf_fma(vf_load(a + i + VF_WIDTH), vf_load(b + i + VF_WIDTH), s1);
    }
    for (; i < n; i += VF_WIDTH) {
        size_t m = n - i < VF_WIDTH ? n - i : VF_WIDTH;
        s0 = vf_fma(vf_load_part(a + i, m, 0), vf_load_part(b + i, m, 0), s0);
    }
    return vf_sum(s0 + s1);
}

static void axpy(float k, const float *x, float *y, size_t n) {
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH)
        vf_store(y + i, vf_fma(vf_set(k), vf_load(x + i), vf_load(y + i)));
    if (i < n) {
        vf part = vf_fma(vf_set(k), vf_load_part(x + i, n - i, 0), vf_load_part(y + i, n - i, 0));
        vf_store_part(y + i, part, n - i);
    }
}

static void multiply(const float *a, const float *b, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = a[i] * b[i];
}

static void add(const float *a, const float *b, float *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}

static float sum_of(const float *x, size_t n) {
    vf sum = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) sum = sum + vf_load(x + i);
    if (i < n) sum = sum + vf_load_part(x + i, n - i, 0);
    return vf_sum(sum);
}

static float squares_of(const float *x, float mean, size_t n) {
    vf sum = vf_set(0), m = vf_set(mean);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) {
        vf d = vf_load(x + i) - m;
        sum = vf_fma(d, d, sum);
    }
    if (i < n) {
        vf d = vf_load_part(x + i, n - i, mean) - m;
        sum = vf_fma(d, d, sum);
    }
    return vf_sum(sum);
}

static void layer_norm(const float *x, const float *gain, const float *bias, float *y, size_t n) {
    float mean = sum_of(x, n) / (float)n;
    float scale = 1.0f / sqrtf(squares_of(x, mean, n) / (float)n + 1e-12f);
    const vf m = vf_set(mean), s = vf_set(scale);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH)
        vf_store(y + i, vf_fma((vf_load(x + i) - m) * s, vf_load(gain + i), vf_load(bias + i)));
    for (; i < n; i++) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
}

/* The row's range is widened to hold 0, so that 0 is exact and a row of zeros is no special case. */
static row_scale quantise(const float *x, uint8_t *q, size_t n) {
    vf low = vf_set(0), high = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) {
        vf v = vf_load(x + i);
        low = vf_min(low, v);
        high = vf_max(high, v);
    }
    for (size_t k = i; k < n; k++) {
        low = vf_min(low, vf_set(x[k]));
        high = vf_max(high, vf_set(x[k]));
    }
    float bottom = -vf_top(vf_set(0) - low), range = vf_top(high) - bottom;
    float scale = range > 0 ? range / 255.0f : 1.0f, inverse = 1.0f / scale;
    row_scale row = {scale, rintf(-bottom * inverse)};
    const vf k = vf_set(inverse), zero = vf_set(row.zero), full = vf_set(255.0f), none = vf_set(0);
    for (i = 0; i + VF_WIDTH <= n; i += VF_WIDTH)
        vf_store_u8(q + i, vf_min(vf_max(vf_fma(vf_load(x + i), k, zero), none), full));
    if (i < n) {
        uint8_t part[VF_WIDTH];
        vf_store_u8(part, vf_min(vf_max(vf_fma(vf_load_part(x + i, n - i, 0), k, zero), none), full));
        memcpy(q + i, part, n - i);
    }
    return row;
}

/* Σ x w = row.scale * column.scale * (Σ q w - zero Σ w) */
static void dequantise(const int32_t *sums, row_scale row, const column_scales *columns, float *y, size_t n) {
    const vf scale = vf_set(row.scale), shift = vf_set(-row.scale * row.zero);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) {
        vf base = vf_fma(shift, vf_load(columns->sum + i), vf_load(columns->bias + i));
        vf_store(y + i, vf_fma(vf_from_int(sums + i), scale * vf_load(columns->scale + i), base));
    }
    for (; i < n; i++)
        y[i] = (float)sums[i] * (row.scale * columns->scale[i]) +
               (columns->bias[i] - row.scale * row.zero * columns->sum[i]);
}

INLINE uint32_t bf16_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}

static void to_bf16(const float *x, uint16_t *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = (uint16_t)bf16_of(x[i]);
}

/* Attention.
 *
 * Both products take the form C[r, c] = Σ_s A[r, s] · B[s, c] over units of 32 bits: one f32, or two bf16 that
 * are multiplied pairwise. B is a panel whose rows are vectors; A is read one unit at a time and broadcast.
 *
 *     scores  A = queries [BLOCK, 32 / pack]          B = keys   [32 / pack, n_keys]
 *     context A = weights [BLOCK, n_keys / pack]      B = values [n_keys / pack, 32]
 *
 * with pack = 1 (f32) or 2 (bf16). Queries go in blocks of BLOCK rows; keys are padded to 16 with weight 0. */
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

static void attend(const attention *a) {
    attend_by(1, a);
}

#if defined(__AVX512BF16__)
static void attend_bf16(const attention *a) {
    attend_by(2, a);
}
#else
#define attend_bf16 NULL
#endif

const ops OPS_TABLE = {OPS_NAME, gelu,       gelu_fast, softmax,    dot,     axpy,   multiply,
                       add,      layer_norm, quantise,  dequantise, to_bf16, attend, attend_bf16};
