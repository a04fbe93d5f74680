/* model.c - see model.h. */
#include "spans/model.h"

#include <stdlib.h>

#include "base/file.h"

enum { MAX_SETTINGS = 1 << 20 }; /* bytes of a model.json */

/* What opening needs to know; the first failure stays in status and the rest is skipped. */
typedef struct opening {
    model *m;
    dateline_status status;
    dateline_error *err;
} opening;

/* --- tensors by name --- */

static linear *open_linear(opening *o, const char *weight, const char *bias, size_t out, size_t in) {
    linear *l = NULL;
    if (!o->status) o->status = linear_open(o->m->engine, o->m->weights, weight, bias, out, in, &l, o->err);
    return l;
}

/* NAME.part, in the model's arena; "" and a failure when memory is refused. */
static const char *full_name(opening *o, const char *name, const char *part) {
    const char *full = arena_print(&o->m->arena, "%s.%s", name, part);
    if (!full && !o->status) o->status = error_memory(o->err, name);
    return full ? full : "";
}

/* NAME.weight and NAME.bias. */
static linear *open_layer(opening *o, const char *name, size_t out, size_t in) {
    const char *weight = full_name(o, name, "weight"), *bias = full_name(o, name, "bias");
    return open_linear(o, weight, bias, out, in);
}

/* NAME.part as f32. */
static const float *open_numbers(opening *o, const char *name, const char *part, size_t rows,
                                 size_t columns) {
    const char *full = full_name(o, name, part);
    const float *out = NULL;
    if (!o->status) o->status = weights_f32(o->m->weights, full, rows, columns, &out, o->err);
    return out;
}

static model_head open_head(opening *o, enum settings_head head, const char *name, size_t in) {
    const label_list *labels = &o->m->settings.heads[head];
    return (model_head){head, labels, open_layer(o, name, labels->n, in)};
}

static linear *open_part(opening *o, const char *name, const char *part) {
    return open_linear(o, full_name(o, name, part), NULL, MODEL_HIDDEN, MODEL_VECTOR);
}

static void open_scorer(opening *o, model_scorer *s, const char *name, uint32_t n_features, uint32_t n_out) {
    s->a = open_part(o, name, "a");
    s->b = open_part(o, name, "b");
    s->p = open_part(o, name, "p");
    s->n_features = n_features;
    s->n_out = n_out;
    s->feature = open_numbers(o, name, "feature", n_features, MODEL_HIDDEN);
    s->bias = open_numbers(o, name, "bias", MODEL_HIDDEN, 1);
    /* One output is stored as a vector, which the table of tensors sees as a column. */
    s->out = n_out == 1 ? open_numbers(o, name, "out", MODEL_HIDDEN, 1)
                        : open_numbers(o, name, "out", n_out, MODEL_HIDDEN);
    s->out_bias = open_numbers(o, name, "out_bias", n_out, 1);
}

/* --- roles --- */

static const struct role_row {
    int label;
    enum settings_head heads[MODEL_MAX_ATTRIBUTES];
    uint32_t n_heads;
} role_rows[] = {
    {LABEL_PERSON, {HEAD_PEOPLE_TYPE, HEAD_PEOPLE_EFFECT, HEAD_PEOPLE_EFFECT2}, 3},
    {LABEL_PERP, {HEAD_PERPETRATOR_KIND, HEAD_PERPETRATOR_CATEGORY, HEAD_CERTAINTY}, 3},
    {LABEL_WEAPON, {HEAD_WEAPON_TYPE}, 1},
    {LABEL_TARGET, {HEAD_TARGET_TYPE, HEAD_TARGET_EFFECT}, 2},
    {LABEL_SOURCE, {HEAD_SPEAKER_KIND}, 1},
    {LABEL_CLAIM, {HEAD_CLAIM_STATUS}, 1},
};

static void open_role(opening *o, const struct role_row *row) {
    model_role *role = &o->m->roles[row->label];
    const char *name = full_name(o, "attr", settings_label_key(row->label));
    role->hidden = open_layer(o, name, MODEL_HIDDEN, 3 * MODEL_VECTOR);
    role->feature = open_numbers(o, name, "feature", MODEL_ATTRIBUTE_FEATURES, MODEL_HIDDEN);
    role->n_heads = row->n_heads;
    for (uint32_t i = 0; i < row->n_heads; i++) {
        const char *head = full_name(o, name, o->m->settings.heads[row->heads[i]].name);
        role->heads[i] = open_head(o, row->heads[i], head, MODEL_HIDDEN);
    }
}

/* --- opening and closing --- */

