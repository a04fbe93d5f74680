/* json_writer.c - see json_writer.h. */
#include "base/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void before_value(json_writer *w) {
    if (w->comma) str_buf_add(w->out, ",", 1);
    w->comma = true;
}

void json_writer_open(json_writer *w, char bracket) {
    before_value(w);
    str_buf_add(w->out, &bracket, 1);
    w->comma = false;
}

void json_writer_close(json_writer *w, char bracket) {
    str_buf_add(w->out, &bracket, 1);
    w->comma = true;
}

static void quoted(json_writer *w, str s) {
    str_buf_add(w->out, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
        str_buf_add(w->out, s.at + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            str_buf_print(w->out, "\\%c", c);
        else if (c == '\n')
            str_buf_add(w->out, "\\n", 2);
        else if (c == '\t')
            str_buf_add(w->out, "\\t", 2);
        else
            str_buf_print(w->out, "\\u%04x", c);
    }
    str_buf_add(w->out, s.at + from, s.len - from);
    str_buf_add(w->out, "\"", 1);
}

void json_writer_key(json_writer *w, const char *key) {
    before_value(w);
    quoted(w, str_of(key));
    str_buf_add(w->out, ":", 1);
    w->comma = false;
}

void json_writer_string(json_writer *w, str s) {
    if (!s.at) {
        json_writer_null(w);
        return;
    }
    before_value(w);
    quoted(w, s);
}

void json_writer_int(json_writer *w, int64_t value) {
    before_value(w);
    str_buf_print(w->out, "%" PRId64, value);
}

void json_writer_real(json_writer *w, double value, int decimals) {
    if (!isfinite(value)) {
        json_writer_null(w);
        return;
    }
    char digits[400]; /* the longest double in fixed form has 309 digits before the point */
    int len = snprintf(digits, sizeof digits, "%.*f", decimals, value);
    if (memchr(digits, '.', (size_t)len)) {
        while (digits[len - 1] == '0') len--;
        if (digits[len - 1] == '.') len--;
    }
    before_value(w);
    str_buf_add(w->out, digits, (size_t)len);
}

void json_writer_bool(json_writer *w, bool value) {
    before_value(w);
    str_buf_puts(w->out, value ? "true" : "false");
}

void json_writer_null(json_writer *w) {
    before_value(w);
    str_buf_add(w->out, "null", 4);
}

void json_writer_field(json_writer *w, const char *key, const char *value) {
    json_writer_key(w, key);
    json_writer_string(w, str_of(value));
}
