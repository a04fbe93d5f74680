/* csv.c - see csv.h. */
#include "intake/csv.h"

#include <inttypes.h>

size_t csv_end(csv_scan *scan, char separator, const char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (scan->inside && !(scan->quote && (c == separator || c == '\n' || c == '\r'))) {
            scan->quote = c == '"' && !scan->quote; /* "" is a quote within */
            continue;
        }
        if (scan->inside) *scan = (csv_scan){.begun = true};
        if (c == '\n') {
            *scan = (csv_scan){0};
            return i;
        }
        scan->inside = c == '"' && !scan->begun;
        scan->begun = c != separator;
    }
    return SIZE_MAX;
}

/* Cuts the next field off *rest, its quotes undone into out; false for a quote that is not closed, and for a field of
 * several lines with a lone quote in it: it was left open, and closed by a later row. *last is set for the last field of
 * the row. */
static bool next_field(str *rest, char separator, char **out, str *field, bool *last) {
    char *to = *out;
    size_t i = 0;
    bool quoted = rest->len > 0 && rest->at[0] == '"', closed = !quoted, lone = false, lines = false;
    for (i = quoted; i < rest->len; i++) {
        char c = rest->at[i];
        if (!quoted || closed) {
            if (c == separator) break;
        } else if (c == '"') {
            bool twice = i + 1 < rest->len && rest->at[i + 1] == '"';
            closed = i + 1 == rest->len || rest->at[i + 1] == separator;
            if (closed) continue;
            i += twice;
            lone |= !twice;
        } else
            lines |= c == '\n';
        *to++ = c;
    }
    *field = (str){*out, (size_t)(to - *out)};
    *to++ = '\0';
    *out = to;
    *last = i >= rest->len;
    *rest = *last ? (str){NULL, 0} : (str){rest->at + i + 1, rest->len - i - 1};
    return closed && !(lone && lines);
}

static str without_end(str row) {
    while (row.len > 0 && (row.at[row.len - 1] == '\r' || row.at[row.len - 1] == '\n')) row.len--;
    return row;
}

/* --- the header --- */

static uint32_t count_known(str line, char separator, const columns *names, bool *has_text) {
    uint32_t known = 0;
    *has_text = false;
    while (line.at && line.len > 0) {
        str name = str_trim(str_cut(&line, separator));
        if (name.len > 1 && name.at[0] == '"') name.at++, name.len -= 2;
        enum column column = columns_find(names, name);
        *has_text |= column == COLUMN_TEXT;
        known += column != COLUMN_NONE;
    }
    return known;
}

char csv_find(str bytes, const columns *names) {
    static const char separators[] = {',', '\t', ';'};
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) bytes.at += 3, bytes.len -= 3;
    if (bytes.len == 0) return 0;
    const char *end = memchr(bytes.at, '\n', bytes.len);
    str line = without_end((str){bytes.at, end ? (size_t)(end - bytes.at) : bytes.len});
    for (size_t i = 0; i < sizeof separators; i++) {
        bool has_text;
        if (count_known(line, separators[i], names, &has_text) >= 2 && has_text) return separators[i];
    }
    return 0;
}

dateline_status csv_read_head(str row, char separator, const columns *names, const char *file, csv_head *out,
                              arena *a, dateline_error *err) {
    row = without_end(row);
    char *to = arena_alloc(a, row.len + 2);
    if (!to) return error_memory(err, file);
    *out = (csv_head){.separator = separator};
    bool has_text = false;
    for (bool last = false; !last;) {
        str name;
        if (out->n == CSV_MAX_FIELDS)
            return error_set(err, ERR_CSV_FIELDS, file, 0, "more than %d columns", CSV_MAX_FIELDS);
        if (!next_field(&row, separator, &to, &name, &last))
            return error_set(err, ERR_CSV_QUOTE, file, 0, "a quote that stays open in the header");
        out->columns[out->n] = columns_find(names, name);
        has_text |= out->columns[out->n++] == COLUMN_TEXT;
    }
    if (has_text) return DATELINE_OK;
    return error_set(err, ERR_CSV_TEXT, file, 0, "%u columns, none of texts", out->n);
}

/* --- rows --- */

static dateline_status fail(dateline_error *err, enum error_number number, const csv_place *place,
                            const char *met) {
    return error_set(err, number, place->file, place->offset, "%s in row %" PRIu64, met, place->row);
}

static dateline_status read_fields(str row, const csv_head *head, const csv_place *place, dateline_input *out,
                                   arena *a, dateline_error *err) {
    char *to = arena_alloc(a, row.len + head->n + 2);
    if (!to) return error_memory(err, place->file);
    uint32_t n = 0;
    for (bool last = false; !last; n++) {
        str value;
        if (n == head->n) return fail(err, ERR_CSV_ROW, place, "more fields than columns");
        if (!next_field(&row, head->separator, &to, &value, &last))
            return fail(err, ERR_CSV_QUOTE, place, "a quote that stays open");
        dateline_status status = columns_set(out, head->columns[n], value, a, err);
        if (status) return status;
    }
    return n == head->n ? DATELINE_OK : fail(err, ERR_CSV_ROW, place, "fewer fields than columns");
}

dateline_status csv_read(str row, const csv_head *head, const csv_place *place, dateline_input *out, arena *a,
                         dateline_error *err) {
    *out = (dateline_input){0};
    dateline_status status = read_fields(without_end(row), head, place, out, a, err);
    if (!status && !out->bytes) status = fail(err, ERR_CSV_TEXT, place, "no text");
    if (!status && !out->name) {
        out->name = arena_print(a, "%s:%" PRIu64, place->file, place->row);
        if (!out->name) status = error_memory(err, place->file);
    }
    if (status) *out = (dateline_input){0};
    return status;
}
