/* ops_kernels.c - the functions of ops.h, compiled once for each instruction set (src/nn/CMakeLists.txt):
 * OPS_SET is the name of the set. */

#include <float.h>
#include <math.h>

#include "nn/kernels.h"

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

/* Rows of a band that are worked on together, as many as there are registers for: more hide the latency of vf_fma. */
enum { BAND_VECTORS = OPS_BAND / VF_WIDTH, BAND_ROWS = VF_WIDTH == 16 ? 4 : 8 / BAND_VECTORS };

/* Rows [0, n), n <= BAND_ROWS, of a band; with n constant all of sum stays in registers. */
INLINE void band_rows(const float *x, size_t x_stride, size_t n, size_t dim, const float *columns,
                      size_t stride, float *y) {
    vf sum[BAND_ROWS * BAND_VECTORS];
    for (size_t i = 0; i < n * BAND_VECTORS; i++) sum[i] = vf_set(0);
    for (size_t d = 0; d < dim; d++) {
        const float *c = columns + d * stride;
        UNROLL
        for (size_t r = 0; r < n; r++) {
            vf k = vf_set(x[r * x_stride + d]);
            UNROLL
            for (size_t v = 0; v < BAND_VECTORS; v++)
                sum[r * BAND_VECTORS + v] =
                    vf_fma(k, vf_load(c + r + v * VF_WIDTH), sum[r * BAND_VECTORS + v]);
        }
    }
    for (size_t i = 0; i < n * BAND_VECTORS; i++) vf_store(y + i * VF_WIDTH, sum[i]);
}

static void band(const float *x, size_t x_stride, size_t n, size_t dim, const float *columns, size_t stride,
                 float *y) {
    size_t r = 0;
    for (; r + BAND_ROWS <= n; r += BAND_ROWS)
        band_rows(x + r * x_stride, x_stride, BAND_ROWS, dim, columns + r, stride, y + r * OPS_BAND);
    for (; r < n; r++) band_rows(x + r * x_stride, x_stride, 1, dim, columns + r, stride, y + r * OPS_BAND);
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

/* q = x / scale + zero for x within low..high, both widened to hold 0, so that 0 is exact and a row of zeros is no
 * special case. */
INLINE row_scale quantise_within(const float *x, uint8_t *q, size_t n, vf low, vf high) {
    float bottom = -vf_top(vf_set(0) - vf_min(low, vf_set(0)));
    float range = vf_top(vf_max(high, vf_set(0))) - bottom;
    float scale = range > 0 ? range / 255.0f : 1.0f, inverse = 1.0f / scale;
    row_scale row = {scale, rintf(-bottom * inverse)};
    const vf k = vf_set(inverse), zero = vf_set(row.zero), full = vf_set(255.0f), none = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH)
        vf_store_u8(q + i, vf_min(vf_max(vf_fma(vf_load(x + i), k, zero), none), full));
    if (i < n) {
        uint8_t part[VF_WIDTH];
        vf_store_u8(part, vf_min(vf_max(vf_fma(vf_load_part(x + i, n - i, 0), k, zero), none), full));
        memcpy(q + i, part, n - i);
    }
    return row;
}

static row_scale quantise(const float *x, uint8_t *q, size_t n) {
    vf low = vf_set(0), high = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) {
        vf v = vf_load(x + i);
        low = vf_min(low, v);
        high = vf_max(high, v);
    }
    if (i < n) {
        vf v = vf_load_part(x + i, n - i, 0);
        low = vf_min(low, v);
        high = vf_max(high, v);
    }
    return quantise_within(x, q, n, low, high);
}

