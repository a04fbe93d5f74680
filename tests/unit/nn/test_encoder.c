/* test_encoder.c - the encoder against tests/vectors/encoder.bin, which train/vectors.py made from the numpy
 * reference, in every arithmetic and with every table of operations that this processor has. */
#include "check.h"

#include <math.h>
#include <pthread.h>

#include "nn/encoder.h"
#include "nn/engine_parts.h"

#define MODEL   TEST_SOURCE_DIR "/models/reader-1/weights.bin"
#define VECTORS TEST_SOURCE_DIR "/tests/vectors/encoder.bin"

enum { CLS = 101, SEP = 102, DIM = ENCODER_DIM, MAX = ENCODER_MAX_ROWS };

static weights *model, *vectors;

static int open_files(void **state) {
    (void)state;
    dateline_error err;
    if (weights_open(VECTORS, &vectors, &err) || weights_open(MODEL, &model, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.sentence);
        return 1;
    }
    return 0;
}

static int close_files(void **state) {
    (void)state;
    weights_close(model);
    weights_close(vectors);
    return 0;
}

typedef struct network {
    engine *engine;
    encoder *encoder;
    workspace *ws;
} network;

/* False when this processor lacks the arithmetic. */
static bool open_network(dateline_arithmetic arithmetic, const ops *o, network *n) {
    dateline_error err = {0};
    dateline_status status = engine_open_with(arithmetic, o, &n->engine, &err);
    if (status == -ERR_MODEL_DEVICE) return false;
    assert_int_equal(status, 0);
    if (encoder_open(n->engine, model, &n->encoder, &err)) fail_msg("%s: %s", err.where, err.sentence);
    assert_int_equal(workspace_open(n->engine, &n->ws, &err), 0);
    return true;
}

static void close_network(network *n) {
    workspace_close(n->ws);
    encoder_close(n->encoder);
    engine_close(n->engine);
}

/* Whole numbers come as I32 or as f32. */
static uint32_t whole_at(const tensor *t, size_t i) {
    if (t->type == TENSOR_I32) return (uint32_t)((const int32_t *)t->data)[i];
    return (uint32_t)((const float *)t->data)[i];
}

/* The window of a vector with [CLS] and [SEP]; returns its rows. */
static size_t window_of(const char *name, uint32_t *ids) {
    char full[64];
    snprintf(full, sizeof full, "%s.ids", name);
    const tensor *t = weights_find(vectors, full);
    assert_non_null(t);
    ids[0] = CLS;
    for (size_t i = 0; i < t->rows; i++) ids[1 + i] = whole_at(t, i);
    ids[t->rows + 1] = SEP;
    return t->rows + 2u;
}

static const void *vector_of(const char *name, const char *part) {
    char full[64];
    snprintf(full, sizeof full, "%s.%s", name, part);
    const tensor *t = weights_find(vectors, full);
    assert_non_null(t);
    return t->data;
}

typedef struct gap {
    double worst, squares, reference_squares;
} gap;

static void measure(const float *got, const float *want, gap *g) {
    for (size_t i = 0; i < DIM; i++) {
        double d = fabs((double)got[i] - want[i]);
        if (!(d <= g->worst)) g->worst = d; /* NaN counts as worst */
        g->squares += d * d;
        g->reference_squares += (double)want[i] * want[i];
    }
}

static gap compare(network *n, const char *name) {
    static uint32_t ids[MAX];
    static float hidden[MAX * DIM];
    dateline_error err = {0};
    size_t rows = window_of(name, ids);
    if (encoder_run(n->encoder, n->ws, ids, rows, hidden, &err)) fail_msg("%s: %s", err.where, err.sentence);
    char full[64];
    snprintf(full, sizeof full, "%s.rows", name);
    const tensor *at = weights_find(vectors, full);
    const float *states = vector_of(name, "states");
    gap g = {0};
    measure(hidden, vector_of(name, "cls"), &g);
    for (size_t i = 0; i < at->rows; i++) measure(hidden + (1 + whole_at(at, i)) * DIM, states + i * DIM, &g);
    return g;
}

/* worst: of one number; relative: root of squared errors over root of squares. */
static void compare_all(dateline_arithmetic arithmetic, double worst, double relative) {
    static const char *const tables[] = {"baseline", "avx2", "avx512", "avx512_vnni", "avx512_bf16"};
    static const char *const names[] = {"t5", "t60", "t200", "t510"};
    int n_run = 0;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const ops *o = ops_named(tables[t]);
        network n = {0};
        if (!o || !open_network(arithmetic, o, &n)) continue;
        n_run++;
        for (size_t i = 0; i < 4; i++) {
            gap g = compare(&n, names[i]);
            double r = sqrt(g.squares / g.reference_squares);
            print_message("%s %s: worst %.2g, relative %.2g\n", tables[t], names[i], g.worst, r);
            if (!(g.worst <= worst && r <= relative)) fail_msg("%s %s", tables[t], names[i]);
        }
        close_network(&n);
    }
    if (!n_run) {
        print_message("this processor lacks the arithmetic\n");
        skip();
    }
}

