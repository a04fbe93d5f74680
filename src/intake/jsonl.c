/* jsonl.c - see jsonl.h. */
#include "intake/jsonl.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/utf8.h"

/* The fields and where they go. */
static const struct {
    const char *key;
    enum column column;
    size_t at;
} fields[] = {
    {"title", COLUMN_TITLE, offsetof(dateline_input, title)},
    {"published", COLUMN_PUBLISHED, offsetof(dateline_input, published)},
    {"publisher", COLUMN_PUBLISHER, offsetof(dateline_input, publisher)},
    {"author", COLUMN_AUTHOR, offsetof(dateline_input, author)},
    {"source", COLUMN_URL, offsetof(dateline_input, url)},
    {"url", COLUMN_URL, offsetof(dateline_input, url)},
    {"language", COLUMN_LANGUAGE, offsetof(dateline_input, language)},
};

/* The caller's name of a key goes before the usual one. */
static const char *key_of(const jsonl_place *place, enum column column, const char *usual) {
    return place->names && place->names->names[column] ? place->names->names[column] : usual;
}

static dateline_status fail(dateline_error *err, enum error_number number, const jsonl_place *place,
                            uint64_t within, const char *met) {
    return error_set(err, number, place->file, place->offset + within, "%s in %s %" PRIu64, met,
                     place->unit ? place->unit : "line", place->line);
}

static dateline_status wrong_kind(dateline_error *err, const jsonl_place *place, const char *key) {
    char met[128];
    snprintf(met, sizeof met, "another value in field \"%s\"", key);
    return fail(err, ERR_JSONL_FIELD, place, 0, met);
}

static dateline_status read_strings(json_t *object, const jsonl_place *place, dateline_input *out, arena *a,
                                    dateline_error *err) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *key = key_of(place, fields[i].column, fields[i].key);
        json_t *value = json_object_get(object, key);
        if (!value || json_is_null(value)) continue;
        if (!json_is_string(value)) return wrong_kind(err, place, key);
        const char *copy = arena_copy(a, json_string_value(value), json_string_length(value));
        if (!copy) return error_memory(err, place->file);
        memcpy((char *)out + fields[i].at, &copy, sizeof copy);
    }
    return DATELINE_OK;
}

static dateline_status read_name(json_t *object, const jsonl_place *place, dateline_input *out, arena *a,
                                 dateline_error *err) {
    const char *key = json_object_get(object, "doc") ? "doc" : "id";
    key = key_of(place, COLUMN_NAME, key);
    json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        out->name = arena_print(a, "%s:%" PRIu64, place->file, place->line);
    else if (json_is_string(value))
        out->name = arena_copy(a, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        out->name = arena_print(a, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else
        return wrong_kind(err, place, key);
    return out->name ? DATELINE_OK : error_memory(err, place->file);
}

static dateline_status read_object(json_t *object, const jsonl_place *place, dateline_input *out, arena *a,
                                   dateline_error *err) {
    if (!json_is_object(object)) return fail(err, ERR_JSONL_SYNTAX, place, 0, "a value that is no object");
    const char *key = key_of(place, COLUMN_TEXT, "text");
    json_t *text = json_object_get(object, key);
    if (!text || json_is_null(text)) return fail(err, ERR_JSONL_TEXT, place, 0, "no such field");
    if (!json_is_string(text)) return wrong_kind(err, place, key);
    out->len = json_string_length(text);
    out->bytes = arena_copy(a, json_string_value(text), json_string_length(text));
    if (!out->bytes) return error_memory(err, place->file);
    dateline_status status = read_name(object, place, out, a, err);
    return status ? status : read_strings(object, place, out, a, err);
}

dateline_status jsonl_read(str line, const jsonl_place *place, dateline_input *out, arena *a,
                           dateline_error *err) {
    *out = (dateline_input){0};
    if (utf8_valid_prefix(line.at, line.len) < line.len) {
        size_t n_repaired;
        line = utf8_repair(line.at, line.len, &n_repaired, a);
        if (!line.at) return error_memory(err, place->file);
    }
    json_error_t met;
    json_t *object = json_loadb(line.at, line.len, JSON_ALLOW_NUL | JSON_DECODE_ANY, &met);
    if (!object && json_error_code(&met) == json_error_out_of_memory) return error_memory(err, place->file);
    if (!object) return fail(err, ERR_JSONL_SYNTAX, place, (uint64_t)met.position, met.text);
    dateline_status status = read_object(object, place, out, a, err);
    json_decref(object);
    if (status) *out = (dateline_input){0};
    return status;
}
