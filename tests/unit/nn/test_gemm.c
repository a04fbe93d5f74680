/* test_gemm.c - products by oneDNN: right, and each row the same bits whatever stands around it. */
#include "check.h"

#include <math.h>

#include "nn/engine_parts.h"
#include "nn/gemm.h"
#include "nn/linear.h"

enum { ROWS = 208 };

static const struct {
    size_t out, in;
} shapes[] = {{1152, 384}, {384, 384}, {1536, 384}, {384, 1536}, {882, 384},
              {192, 1536}, {128, 192}, {24, 192},   {1, 192},    {5, 128}};

static const size_t item_size[] = {[GEMM_F32] = 4, [GEMM_BF16] = 2, [GEMM_INT8] = 1};

static void *filled(size_t n, float spread, uint32_t seed) {
    float *x = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = spread * ((float)(seed >> 8) / 8388608.0f - 1.0f);
    }
    return x;
}

/* x [rows, in] as operand of the type; scales [rows] of GEMM_INT8. */
static void *operand_of(const ops *o, gemm_type type, const float *x, size_t rows, size_t in,
                        row_scale *scales) {
    char *operand = aligned_alloc(64, (rows * in * 4 + 63) / 64 * 64);
    if (type == GEMM_F32) memcpy(operand, x, rows * in * 4);
    if (type == GEMM_BF16) o->to_bf16(x, (uint16_t *)(void *)operand, rows * in);
    if (type == GEMM_INT8)
        for (size_t r = 0; r < rows; r++)
            scales[r] = o->quantise(x + r * in, (uint8_t *)operand + r * in, in);
    return operand;
}

static void check_values(const engine *e, gemm_type type, const gemm *g, const void *y, const float *x,
                         const float *w, const row_scale *scales, size_t out, size_t in) {
    static const double tolerances[] = {[GEMM_F32] = 1e-5, [GEMM_BF16] = 6e-3, [GEMM_INT8] = 8e-3};
    float *row = malloc(out * sizeof *row);
    column_scales columns = gemm_columns(g);
    for (size_t r = 0; r < ROWS; r += 37) {
        if (type == GEMM_INT8)
            e->ops->dequantise((const int32_t *)y + r * out, scales[r], &columns, row, out);
        else
            memcpy(row, (const float *)y + r * out, out * sizeof *row);
        for (size_t o = 0; o < out; o += 1 + out / 50) {
            double want = 0, size = 0;
            for (size_t i = 0; i < in; i++) {
                want += (double)x[r * in + i] * w[o * in + i];
                size += fabs((double)x[r * in + i] * w[o * in + i]);
            }
            if (!(fabs(row[o] - want) <= tolerances[type] * size))
                fail_msg("type %d %zux%zu: %g, not %g (of %g)", type, out, in, row[o], want, size);
        }
    }
    free(row);
}

/* Rows [first, first + n) run on their own give the bytes they gave among the others. */
static void check_rows(const gemm *g, workspace *ws, const char *x, const char *y, size_t x_row,
                       size_t y_row) {
    static const struct {
        size_t first, n;
    } parts[] = {{0, 16}, {16, 16}, {0, 64}, {16, 64}, {48, 96}, {192, 16}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char *in = aligned_alloc(64, (parts[i].n * x_row + 63) / 64 * 64);
        char *out = aligned_alloc(64, (parts[i].n * y_row + 63) / 64 * 64);
        memcpy(in, x + parts[i].first * x_row, parts[i].n * x_row);
        assert_int_equal(gemm_run(g, ws, in, parts[i].n, out, NULL), 0);
        if (memcmp(out, y + parts[i].first * y_row, parts[i].n * y_row) != 0)
            fail_msg("rows %zu+%zu differ on their own", parts[i].first, parts[i].n);
        free(in);
        free(out);
    }
}

