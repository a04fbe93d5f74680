/* encoder.c - the forward pass, down the page from encoder_run. Names of tensors: train/MODEL.md.
 *
 * Rows go through a layer in blocks of GEMM_ROWS, from the attention output to the next layer's input, so that
 * a block's activations stay in the cache. Between products rows are f32; each product takes its operand in
 * the type of the engine's arithmetic: f32, bf16, or 8 bits with a scale and a zero for each row. */
#include "nn/encoder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/engine_parts.h"
#include "nn/gemm.h"
#include "nn/workspace_parts.h"

enum {
    DIM = ENCODER_DIM,
    ROWS = ENCODER_MAX_ROWS,
    HEAD = ATTENTION_HEAD,
    HEADS = DIM / HEAD,
    QKV = 3 * DIM,
    FFN = 4 * DIM,
    PART =
        ROWS * HEAD + 48, /* floats from a head's rows to the next's: no power of 2, for the caches' sake */
    MAX_LAYERS = 24
};

typedef struct norm {
    const float *gain, *bias; /* [DIM], in the weights */
} norm;

typedef struct layer {
    gemm *qkv, *out, *up, *down;
    norm attention, ffn;
} layer;

struct encoder {
    const engine *engine;
    const ops *ops;
    gemm_type type;
    void (*attend)(const attention *a);
    void (*gelu)(float *x, size_t n);
    const tensor *words;              /* [vocabulary, DIM] */
    const float *positions, *segment; /* [ROWS, DIM], [DIM] */
    norm norm;
    size_t n_layers;
    layer layers[MAX_LAYERS];
};

/* Opening. */

static gemm_type type_of(const engine *e) {
    switch (e->arithmetic) {
    case DATELINE_ARITHMETIC_INT8:
        return GEMM_INT8;
    case DATELINE_ARITHMETIC_BF16:
        return GEMM_BF16;
    default:
        return GEMM_F32;
    }
}

/* The coarsest that the arithmetic allows and the processor has. */
static void (*attention_of(const engine *e))(const attention *) {
    if (e->arithmetic == DATELINE_ARITHMETIC_INT8 && e->ops->attend_int8) return e->ops->attend_int8;
    return engine_has_bf16(e) ? e->ops->attend_bf16 : e->ops->attend;
}

static dateline_status find_norm(const weights *w, const char *name, norm *n, dateline_error *err) {
    char full[64];
    snprintf(full, sizeof full, "%s.weight", name);
    dateline_status status = weights_f32(w, full, DIM, 1, &n->gain, err);
    if (status) return status;
    snprintf(full, sizeof full, "%s.bias", name);
    return weights_f32(w, full, DIM, 1, &n->bias, err);
}

static dateline_status open_product(const encoder *enc, const weights *w, const char *name, size_t out,
                                    size_t in, gemm **g, dateline_error *err) {
    char full[64];
    const tensor *matrix;
    const float *bias;
    snprintf(full, sizeof full, "%s.weight", name);
    dateline_status status = weights_tensor(w, full, out, in, &matrix, err);
    if (status) return status;
    snprintf(full, sizeof full, "%s.bias", name);
    status = weights_f32(w, full, out, 1, &bias, err);
    return status ? status : gemm_open(enc->engine, enc->type, matrix, bias, g, err);
}

static dateline_status open_layer(const encoder *enc, const weights *w, size_t number, layer *l,
                                  dateline_error *err) {
    const struct {
        const char *name;
        size_t out, in;
        gemm **gemm;
    } products[] = {{"attn.qkv", QKV, DIM, &l->qkv},
                    {"attn.out", DIM, DIM, &l->out},
                    {"ffn.up", FFN, DIM, &l->up},
                    {"ffn.down", DIM, FFN, &l->down}};
    char name[48];
    dateline_status status = DATELINE_OK;
    for (size_t i = 0; i < 4 && !status; i++) {
        snprintf(name, sizeof name, "layer.%zu.%s", number, products[i].name);
        status = open_product(enc, w, name, products[i].out, products[i].in, products[i].gemm, err);
    }
    if (status) return status;
    snprintf(name, sizeof name, "layer.%zu.attn.norm", number);
    status = find_norm(w, name, &l->attention, err);
    if (status) return status;
    snprintf(name, sizeof name, "layer.%zu.ffn.norm", number);
    return find_norm(w, name, &l->ffn, err);
}

