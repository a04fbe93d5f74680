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

/* A span lies within another, is not empty and begins no earlier than the one before it. */
static void check_span(dateline_span span, dateline_span within, uint32_t *from) {
    if (span.start >= span.end || span.start < within.start || span.end > within.end || span.start < *from)
        abort();
    *from = span.start;
}

static void check_layers(const document *doc) {
    uint32_t sentences = 0, tokens = 0, pieces_from = 0;
    for (uint32_t i = 0; i < doc->sentences.n; i++)
        check_span(doc->sentences.at[i].span, (dateline_span){0, (uint32_t)doc->text.len}, &sentences);
    for (uint32_t i = 0; i < doc->tokens.n; i++)
        check_span(doc->tokens.at[i].span, doc->sentences.at[doc->tokens.at[i].sentence].span, &tokens);
    for (uint32_t i = 0; i < doc->pieces.n; i++)
        check_span(doc->pieces.at[i].span, doc->sentences.at[doc->pieces.at[i].sentence].span, &pieces_from);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (open_tables()) abort();
    arena a = {0};
    document doc;
    dateline_error err;
    dateline_input in = {.name = "fuzz", .bytes = (const char *)bytes, .len = len};
    document_init(&doc, &a);
    if (!intake_plain(&doc, &in, &err) && !segment_run(&doc, &tables, &err) && !token_run(&doc, &err) &&
        !wordpiece_run(&doc, &pieces, &err))
        check_layers(&doc);
    arena_clear(&a);
    return 0;
}
