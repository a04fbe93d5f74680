/* dictionary.c - see dictionary.h. */
#include "values/dictionary.h"

bool dictionary_put(dictionary *d, str text, uint32_t row, uint32_t *was, arena *a) {
    uint32_t n_words;
    str key = phrase_fold(text, &n_words, a);
    if (was) *was = MAP_NONE;
    if (!key.at) return false;
    if (n_words == 0) return true;
    uint32_t before = map_get(&d->index, key);
    if (was) *was = before;
    if (before != MAP_NONE) return true;
    if (n_words > d->max_words) d->max_words = n_words;
    return map_put(&d->index, key, row, a);
}

/* Regular English plural of the last word; "gunman" -> "gunmen". */
static str plural(str word, arena *a) {
    char last = word.len ? word.at[word.len - 1] : 's';
    int len = (int)word.len;
    const char *out;
    if (str_ends(word, STR("man")))
        out = arena_print(a, "%.*smen", len - 3, word.at);
    else if (last == 's' || last == 'x' || str_ends(word, STR("ch")) || str_ends(word, STR("sh")))
        out = arena_print(a, "%.*ses", len, word.at);
    else if (last == 'y' && len > 1 && !strchr("aeiou", word.at[len - 2]))
        out = arena_print(a, "%.*sies", len - 1, word.at);
    else
        out = arena_print(a, "%.*ss", len, word.at);
    return str_of(out);
}

bool dictionary_put_noun(dictionary *d, str text, uint32_t row, uint32_t *was, arena *a) {
    if (!dictionary_put(d, text, row, was, a)) return false;
    str many = plural(text, a);
    if (!many.at) return false;
    return dictionary_put(d, many, row, NULL, a);
}

uint32_t dictionary_ending(const dictionary *d, const phrase *p, uint32_t first, uint32_t last, uint32_t *n) {
    uint32_t most = last + 1 - first;
    if (most > d->max_words) most = d->max_words;
    for (*n = most; *n; --*n) {
        uint32_t row = map_get(&d->index, phrase_slice(p, last + 1 - *n, *n));
        if (row != MAP_NONE) return row;
    }
    return MAP_NONE;
}

uint32_t dictionary_starting(const dictionary *d, const phrase *p, uint32_t first, uint32_t end,
                             uint32_t *n) {
    uint32_t most = end - first;
    if (most > d->max_words) most = d->max_words;
    for (*n = most; *n; --*n) {
        uint32_t row = map_get(&d->index, phrase_slice(p, first, *n));
        if (row != MAP_NONE) return row;
    }
    return MAP_NONE;
}

uint32_t dictionary_find(const dictionary *d, str folded) {
    return folded.len ? map_get(&d->index, folded) : MAP_NONE;
}

/* "-1.25" without the C library, whose decimal sign is the caller's locale. */
static bool number_of(str s, float *out) {
    bool minus = s.len && *s.at == '-';
    float value = 0, unit = 0;
    for (size_t i = minus; i < s.len; i++) {
        if (s.at[i] == '.' && unit == 0)
            unit = 1;
        else if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        else if (unit == 0)
            value = value * 10 + (float)(s.at[i] - '0');
        else
            value += (float)(s.at[i] - '0') * (unit /= 10);
    }
    *out = minus ? -value : value;
    return s.len > minus;
}

dateline_status dictionary_number(const table *t, uint32_t row, uint32_t column, float fallback, float *out,
                                  dateline_error *err) {
    str cell = table_cell(t, row, column);
    *out = fallback;
    if (cell.len == 0 || number_of(cell, out)) return DATELINE_OK;
    return table_bad(t, row, column, "a number", err);
}

dateline_status dictionary_term(const table *t, uint32_t row, uint32_t column, dateline_vocabulary vocabulary,
                                int *out, dateline_error *err) {
    str cell = table_cell(t, row, column);
    *out = -1;
    if (cell.len == 0) return DATELINE_OK;
    *out = dateline_term_of(vocabulary, cell.at, cell.len);
    return *out < 0 ? table_bad(t, row, column, "a term of the record", err) : DATELINE_OK;
}

dateline_status dictionary_columns(const table *t, const char *const *names, uint32_t *out,
                                   dateline_error *err) {
    for (; *names; names++, out++) {
        *out = table_column(t, *names);
        if (*out == UINT32_MAX)
            return error_set(err, ERR_TABLE_ROW, t->path, DATELINE_NO_OFFSET, "a head without the column %s",
                             *names);
    }
    return DATELINE_OK;
}
