/* settings.c - see settings.h. */
#include "spans/settings.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "spans/model.h"

/* --- tables --- */

static const char *const label_keys[N_LABELS] = {
    [LABEL_MENTION] = "MENTION", [LABEL_TIME] = "TIME",     [LABEL_PLACE] = "PLACE",
    [LABEL_PERP] = "PERP",       [LABEL_WEAPON] = "WEAPON", [LABEL_TARGET] = "TARGET",
    [LABEL_PERSON] = "PERSON",   [LABEL_SOURCE] = "SOURCE", [LABEL_CLAIM] = "CLAIM",
};

/* Where the labels of each head stand in model.json, and whose terms they are. */
static const struct head_row {
    const char *role; /* labels.attr.ROLE.KEY; NULL: labels.KEY */
    const char *key;
    dateline_vocabulary vocabulary;
    bool none_first; /* output 0 is "none", no term */
} head_rows[N_HEADS] = {
    [HEAD_TYPE] = {NULL, "type", DATELINE_VOCABULARY_type, false},
    [HEAD_STAGE] = {NULL, "stage", DATELINE_VOCABULARY_stage, false},
    [HEAD_CLAIM] = {NULL, "claim", DATELINE_VOCABULARY_claim, false},
    [HEAD_INTENT] = {NULL, "intent", DATELINE_VOCABULARY_intent, false},
    [HEAD_RELATION] = {NULL, "relation", DATELINE_VOCABULARY_relation, false},
    [HEAD_PEOPLE_TYPE] = {"PERSON", "type", DATELINE_VOCABULARY_people, false},
    [HEAD_PEOPLE_EFFECT] = {"PERSON", "effect", DATELINE_VOCABULARY_people_effect, false},
    [HEAD_PEOPLE_EFFECT2] = {"PERSON", "effect2", DATELINE_VOCABULARY_people_effect, true},
    [HEAD_PERPETRATOR_KIND] = {"PERP", "kind", DATELINE_VOCABULARY_perpetrator_kind, false},
    [HEAD_PERPETRATOR_CATEGORY] = {"PERP", "category", DATELINE_VOCABULARY_perpetrator_category, false},
    [HEAD_CERTAINTY] = {"PERP", "certainty", DATELINE_VOCABULARY_certainty, false},
    [HEAD_WEAPON_TYPE] = {"WEAPON", "type", DATELINE_VOCABULARY_weapon, false},
    [HEAD_TARGET_TYPE] = {"TARGET", "type", DATELINE_VOCABULARY_target, false},
    [HEAD_TARGET_EFFECT] = {"TARGET", "effect", DATELINE_VOCABULARY_target_effect, false},
    [HEAD_SPEAKER_KIND] = {"SOURCE", "kind", DATELINE_VOCABULARY_speaker, false},
    [HEAD_CLAIM_STATUS] = {"CLAIM", "status", DATELINE_VOCABULARY_claim, false},
};

/* Numbers that must be those of the program. */
static const struct {
    const char *folder, *key;
    int value;
} shape_rows[] = {
    {NULL, "window", MODEL_WINDOW},    {NULL, "span_width", MODEL_WIDTH}, {"shape", "dim", MODEL_DIM},
    {"shape", "vector", MODEL_VECTOR}, {"shape", "hidden", MODEL_HIDDEN}, {"shape", "key", MODEL_KEY},
};

