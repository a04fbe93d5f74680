/* Lexicons: types of weapons, targets and people, effects by the nearest verb, triggers, stages. */
#include "bracket.h"

#include "values/lexicon.h"
#include "values/phrase.h"

static arena tables;
static const lexicon *words;
static segment_tables segments;

static const char *best(const bracket *b, dateline_vocabulary v) {
    lexicon_answer a = lexicon_best(words, v, &b->doc, b->span);
    return dateline_term_key(v, a.term);
}

static bool weapon_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    bool ok = bracket_same("type", row->cell[1], best(&b, DATELINE_VOCABULARY_weapon), why, cap);
    bracket_clear(&b);
    return ok;
}

static bool target_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    bool ok = bracket_same("type", row->cell[1], best(&b, DATELINE_VOCABULARY_target), why, cap) &&
              bracket_same("effect", row->cell[2], best(&b, DATELINE_VOCABULARY_target_effect), why, cap);
    bracket_clear(&b);
    return ok;
}

static bool trigger_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    bool ok = bracket_same("type", row->cell[1], best(&b, DATELINE_VOCABULARY_type), why, cap) &&
              bracket_same("stage", row->cell[2], best(&b, DATELINE_VOCABULARY_stage), why, cap);
    float against = lexicon_no_incident(words, &b.doc, b.span, NULL);
    if (ok && strcmp(row->cell[3], "no") == 0 && against < 2)
        ok = (snprintf(why, cap, "no incident: only %.2f", against), false);
    if (ok && strcmp(row->cell[3], "yes") == 0 && against >= 2)
        ok = (snprintf(why, cap, "an incident: %.2f against it", against), false);
    bracket_clear(&b);
    return ok;
}

static void head_of(const char *marked, const char *want) {
    bracket b;
    phrase p;
    bracket_read(&b, marked, &segments);
    phrase_read(&b.doc, b.span, &p);
    str head = phrase_slice(&p, p.head, 1);
    if (!str_equal(head, str_of(want))) fail_msg("%s: head is %.*s", marked, (int)head.len, head.at);
    bracket_clear(&b);
}

static void test_heads(void **state) {
    (void)state;
    head_of("[four U.S. soldiers]", "soldiers");
    head_of("[members of the Afghan security forces]", "forces");
    head_of("[a group of about 20 armed men]", "men");
    head_of("[Fourteen people, including two boys]", "people");
    head_of("[the house of a judge]", "house");
    head_of("[up to 5 of the militants]", "militants");
    head_of("[Syria's army]", "army");
    head_of("[a convoy of trucks carrying oil]", "convoy");
}

/* Folding: case, accents, hyphens, initials; and the limits of a phrase. */
static void test_folding(void **state) {
    (void)state;
    arena a = {0};
    uint32_t n;
    str s = phrase_fold(STR("Jama'at  Ej\xc3\xa9rcito-19 U.S. 1,200 the O'Neills'"), &n, &a);
    assert_string_equal(s.at, "jamaat ejercito 19 us 1200 the oneills");
    assert_int_equal(n, 7);
    s = phrase_fold(STR(" - ... "), &n, &a);
    assert_int_equal(s.len, 0);
    assert_int_equal(n, 0);
    char *many = arena_alloc(&a, 20000);
    memset(many, 'a', 20000);
    for (int i = 0; i < 20000; i += 3) many[i] = ' ';
    s = phrase_fold((str){many, 20000}, &n, &a);
    assert_true(n <= PHRASE_MAX_WORDS && s.len < PHRASE_MAX_BYTES);
    arena_clear(&a);
}

static void test_no_word(void **state) {
    (void)state;
    bracket b;
    float prior[LEXICON_MAX_TERMS];
    bracket_read(&b, "[Zxqv] came.", &segments);
    assert_false(lexicon_prior(words, DATELINE_VOCABULARY_weapon, &b.doc, b.span, prior));
    for (int i = 0; i < dateline_term_count(DATELINE_VOCABULARY_weapon); i++) assert_true(prior[i] == 0);
    assert_int_equal(lexicon_best(words, DATELINE_VOCABULARY_weapon, &b.doc, b.span).term, -1);
    assert_false(lexicon_prior(words, DATELINE_VOCABULARY_date_precision, &b.doc, b.span, prior));
    dateline_span empty = {0, 0};
    assert_false(lexicon_prior(words, DATELINE_VOCABULARY_people, &b.doc, empty, prior));
    bracket_clear(&b);
}

/* The same words give the same prior, wherever the answer comes from, and evidence lies inside the sentence. */
static void test_evidence(void **state) {
    (void)state;
    bracket b;
    bracket_read(&b, "Police said gunmen wounded [two soldiers] on Monday.", &segments);
    lexicon_answer type = lexicon_best(words, DATELINE_VOCABULARY_people, &b.doc, b.span);
    lexicon_answer effect = lexicon_best(words, DATELINE_VOCABULARY_people_effect, &b.doc, b.span);
    assert_true(type.word.start >= b.span.start && type.word.end <= b.span.end);
    assert_true(str_equal(layers_text(&b.doc, effect.word), STR("wounded")));
    assert_string_equal(effect.why, "wounded");
    bracket_clear(&b);
}

static void test_tables(void **state) {
    (void)state;
    arena a = {0};
    dateline_error err;
    const lexicon *none;
    assert_int_equal(lexicon_open("/nonexistent", &a, &none, &err), -501);
    arena_clear(&a);
}

int main(void) {
    dateline_error err;
    if (lexicon_open(TEST_SOURCE_DIR "/data", &tables, &words, &err) ||
        segment_tables_open(TEST_SOURCE_DIR "/data", &segments, &tables, &err))
        return fprintf(stderr, "not ok - %s: %s\n", err.where, err.sentence), 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),    cmocka_unit_test(test_folding), cmocka_unit_test(test_no_word),
        cmocka_unit_test(test_evidence), cmocka_unit_test(test_tables),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("weapons.tsv", 2, weapon_passes);
    failed += check_table("targets.tsv", 3, target_passes);
    failed += check_table("triggers.tsv", 4, trigger_passes);
    arena_clear(&tables);
    return failed;
}
