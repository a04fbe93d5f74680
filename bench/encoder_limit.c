/* encoder_limit.c - how near the encoder comes to its own matrix products.
 *
 *     encoder_limit [--model FOLDER] [--arithmetic f32|bf16|int8] [--pieces N] [--runs N]
 *
 * Limit: the matrix products of one window alone, in oneDNN, all rows at once, weights of every layer in place
 * (so that they come from the same cache as in earnest): six times QKV, attention scores, attention values,
 * out, up, down. Encoder: encoder_run on the same number of rows. The two alternate in one process on one
 * thread; of each the fastest run counts, which on a shared machine is the least disturbed one. */
#include <dnnl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nn/encoder.h"
#include "nn/engine_parts.h"

enum {
    LAYERS = 6,
    DIM = ENCODER_DIM,
    FFN = 4 * DIM,
    HEADS = 12,
    HEAD = 32,
    KINDS = 6,
    CALLS = LAYERS * KINDS
};

/* Processor time of this thread: other programs on the machine disturb it less than the clock on the wall. */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(int failed, const char *what) {
    if (!failed) return;
    fprintf(stderr, "encoder_limit: %s failed: %d\n", what, failed);
    exit(1);
}

typedef struct shape {
    const char *name;
    int batch, rows, in, out;
    bool fixed; /* the right side is weights, packed beforehand; else activations, as they come */
} shape;

typedef struct call {
    dnnl_primitive_t primitive;
    dnnl_exec_arg_t args[4];
} call;

static dnnl_memory_t filled(dnnl_engine_t e, const dnnl_memory_desc_t *md) {
    dnnl_memory_t m;
    void *bytes;
    must(dnnl_memory_create(&m, md, e, DNNL_MEMORY_ALLOCATE), "dnnl_memory_create");
    must(dnnl_memory_get_data_handle(m, &bytes), "dnnl_memory_get_data_handle");
    memset(bytes, 1, dnnl_memory_desc_get_size(md));
    return m;
}

/* Weights may take the form that oneDNN likes best; a right side of activations is [out, in] by rows for the
 * scores (keys) and [in, out] for the values. */
static call create(dnnl_engine_t e, dateline_arithmetic arithmetic, const shape *s) {
    const dnnl_data_type_t types[][3] = {[DATELINE_ARITHMETIC_F32] = {dnnl_f32, dnnl_f32, dnnl_f32},
                                         [DATELINE_ARITHMETIC_BF16] = {dnnl_bf16, dnnl_bf16, dnnl_f32},
                                         [DATELINE_ARITHMETIC_INT8] = {dnnl_u8, dnnl_s8, dnnl_s32}};
    dnnl_dims_t x = {s->batch, s->rows, s->in}, w = {s->batch, s->in, s->out},
                y = {s->batch, s->rows, s->out};
    int n_dims = s->fixed ? 2 : 3, skip = s->fixed ? 1 : 0; /* a batch of 1 is a plain product */
    dnnl_format_tag_t plain = s->fixed ? dnnl_ab : dnnl_abc;
    dnnl_format_tag_t right = s->fixed ? dnnl_format_tag_any : s->out == HEAD ? dnnl_abc : dnnl_acb;
    dnnl_memory_desc_t xd, wd, yd;
    must(dnnl_memory_desc_init_by_tag(&xd, n_dims, x + skip, types[arithmetic][0], plain), "x");
    must(dnnl_memory_desc_init_by_tag(&wd, n_dims, w + skip, types[arithmetic][1], right), "w");
    must(dnnl_memory_desc_init_by_tag(&yd, n_dims, y + skip, types[arithmetic][2], plain), "y");
    dnnl_matmul_desc_t op;
    dnnl_primitive_attr_t attributes;
    dnnl_primitive_desc_t pd;
    call c;
    must(dnnl_matmul_desc_init(&op, &xd, &wd, NULL, &yd), "dnnl_matmul_desc_init");
    must(dnnl_primitive_attr_create(&attributes), "dnnl_primitive_attr_create");
    must(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "scratchpad mode");
    must(dnnl_primitive_desc_create(&pd, &op, attributes, e, NULL), "dnnl_primitive_desc_create");
    must(dnnl_primitive_create(&c.primitive, pd), "dnnl_primitive_create");
    c.args[0] = (dnnl_exec_arg_t){DNNL_ARG_SRC, filled(e, &xd)};
    c.args[1] = (dnnl_exec_arg_t){DNNL_ARG_WEIGHTS,
                                  filled(e, dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0))};
    c.args[2] = (dnnl_exec_arg_t){DNNL_ARG_DST, filled(e, &yd)};
    c.args[3] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD,
                                  filled(e, dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0))};
    dnnl_primitive_desc_destroy(pd);
    dnnl_primitive_attr_destroy(attributes);
    return c;
}