/* Thresholds: one number, or (n labels) an object of one a label. first is the label that it begins with. */
static const struct threshold_row {
    const char *key;
    size_t offset;
    uint32_t labels; /* set of labels, bit l for label l; 0: one number */
} threshold_rows[] = {
#define ALL ((1u << N_LABELS) - 1)
#define GROUPED                                                                                              \
    (1u << LABEL_PERP | 1u << LABEL_WEAPON | 1u << LABEL_TARGET | 1u << LABEL_PERSON | 1u << LABEL_SOURCE)
#define ROW(field, set)                                                                                      \
    { #field, offsetof(settings_thresholds, field), set }
    ROW(span, ALL), ROW(link, ALL & ~1u), ROW(link_low, ALL & ~1u), ROW(group, GROUPED), ROW(cluster, 0),
    ROW(real, 0),   ROW(type_mix, 0),     ROW(background, 0),       ROW(effect2, 0),     ROW(relation, 0),
#undef ROW
};

const char *settings_label_key(int label) {
    return label_keys[label];
}

/* --- reading --- */

typedef struct reading {
    const char *path;
    const json_t *root;
    settings *out;
    arena *arena;
    dateline_error *err;
} reading;

static dateline_status unfit(const reading *r, const char *what, const char *met) {
    return error_set(r->err, ERR_MODEL_SHAPE, r->path, DATELINE_NO_OFFSET, "%s: %s", what, met);
}

/* root.folder.key or root.key; NULL when missing. */
static const json_t *entry(const reading *r, const char *folder, const char *key) {
    return json_object_get(folder ? json_object_get(r->root, folder) : r->root, key);
}

static dateline_status read_format(const reading *r) {
    const json_t *format = json_object_get(r->root, "format");
    if (!json_is_integer(format))
        return error_set(r->err, ERR_MODEL_WRONG, r->path, DATELINE_NO_OFFSET, "no number \"format\"");
    json_int_t n = json_integer_value(format);
    if (n < SETTINGS_OLDEST)
        return error_set(r->err, ERR_MODEL_OLD, r->path, DATELINE_NO_OFFSET, "format %lld", (long long)n);
    if (n > SETTINGS_NEWEST)
        return error_set(r->err, ERR_MODEL_NEW, r->path, DATELINE_NO_OFFSET, "format %lld", (long long)n);
    return DATELINE_OK;
}

static dateline_status read_shape(const reading *r) {
    const char *architecture = json_string_value(json_object_get(r->root, "architecture"));
    if (!architecture || strcmp(architecture, "dateline-reader") != 0)
        return unfit(r, "architecture", architecture ? architecture : "none");
    for (size_t i = 0; i < sizeof shape_rows / sizeof *shape_rows; i++) {
        const json_t *value = entry(r, shape_rows[i].folder, shape_rows[i].key);
        if (!json_is_integer(value) || json_integer_value(value) != shape_rows[i].value)
            return unfit(r, shape_rows[i].key, "another number");
    }
    return DATELINE_OK;
}

/* The weights are laid out by span label, so here the order must be ours. */
static dateline_status read_span_labels(const reading *r) {
    const json_t *list = entry(r, "labels", "spans");
    if (json_array_size(list) != N_LABELS) return unfit(r, "labels.spans", "another number of labels");
    for (int l = 0; l < N_LABELS; l++) {
        const char *key = json_string_value(json_array_get(list, l));
        if (!key || strcmp(key, label_keys[l]) != 0) return unfit(r, "labels.spans", key ? key : "no string");
    }
    return DATELINE_OK;
}

static dateline_status read_labels(const reading *r, const struct head_row *row, label_list *out) {
    const json_t *attr = json_object_get(entry(r, "labels", "attr"), row->role ? row->role : "");
    const json_t *list = row->role ? json_object_get(attr, row->key) : entry(r, "labels", row->key);
    size_t n = json_array_size(list);
    if (n == 0 || n > SETTINGS_MAX_LABELS) return unfit(r, row->key, "no list of labels");
    out->name = row->key;
    out->vocabulary = row->vocabulary;
    out->n = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item)) return unfit(r, row->key, "a label that is no string");
        int term = dateline_term_of(row->vocabulary, json_string_value(item), json_string_length(item));
        if (i == 0 && row->none_first) {
            if (strcmp(json_string_value(item), "none") != 0)
                return unfit(r, row->key, "a first label that is not none");
            term = SETTINGS_NO_TERM;
        }
        if (term < 0) return unfit(r, row->key, json_string_value(item));
        for (uint32_t k = 0; k < i; k++)
            if (out->term[k] == term) return unfit(r, row->key, "a label twice");
        out->term[i] = (uint8_t)term;
    }
    return DATELINE_OK;
}

static dateline_status read_threshold(const reading *r, const struct threshold_row *row) {
    const json_t *value = entry(r, "thresholds", row->key);
    float *out = (float *)((char *)&r->out->thresholds + row->offset);
    if (row->labels == 0) {
        if (!json_is_number(value)) return unfit(r, row->key, "no number");
        *out = (float)json_number_value(value);
        return DATELINE_OK;
    }
    for (int l = 0; l < N_LABELS; l++) {
        if (!(row->labels >> l & 1)) continue;
        const json_t *of_label = json_object_get(value, label_keys[l]);
        if (!json_is_number(of_label)) return unfit(r, row->key, label_keys[l]);
        out[l] = (float)json_number_value(of_label);
    }
    return DATELINE_OK;
}

