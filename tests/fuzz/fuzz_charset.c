/* fuzz_charset - the first byte is the length of a hint, then the hint, then a page in any character set. */
#include <stdlib.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "intake/charset.h"
#include "intake/mojibake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    arena a = {0};
    str text, rest = {(const char *)bytes, len};
    uint32_t n = 0;
    dateline_error err;
    size_t n_hint = len ? bytes[0] % 32u : 0;
    if (n_hint + 1 > len) return 0;
    str hint = {rest.at + 1, n_hint};
    rest.at += n_hint + 1, rest.len -= n_hint + 1;
    if (charset_decode(rest, charset_find(rest, hint, NULL), &a, &text, &n, &err) == DATELINE_OK) {
        if (utf8_valid_prefix(text.at, text.len) != text.len) abort();
        str mended = mojibake_repair(text, &n, &a);
        if (mended.len > text.len || utf8_valid_prefix(mended.at, mended.len) != mended.len) abort();
    }
    arena_clear(&a);
    return 0;
}
