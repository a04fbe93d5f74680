/* fuzz_number - any text: all numbers found in it, any cut of it as a phrase of each role, and its cuts as the people of
 * an incident. */
#include <stdlib.h>

#include "doc/document.h"
#include "fuzz.h"
#include "incidents/toll.h"
#include "values/number.h"

static arena tables_arena;
static const number_tables *tables;

static void check_count(dateline_count c) {
    if (!c.known) return;
    bool min = c.min != DATELINE_OPEN, max = c.max != DATELINE_OPEN;
    if ((min && c.min < 0) || (max && c.max < 0) || (min && max && c.min > c.max)) abort();
}

static void check_span(const document *doc, dateline_span span) {
    if (span.start >= span.end || span.end > doc->text.len) abort();
}

static void check_toll(const document *doc, const dateline_toll *t) {
    check_count(t->count);
    for (uint32_t i = 0; i < t->basis.n_evidence; i++) check_span(doc, t->basis.evidence[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    enum { N = 4 };
    if (!tables && number_tables_open(FUZZ_SOURCE_DIR "/data", &tables_arena, &tables, NULL)) abort();
    if (len <= 2 * N + 1 || len > 1 << 16) return 0;
    arena a = {0};
    document doc;
    dateline_error err;
    document_init(&doc, &a);
    doc.text = (str){arena_copy(&a, (const char *)bytes + 2 * N, len - 2 * N), len - 2 * N};
    dateline_span phrases[N];
    toll_people people[N];
    uint32_t n = 0;
    for (int i = 0; i < N; i++) {
        uint32_t start = (uint32_t)(bytes[2 * i] % doc.text.len), end = start + (bytes[2 * i + 1] & 63);
        phrases[n] = (dateline_span){start, end > doc.text.len ? (uint32_t)doc.text.len : end};
        number_value v = number_of_phrase(&doc, phrases[n], (enum number_role)(i % 3), false, tables);
        check_count(v.count);
        if (v.count.known) check_span(&doc, v.evidence);
        if (phrases[n].end == phrases[n].start) continue;
        int effect = bytes[2 * i + 1] & 64 ? DATELINE_people_effect_KILLED : DATELINE_people_effect_INJURED;
        people[n] = (toll_people){&phrases[n], 1, effect, bytes[2 * i + 1] >> 7, v.count};
        n++;
    }
    toll_input in = {people, n, phrases, n, n};
    dateline_toll killed, injured;
    number_list found;
    if (toll_of(&doc, &in, tables, &killed, &injured, &err) || number_scan(&doc, tables, &found, &err))
        abort();
    check_toll(&doc, &killed);
    check_toll(&doc, &injured);
    for (uint32_t i = 0; i < found.n; i++) {
        check_count(found.at[i].value.count), check_span(&doc, found.at[i].span);
        if (i && found.at[i].span.start < found.at[i - 1].span.end) abort();
    }
    arena_clear(&a);
    return 0;
}