static dateline_status open_embedding(const weights *w, encoder *enc, dateline_error *err) {
    enc->words = weights_find(w, "embed.word");
    size_t vocabulary = enc->words ? enc->words->rows : 0;
    dateline_status status = weights_tensor(w, "embed.word", vocabulary, DIM, &enc->words, err);
    if (!status) status = weights_f32(w, "embed.position", ROWS, DIM, &enc->positions, err);
    if (!status) status = weights_f32(w, "embed.type", DIM, 1, &enc->segment, err);
    return status ? status : find_norm(w, "embed.norm", &enc->norm, err);
}

/* The number of layers is what the file holds, at least one. */
static dateline_status open_layers(const weights *w, encoder *enc, dateline_error *err) {
    char next[48];
    dateline_status status;
    do {
        status = open_layer(enc, w, enc->n_layers, &enc->layers[enc->n_layers], err);
        snprintf(next, sizeof next, "layer.%zu.attn.qkv.weight", ++enc->n_layers);
    } while (!status && enc->n_layers < MAX_LAYERS && weights_find(w, next));
    return status;
}

dateline_status encoder_open(const engine *e, const weights *w, encoder **out, dateline_error *err) {
    *out = NULL;
    encoder *enc = calloc(1, sizeof *enc);
    if (!enc) return error_memory(err, "encoder");
    bool exact = e->arithmetic == DATELINE_ARITHMETIC_F32;
    enc->engine = e;
    enc->ops = e->ops;
    enc->type = type_of(e);
    enc->attend = attention_of(e);
    enc->gelu = exact ? e->ops->gelu : e->ops->gelu_fast;
    dateline_status status = open_embedding(w, enc, err);
    if (!status) status = open_layers(w, enc, err);
    if (status)
        encoder_close(enc);
    else
        *out = enc;
    return status;
}

void encoder_close(encoder *enc) {
    if (!enc) return;
    for (size_t i = 0; i < enc->n_layers; i++) {
        gemm_close(enc->layers[i].qkv);
        gemm_close(enc->layers[i].out);
        gemm_close(enc->layers[i].up);
        gemm_close(enc->layers[i].down);
    }
    free(enc);
}

size_t encoder_vocabulary(const encoder *enc) {
    return enc->words->rows;
}

/* Running. */

/* Rows as operands of a product; scales only for GEMM_INT8. */
typedef struct operand {
    char *rows;
    row_scale *scales;
} operand;

/* A window under way; everything lies in the workspace. */
typedef struct pass {
    const encoder *enc;
    workspace *ws;
    size_t n, padded; /* rows, and rows as products take them */
    float *x;         /* [ROWS, DIM] the residual stream */
    float *qkv;       /* [3 * HEADS, PART], see qkv_row */
    float *context;   /* [ROWS, DIM] */
    operand input;    /* [ROWS, DIM] x as operand */
    operand mixed;    /* [GEMM_ROWS, DIM] a block of context as operand */
    operand middle;   /* [GEMM_ROWS, FFN] a block within the feed-forward part */
    void *product;    /* [GEMM_ROWS, FFN] what a product gives: f32 or i32 */
    float *row;       /* [FFN] */
    void *attention;  /* ATTENTION_SCRATCH */
} pass;

static void *cut(char **rest, size_t bytes) {
    void *part = *rest;
    *rest += (bytes + 63) / 64 * 64;
    return part;
}

/* Lays the buffers out from at, and tells where they end. */
static char *lay_out(pass *p, char *at) {
    p->x = cut(&at, ROWS * DIM * sizeof(float));
    p->qkv = cut(&at, 3 * HEADS * PART * sizeof(float));
    p->context = cut(&at, ROWS * DIM * sizeof(float));
    p->input.rows = cut(&at, ROWS * DIM * sizeof(float));
    p->input.scales = cut(&at, ROWS * sizeof(row_scale));
    p->mixed.rows = cut(&at, GEMM_ROWS * DIM * sizeof(float));
    p->mixed.scales = cut(&at, GEMM_ROWS * sizeof(row_scale));
    p->middle.rows = cut(&at, GEMM_ROWS * FFN * sizeof(float));
    p->middle.scales = cut(&at, GEMM_ROWS * sizeof(row_scale));
    p->product = cut(&at, GEMM_ROWS * FFN * sizeof(float));
    p->row = cut(&at, FFN * sizeof(float));
    p->attention = cut(&at, ATTENTION_SCRATCH);
    return at;
}

