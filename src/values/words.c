/* words.c - see words.h. */
#include "values/words.h"

#include "doc/document.h"

#include <stdlib.h>

enum { LINE_LIMIT = 2000 }; /* bytes looked at on each side where there are no sentences */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_space(const char *s, const char *end, int *len) {
    *len = 1;
    if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r') return true;
    *len = 2; /* no-break space */
    return end - s >= 2 && (unsigned char)s[0] == 0xC2 && (unsigned char)s[1] == 0xA0;
}

/* Dashes, curly quotes and dots of the block U+2010..U+203F. */
static bool is_wide_mark(const char *s, const char *end) {
    return end - s >= 3 && (unsigned char)s[0] == 0xE2 && (unsigned char)s[1] == 0x80;
}

static void fold(word *w, const char *s, size_t len) {
    w->len = len < WORD_CAP ? (uint8_t)len : 0;
    for (size_t i = 0; i < w->len; i++) w->low[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
    w->low[w->len] = '\0';
    w->upper = len && s[0] >= 'A' && s[0] <= 'Z';
}

/* The mark as one ASCII character, so that rules need not know every dash. */
static void fold_mark(word *w, const char *s, size_t len) {
    char c = *s;
    if (len == 3) {
        unsigned char last = (unsigned char)s[2];
        c = last >= 0x90 && last <= 0x95 ? '-' : last == 0x98 || last == 0x99 ? '\'' : '"';
    }
    w->low[0] = c, w->low[1] = '\0', w->len = 1;
}

static size_t run(const char *s, const char *end, word *w) {
    const char *p = s;
    if (is_digit(*s)) {
        w->kind = WORD_DIGITS;
        for (; p < end && is_digit(*p); p++)
            w->value = w->value > INT64_MAX / 100 ? w->value : w->value * 10 + (*p - '0');
        w->n_digits = p - s > 255 ? 255 : (uint8_t)(p - s);
    } else if (!is_wide_mark(s, end) && is_letter(*s)) {
        w->kind = WORD_LETTERS;
        int n;
        while (p < end && is_letter(*p) && !is_wide_mark(p, end) && !is_space(p, end, &n)) p++;
    } else {
        w->kind = WORD_MARK;
        p = is_wide_mark(s, end) ? s + 3 : s + 1;
    }
    if (w->kind == WORD_MARK)
        fold_mark(w, s, (size_t)(p - s));
    else
        fold(w, s, (size_t)(p - s));
    return (size_t)(p - s);
}

uint32_t words_cut(str text, dateline_span span, const word_table *lex, word *out, uint32_t cap) {
    const char *base = text.at, *s = base + span.start, *end = base + span.end;
    uint32_t n = 0;
    for (bool glued = true; s < end && n < cap;) {
        int space;
        if (is_space(s, end, &space)) {
            s += space, glued = false;
            continue;
        }
        word *w = &out[n++];
        *w = (word){.row = NONE, .glued = glued && n > 1};
        size_t len = run(s, end, w);
        w->span = (dateline_span){(uint32_t)(s - base), (uint32_t)(s - base + (ptrdiff_t)len)};
        if (lex && w->kind == WORD_LETTERS && w->len) w->row = map_get(&lex->words, (str){w->low, w->len});
        s += len, glued = true;
    }
    return n;
}

const word_row *words_row(const word_table *lex, const word *w, int class) {
    for (uint32_t r = w->row; r != NONE; r = lex->rows[r].next)
        if (lex->rows[r].class == class) return &lex->rows[r];
    return NULL;
}

bool words_integer(str cell, int32_t *out) {
    bool minus = cell.len && *cell.at == '-';
    int64_t value = 0;
    if (cell.len == (size_t)minus || cell.len > 10) return false;
    for (size_t i = minus; i < cell.len; i++) {
        if (!is_digit(cell.at[i])) return false;
        value = value * 10 + (cell.at[i] - '0');
    }
    if (value > INT32_MAX) return false;
    *out = (int32_t)(minus ? -value : value);
    return true;
}

static int class_of(str cell, const char *const *classes, int n) {
    for (int i = 0; i < n; i++)
        if (str_equal(cell, str_of(classes[i]))) return i;
    return -1;
}

dateline_status words_read(const char *folder, const char *name, const char *const *classes, int n,
                           word_table *out, arena *a, dateline_error *err) {
    table t;
    dateline_status status = table_read(folder, name, &t, a, err);
    if (status) return status;
    *out = (word_table){0};
    uint32_t word_column = table_column(&t, "word"), class_column = table_column(&t, "class"),
             value_column = table_column(&t, "value");
    if (word_column == NONE || class_column == NONE || value_column == NONE)
        return error_set(err, ERR_TABLE_ROW, t.path, 1, "a head without word, class and value");
    word_row *rows = arena_zalloc(a, t.n_rows + 1, sizeof *rows);
    if (!rows) return error_memory(err, t.path);
    for (uint32_t i = 0; i < t.n_rows; i++) {
        int class = class_of(table_cell(&t, i, class_column), classes, n);
        if (class < 0) return table_bad(&t, i, class_column, "the name of a class", err);
        rows[i] = (word_row){(uint8_t) class, 0, NONE};
        if (!words_integer(table_cell(&t, i, value_column), &rows[i].value))
            return table_bad(&t, i, value_column, "a whole number", err);
        str key = table_cell(&t, i, word_column);
        uint32_t first = map_get(&out->words, key);
        if (first == MAP_NONE) {
            if (!map_put(&out->words, key, i, a)) return error_memory(err, t.path);
        } else {
            rows[i].next = rows[first].next; /* order within a word does not matter: classes differ */
            rows[first].next = i;
        }
    }
    out->rows = rows;
    return DATELINE_OK;
}

/* Without sentences: the line around the offset, at most LINE_LIMIT bytes each way. */
static dateline_span line_at(const document *doc, uint32_t offset) {
    uint32_t a = offset, b = offset, end = (uint32_t)doc->text.len;
    while (a > 0 && offset - a < LINE_LIMIT && doc->text.at[a - 1] != '\n') a--;
    while (b < end && b - offset < LINE_LIMIT && doc->text.at[b] != '\n') b++;
    return (dateline_span){a, b};
}

dateline_span words_sentence(const document *doc, uint32_t offset) {
    uint32_t i = document_sentence_at(doc, offset);
    return i != NONE ? doc->sentences.at[i].span : line_at(doc, offset);
}
