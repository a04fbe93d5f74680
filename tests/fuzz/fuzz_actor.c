/* fuzz_actor - any text, any cut of it: lexicons, nation, actor, person, speakers and certainty. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doc/document.h"
#include "fuzz.h"
#include "intake/intake.h"
#include "text/segment.h"
#include "values/actor.h"
#include "values/person.h"
#include "values/source.h"

static arena tables_arena;
static const lexicon *words;
static const nation_table *nations;
static const actor_table *actors;
static const person_table *persons;
static const source_table *sources;
static segment_tables segments;

static void open_tables(void) {
    const char *data = FUZZ_SOURCE_DIR "/data";
    if (words) return;
    if (lexicon_open(data, &tables_arena, &words, NULL) || nation_open(data, &tables_arena, &nations, NULL) ||
        actor_open(data, nations, words, &tables_arena, &actors, NULL) ||
        person_open(data, nations, &tables_arena, &persons, NULL) ||
        source_open(data, words, &tables_arena, &sources, NULL) ||
        segment_tables_open(data, &segments, &tables_arena, NULL))
        abort();
}

static void inside(const document *doc, dateline_span s) {
    if (s.start > s.end || s.end > doc->text.len) abort();
}

static void check_lexicon(const document *doc, dateline_span span) {
    for (int v = 0; v < DATELINE_N_VOCABULARIES; v++) {
        float prior[LEXICON_MAX_TERMS];
        int n = dateline_term_count((dateline_vocabulary)v);
        lexicon_prior(words, (dateline_vocabulary)v, doc, span, prior);
        for (int i = 0; i < n; i++)
            if (!isfinite(prior[i])) abort();
        lexicon_answer a = lexicon_best(words, (dateline_vocabulary)v, doc, span);
        if (a.term >= n || a.term < -1 || (a.term >= 0 && !a.why)) abort();
        inside(doc, a.word);
    }
    if (!isfinite(lexicon_no_incident(words, doc, span, NULL))) abort();
}

static void check_sources(const document *doc, dateline_span span) {
    source_attribution found[SOURCE_MAX_FOUND];
    for (uint32_t s = 0; s < doc->sentences.n; s++) {
        uint32_t n = source_scan(sources, doc, s, found);
        for (uint32_t i = 0; i < n; i++) {
            if (found[i].n_chain < 1 || found[i].n_chain > SOURCE_MAX_CHAIN) abort();
            inside(doc, found[i].cue);
            inside(doc, found[i].content);
            for (uint32_t k = 0; k < found[i].n_chain; k++) inside(doc, found[i].chain[k].span);
        }
    }
    float prior[LEXICON_MAX_TERMS];
    source_of(sources, doc, span, found);
    source_certainty(sources, doc, span, prior, NULL);
    source_read(sources, doc, span);
}

static void check_actors(const document *doc, dateline_span span, uint8_t choice) {
    static const char *const countries[] = {"SY", "", "US", "IN"};
    actor_value v = actor_resolve(actors, doc, span, countries[choice & 3], choice & 4 ? "2015-01-01" : NULL);
    if ((v.id == NULL) != (v.name == NULL) || strlen(v.country) > 2) abort();
    inside(doc, v.word);
    uint32_t offset = 0, before = 0;
    while (actor_next(actors, doc, &offset, (uint32_t)doc->text.len, NULL, &v)) {
        if (offset <= before || !actor_name(actors, v.id)) abort();
        inside(doc, v.word);
        before = offset;
    }
    for (int role = 0; role < 3; role++) {
        static const dateline_vocabulary roles[] = {DATELINE_VOCABULARY_people, DATELINE_VOCABULARY_target,
                                                    DATELINE_VOCABULARY_perpetrator_kind};
        nation_value n = nation_read(nations, doc, span, roles[role], choice % 8, "SY");
        if (strlen(n.country) > 2) abort();
        inside(doc, n.word);
    }
    person_value p = person_read(persons, doc, span);
    inside(doc, p.name);
    inside(doc, p.about);
}

/* The first three bytes choose span and setting; the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    open_tables();
    if (len < 4 || len > 1 << 14) return 0;
    arena a = {0};
    document doc;
    dateline_error err;
    document_init(&doc, &a);
    dateline_input in = {.name = "fuzz", .bytes = (const char *)bytes + 3, .len = len - 3};
    if (intake_plain(&doc, &in, &err) == 0 && segment_run(&doc, &segments, &err) == 0) {
        uint32_t start = (uint32_t)(bytes[0] % doc.text.len), end = start + bytes[1];
        dateline_span span = {start, end > doc.text.len ? (uint32_t)doc.text.len : end};
        check_lexicon(&doc, span);
        check_sources(&doc, span);
        check_actors(&doc, span, bytes[2]);
    }
    arena_clear(&a);
    return 0;
}