static void open_heads(opening *o) {
    model *m = o->m;
    m->span_projection = open_layer(o, "span.proj", MODEL_PROJECTION, MODEL_DIM);
    m->span_length = open_numbers(o, "span", "length", N_LABELS, MODEL_WIDTH);
    m->span_vector = open_layer(o, "vector", MODEL_VECTOR, 4 * MODEL_DIM);
    m->vector_label = open_numbers(o, "vector", "label", N_LABELS, MODEL_VECTOR);
    m->incident_vector = open_layer(o, "incident", MODEL_VECTOR, MODEL_VECTOR + MODEL_DIM);
    m->type = open_head(o, HEAD_TYPE, "type", MODEL_VECTOR);
    m->stage = open_head(o, HEAD_STAGE, "stage", MODEL_VECTOR);
    m->claim = open_head(o, HEAD_CLAIM, "claim", MODEL_VECTOR);
    m->intent = open_head(o, HEAD_INTENT, "intent", MODEL_VECTOR);
    m->real = open_layer(o, "real", 1, MODEL_VECTOR);
    m->background = open_layer(o, "background", 1, MODEL_VECTOR);
    m->background_feature = open_numbers(o, "background", "feature", MODEL_BACKGROUND_FEATURES, 1);
    open_scorer(o, &m->pair, "pair", MODEL_PAIR_FEATURES, 1);
    open_scorer(o, &m->group, "group", MODEL_GROUP_FEATURES, 1);
    open_scorer(o, &m->link, "link", MODEL_LINK_FEATURES, 1);
    m->link.m = open_part(o, "link", "m");
    m->link.q = open_part(o, "link", "q");
    open_scorer(o, &m->relation, "relation", MODEL_RELATION_FEATURES, m->settings.heads[HEAD_RELATION].n);
    for (size_t i = 0; i < sizeof role_rows / sizeof *role_rows; i++) open_role(o, &role_rows[i]);
}

/* A file that is not there is a missing model, whatever else can go wrong with it. */
static dateline_status open_settings(model *m, const char *path, dateline_error *err) {
    file_bytes file;
    dateline_status status = file_open(path, MAX_SETTINGS, &file, err);
    if (status == -ERR_FILE_OPEN)
        return error_set(err, ERR_MODEL_MISSING, path, DATELINE_NO_OFFSET, "no file that opens");
    if (status) return status;
    status = settings_read(path, file.at, file.len, &m->settings, &m->arena, err);
    file_close(&file);
    return status;
}

static dateline_status open_all(model *m, const char *folder, dateline_arithmetic arithmetic,
                                dateline_error *err) {
    const char *described = arena_print(&m->arena, "%s/model.json", folder);
    const char *tensors = arena_print(&m->arena, "%s/weights.bin", folder);
    m->vocabulary = arena_print(&m->arena, "%s/vocab.txt", folder);
    if (!described || !tensors || !m->vocabulary) return error_memory(err, folder);
    opening o = {m, open_settings(m, described, err), err};
    if (!o.status) o.status = engine_open(arithmetic, &m->engine, err);
    if (!o.status) o.status = weights_open(tensors, &m->weights, err);
    if (!o.status && m->settings.checksum && m->settings.checksum != weights_checksum(m->weights))
        return error_set(err, ERR_MODEL_DAMAGED, tensors, DATELINE_NO_OFFSET,
                         "a checksum other than the one in model.json");
    if (!o.status) o.status = encoder_open(m->engine, m->weights, &m->encoder, err);
    if (!o.status) open_heads(&o);
    return o.status;
}

dateline_status model_open(const char *folder, dateline_arithmetic arithmetic, model **out,
                           dateline_error *err) {
    *out = NULL;
    model *m = calloc(1, sizeof *m);
    if (!m) return error_memory(err, folder);
    arena_init(&m->arena);
    dateline_status status = open_all(m, folder, arithmetic, err);
    if (status)
        model_close(m);
    else
        *out = m;
    return status;
}

static void close_scorer(model_scorer *s) {
    linear *const parts[] = {s->a, s->b, s->p, s->m, s->q};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) linear_close(parts[i]);
}

void model_close(model *m) {
    if (!m) return;
    linear *const layers[] = {m->span_projection, m->span_vector,  m->incident_vector,
                              m->type.logits,     m->stage.logits, m->claim.logits,
                              m->intent.logits,   m->real,         m->background};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) linear_close(layers[i]);
    close_scorer(&m->pair);
    close_scorer(&m->group);
    close_scorer(&m->link);
    close_scorer(&m->relation);
    for (int l = 0; l < N_LABELS; l++) {
        linear_close(m->roles[l].hidden);
        for (uint32_t i = 0; i < m->roles[l].n_heads; i++) linear_close(m->roles[l].heads[i].logits);
    }
    encoder_close(m->encoder);
    weights_close(m->weights);
    engine_close(m->engine);
    arena_clear(&m->arena);
    free(m);
}

float model_calibrate(const model *m, const char *field, float p) {
    return settings_calibrate(&m->settings, field, p);
}