static float quantise_weights(const float *x, int8_t *q, size_t n, int32_t *sum) {
    vf top = vf_set(0);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH)
        top = vf_max(top, vf_max(vf_load(x + i), vf_set(0) - vf_load(x + i)));
    for (; i < n; i++) top = vf_max(top, vf_max(vf_set(x[i]), vf_set(-x[i])));
    float largest_size = vf_top(top), scale = largest_size > 0 ? largest_size / 127.0f : 1.0f;
    const vf k = vf_set(1.0f / scale), middle = vf_set(128.0f), whole = vf_set(12582912.0f);
    vf total = vf_set(0); /* of whole numbers well below 2^24: exact */
    for (i = 0; i < n; i += VF_WIDTH) {
        size_t m = n - i < VF_WIDTH ? n - i : VF_WIDTH;
        vf v = m == VF_WIDTH ? vf_load(x + i) : vf_load_part(x + i, m, 0);
        v = vf_fma(v, k, whole) - whole; /* 1.5 * 2^23: rounds to even */
        total = total + v;
        uint8_t part[VF_WIDTH];
        vf_store_u8(m == VF_WIDTH ? (uint8_t *)q + i : part, v + middle);
        if (m < VF_WIDTH) memcpy(q + i, part, m);
    }
    for (i = 0; i < n; i++) q[i] = (int8_t)((uint8_t)q[i] ^ 0x80); /* less 128 */
    *sum = (int32_t)vf_sum(total);
    return scale;
}

/* Σ x w = row.scale * column.scale * (Σ q w - zero Σ w), a vector of columns from i on */
INLINE vf dequantised(const int32_t *sums, vf scale, vf shift, const column_scales *columns, size_t i) {
    vf base = vf_fma(shift, vf_load(columns->sum + i), vf_load(columns->bias + i));
    return vf_fma(vf_from_int(sums + i), scale * vf_load(columns->scale + i), base);
}

static void dequantise(const int32_t *sums, row_scale row, const column_scales *columns, float *y, size_t n) {
    const vf scale = vf_set(row.scale), shift = vf_set(-row.scale * row.zero);
    size_t i = 0;
    for (; i + VF_WIDTH <= n; i += VF_WIDTH) vf_store(y + i, dequantised(sums, scale, shift, columns, i));
    for (; i < n; i++)
        y[i] = (float)sums[i] * (row.scale * columns->scale[i]) +
               (columns->bias[i] - row.scale * row.zero * columns->sum[i]);
}

static void dequantise_parts(const int32_t *sums, row_scale row, const column_scales *columns, float *y,
                             size_t n_parts, size_t stride) {
    const vf scale = vf_set(row.scale), shift = vf_set(-row.scale * row.zero);
    for (size_t p = 0; p < n_parts; p++)
        for (size_t i = 0; i < ATTENTION_HEAD; i += VF_WIDTH)
            vf_store(y + p * stride + i, dequantised(sums, scale, shift, columns, p * ATTENTION_HEAD + i));
}

static row_scale gelu_quantised(const int32_t *sums, row_scale row, const column_scales *columns,
                                float *scratch, uint8_t *q, size_t n) {
    const vf scale = vf_set(row.scale), shift = vf_set(-row.scale * row.zero);
    vf low = vf_set(0), high = vf_set(0);
    for (size_t i = 0; i < n; i += VF_WIDTH) {
        vf v = gelu_fast_of(dequantised(sums, scale, shift, columns, i));
        vf_store(scratch + i, v);
        low = vf_min(low, v);
        high = vf_max(high, v);
    }
    return quantise_within(scratch, q, n, low, high);
}

static void to_bf16(const float *x, uint16_t *y, size_t n) {
    for (size_t i = 0; i < n; i++) y[i] = (uint16_t)bf16_of(x[i]);
}

#if defined(__AVX512BF16__)
#define ATTEND_BF16 KERNEL(attend_bf16)
#else
#define ATTEND_BF16 NULL
#endif
#if defined(__AVX512VNNI__)
#define ATTEND_INT8 KERNEL(attend_int8)
#else
#define ATTEND_INT8 NULL
#endif

const ops KERNEL(ops) = {.name = KERNEL_TEXT(OPS_SET),
                         .gelu = gelu,
                         .gelu_fast = gelu_fast,
                         .softmax = softmax,
                         .dot = dot,
                         .band = band,
                         .axpy = axpy,
                         .multiply = multiply,
                         .add = add,
                         .layer_norm = layer_norm,
                         .quantise = quantise,
                         .quantise_weights = quantise_weights,
                         .dequantise = dequantise,
                         .dequantise_parts = dequantise_parts,
                         .gelu_quantised = gelu_quantised,
                         .to_bf16 = to_bf16,
                         .attend = KERNEL(attend),
                         .attend_bf16 = ATTEND_BF16,
                         .attend_int8 = ATTEND_INT8};
