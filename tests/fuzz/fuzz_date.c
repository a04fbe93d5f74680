/* fuzz_date - any text: its anchor, all times found in it, and any cut of it read as one phrase. */
#include <stdlib.h>
#include <string.h>

#include "doc/document.h"
#include "fuzz.h"
#include "values/date.h"

static arena tables_arena;
static const date_tables *tables;

static void check(const document *doc, const dateline_when *w) {
    if (*w->start && *w->end && strncmp(w->start, w->end, 10) > 0) abort();
    for (uint32_t i = 0; i < w->basis.n_evidence; i++) {
        dateline_span e = w->basis.evidence[i];
        if (e.start >= e.end || e.end > doc->text.len) abort();
    }
}

/* The first two bytes choose the phrase, the third whether a day of publication is known. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (!tables && date_tables_open(FUZZ_SOURCE_DIR "/data", &tables_arena, &tables, NULL)) abort();
    if (len < 4 || len > 1 << 16) return 0;
    arena a = {0};
    document doc;
    dateline_error err;
    document_init(&doc, &a);
    doc.text = (str){arena_copy(&a, (const char *)bytes + 3, len - 3), len - 3};
    if (bytes[2] & 1) doc.published = "2016-08-17";
    date_anchor anchor = date_anchor_of(&doc, tables);
    uint32_t start = (uint32_t)(bytes[0] % doc.text.len), end = start + bytes[1];
    dateline_span words = {start, end > doc.text.len ? (uint32_t)doc.text.len : end};
    date_value v;
    date_list found;
    if (date_read(&doc, words, &anchor, NULL, tables, &v, &err) ||
        date_scan(&doc, &anchor, tables, &found, &err))
        abort();
    check(&doc, &v.when);
    for (uint32_t i = 0; i < found.n; i++) {
        if (i && found.at[i].span.start < found.at[i - 1].span.end) abort();
        check(&doc, &found.at[i].when);
    }
    arena_clear(&a);
    return 0;
}