static void check_gemm(const engine *e, workspace *ws, gemm_type type, size_t out, size_t in) {
    float *x = filled(ROWS * in, 2, 1), *w = filled(out * in, 0.3f, 2);
    const tensor t = {.type = TENSOR_F32, .rows = (uint32_t)out, .columns = (uint32_t)in, .data = w};
    row_scale scales[ROWS];
    gemm *g;
    char *operand = operand_of(e->ops, type, x, ROWS, in, scales), *y = filled(ROWS * out, 0, 0);
    assert_int_equal(gemm_open(e, type, &t, NULL, &g, NULL), 0);
    assert_int_equal(gemm_run(g, ws, operand, ROWS, y, NULL), 0);
    check_values(e, type, g, y, x, w, scales, out, in);
    check_rows(g, ws, operand, y, in * item_size[type], out * 4);
    gemm_close(g);
    free(x);
    free(w);
    free(y);
    free(operand);
}

static void products_are_right_row_by_row(void **state) {
    (void)state;
    static const dateline_arithmetic arithmetics[] = {DATELINE_ARITHMETIC_F32, DATELINE_ARITHMETIC_BF16,
                                                      DATELINE_ARITHMETIC_INT8};
    for (int type = GEMM_F32; type <= GEMM_INT8; type++) {
        engine *e;
        workspace *ws;
        if (engine_open(arithmetics[type], &e, NULL)) {
            print_message("arithmetic %d: not on this processor\n", type);
            continue;
        }
        assert_int_equal(workspace_open(e, &ws, NULL), 0);
        int before = engine_enter();
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            check_gemm(e, ws, (gemm_type)type, shapes[i].out, shapes[i].in);
        engine_leave(before);
        workspace_close(ws);
        engine_close(e);
    }
}

/* Linear layers take any number of rows, with bias. */
static void linear_takes_any_number_of_rows(void **state) {
    (void)state;
    weights *w;
    engine *e;
    workspace *ws;
    linear *l;
    enum { OUT = 24, IN = 192, N = 150 };
    if (weights_open(TEST_SOURCE_DIR "/models/reader-1/weights.bin", &w, NULL)) skip();
    const float *matrix, *bias;
    assert_int_equal(weights_f32(w, "type.weight", OUT, IN, &matrix, NULL), 0);
    assert_int_equal(weights_f32(w, "type.bias", OUT, 1, &bias, NULL), 0);
    float *x = filled(N * IN, 1, 5), *all = filled(N * OUT, 0, 0), *some = filled(N * OUT, 0, 0);
    for (int a = DATELINE_ARITHMETIC_F32; a <= DATELINE_ARITHMETIC_INT8; a++) {
        if (engine_open((dateline_arithmetic)a, &e, NULL)) continue;
        assert_int_equal(workspace_open(e, &ws, NULL), 0);
        assert_int_equal(linear_open(e, w, "type.weight", "type.bias", OUT, IN, &l, NULL), 0);
        assert_int_equal(linear_run(l, ws, x, 0, all, NULL), 0);
        assert_int_equal(linear_run(l, ws, x, N, all, NULL), 0);
        for (size_t r = 0; r < N; r += 29)
            for (size_t o = 0; o < OUT; o++) {
                double want = bias[o];
                for (size_t i = 0; i < IN; i++) want += (double)x[r * IN + i] * matrix[o * IN + i];
                assert_true(fabs(all[r * OUT + o] - want) < 1e-4);
            }
        for (size_t n = 1; n < 70; n += 11) {
            assert_int_equal(linear_run(l, ws, x + 3 * IN, n, some, NULL), 0);
            assert_memory_equal(some, all + 3 * OUT, n * OUT * sizeof *some);
        }
        linear_close(l);
        workspace_close(ws);
        engine_close(e);
    }
    free(x);
    free(all);
    free(some);
    weights_close(w);
}

static void unknown_arithmetic_is_refused(void **state) {
    (void)state;
    engine *e;
    assert_int_equal(engine_open((dateline_arithmetic)17, &e, NULL), -ERR_MODEL_DEVICE);
    assert_null(e);
    if (engine_open_with(DATELINE_ARITHMETIC_BF16, ops_named("baseline"), &e, NULL) == 0) fail();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_right_row_by_row),
        cmocka_unit_test(linear_takes_any_number_of_rows),
        cmocka_unit_test(unknown_arithmetic_is_refused),
    };
    return cmocka_run_group_tests_name("gemm", tests, NULL, NULL);
}
