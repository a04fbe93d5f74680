/* gemm.c - see gemm.h. */
#include "nn/gemm.h"

#include <stdlib.h>
#include <string.h>

#include "nn/engine_parts.h"
#include "nn/workspace_parts.h"

/* The product for a fixed number of rows. */
typedef struct block {
    size_t rows;
    uint64_t key; /* of its descriptors in a workspace: equal shapes share them */
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t x, y, weights, scratch;
    dnnl_memory_t packed; /* weights as this primitive likes them; the tail borrows those of the full block */
} block;

struct gemm {
    const engine *engine;
    size_t in, out;
    size_t x_row, y_row; /* bytes */
    block full, tail;
    bool tail_owns_weights;                  /* oneDNN wants them in another form for few rows */
    float *bias, *column_scale, *column_sum; /* [out] each, one allocation; the last two of GEMM_INT8 */
};

static const struct {
    dnnl_data_type_t x, weights, y;
    size_t x_size, y_size, weight_size;
} types[] = {
    [GEMM_F32] = {dnnl_f32, dnnl_f32, dnnl_f32, 4, 4, 4},
    [GEMM_BF16] = {dnnl_bf16, dnnl_bf16, dnnl_f32, 2, 4, 2},
    [GEMM_INT8] = {dnnl_u8, dnnl_s8, dnnl_s32, 1, 4, 1},
};

/* Goes on only while no call has failed; remembers which one did. */
typedef struct attempt {
    dnnl_status_t status;
    const char *call;
} attempt;

#define TRY(a, function, ...)                                                                                \
    do {                                                                                                     \
        if ((a)->status == dnnl_success) {                                                                   \
            (a)->call = #function;                                                                           \
            (a)->status = function(__VA_ARGS__);                                                             \
        }                                                                                                    \
    } while (0)

static void describe(attempt *a, gemm_type type, size_t in, size_t out, block *b, dnnl_matmul_desc_t *op) {
    dnnl_dims_t x = {(dnnl_dim_t)b->rows, (dnnl_dim_t)in}, w = {(dnnl_dim_t)in, (dnnl_dim_t)out},
                y = {(dnnl_dim_t)b->rows, (dnnl_dim_t)out};
    TRY(a, dnnl_memory_desc_init_by_tag, &b->x, 2, x, types[type].x, dnnl_ab);
    TRY(a, dnnl_memory_desc_init_by_tag, &b->weights, 2, w, types[type].weights, dnnl_format_tag_any);
    TRY(a, dnnl_memory_desc_init_by_tag, &b->y, 2, y, types[type].y, dnnl_ab);
    TRY(a, dnnl_matmul_desc_init, op, &b->x, &b->weights, NULL, &b->y);
}

static void create_block(attempt *a, const engine *e, gemm_type type, size_t in, size_t out, size_t rows,
                         block *b) {
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t chosen = NULL;
    dnnl_matmul_desc_t op;
    b->rows = rows;
    b->key = (uint64_t)in << 40 | (uint64_t)out << 16 | rows << 2 | ((uint64_t)type + 1);
    describe(a, type, in, out, b, &op);
    TRY(a, dnnl_primitive_attr_create, &attributes);
    TRY(a, dnnl_primitive_attr_set_scratchpad_mode, attributes, dnnl_scratchpad_mode_user);
    TRY(a, dnnl_primitive_desc_create, &chosen, &op, attributes, e->dnnl, NULL);
    TRY(a, dnnl_primitive_create, &b->primitive, chosen);
    if (a->status == dnnl_success) {
        b->weights = *dnnl_primitive_desc_query_md(chosen, dnnl_query_weights_md, 0);
        b->scratch = *dnnl_primitive_desc_query_md(chosen, dnnl_query_scratchpad_md, 0);
    }
    if (chosen) dnnl_primitive_desc_destroy(chosen);
    if (attributes) dnnl_primitive_attr_destroy(attributes);
}

