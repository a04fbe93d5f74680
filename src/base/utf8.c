/* utf8.c - see utf8.h. The decoder follows table 3-7 of the Unicode standard: the second byte alone decides
 * about overlong forms, surrogates and the upper end. */
#include "base/utf8.h"

#include <string.h>

/* Length by the first byte and the range that the second byte must be in; 0: no first byte. */
static int lead(unsigned char c, unsigned char *low, unsigned char *high) {
    *low = 0x80, *high = 0xbf;
    if (c < 0x80) return 1;
    if (c >= 0xc2 && c <= 0xdf) return 2;
    if (c >= 0xe0 && c <= 0xef) {
        if (c == 0xe0) *low = 0xa0;
        if (c == 0xed) *high = 0x9f;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        if (c == 0xf0) *low = 0x90;
        if (c == 0xf4) *high = 0x8f;
        return 4;
    }
    return 0;
}

/* Bytes of s that begin a character, complete or not: the "maximal subpart" to be replaced when it is broken.
 */
static int scan(const char *s, size_t len, int *whole) {
    unsigned char low, high;
    int n = lead((unsigned char)s[0], &low, &high);
    *whole = 0;
    if (n == 0) return 1;
    int i = 1;
    for (; i < n && (size_t)i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c < low || c > high) break;
        low = 0x80, high = 0xbf;
    }
    *whole = i == n;
    return i;
}

int utf8_next(const char *s, size_t len, uint32_t *point) {
    if (len == 0) return 0;
    int whole, n = scan(s, len, &whole);
    if (!whole) return -1;
    static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t p = (unsigned char)s[0] & mask[n];
    for (int i = 1; i < n; i++) p = p << 6 | ((unsigned char)s[i] & 0x3f);
    *point = p;
    return n;
}

int utf8_put(uint32_t point, char out[4]) {
    if (point < 0x80) return out[0] = (char)point, 1;
    int n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char mark[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (int i = n - 1; i > 0; i--, point >>= 6) out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)(mark[n] | point);
    return n;
}

size_t utf8_valid_prefix(const char *s, size_t len) {
    size_t i = 0;
    while (i < len) {
        uint64_t eight;
        if (len - i >= 8 && (memcpy(&eight, s + i, 8), !(eight & 0x8080808080808080u))) {
            i += 8;
            continue;
        }
        int whole, n = scan(s + i, len - i, &whole);
        if (!whole) return i;
        i += (size_t)n;
    }
    return len;
}

str utf8_repair(const char *s, size_t len, size_t *n_repaired, arena *a) {
    /* Count first: each broken sequence of k bytes becomes three. */
    size_t broken = 0, kept = 0;
    for (size_t i = 0; i < len;) {
        int whole, n = scan(s + i, len - i, &whole);
        if (whole)
            kept += (size_t)n;
        else
            broken++;
        i += (size_t)n;
    }
    *n_repaired = broken;
    char *out = arena_alloc(a, kept + 3 * broken + 1);
    if (!out) return (str){NULL, 0};
    size_t o = 0;
    for (size_t i = 0; i < len;) {
        int whole, n = scan(s + i, len - i, &whole);
        memcpy(out + o, whole ? s + i : "\xef\xbf\xbd", whole ? (size_t)n : 3);
        o += whole ? (size_t)n : 3;
        i += (size_t)n;
    }
    out[o] = '\0';
    return (str){out, o};
}

size_t utf8_count(const char *s, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

int utf8_is_boundary(const char *s, size_t len, size_t offset) {
    return offset == len || (offset < len && ((unsigned char)s[offset] & 0xc0) != 0x80);
}
