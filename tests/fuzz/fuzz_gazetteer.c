/* fuzz_gazetteer - any bytes as a gazetteer, and as one whose checksums were put right: opening and looking up. */
#define XXH_INLINE_ALL
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "fuzz.h"
#include "spans/gazetteer.h"
#include "spans/gazetteer_format.h"

static void walk(const gazetteer *g, str key) {
    gazetteer_cursor c;
    gazetteer_hit hit;
    gazetteer_place p;
    gazetteer_begins(g, key);
    if (!gazetteer_find(g, key, &c)) return;
    for (int i = 0; i < 100 && gazetteer_next(&c, &hit); i++) {
        if (!gazetteer_at(g, hit.place, &p)) continue;
        for (size_t k = 0; k < p.name.len; k++)
            if (p.name.at[k] == '\x01') break;
    }
}

static void use(const char *bytes, size_t len) {
    static const char *const keys[] = {"", "a", "baghdad", "balad", "iraq", "~balad", "^drzr", "zz"};
    gazetteer g;
    dateline_error err;
    if (gazetteer_of_bytes(bytes, len, "fuzz", &g, &err)) return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) walk(&g, str_of(keys[i]));
    gazetteer_verify(&g, "fuzz", &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    use((const char *)bytes, len);
    if (len < GAZETTEER_HEADER) return 0;
    char *copy = malloc(len);
    if (!copy) abort();
    memcpy(copy, bytes, len);
    uint64_t at, size = len, sum;
    uint32_t blocks;
    memcpy(copy, GAZETTEER_MAGIC, 8);
    memcpy(copy + 16, &size, 8);
    memcpy(&blocks, copy + 32, 4);
    memcpy(&at, copy + 56, 8);
    if (at <= len && (uint64_t)blocks * 4 <= len - at) {
        sum = XXH3_64bits(copy + at, (size_t)blocks * 4);
        memcpy(copy + 80, &sum, 8);
    }
    sum = XXH3_64bits(copy, 96);
    memcpy(copy + 96, &sum, 8);
    use(copy, len);
    free(copy);
    return 0;
}