static void f32_agrees(void **state) {
    (void)state;
    compare_all(DATELINE_ARITHMETIC_F32, 1e-3, 1e-4);
}

static void bf16_is_near(void **state) {
    (void)state;
    compare_all(DATELINE_ARITHMETIC_BF16, 0.05, 0.01);
}

static void int8_is_near(void **state) {
    (void)state;
    compare_all(DATELINE_ARITHMETIC_INT8, 0.5, 0.06);
}

enum { N_THREADS = 3, N_WINDOWS = 12 };

typedef struct job {
    const network *network;
    size_t lengths[N_WINDOWS];
    float *hidden[N_WINDOWS];
    bool forward, failed;
} job;

static void *run_job(void *arg) {
    job *j = arg;
    static const char *const name = "t510";
    uint32_t ids[MAX];
    size_t rows = window_of(name, ids);
    workspace *ws;
    j->failed = workspace_open(j->network->engine, &ws, NULL) != 0;
    for (size_t i = 0; i < N_WINDOWS && !j->failed; i++) {
        size_t k = j->forward ? i : N_WINDOWS - 1 - i;
        size_t n = j->lengths[k];
        j->failed = encoder_run(j->network->encoder, ws, ids + (rows - n) % 7, n, j->hidden[k], NULL) != 0;
    }
    workspace_close(ws);
    return NULL;
}

static void prepare(job *j, const network *n, bool forward) {
    static const size_t lengths[N_WINDOWS] = {1, 2, 15, 16, 17, 63, 64, 65, 129, 271, 500, 505};
    *j = (job){.network = n, .forward = forward};
    memcpy(j->lengths, lengths, sizeof lengths);
    for (size_t i = 0; i < N_WINDOWS; i++) j->hidden[i] = calloc(lengths[i] * DIM, sizeof(float));
}

/* The same bytes on every thread, in any order of windows. */
static void threads_agree(void **state) {
    (void)state;
    for (int a = DATELINE_ARITHMETIC_F32; a <= DATELINE_ARITHMETIC_INT8; a++) {
        network n = {0};
        if (!open_network((dateline_arithmetic)a, ops_best(), &n)) continue;
        job jobs[N_THREADS];
        pthread_t threads[N_THREADS];
        for (int t = 0; t < N_THREADS; t++) {
            prepare(&jobs[t], &n, t % 2 == 0);
            assert_int_equal(pthread_create(&threads[t], NULL, run_job, &jobs[t]), 0);
        }
        for (int t = 0; t < N_THREADS; t++) pthread_join(threads[t], NULL);
        for (int t = 0; t < N_THREADS; t++) {
            assert_false(jobs[t].failed);
            for (size_t i = 0; i < N_WINDOWS; i++)
                assert_memory_equal(jobs[t].hidden[i], jobs[0].hidden[i],
                                    jobs[0].lengths[i] * DIM * sizeof(float));
        }
        for (int t = 0; t < N_THREADS; t++)
            for (size_t i = 0; i < N_WINDOWS; i++) free(jobs[t].hidden[i]);
        close_network(&n);
    }
}

static void refuses_bad_windows(void **state) {
    (void)state;
    network n = {0};
    static uint32_t ids[MAX + 1];
    static float hidden[MAX * DIM];
    assert_true(open_network(DATELINE_ARITHMETIC_F32, ops_best(), &n));
    assert_int_equal(encoder_run(n.encoder, n.ws, ids, 0, hidden, NULL), -ERR_MODEL_SHAPE);
    assert_int_equal(encoder_run(n.encoder, n.ws, ids, MAX + 1, hidden, NULL), -ERR_MODEL_SHAPE);
    ids[1] = (uint32_t)encoder_vocabulary(n.encoder);
    assert_int_equal(encoder_run(n.encoder, n.ws, ids, 2, hidden, NULL), -ERR_MODEL_SHAPE);
    close_network(&n);
}

static int threads_of_process(void) {
    char line[128];
    int n = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) sscanf(line, "Threads: %d", &n);
    if (f) fclose(f);
    return n;
}

/* The program's own number of OpenMP threads is as it was, and none has been started. */
static void leaves_openmp_alone(void **state) {
    (void)state;
    network n = {0};
    uint32_t ids[2] = {CLS, SEP};
    float hidden[2 * DIM];
    omp_set_num_threads(5);
    int before = threads_of_process();
    assert_true(open_network(DATELINE_ARITHMETIC_F32, ops_best(), &n));
    assert_int_equal(encoder_run(n.encoder, n.ws, ids, 2, hidden, NULL), 0);
    assert_int_equal(omp_get_max_threads(), 5);
    assert_int_equal(threads_of_process(), before);
    close_network(&n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f32_agrees),          cmocka_unit_test(bf16_is_near),
        cmocka_unit_test(int8_is_near),        cmocka_unit_test(threads_agree),
        cmocka_unit_test(refuses_bad_windows), cmocka_unit_test(leaves_openmp_alone),
    };
    return cmocka_run_group_tests_name("encoder", tests, open_files, close_files);
}
