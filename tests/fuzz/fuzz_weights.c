/* fuzz_weights - any bytes as a model file. The checksum is put right first, or no damage would get past it. */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fuzz.h"
#include "nn/weights.h"

enum { HEAD = 64, SIZE_AT = 16, CHECKSUM_AT = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    uint8_t *file = aligned_alloc(64, (len + 64) / 64 * 64);
    if (!file) return 0;
    memcpy(file, bytes, len);
    if (len >= HEAD) {
        uint64_t size = len, checksum = XXH3_64bits(file + HEAD, len - HEAD);
        memcpy(file + SIZE_AT, &size, sizeof size);
        memcpy(file + CHECKSUM_AT, &checksum, sizeof checksum);
    }
    weights *w;
    dateline_error err;
    if (!weights_open_bytes("fuzz", file, len, &w, &err)) {
        const tensor *t = weights_find(w, "a");
        float row[64];
        if (t && t->rows && t->columns <= 64 && t->type != TENSOR_I32) tensor_rows(t, t->rows - 1, 1, row);
        weights_close(w);
    }
    free(file);
    return 0;
}