/* Reorders plain [out, in] numbers into the packed form. */
static void pack(attempt *a, const engine *e, gemm_type type, size_t in, size_t out, const void *plain,
                 block *b) {
    dnnl_dims_t dims = {(dnnl_dim_t)in, (dnnl_dim_t)out};
    dnnl_memory_desc_t from;
    dnnl_memory_t source = NULL;
    dnnl_primitive_desc_t chosen = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_stream_t stream = NULL;
    TRY(a, dnnl_memory_desc_init_by_tag, &from, 2, dims, types[type].weights, dnnl_ba);
    TRY(a, dnnl_memory_create, &source, &from, e->dnnl, (void *)(uintptr_t)plain);
    TRY(a, dnnl_memory_create, &b->packed, &b->weights, e->dnnl, DNNL_MEMORY_ALLOCATE);
    TRY(a, dnnl_reorder_primitive_desc_create, &chosen, &from, e->dnnl, &b->weights, e->dnnl, NULL);
    TRY(a, dnnl_primitive_create, &reorder, chosen);
    TRY(a, dnnl_stream_create, &stream, e->dnnl, dnnl_stream_default_flags);
    dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, b->packed}};
    TRY(a, dnnl_primitive_execute, reorder, stream, 2, args);
    TRY(a, dnnl_stream_wait, stream);
    if (stream) dnnl_stream_destroy(stream);
    if (reorder) dnnl_primitive_destroy(reorder);
    if (chosen) dnnl_primitive_desc_destroy(chosen);
    if (source) dnnl_memory_destroy(source);
}

static void pack_blocks(attempt *a, gemm_type type, const void *plain, gemm *g) {
    pack(a, g->engine, type, g->in, g->out, plain, &g->full);
    g->tail_owns_weights = !dnnl_memory_desc_equal(&g->full.weights, &g->tail.weights);
    if (g->tail_owns_weights)
        pack(a, g->engine, type, g->in, g->out, plain, &g->tail);
    else
        g->tail.packed = g->full.packed;
}

/* One scale a row of w (a column of the product), symmetric: the largest number becomes ±127. */
static void quantise_weights(const tensor *w, float *row, int8_t *plain, gemm *g) {
    for (size_t o = 0; o < w->rows; o++) {
        int32_t sum;
        tensor_rows(w, o, 1, row);
        g->column_scale[o] = g->engine->ops->quantise_weights(row, plain + o * g->in, g->in, &sum);
        g->column_sum[o] = g->column_scale[o] * (float)sum;
    }
}

/* w as plain numbers of the type; row is scratch of w->columns floats. */
static void convert_weights(gemm_type type, const tensor *w, float *row, void *plain, gemm *g) {
    size_t in = w->columns;
    if (type == GEMM_INT8) {
        quantise_weights(w, row, plain, g);
    } else if (type == GEMM_F32) {
        tensor_rows(w, 0, w->rows, plain);
    } else {
        for (size_t o = 0; o < w->rows; o++) {
            tensor_rows(w, o, 1, row);
            g->engine->ops->to_bf16(row, (uint16_t *)plain + o * in, in);
        }
    }
}

static dateline_status pack_tensor(gemm_type type, const tensor *w, gemm *g, attempt *a,
                                   dateline_error *err) {
    if (type == GEMM_BF16 && w->type == TENSOR_BF16) { /* as they are */
        pack_blocks(a, type, w->data, g);
        return DATELINE_OK;
    }
    float *row = malloc(g->in * sizeof *row);
    void *plain = malloc(g->in * g->out * types[type].weight_size);
    if (row && plain) {
        convert_weights(type, w, row, plain, g);
        pack_blocks(a, type, plain, g);
    }
    bool allocated = row && plain;
    free(row);
    free(plain);
    return allocated ? DATELINE_OK : error_memory(err, "gemm");
}

