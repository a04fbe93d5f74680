/* test_ops.c - every table of vector operations against plain loops in f64, for lengths around the width of a
 * vector, and attention against its definition. */
#include "check.h"

#include <math.h>

#include "nn/ops.h"

enum { MAX = 1600 };

static const char *const tables[] = {"baseline", "avx2", "avx512", "avx512_vnni", "avx512_bf16"};
static const size_t lengths[] = {1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 100, 384, 1536};
enum { N_TABLES = sizeof tables / sizeof *tables, N_LENGTHS = sizeof lengths / sizeof *lengths };

/* Numbers of about -spread..spread, the same on every run. */
static void fill(float *x, size_t n, float spread, uint32_t seed) {
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = spread * ((float)(seed >> 8) / 8388608.0f - 1.0f);
    }
}

static void near(double got, double want, double tolerance, const char *what, const ops *o, size_t n) {
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%s of %s, length %zu: %.9g, not %.9g", what, o->name, n, got, want);
}

static double gelu_exact(double x) {
    return x / 2 * (1 + erf(x / sqrt(2)));
}

static void check_gelu(const ops *o, size_t n) {
    float x[MAX] = {0}, exact[MAX] = {0}, fast[MAX] = {0};
    fill(x, n, 9, 1);
    if (n > 3) x[0] = 0, x[1] = -1e4f, x[2] = 1e4f, x[3] = -5.2f;
    memcpy(exact, x, sizeof x);
    memcpy(fast, x, sizeof x);
    o->gelu(exact, n);
    o->gelu_fast(fast, n);
    for (size_t i = 0; i < n; i++) {
        double scale = fmax(1, fabs((double)x[i]) / 8);
        near(exact[i], gelu_exact(x[i]), 1e-6 * scale, "gelu", o, n);
        near(fast[i], gelu_exact(x[i]), 7e-4 * scale, "gelu_fast", o, n);
    }
}

static void check_softmax(const ops *o, size_t n) {
    float x[MAX] = {0}, y[MAX] = {0};
    fill(x, n, 20, 2);
    memcpy(y, x, sizeof x);
    o->softmax(y, n);
    double top = x[0], sum = 0;
    for (size_t i = 0; i < n; i++) top = fmax(top, x[i]);
    for (size_t i = 0; i < n; i++) sum += exp(x[i] - top);
    for (size_t i = 0; i < n; i++) near(y[i], exp(x[i] - top) / sum, 1e-6, "softmax", o, n);
}

static void check_band(const ops *o, size_t n) {
    enum { DIM = 5, STRIDE = MAX + OPS_BAND };
    static float x[MAX * (DIM + 1)], columns[DIM * STRIDE], y[MAX * OPS_BAND];
    fill(x, MAX * (DIM + 1), 1, 5);
    fill(columns, DIM * STRIDE, 1, 6);
    o->band(x, DIM + 1, n, DIM, columns, STRIDE, y);
    for (size_t r = 0; r < n; r++)
        for (size_t w = 0; w < OPS_BAND; w++) {
            double want = 0;
            for (size_t d = 0; d < DIM; d++)
                want += (double)x[r * (DIM + 1) + d] * columns[d * STRIDE + r + w];
            near(y[r * OPS_BAND + w], want, 1e-5, "band", o, n);
        }
}

static void check_sums(const ops *o, size_t n) {
    float a[MAX] = {0}, b[MAX] = {0}, y[MAX] = {0}, z[MAX] = {0};
    fill(a, n, 1, 3);
    fill(b, n, 1, 4);
    double want = 0;
    for (size_t i = 0; i < n; i++) want += (double)a[i] * b[i];
    near(o->dot(a, b, n), want, 1e-4, "dot", o, n);
    memcpy(y, b, sizeof b);
    o->axpy(0.5f, a, y, n);
    for (size_t i = 0; i < n; i++) near(y[i], 0.5 * a[i] + b[i], 1e-6, "axpy", o, n);
    o->multiply(a, b, y, n);
    o->add(a, b, z, n);
    for (size_t i = 0; i < n; i++) {
        near(y[i], (double)a[i] * b[i], 1e-6, "multiply", o, n);
        near(z[i], (double)a[i] + b[i], 1e-6, "add", o, n);
    }
}

