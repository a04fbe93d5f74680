/* str.c - see str.h. */
#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

bool str_equal(str a, str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* strncasecmp follows the locale; reports do not. */
static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_starts_nocase(str s, str head) {
    if (s.len < head.len) return false;
    for (size_t i = 0; i < head.len; i++)
        if (lower(s.at[i]) != lower(head.at[i])) return false;
    return true;
}

bool str_equal_nocase(str a, str b) {
    return a.len == b.len && str_starts_nocase(a, b);
}

bool str_starts(str s, str head) {
    return s.len >= head.len && (head.len == 0 || memcmp(s.at, head.at, head.len) == 0);
}

bool str_ends(str s, str tail) {
    return s.len >= tail.len && (tail.len == 0 || memcmp(s.at + s.len - tail.len, tail.at, tail.len) == 0);
}

int str_order(str a, str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s) {
    while (s.len && is_blank(s.at[0])) s.at++, s.len--;
    while (s.len && is_blank(s.at[s.len - 1])) s.len--;
    return s;
}

str str_cut(str *rest, char sep) {
    const char *end = rest->len ? memchr(rest->at, sep, rest->len) : NULL;
    str head = *rest;
    if (!end) {
        *rest = (str){rest->at ? rest->at + rest->len : NULL, 0};
        return head;
    }
    head.len = (size_t)(end - rest->at);
    *rest = (str){end + 1, rest->len - head.len - 1};
    return head;
}

size_t str_find(str s, str needle) {
    if (needle.len == 0) return 0;
    const char *at = s.len ? memmem(s.at, s.len, needle.at, needle.len) : NULL;
    return at ? (size_t)(at - s.at) : SIZE_MAX;
}

void str_buf_init(str_buf *b) {
    *b = (str_buf){0};
}

void str_buf_clear(str_buf *b) {
    free(b->at);
    str_buf_init(b);
}

static bool reserve(str_buf *b, size_t more) {
    if (b->failed) return false;
    if (b->cap - b->len > more) return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->len <= more) {
        if (cap > SIZE_MAX / 2) return !(b->failed = true);
        cap *= 2;
    }
    char *at = realloc(b->at, cap);
    if (!at) return !(b->failed = true);
    b->at = at;
    b->cap = cap;
    return true;
}

void str_buf_add(str_buf *b, const char *bytes, size_t len) {
    if (!reserve(b, len)) return;
    if (len) memcpy(b->at + b->len, bytes, len);
    b->len += len;
    b->at[b->len] = '\0';
}

void str_buf_puts(str_buf *b, const char *s) {
    str_buf_add(b, s, strlen(s));
}

void str_buf_print(str_buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        b->failed = true;
    else if (reserve(b, (size_t)len + 1)) {
        vsnprintf(b->at + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}
