/* error.c - the table of errors and the sentence built from it. */
#include "base/error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

typedef struct error_row {
    int number;
    const char *title, *expected;
} error_row;

static const error_row rows[] = {
#define ERROR(number, name, title, expected, advice) {number, title, expected},
#include "base/errors.def"
#undef ERROR
};

static const error_row *row_of(int number) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].number == number) return &rows[i];
    return NULL;
}

/* Input bytes end up in messages: control characters and broken UTF-8 must not reach a terminal. Truncation
 * at cap may cut a character; the cut bytes are broken UTF-8 and go the same way. */
static void make_safe(char *s) {
    size_t len = strlen(s);
    for (size_t i = 0; i < len;) {
        uint32_t point;
        int n = utf8_next(s + i, len - i, &point);
        bool bad = n <= 0 || point < 0x20 || (point >= 0x7f && point < 0xa0);
        if (bad) s[i] = '?';
        i += n > 0 && !bad ? (size_t)n : 1;
    }
}

dateline_status error_set(dateline_error *err, enum error_number number, const char *where, uint64_t offset,
                          const char *met, ...) {
    if (!err) return -(int)number;
    char seen[320];
    va_list args;
    va_start(args, met);
    vsnprintf(seen, sizeof seen, met, args);
    va_end(args);
    const error_row *row = row_of((int)number);
    err->number = (int)number;
    err->offset = offset;
    snprintf(err->where, sizeof err->where, "%s", where ? where : "");
    snprintf(err->sentence, sizeof err->sentence, "expected %s, met: %s", row ? row->expected : "success",
             seen);
    make_safe(err->where);
    make_safe(err->sentence);
    return -(int)number;
}

dateline_status error_memory(dateline_error *err, const char *where) {
    return error_set(err, ERR_MEMORY, where, DATELINE_NO_OFFSET, "a refused allocation");
}

void dateline_error_print(const dateline_error *err, char *out, uint64_t cap) {
    if (!cap) return;
    if (err->offset == DATELINE_NO_OFFSET)
        snprintf(out, cap, "DL-%04d %s%s%s", err->number, err->where, *err->where ? ": " : "", err->sentence);
    else
        snprintf(out, cap, "DL-%04d %s:%" PRIu64 ": %s", err->number, err->where, err->offset, err->sentence);
}

const char *dateline_error_title(int number) {
    const error_row *row = row_of(number);
    return row ? row->title : NULL;
}