/* x [n] -> row r of an operand. */
static void put_operand(const encoder *enc, const float *x, size_t n, operand *o, size_t r) {
    switch (enc->type) {
    case GEMM_F32:
        memcpy(o->rows + r * n * sizeof(float), x, n * sizeof(float));
        break;
    case GEMM_BF16:
        enc->ops->to_bf16(x, (uint16_t *)(void *)o->rows + r * n, n);
        break;
    case GEMM_INT8:
        o->scales[r] = enc->ops->quantise(x, (uint8_t *)o->rows + r * n, n);
        break;
    }
}

static const char *operand_row(const encoder *enc, const operand *o, size_t r, size_t n) {
    static const size_t sizes[] = {[GEMM_F32] = 4, [GEMM_BF16] = 2, [GEMM_INT8] = 1};
    return o->rows + r * n * sizes[enc->type];
}

/* Row r of a product, as numbers: y [n] = x W' + b. scale is that of the operand's row. */
static void take_product(const pass *p, const gemm *g, size_t r, size_t n, row_scale scale, float *y) {
    if (p->enc->type == GEMM_INT8) {
        column_scales columns = gemm_columns(g);
        p->enc->ops->dequantise((const int32_t *)p->product + r * n, scale, &columns, y, n);
    } else {
        p->enc->ops->add((const float *)p->product + r * n, gemm_bias(g), y, n);
    }
}

/* x = norm(x + y), and x as operand */
static void add_and_norm(pass *p, size_t r, const norm *by, float *y) {
    float *x = p->x + r * DIM;
    p->enc->ops->add(x, y, x, DIM);
    p->enc->ops->layer_norm(x, by->gain, by->bias, x, DIM);
    put_operand(p->enc, x, DIM, &p->input, r);
}

/* x = norm(word + position + segment); the rows of padding are zero throughout. */
static void embed(pass *p, const uint32_t *ids) {
    const encoder *enc = p->enc;
    for (size_t r = 0; r < p->n; r++) {
        float *x = p->x + r * DIM;
        tensor_rows(enc->words, ids[r], 1, x);
        enc->ops->add(x, enc->positions + r * DIM, x, DIM);
        add_and_norm(p, r, &enc->norm, (float *)(uintptr_t)enc->segment);
    }
    memset(p->row, 0, DIM * sizeof *p->row);
    for (size_t r = p->n; r < p->padded; r++) {
        put_operand(enc, p->row, DIM, &p->input, r);
        memset(p->context + r * DIM, 0, DIM * sizeof *p->context);
    }
}

/* Part 0..11 are the queries of the heads, then their keys, then their values: a head's rows lie together, since
 * attention goes head by head. */
static float *qkv_row(const pass *p, size_t part, size_t r) {
    return p->qkv + part * PART + r * HEAD;
}

/* Row r of a block's product -> row at of qkv. */
static void split_product(const pass *p, const gemm *g, size_t r, size_t at) {
    const ops *o = p->enc->ops;
    if (p->enc->type == GEMM_INT8) {
        column_scales columns = gemm_columns(g);
        o->dequantise_parts((const int32_t *)p->product + r * QKV, p->input.scales[at], &columns,
                            qkv_row(p, 0, at), 3 * HEADS, PART);
        return;
    }
    const float *row = (const float *)p->product + r * QKV;
    for (size_t part = 0; part < 3 * HEADS; part++)
        o->add(row + part * HEAD, gemm_bias(g) + part * HEAD, qkv_row(p, part, at), HEAD);
}

/* qkv = x W' + b, for all rows */
static dateline_status project(pass *p, const layer *l, dateline_error *err) {
    for (size_t first = 0; first < p->padded; first += GEMM_ROWS) {
        size_t rows = p->padded - first < GEMM_ROWS ? p->padded - first : GEMM_ROWS;
        const char *in = operand_row(p->enc, &p->input, first, DIM);
        dateline_status status = gemm_run(l->qkv, p->ws, in, rows, p->product, err);
        if (status) return status;
        for (size_t r = 0; r < rows; r++) split_product(p, l->qkv, r, first + r);
    }
    return DATELINE_OK;
}

