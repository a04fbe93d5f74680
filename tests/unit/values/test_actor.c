/* Actors, nations, persons. */
#include "bracket.h"

#include "values/actor.h"
#include "values/person.h"

static arena tables;
static const lexicon *words;
static const nation_table *nations;
static const actor_table *actors;
static const person_table *persons;
static segment_tables segments;

static bool actor_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    actor_value v = actor_resolve(actors, &b.doc, b.span, row->cell[1], row->cell[2]);
    const char *want = *row->cell[3] ? row->cell[3] : "-", *kind = row->cell[4];
    bool ok =
        bracket_same("id", want, v.id ? v.id : "-", why, cap) &&
        bracket_same("kind", kind, dateline_term_key(DATELINE_VOCABULARY_perpetrator_kind, v.kind), why, cap);
    bracket_clear(&b);
    return ok;
}

static bool nation_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    const char *role = row->cell[1], *type = row->cell[2], *want = row->cell[4];
    dateline_vocabulary v = strcmp(role, "people") == 0   ? DATELINE_VOCABULARY_people
                            : strcmp(role, "target") == 0 ? DATELINE_VOCABULARY_target
                                                          : DATELINE_VOCABULARY_perpetrator_kind;
    nation_value n =
        nation_read(nations, &b.doc, b.span, v, dateline_term_of(v, type, strlen(type)), row->cell[3]);
    bool ok = bracket_same("nation", *want ? want : "-", *n.country ? n.country : "-", why, cap);
    bracket_clear(&b);
    return ok;
}

static bool person_passes(const check_row *row, char *why, size_t cap) {
    bracket b;
    bracket_read(&b, row->cell[0], &segments);
    lexicon_answer type = lexicon_best(words, DATELINE_VOCABULARY_people, &b.doc, b.span);
    lexicon_answer effect = lexicon_best(words, DATELINE_VOCABULARY_people_effect, &b.doc, b.span);
    person_value v = person_read(persons, &b.doc, b.span);
    bool ok =
        bracket_same("type", row->cell[1], dateline_term_key(DATELINE_VOCABULARY_people, type.term), why,
                     cap) &&
        bracket_same("effect", row->cell[2],
                     dateline_term_key(DATELINE_VOCABULARY_people_effect, effect.term), why, cap) &&
        bracket_same("named", row->cell[3], v.named ? "yes" : "no", why, cap) &&
        bracket_same("sex", row->cell[4], dateline_term_key(DATELINE_VOCABULARY_sex, v.sex), why, cap) &&
        bracket_same("age", row->cell[5], dateline_term_key(DATELINE_VOCABULARY_age_group, v.age_group), why,
                     cap);
    bracket_clear(&b);
    return ok;
}

/* All named actors of a text, in order. */
static void test_next(void **state) {
    (void)state;
    bracket b;
    const char *want[] = {"taliban", "al-qaeda", "US.army"};
    uint32_t offset = 0, n = 0;
    actor_value v;
    bracket_read(&b, "The Taliban fought al-Qaeda. Later US forces came, with us and gunmen.", &segments);
    for (; actor_next(actors, &b.doc, &offset, (uint32_t)b.doc.text.len, "2010-01-01", &v); n++) {
        assert_true(n < 3);
        assert_string_equal(v.id, want[n]);
        assert_string_equal(actor_name(actors, v.id), v.name);
        assert_true(v.word.end <= offset);
    }
    assert_int_equal(n, 3);
    assert_int_equal(offset, b.doc.text.len);
    assert_null(actor_name(actors, "no-such-actor"));
    bracket_clear(&b);
}

/* A name changes its bearer with time. */
static void test_dates(void **state) {
    (void)state;
    bracket b;
    bracket_read(&b, "[The Islamic State] did it.", &segments);
    assert_string_equal(actor_resolve(actors, &b.doc, b.span, "IQ", "2015-01-01").id, "islamic-state");
    assert_null(actor_resolve(actors, &b.doc, b.span, "IQ", "1995-01-01").id);
    assert_string_equal(actor_resolve(actors, &b.doc, b.span, NULL, NULL).id, "islamic-state");
    bracket_clear(&b);
}

static void test_words(void **state) {
    (void)state;
    assert_string_equal(nation_of_word(nations, STR("syrian")), "SY");
    assert_string_equal(nation_of_word(nations, STR("united states")), "US");
    assert_string_equal(nation_of_word(nations, STR("table")), "");
    assert_string_equal(nation_adjective(nations, "PH"), "Philippine");
    assert_null(nation_adjective(nations, "QQ"));
    assert_null(nation_adjective(nations, ""));
    assert_null(nation_adjective(nations, NULL));
}

static void test_name(void **state) {
    (void)state;
    bracket b;
    bracket_read(&b, "Gunmen killed [Police Inspector Omar bin Said], a father of two.", &segments);
    person_value v = person_read(persons, &b.doc, b.span);
    assert_true(v.named);
    assert_true(str_equal(layers_text(&b.doc, v.name), STR("Omar bin Said")));
    bracket_clear(&b);
}

int main(void) {
    dateline_error err;
    const char *data = TEST_SOURCE_DIR "/data";
    if (lexicon_open(data, &tables, &words, &err) || nation_open(data, &tables, &nations, &err) ||
        actor_open(data, nations, words, &tables, &actors, &err) ||
        person_open(data, nations, &tables, &persons, &err) ||
        segment_tables_open(data, &segments, &tables, &err))
        return fprintf(stderr, "not ok - %s: %s\n", err.where, err.sentence), 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_next), cmocka_unit_test(test_dates),
                                       cmocka_unit_test(test_words), cmocka_unit_test(test_name)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("actors.tsv", 5, actor_passes);
    failed += check_table("nations.tsv", 5, nation_passes);
    failed += check_table("people.tsv", 6, person_passes);
    arena_clear(&tables);
    return failed;
}
