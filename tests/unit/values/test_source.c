/* Speakers, chains of speakers, certainty. */
#include "bracket.h"

#include "values/source.h"

static arena tables;
static const lexicon *words;
static const source_table *sources;
static segment_tables segments;

static const char *kind_key(int kind) {
    return dateline_term_key(DATELINE_VOCABULARY_speaker, kind);
}

/* "police A police officer > media AFP": kinds and words of a chain, nearest speaker first; "none" without one. */
static void chain_text(const bracket *b, char *out, size_t cap) {
    source_attribution a;
    size_t n = 0;
    snprintf(out, cap, "none");
    if (!source_of(sources, &b->doc, b->span, &a)) return;
    for (uint32_t i = 0; i < a.n_chain; i++) {
        str s = layers_text(&b->doc, a.chain[i].span);
        n += (size_t)snprintf(out + n, cap - n, "%s%s %.*s", i ? " > " : "of ", kind_key(a.chain[i].kind),
                              (int)s.len, s.at);
    }
}

static bool speaker_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    char got[512];
    bracket_read(&b, row->cell[0], &segments);
    if (strncmp(row->cell[1], "kind ", 5) == 0)
        snprintf(got, sizeof got, "kind %s", kind_key(source_read(sources, &b.doc, b.span).kind));
    else
        chain_text(&b, got, sizeof got);
    bool ok = bracket_same("speaker", row->cell[1], got, why, cap);
    bracket_clear(&b);
    return ok;
}

static bool certainty_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    float prior[LEXICON_MAX_TERMS];
    bracket_read(&b, row->cell[0], &segments);
    bool any = source_certainty(sources, &b.doc, b.span, prior, NULL);
    int best = 0;
    for (int i = 1; i < dateline_term_count(DATELINE_VOCABULARY_certainty); i++)
        if (prior[i] > prior[best]) best = i;
    bool ok = bracket_same("certainty", row->cell[1],
                           any ? dateline_term_key(DATELINE_VOCABULARY_certainty, best) : "none", why, cap);
    bracket_clear(&b);
    return ok;
}

static void test_anonymous(void **state) {
    (void)state;
    bracket b;
    source_attribution a;
    bracket_read(&b, "An official told AFP on condition of anonymity that [a bomb exploded].", &segments);
    assert_true(source_of(sources, &b.doc, b.span, &a));
    assert_true(a.chain[0].anonymous);
    assert_int_equal(a.act, SOURCE_SAY);
    bracket_clear(&b);
}

static void test_by(void **state) {
    (void)state;
    bracket b;
    float prior[LEXICON_MAX_TERMS];
    source_speaker by;
    bracket_read(&b, "The governor blamed [the separatists] for the blast.", &segments);
    assert_true(source_certainty(sources, &b.doc, b.span, prior, &by));
    assert_true(str_equal(layers_text(&b.doc, by.span), STR("The governor")));
    bracket_clear(&b);
}

/* A sentence without an end and a document without sentences. */
static void test_bounds(void **state) {
    (void)state;
    bracket b;
    source_attribution found[SOURCE_MAX_FOUND];
    char text[4000] = "";
    for (int i = 0; i < 140; i++) strcat(text, "police said officials said ");
    bracket_read(&b, text, &segments);
    assert_true(source_scan(sources, &b.doc, 0, found) <= SOURCE_MAX_FOUND);
    assert_int_equal(source_scan(sources, &b.doc, 1000000, found), 0);
    b.doc.sentences.n = 0;
    assert_false(source_of(sources, &b.doc, (dateline_span){0, 3}, found));
    bracket_clear(&b);
}

int main(void) {
    dateline_error err;
    const char *data = TEST_SOURCE_DIR "/data";
    if (lexicon_open(data, &tables, &words, &err) || source_open(data, words, &tables, &sources, &err) ||
        segment_tables_open(data, &segments, &tables, &err))
        return fprintf(stderr, "not ok - %s: %s\n", err.where, err.sentence), 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_anonymous), cmocka_unit_test(test_by),
                                       cmocka_unit_test(test_bounds)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("speakers.tsv", 2, speaker_passes);
    failed += check_table("certainties.tsv", 2, certainty_passes);
    arena_clear(&tables);
    return failed;
}