/* Seconds of one window's products; of[k] gets the seconds of kind k. */
static double run_products(dnnl_stream_t stream, const call *calls, double *of) {
    double start = now(), last = start;
    for (int k = 0; k < KINDS; k++) of[k] = 0;
    for (int i = 0; i < CALLS; i++) {
        must(dnnl_primitive_execute(calls[i].primitive, stream, 4, calls[i].args), "dnnl_primitive_execute");
        double t = now();
        of[i % KINDS] += t - last;
        last = t;
    }
    return last - start;
}

typedef struct options {
    const char *model;
    dateline_arithmetic arithmetic;
    int pieces, runs;
} options;

static options read_options(int argc, char **argv) {
    options o = {BENCH_SOURCE_DIR "/models/reader-1", DATELINE_ARITHMETIC_INT8, 269, 60};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--model")) o.model = argv[i + 1];
        if (!strcmp(argv[i], "--pieces")) o.pieces = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "--runs")) o.runs = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "--arithmetic"))
            o.arithmetic = !strcmp(argv[i + 1], "f32")    ? DATELINE_ARITHMETIC_F32
                           : !strcmp(argv[i + 1], "bf16") ? DATELINE_ARITHMETIC_BF16
                                                          : DATELINE_ARITHMETIC_INT8;
    }
    if (o.pieces < 1 || o.pieces > ENCODER_MAX_ROWS - 2 || o.runs < 1) must(1, "options");
    return o;
}

static dateline_error err;

static void must_not(dateline_status status) {
    if (!status) return;
    fprintf(stderr, "encoder_limit: %s: %s\n", err.where, err.sentence);
    exit(1);
}

static double best(double a, double b) {
    return a < b ? a : b;
}

/* long: one measurement down the page */
int main(int argc, char **argv) {
    options o = read_options(argc, argv);
    int rows = o.pieces + 2; /* [CLS] and [SEP] */
    engine *e;
    weights *w;
    encoder *enc;
    workspace *ws;
    char path[4096];
    snprintf(path, sizeof path, "%s/weights.bin", o.model);
    double opening = now();
    must_not(engine_open(o.arithmetic, &e, &err));
    double engine_at = now();
    must_not(weights_open(path, &w, &err));
    double weights_at = now();
    must_not(encoder_open(e, w, &enc, &err));
    must_not(workspace_open(e, &ws, &err));
    double opened = now();
    printf("open: engine %.1f ms, weights %.1f ms, encoder %.1f ms\n", (engine_at - opening) * 1e3,
           (weights_at - engine_at) * 1e3, (opened - weights_at) * 1e3);

    const shape shapes[KINDS] = {{"qkv", 1, rows, DIM, 3 * DIM, true},
                                 {"scores", HEADS, rows, HEAD, rows, false},
                                 {"values", HEADS, rows, rows, HEAD, false},
                                 {"out", 1, rows, DIM, DIM, true},
                                 {"up", 1, rows, DIM, FFN, true},
                                 {"down", 1, rows, FFN, DIM, true}};
    static call calls[CALLS];
    dnnl_stream_t stream;
    engine_enter();
    must(dnnl_stream_create(&stream, e->dnnl, dnnl_stream_default_flags), "dnnl_stream_create");
    for (int i = 0; i < CALLS; i++) calls[i] = create(e->dnnl, o.arithmetic, &shapes[i % KINDS]);

    static uint32_t ids[ENCODER_MAX_ROWS];
    static float hidden[ENCODER_MAX_ROWS * ENCODER_DIM];
    for (int i = 0; i < rows; i++) ids[i] = 2000 + (uint32_t)(i * 7919) % 20000;
    double limit = 1e9, whole = 1e9, of[KINDS], least[KINDS];
    for (int k = 0; k < KINDS; k++) least[k] = 1e9;
    for (int run = 0; run < o.runs; run++) {
        limit = best(limit, run_products(stream, calls, of));
        for (int k = 0; k < KINDS; k++) least[k] = best(least[k], of[k]);
        double start = now();
        must_not(encoder_run(enc, ws, ids, (size_t)rows, hidden, &err));
        whole = best(whole, now() - start);
    }
    static const char *const names[] = {"auto", "f32", "bf16", "int8"};
    printf("%s, %d pieces, %s\n", names[o.arithmetic], o.pieces, e->ops->name);
    for (int k = 0; k < KINDS; k++)
        printf("  %-7s %7.3f ms %7.1f GOP/s\n", shapes[k].name, least[k] * 1e3,
               2e-9 * LAYERS * shapes[k].batch * shapes[k].rows * shapes[k].in * shapes[k].out / least[k]);
    printf("matrix products alone %8.3f ms  %7.1f reports/s\n", limit * 1e3, 1 / limit);
    printf("encoder               %8.3f ms  %7.1f reports/s\n", whole * 1e3, 1 / whole);
    printf("encoder / limit       %8.3f\n", limit / whole);
    return 0;
}