static void check_layer_norm(const ops *o, size_t n) {
    float x[MAX] = {0}, gain[MAX] = {0}, bias[MAX] = {0};
    fill(x, n, 3, 5);
    fill(gain, n, 2, 6);
    fill(bias, n, 1, 7);
    double mean = 0, variance = 0;
    for (size_t i = 0; i < n; i++) mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) variance += (x[i] - mean) * (x[i] - mean) / (double)n;
    float y[MAX] = {0};
    o->layer_norm(x, gain, bias, y, n);
    for (size_t i = 0; i < n; i++)
        near(y[i], (x[i] - mean) / sqrt(variance + 1e-12) * gain[i] + bias[i], 2e-5, "layer_norm", o, n);
}

static void check_quantise(const ops *o, size_t n) {
    float x[MAX] = {0}, y[MAX] = {0}, scale[MAX] = {0}, sum[MAX] = {0}, bias[MAX] = {0};
    uint8_t q[MAX];
    int32_t sums[MAX];
    fill(x, n, 2, 8);
    x[0] = 3; /* not symmetric */
    row_scale row = o->quantise(x, q, n);
    for (size_t i = 0; i < n; i++)
        near(row.scale * ((float)q[i] - row.zero), x[i], 0.501 * row.scale, "quantise", o, n);
    fill(scale, n, 1, 9);
    fill(sum, n, 1, 10);
    fill(bias, n, 1, 11);
    for (size_t i = 0; i < n; i++) sums[i] = (int32_t)(i * 7919 % 200001) - 100000;
    o->dequantise(sums, row, &(column_scales){scale, sum, bias}, y, n);
    for (size_t i = 0; i < n; i++) {
        double want = (double)row.scale * ((double)scale[i] * sums[i] - (double)row.zero * sum[i]) + bias[i];
        near(y[i], want, 1e-6 * (1 + fabs(want)) * 4, "dequantise", o, n);
    }
}

/* The fused forms give the bytes of the plain ones. */
static void check_fused(const ops *o) {
    enum { N = 3 * ATTENTION_HEAD };
    float scale[N], sum[N], bias[N], plain[N], parts[3][50], scratch[N];
    uint8_t q[N], fused[N];
    int32_t sums[N];
    fill(scale, N, 1e-3f, 14);
    fill(sum, N, 1, 15);
    fill(bias, N, 1, 16);
    for (size_t i = 0; i < N; i++) sums[i] = (int32_t)(i * 7919 % 2001) - 1000;
    const column_scales columns = {scale, sum, bias};
    const row_scale row = {0.02f, 117};
    o->dequantise(sums, row, &columns, plain, N);
    o->dequantise_parts(sums, row, &columns, parts[0], 3, 50);
    for (size_t p = 0; p < 3; p++)
        assert_memory_equal(parts[p], plain + p * ATTENTION_HEAD, ATTENTION_HEAD * sizeof(float));
    o->gelu_fast(plain, N);
    row_scale want = o->quantise(plain, q, N);
    row_scale got = o->gelu_quantised(sums, row, &columns, scratch, fused, N);
    assert_true(want.scale == got.scale && want.zero == got.zero);
    assert_memory_equal(q, fused, N);
}

static void check_quantise_weights(const ops *o, size_t n) {
    float x[MAX] = {0}, top = 0;
    int8_t q[MAX];
    int32_t sum, want = 0;
    fill(x, n, 2, 13);
    float scale = o->quantise_weights(x, q, n, &sum);
    for (size_t i = 0; i < n; i++) {
        near(scale * (float)q[i], x[i], 0.501 * scale, "quantise_weights", o, n);
        top = fmaxf(top, fabsf(x[i]));
        want += q[i];
    }
    near(scale, top / 127, 1e-7, "scale of weights", o, n);
    assert_int_equal(sum, want);
}

