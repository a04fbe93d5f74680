/* mojibake.c - see mojibake.h. */
#include "intake/mojibake.h"

#include "base/utf8.h"

/* Characters of windows-1252 at 0x80; 0 where it has none. */
static const uint16_t high[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                  0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

/* Byte of windows-1252 for a character, or -1. */
static int byte_of(uint32_t point) {
    if (point >= 0x80 && point <= 0xff) return (int)point; /* the open bytes stand for their numbers */
    for (int i = 0; point > 0xff && i < 32; i++)
        if (high[i] == point) return 0x80 + i;
    return -1;
}

typedef struct sequence {
    size_t len; /* bytes of the text that it takes */
    uint32_t point;
    bool strong;
} sequence;

static bool is_strong(const unsigned char *b, bool after_capital) {
    if (b[0] == 0xe2) return b[1] >= 0x80 && b[1] <= 0x84;
    if (b[0] == 0xf0) return b[1] == 0x9f;
    if (b[0] == 0xef) return (b[1] == 0xbb && b[2] == 0xbf) || (b[1] == 0xbf && b[2] == 0xbd);
    if (b[0] == 0xc2 || b[0] == 0xc3) {
        bool quote = b[1] == 0xbb || (b[1] >= 0x91 && b[1] <= 0x94) || b[1] == 0x85;
        return !(after_capital && quote); /* IRMÃ” */
    }
    return false;
}

/* The character that the characters at s were before they were misread; len 0 when they were not. */
static sequence match(str s, bool after_capital) {
    unsigned char bytes[4] = {0};
    size_t at = 0, wanted = 1;
    for (size_t i = 0; i < wanted; i++) {
        uint32_t point;
        int n = at < s.len ? utf8_next(s.at + at, s.len - at, &point) : 0;
        int byte = n > 1 ? byte_of(point) : -1;
        if (byte < 0) return (sequence){0};
        bytes[i] = (unsigned char)byte;
        at += (size_t)n;
        if (i == 0) {
            wanted = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte <= 0xef ? 3 : 2;
            if (byte < 0xc2 || byte > 0xf4) return (sequence){0};
        } else if (byte < 0x80 || byte > 0xbf)
            return (sequence){0};
    }
    sequence found = {.len = at};
    if (utf8_next((const char *)bytes, wanted, &found.point) != (int)wanted) return (sequence){0};
    found.strong = is_strong(bytes, after_capital);
    return found;
}

typedef struct census {
    uint32_t strong, weak, other; /* sequences, and characters beyond ASCII in none */
} census;

static census count(str s) {
    census c = {0};
    bool capital = false;
    for (size_t at = 0; at < s.len;) {
        if ((unsigned char)s.at[at] < 0x80) {
            capital = s.at[at] >= 'A' && s.at[at] <= 'Z';
            at++;
            continue;
        }
        sequence q = match((str){s.at + at, s.len - at}, capital);
        uint32_t point;
        int n = utf8_next(s.at + at, s.len - at, &point);
        c.strong += q.len && q.strong, c.weak += q.len && !q.strong, c.other += !q.len;
        capital = false;
        at += q.len ? q.len : n > 0 ? (size_t)n : 1;
    }
    return c;
}

static str mend(str s, bool weak_too, arena *a) {
    char *out = arena_alloc(a, s.len + 1);
    size_t o = 0;
    bool capital = false;
    if (!out) return (str){NULL, 0};
    for (size_t at = 0; at < s.len;) {
        sequence q = {0};
        if ((unsigned char)s.at[at] >= 0x80) q = match((str){s.at + at, s.len - at}, capital);
        capital = s.at[at] >= 'A' && s.at[at] <= 'Z';
        if (q.len && (q.strong || weak_too)) {
            o += (size_t)utf8_put(q.point, out + o);
            at += q.len;
        } else {
            out[o++] = s.at[at++];
        }
    }
    out[o] = '\0';
    return (str){out, o};
}

str mojibake_repair(str text, uint32_t *n, arena *a) {
    /* Until nothing is left, so that mended text is not mended again; every pass shortens the text. */
    for (int pass = 0;; pass++) {
        census c = count(text);
        bool weak_too = c.strong + c.weak >= 3 && 20 * (uint64_t)c.other < c.strong + c.weak;
        uint32_t mended = c.strong + (weak_too ? c.weak : 0);
        if (!mended) break;
        if (pass == 0) *n += mended;
        text = mend(text, weak_too, a);
        if (!text.at) break;
    }
    return text;
}