static int id_order(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static dateline_status read_stop(const reading *r) {
    const json_t *list = json_object_get(r->root, "stop");
    size_t n = json_array_size(list);
    uint32_t *ids = arena_zalloc(r->arena, n + 1, sizeof *ids);
    if (!ids) return error_memory(r->err, r->path);
    for (size_t i = 0; i < n; i++) {
        const json_t *id = json_array_get(list, i);
        json_int_t value = json_integer_value(id);
        if (!json_is_integer(id) || value < 0 || value > INT32_MAX) return unfit(r, "stop", "no piece id");
        ids[i] = (uint32_t)value;
    }
    qsort(ids, n, sizeof *ids, id_order);
    r->out->stop = ids;
    r->out->n_stop = (uint32_t)n;
    return DATELINE_OK;
}

static dateline_status read_calibration(const reading *r) {
    json_t *fields = json_object_get(r->root, "calibration");
    size_t n = json_object_size(fields), i = 0;
    settings_calibration *rows = arena_zalloc(r->arena, n + 1, sizeof *rows);
    if (!rows) return error_memory(r->err, r->path);
    const char *field;
    json_t *pair;
    json_object_foreach(fields, field, pair) {
        const json_t *a = json_array_get(pair, 0), *b = json_array_get(pair, 1);
        if (!json_is_number(a) || !json_is_number(b)) return unfit(r, "calibration", field);
        const char *name = arena_copy(r->arena, field, strlen(field));
        if (!name) return error_memory(r->err, r->path);
        rows[i++] = (settings_calibration){name, (float)json_number_value(a), (float)json_number_value(b)};
    }
    r->out->calibration = rows;
    r->out->n_calibration = (uint32_t)n;
    return DATELINE_OK;
}

static dateline_status read_name(const reading *r) {
    const char *name = json_string_value(json_object_get(r->root, "name"));
    const char *checksum = json_string_value(json_object_get(r->root, "weights"));
    if (!name) name = "unnamed";
    r->out->name = arena_copy(r->arena, name, strlen(name));
    if (checksum) r->out->checksum = strtoull(checksum, NULL, 16);
    return r->out->name ? DATELINE_OK : error_memory(r->err, r->path);
}

static dateline_status read_all(const reading *r) {
    dateline_status status = read_format(r);
    if (!status) status = read_name(r);
    if (!status) status = read_shape(r);
    if (!status) status = read_span_labels(r);
    for (int h = 0; !status && h < N_HEADS; h++) status = read_labels(r, &head_rows[h], &r->out->heads[h]);
    for (size_t i = 0; !status && i < sizeof threshold_rows / sizeof *threshold_rows; i++)
        status = read_threshold(r, &threshold_rows[i]);
    if (!status) status = read_stop(r);
    if (!status) status = read_calibration(r);
    return status;
}

dateline_status settings_read(const char *path, const char *bytes, size_t len, settings *out, arena *a,
                              dateline_error *err) {
    *out = (settings){0};
    json_error_t where;
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &where);
    if (!root && json_error_code(&where) == json_error_out_of_memory) return error_memory(err, path);
    if (!root)
        return error_set(err, ERR_MODEL_DAMAGED, path, (uint64_t)(where.position < 0 ? 0 : where.position),
                         "%s", where.text);
    reading r = {path, root, out, a, err};
    dateline_status status =
        json_is_object(root) ? read_all(&r) : error_set(err, ERR_MODEL_WRONG, path, 0, "no JSON object");
    json_decref(root);
    return status;
}

/* --- calibration --- */

float settings_calibrate(const settings *s, const char *field, float p) {
    const float edge = 1e-6f; /* keeps the logit finite */
    for (uint32_t i = 0; i < s->n_calibration; i++) {
        const settings_calibration *c = &s->calibration[i];
        if (strcmp(c->field, field) != 0) continue;
        float inside = p < edge ? edge : p > 1 - edge ? 1 - edge : p;
        float logit = logf(inside / (1 - inside));
        return 1 / (1 + expf(-(c->a * logit + c->b)));
    }
    return p;
}
