/* fuzz_unpack - any bytes as compressed data: every member is tried, and it all ends within the limits. */
#include <stdlib.h>

#include "fuzz.h"
#include "intake/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static const unpack_limits limits = {.size = 1 << 20, .free = 1 << 16, .ratio = 100};
    static char out[4096];
    str in = {(const char *)bytes, len};
    unpack *u;
    dateline_error err;
    size_t n;
    if (unpack_find(in) == UNPACK_NONE) return 0;
    if (unpack_open(unpack_find(in), -1, in, "fuzz", &limits, &u, &err)) return 0;
    for (size_t resumed = 0;;) {
        dateline_status status = unpack_read(u, out, sizeof out, &n, &err);
        if (unpack_position(u) > len || n > sizeof out) abort();
        if (status && !unpack_resume(u)) break;
        if (status && ++resumed > len) abort(); /* each try begins behind the last */
        if (!status && n == 0) break;
    }
    unpack_close(u);
    return 0;
}
