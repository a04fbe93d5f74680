/* utf8.h - validating, repairing and counting UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong
 * forms). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Decodes one character of s[0..len): its length in bytes (1..4) and code point, or -1 for a broken sequence,
 * 0 when len is 0. */
int utf8_next(const char *s, size_t len, uint32_t *point);

/* Writes point (<= U+10FFFF, no surrogate) into out; returns 1..4. */
int utf8_put(uint32_t point, char out[4]);

/* Offset of the first broken byte, or len when all is well. Linear. */
size_t utf8_valid_prefix(const char *s, size_t len);

/* Copy of s in which every maximal broken sequence is U+FFFD (the practice of Unicode 15, section 3.9);
 * *n_repaired tells how many. at is NULL when memory is refused. Linear. */
str utf8_repair(const char *s, size_t len, size_t *n_repaired, arena *a);

/* Number of code points in s[0..len), s valid. */
size_t utf8_count(const char *s, size_t len);

/* True when offset is 0, len, or the first byte of a character. */
int utf8_is_boundary(const char *s, size_t len, size_t offset);

#endif