static dateline_status create(const engine *e, gemm_type type, const tensor *w, gemm *g,
                              dateline_error *err) {
    attempt a = {dnnl_success, ""};
    create_block(&a, e, type, g->in, g->out, GEMM_ROWS, &g->full);
    create_block(&a, e, type, g->in, g->out, GEMM_TAIL, &g->tail);
    dateline_status status = a.status ? DATELINE_OK : pack_tensor(type, w, g, &a, err);
    if (status) return status;
    return a.status ? engine_error(err, a.status, a.call) : DATELINE_OK;
}

dateline_status gemm_open(const engine *e, gemm_type type, const tensor *w, const float *bias, gemm **out,
                          dateline_error *err) {
    *out = NULL;
    gemm *g = calloc(1, sizeof *g);
    if (g) g->bias = calloc(3 * (size_t)w->rows, sizeof *g->bias);
    if (!g || !g->bias) {
        free(g);
        return error_memory(err, "gemm");
    }
    g->engine = e;
    g->in = w->columns;
    g->out = w->rows;
    g->x_row = g->in * types[type].x_size;
    g->y_row = g->out * types[type].y_size;
    g->column_scale = g->bias + g->out;
    g->column_sum = g->column_scale + g->out;
    if (bias) memcpy(g->bias, bias, g->out * sizeof *bias);
    int before = engine_enter();
    dateline_status status = create(e, type, w, g, err);
    engine_leave(before);
    if (status)
        gemm_close(g);
    else
        *out = g;
    return status;
}

void gemm_close(gemm *g) {
    if (!g) return;
    if (g->full.packed) dnnl_memory_destroy(g->full.packed);
    if (g->tail_owns_weights && g->tail.packed) dnnl_memory_destroy(g->tail.packed);
    if (g->full.primitive) dnnl_primitive_destroy(g->full.primitive);
    if (g->tail.primitive) dnnl_primitive_destroy(g->tail.primitive);
    free(g->bias);
    free(g);
}

/* A failed creation leaves NULLs that the next run makes again. */
static void make_memories(attempt *a, const engine *e, const block *b, workspace_shape *shape) {
    if (!shape->x) TRY(a, dnnl_memory_create, &shape->x, &b->x, e->dnnl, DNNL_MEMORY_NONE);
    if (!shape->y) TRY(a, dnnl_memory_create, &shape->y, &b->y, e->dnnl, DNNL_MEMORY_NONE);
    if (!shape->scratch)
        TRY(a, dnnl_memory_create, &shape->scratch, &b->scratch, e->dnnl, DNNL_MEMORY_ALLOCATE);
}

static void run_block(attempt *a, const gemm *g, workspace *ws, const block *b, const char *x, char *y) {
    workspace_shape *shape = workspace_shape_of(ws, b->key);
    if (!shape) {
        *a = (attempt){dnnl_unimplemented, "workspace"};
        return;
    }
    make_memories(a, g->engine, b, shape);
    TRY(a, dnnl_memory_set_data_handle, shape->x, (void *)(uintptr_t)x);
    TRY(a, dnnl_memory_set_data_handle, shape->y, y);
    dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, shape->x},
                              {DNNL_ARG_WEIGHTS, b->packed},
                              {DNNL_ARG_DST, shape->y},
                              {DNNL_ARG_SCRATCHPAD, shape->scratch}};
    TRY(a, dnnl_primitive_execute, b->primitive, ws->stream, 4, args);
}

dateline_status gemm_run(const gemm *g, workspace *ws, const void *x, size_t rows, void *y,
                         dateline_error *err) {
    attempt a = {dnnl_success, ""};
    for (size_t i = 0; i < rows;) {
        const block *b = rows - i >= GEMM_ROWS ? &g->full : &g->tail;
        run_block(&a, g, ws, b, (const char *)x + i * g->x_row, (char *)y + i * g->y_row);
        i += b->rows;
    }
    TRY(&a, dnnl_stream_wait, ws->stream);
    return a.status ? engine_error(err, a.status, a.call) : DATELINE_OK;
}

const float *gemm_bias(const gemm *g) {
    return g->bias;
}

column_scales gemm_columns(const gemm *g) {
    return (column_scales){g->column_scale, g->column_sum, g->bias};
}
