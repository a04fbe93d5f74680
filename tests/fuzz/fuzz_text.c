/* fuzz_text - any bytes as a plain report, through the stages that need no network. */
#include <stdlib.h>

#include "doc/document.h"
#include "fuzz.h"
#include "intake/intake.h"
#include "text/segment.h"
#include "text/token.h"
#include "text/wordpiece.h"

static arena tables_arena;
static segment_tables tables;
static wordpiece pieces;

static int open_tables(void) {
    static bool opened;
    if (opened) return 0;
    opened = true;
    return segment_tables_open(FUZZ_SOURCE_DIR "/data", &tables, &tables_arena, NULL) ||
           wordpiece_open(FUZZ_SOURCE_DIR "/models/reader-1/vocab.txt", &pieces, &tables_arena, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (open_tables()) abort();
    arena a = {0};
    document doc;
    dateline_error err;
    dateline_input in = {.name = "fuzz", .bytes = (const char *)bytes, .len = len};
    document_init(&doc, &a);
    if (!intake_plain(&doc, &in, &err) && !segment_run(&doc, &tables, &err) && !token_run(&doc, &err) &&
        !wordpiece_run(&doc, &pieces, &err)) {
        for (uint32_t i = 0; i < doc.tokens.n; i++)
            if (doc.tokens.at[i].span.end > doc.text.len) abort();
    }
    arena_clear(&a);
    return 0;
}