/* context = softmax(q k' / √32) v, head by head */
static void attend(pass *p) {
    for (size_t head = 0; head < HEADS; head++)
        p->enc->attend(&(attention){.q = qkv_row(p, head, 0),
                                    .k = qkv_row(p, HEADS + head, 0),
                                    .v = qkv_row(p, 2 * HEADS + head, 0),
                                    .stride = HEAD,
                                    .n = p->n,
                                    .context = p->context + head * HEAD,
                                    .context_stride = DIM,
                                    .scratch = p->attention});
}

/* x = norm(x + context W' + b), rows [first, first + rows) */
static dateline_status mix(pass *p, const layer *l, size_t first, size_t rows, dateline_error *err) {
    for (size_t r = 0; r < rows; r++) put_operand(p->enc, p->context + (first + r) * DIM, DIM, &p->mixed, r);
    dateline_status status = gemm_run(l->out, p->ws, p->mixed.rows, rows, p->product, err);
    if (status) return status;
    for (size_t r = 0; r < rows && first + r < p->n; r++) {
        take_product(p, l->out, r, DIM, p->mixed.scales[r], p->row);
        add_and_norm(p, first + r, &l->attention, p->row);
    }
    return DATELINE_OK;
}

/* Row r of the up product -> gelu of it, as operand of the down product. */
static void activate(pass *p, const gemm *g, size_t r, row_scale scale) {
    const encoder *enc = p->enc;
    if (enc->type == GEMM_INT8) {
        column_scales columns = gemm_columns(g);
        p->middle.scales[r] = enc->ops->gelu_quantised((const int32_t *)p->product + r * FFN, scale, &columns,
                                                       p->row, (uint8_t *)p->middle.rows + r * FFN, FFN);
        return;
    }
    take_product(p, g, r, FFN, scale, p->row);
    enc->gelu(p->row, FFN);
    put_operand(enc, p->row, FFN, &p->middle, r);
}

/* x = norm(x + down(gelu(up(x)))), rows [first, first + rows) */
static dateline_status feed_forward(pass *p, const layer *l, size_t first, size_t rows, dateline_error *err) {
    const encoder *enc = p->enc;
    const char *in = operand_row(enc, &p->input, first, DIM);
    dateline_status status = gemm_run(l->up, p->ws, in, rows, p->product, err);
    if (status) return status;
    for (size_t r = 0; r < rows; r++) activate(p, l->up, r, p->input.scales[first + r]);
    status = gemm_run(l->down, p->ws, p->middle.rows, rows, p->product, err);
    if (status) return status;
    for (size_t r = 0; r < rows && first + r < p->n; r++) {
        take_product(p, l->down, r, DIM, p->middle.scales[r], p->row);
        add_and_norm(p, first + r, &l->ffn, p->row);
    }
    return DATELINE_OK;
}

static dateline_status run_layer(pass *p, const layer *l, dateline_error *err) {
    dateline_status status = project(p, l, err);
    if (status) return status;
    attend(p);
    for (size_t first = 0; first < p->padded && !status; first += GEMM_ROWS) {
        size_t rows = p->padded - first < GEMM_ROWS ? p->padded - first : GEMM_ROWS;
        status = mix(p, l, first, rows, err);
        if (!status) status = feed_forward(p, l, first, rows, err);
    }
    return status;
}

static dateline_status check_ids(const encoder *enc, const uint32_t *ids, size_t n, dateline_error *err) {
    if (n < 1 || n > ROWS)
        return error_set(err, ERR_MODEL_SHAPE, "window", DATELINE_NO_OFFSET, "%zu rows", n);
    for (size_t i = 0; i < n; i++)
        if (ids[i] >= enc->words->rows)
            return error_set(err, ERR_MODEL_SHAPE, "window", i, "piece %u", ids[i]);
    return DATELINE_OK;
}

dateline_status encoder_run(const encoder *enc, workspace *ws, const uint32_t *ids, size_t n, float *hidden,
                            dateline_error *err) {
    dateline_status status = check_ids(enc, ids, n, err);
    if (status) return status;
    pass p = {.enc = enc, .ws = ws, .n = n, .padded = gemm_padded(n)};
    char *bytes = workspace_bytes(ws, (uintptr_t)lay_out(&p, NULL));
    if (!bytes) return error_memory(err, "encoder");
    lay_out(&p, bytes);
    int before = engine_enter();
    embed(&p, ids);
    for (size_t i = 0; i < enc->n_layers && !status; i++) status = run_layer(&p, &enc->layers[i], err);
    engine_leave(before);
    if (!status) memcpy(hidden, p.x, n * DIM * sizeof *hidden);
    return status;
}
