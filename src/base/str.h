/* str.h - slices of bytes, and a buffer that grows.
 *
 * A str borrows: it is valid as long as what it points into. Slices need not end with NUL. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct str {
    const char *at;
    size_t len;
} str;

/* Slice of a string literal. */
#define STR(literal) ((str){"" literal, sizeof(literal) - 1})

static inline str str_of(const char *s) {
    return s ? (str){s, strlen(s)} : (str){NULL, 0};
}

bool str_equal(str a, str b);

/* Equal when ASCII letters are folded; other bytes must agree. */
bool str_equal_nocase(str a, str b);
bool str_starts(str s, str head);
bool str_ends(str s, str tail);
bool str_starts_nocase(str s, str head);

/* Bytewise order as memcmp, shorter first. */
int str_order(str a, str b);

/* Without ASCII white space at both ends. */
str str_trim(str s);

/* Cuts *rest at the first sep: returns what stands before it and moves *rest behind it (len 0 at the end). */
str str_cut(str *rest, char sep);

/* Position of the first needle in s, or SIZE_MAX. */
size_t str_find(str s, str needle);

/* A byte buffer on the heap. A failed append sets failed and drops the bytes; test it once at the end. */
typedef struct str_buf {
    char *at;
    size_t len, cap;
    bool failed;
} str_buf;

void str_buf_init(str_buf *b);
void str_buf_clear(str_buf *b);
void str_buf_add(str_buf *b, const char *bytes, size_t len);
void str_buf_puts(str_buf *b, const char *s);
void str_buf_print(str_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