/* A row of zeros, and a row of one number, are themselves again. */
static void check_quantise_flat(const ops *o) {
    float x[40] = {0};
    uint8_t q[40];
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < 40; i++) x[i] = (float)(turn - 1) * 2.5f;
        row_scale row = o->quantise(x, q, 40);
        for (size_t i = 0; i < 40; i++) near(row.scale * ((float)q[i] - row.zero), x[i], 1e-6, "flat", o, 40);
    }
}

static void check_bf16(const ops *o, size_t n) {
    float x[MAX] = {0};
    uint16_t y[MAX];
    fill(x, n, 5, 12);
    o->to_bf16(x, y, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)y[i] << 16;
        float back;
        memcpy(&back, &bits, sizeof back);
        near(back, x[i], fabs((double)x[i]) / 256, "to_bf16", o, n);
    }
}

static void tables_agree_with_plain_loops(void **state) {
    (void)state;
    for (int t = 0; t < N_TABLES; t++) {
        const ops *o = ops_named(tables[t]);
        if (!o) {
            print_message("%s: not on this processor\n", tables[t]);
            continue;
        }
        for (size_t i = 0; i < N_LENGTHS; i++) {
            check_gelu(o, lengths[i]);
            check_softmax(o, lengths[i]);
            check_sums(o, lengths[i]);
            check_band(o, lengths[i]);
            check_layer_norm(o, lengths[i]);
            check_quantise(o, lengths[i]);
            check_quantise_weights(o, lengths[i]);
            check_bf16(o, lengths[i]);
        }
        check_quantise_flat(o);
        check_fused(o);
    }
}

enum { HEAD = ATTENTION_HEAD, STRIDE = 3 * HEAD + 5 };

/* context of row i, from the definition */
static void attend_plainly(const float *qkv, size_t n, size_t i, double *context) {
    double weight[ATTENTION_MAX_ROWS], top = -INFINITY, sum = 0;
    for (size_t j = 0; j < n; j++) {
        double s = 0;
        for (size_t d = 0; d < HEAD; d++) s += (double)qkv[i * STRIDE + d] * qkv[j * STRIDE + HEAD + d];
        weight[j] = s / sqrt(HEAD);
        top = fmax(top, weight[j]);
    }
    for (size_t j = 0; j < n; j++) sum += weight[j] = exp(weight[j] - top);
    for (size_t d = 0; d < HEAD; d++) {
        context[d] = 0;
        for (size_t j = 0; j < n; j++) context[d] += weight[j] / sum * qkv[j * STRIDE + 2 * HEAD + d];
    }
}

static void check_attention(const ops *o, void (*attend)(const attention *), size_t n, double tolerance) {
    size_t padded = (n + 15) / 16 * 16;
    float *qkv = calloc(padded * STRIDE, sizeof *qkv), *context = calloc(n * HEAD, sizeof *context);
    void *scratch = aligned_alloc(64, ATTENTION_SCRATCH);
    fill(qkv, n * STRIDE, 2, (uint32_t)n);
    attend(&(attention){qkv, qkv + HEAD, qkv + 2 * HEAD, STRIDE, n, context, HEAD, scratch});
    for (size_t i = 0; i < n; i += 1 + n / 20) {
        double want[HEAD];
        attend_plainly(qkv, n, i, want);
        for (size_t d = 0; d < HEAD; d++) near(context[i * HEAD + d], want[d], tolerance, "attend", o, n);
    }
    free(qkv);
    free(context);
    free(scratch);
}

static void attention_is_as_defined(void **state) {
    (void)state;
    static const size_t rows[] = {1, 2, 11, 12, 13, 16, 17, 48, 100, 271, 511, 512};
    for (int t = 0; t < N_TABLES; t++) {
        const ops *o = ops_named(tables[t]);
        for (size_t i = 0; o && i < sizeof rows / sizeof *rows; i++) {
            check_attention(o, o->attend, rows[i], 1e-5);
            if (o->attend_bf16) check_attention(o, o->attend_bf16, rows[i], 0.03);
            if (o->attend_int8) check_attention(o, o->attend_int8, rows[i], 0.03);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_agree_with_plain_loops),
        cmocka_unit_test(attention_is_as_defined),
    };
    return cmocka_run_group_tests_name("ops", tests, NULL, NULL);
}
