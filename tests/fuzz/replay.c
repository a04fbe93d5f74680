/* replay.c - runs a fuzz target over the files of a folder, without a fuzzer: a test for each, and one more for
 * each cut of it at an eighth. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* The bytes lie in a block of their own size, so that a sanitizer sees a read beyond them. */
static void run(const uint8_t *bytes, size_t len) {
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy) abort();
    if (len) memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static int replay(const char *folder, const char *name) {
    static uint8_t bytes[1 << 20];
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) return 1;
    size_t len = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    for (int eighths = 0; eighths <= 8; eighths++) run(bytes, len * (size_t)eighths / 8);
    return 0;
}

int main(int argc, char **argv) {
    struct dirent **entries;
    int n = argc > 1 ? scandir(argv[1], &entries, is_visible, by_name)
                     : scandir(FUZZ_CORPUS, &entries, is_visible, by_name);
    const char *folder = argc > 1 ? argv[1] : FUZZ_CORPUS;
    if (n <= 0) {
        printf("not ok 1 - no corpus %s\n", folder);
        return 1;
    }
    int failed = 0;
    for (int i = 0; i < n; i++) {
        int bad = replay(folder, entries[i]->d_name); /* a finding ends the program here */
        printf("%s %d - %s\n", bad ? "not ok" : "ok", i + 1, entries[i]->d_name);
        fflush(stdout);
        failed += bad;
        free(entries[i]);
    }
    free(entries);
    return failed > 0;
}
