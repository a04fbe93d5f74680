/* table.c - see table.h. */
#include "base/table.h"

#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { LIMIT = 256 << 20 };

typedef struct parser {
    table *out;
    VEC(str) heads;
    VEC(str) cells;
    VEC(uint32_t) lines;
    arena *a;
} parser;

static bool push(parser *p, str cell, bool head) {
    str *slot = head ? VEC_PUSH(&p->heads, p->a) : VEC_PUSH(&p->cells, p->a);
    if (slot) *slot = cell;
    return slot != NULL;
}

static dateline_status row(parser *p, str line, uint32_t number, dateline_error *err) {
    bool head = p->heads.n == 0;
    uint32_t n = 0;
    for (bool more = true; more; n++) {
        more = line.len && memchr(line.at, '\t', line.len);
        if (!push(p, str_cut(&line, '\t'), head)) return error_memory(err, p->out->path);
    }
    if (head) return DATELINE_OK;
    for (; n < p->heads.n; n++)
        if (!push(p, STR(""), false)) return error_memory(err, p->out->path);
    if (n > p->heads.n)
        return error_set(err, ERR_TABLE_ROW, p->out->path, number, "%u cells under a head of %u", n,
                         p->heads.n);
    uint32_t *slot = VEC_PUSH(&p->lines, p->a);
    if (!slot) return error_memory(err, p->out->path);
    *slot = number;
    return DATELINE_OK;
}

static dateline_status parse(str text, table *out, arena *a, dateline_error *err) {
    parser p = {.out = out, .a = a};
    size_t valid = utf8_valid_prefix(text.at, text.len);
    if (valid < text.len) return error_set(err, ERR_TABLE_ROW, out->path, valid, "a byte that is not UTF-8");
    for (uint32_t number = 1; text.len; number++) {
        str line = str_cut(&text, '\n');
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        if (line.len == 0 || line.at[0] == '#') continue;
        dateline_status status = row(&p, line, number, err);
        if (status) return status;
    }
    out->heads = p.heads.at, out->n_columns = p.heads.n;
    out->cells = p.cells.at, out->lines = p.lines.at, out->n_rows = p.lines.n;
    return DATELINE_OK;
}

dateline_status table_read(const char *folder, const char *name, table *out, arena *a, dateline_error *err) {
    *out = (table){.path = arena_print(a, "%s/%s", folder, name)};
    if (!out->path) return error_memory(err, name);
    file_bytes f;
    dateline_status status = file_open(out->path, LIMIT, &f, err);
    if (status == -ERR_FILE_OPEN)
        return error_set(err, ERR_TABLE_MISSING, out->path, DATELINE_NO_OFFSET, "no such table");
    if (status) return status;
    /* Cells point into a copy, so that the file may be closed or replaced. */
    str text = {arena_copy(a, f.at, f.len), f.len};
    file_close(&f);
    return text.at ? parse(text, out, a, err) : error_memory(err, out->path);
}

uint32_t table_column(const table *t, const char *head) {
    for (uint32_t i = 0; i < t->n_columns; i++)
        if (str_equal(t->heads[i], str_of(head))) return i;
    return UINT32_MAX;
}

dateline_status table_bad(const table *t, uint32_t row_number, uint32_t column, const char *expected,
                          dateline_error *err) {
    str cell = table_cell(t, row_number, column), head = t->heads[column];
    return error_set(err, ERR_TABLE_ROW, t->path, t->lines[row_number],
                     "\"%.*s\" in column %.*s, which takes %s", (int)cell.len, cell.at, (int)head.len,
                     head.at, expected);
}
