/* Each invariant of incidents/evidence.h is broken once, and must be named; a sound record passes. */
#include "base/error.h"
#include "check.h"
#include "incidents/evidence.h"

/* A sound record of one incident beside a second one; tests break it in place. */
typedef struct fixture {
    arena arena;
    document doc;
    dateline_span words[1];
    dateline_people people[1];
    dateline_weapon weapons[1];
    dateline_speaker speakers[1];
    dateline_related related[1];
} fixture;

static const char text[] = "Bombs killed six in Ça on Sunday, police said.";

static dateline_incident *sound(fixture *f) {
    *f = (fixture){.words = {{0, 5}}};
    f->doc = (document){.arena = &f->arena, .name = "r", .id = "abc", .text = {text, sizeof text - 1}};
    dateline_basis basis = {.evidence = f->words, .n_evidence = 1, .score = 0.5f};
    f->people[0] =
        (dateline_people){.effect = DATELINE_people_effect_KILLED, .count = {true, 6, 6}, .basis = basis};
    f->weapons[0] =
        (dateline_weapon){.type = DATELINE_weapon_BOMB, .count = {true, 2, DATELINE_OPEN}, .basis = basis};
    f->speakers[0] = (dateline_speaker){"police", DATELINE_speaker_POLICE, f->words, 1, 1};
    f->related[0] = (dateline_related){1, DATELINE_relation_FOLLOWS, 0.5f};
    for (int i = 0; i < 2; i++) {
        dateline_incident *in = VEC_PUSH(&f->doc.incidents, &f->arena);
        snprintf(in->id, sizeof in->id, "abc#%d", i);
        in->mentions = f->words;
        in->n_mentions = 1;
    }
    dateline_incident *in = f->doc.incidents.at;
    in->people = f->people, in->n_people = 1;
    in->weapons = f->weapons, in->n_weapons = 1;
    in->said_by = f->speakers, in->n_said_by = 1;
    in->related = f->related, in->n_related = 1;
    in->when = (dateline_when){true, "2020-02-28", "2020-02-29", DATELINE_date_precision_DAY, basis};
    in->where = (dateline_where){
        .known = true, .country = "SY", .has_point = true, .lat = 35, .lon = 36, .basis = basis};
    in->killed = (dateline_toll){{true, 6, 6}, basis};
    return in;
}

static void names(fixture *f, const char *invariant) {
    dateline_error err = {0};
    char wanted[32];
    snprintf(wanted, sizeof wanted, "breaks %s of", invariant);
    assert_int_equal(evidence_check(&f->doc, &err), -ERR_EVIDENCE);
    if (!strstr(err.sentence, wanted)) fail_msg("wanted %s, got: %s", wanted, err.sentence);
    arena_clear(&f->arena);
}

static void a_sound_record_passes(void **state) {
    (void)state;
    fixture f;
    dateline_error err;
    sound(&f);
    assert_int_equal(evidence_check(&f.doc, &err), DATELINE_OK);
    arena_clear(&f.arena);
}

static void E1_a_value_without_words_is_refused(void **state) {
    (void)state;
    fixture f;
    sound(&f);
    f.people[0].basis.n_evidence = 0;
    names(&f, "E1");
    sound(&f);
    f.speakers[0].name = NULL;
    names(&f, "E1");
}

static void E2_spans_lie_within_the_text_on_characters(void **state) {
    (void)state;
    fixture f;
    sound(&f);
    f.words[0] = (dateline_span){40, (uint32_t)sizeof text};
    names(&f, "E2");
    sound(&f);
    f.words[0] = (dateline_span){3, 3};
    names(&f, "E2");
    sound(&f);
    f.words[0] = (dateline_span){21, 23}; /* within the two bytes of the C with cedilla */
    names(&f, "E2");
}

static void E3_counts_are_ranges(void **state) {
    (void)state;
    fixture f;
    sound(&f);
    f.people[0].count = (dateline_count){true, 7, 6};
    names(&f, "E3");
    sound(&f);
    f.weapons[0].count = (dateline_count){true, -1, DATELINE_OPEN};
    names(&f, "E3");
}

static void E4_dates_exist_and_run_forward(void **state) {
    (void)state;
    fixture f;
    dateline_incident *in = sound(&f);
    strcpy(in->when.end, "2020-02-30");
    names(&f, "E4");
    in = sound(&f);
    strcpy(in->when.end, "2020-02-27");
    names(&f, "E4");
}

static void E5_pins_lie_on_the_globe(void **state) {
    (void)state;
    fixture f;
    dateline_incident *in = sound(&f);
    in->where.lat = 91;
    names(&f, "E5");
    in = sound(&f);
    strcpy(in->where.country, "s1");
    names(&f, "E5");
}

static void E7_scores_are_probabilities(void **state) {
    (void)state;
    fixture f;
    dateline_incident *in = sound(&f);
    in->type_score = 1.01f;
    names(&f, "E7");
    in = sound(&f);
    in->when.basis.score = 0.0f / (in->when.basis.score - 0.5f); /* not a number */
    names(&f, "E7");
}

static void E8_terms_belong_to_their_vocabulary(void **state) {
    (void)state;
    fixture f;
    sound(&f)->type = 24;
    names(&f, "E8");
    sound(&f);
    f.weapons[0].type = -1;
    names(&f, "E8");
}

static void E9_relations_name_another_incident(void **state) {
    (void)state;
    fixture f;
    sound(&f);
    f.related[0].incident = 0;
    names(&f, "E9");
    sound(&f);
    f.related[0].incident = 2;
    names(&f, "E9");
}

static void E10_incidents_have_mentions_and_their_own_id(void **state) {
    (void)state;
    fixture f;
    sound(&f)->n_mentions = 0;
    names(&f, "E10");
    strcpy(sound(&f)->id, "abc#1");
    names(&f, "E10");
}

static void E11_no_dead_beside_no_casualties(void **state) {
    (void)state;
    fixture f;
    sound(&f)->killed.count = (dateline_count){true, 0, 0};
    names(&f, "E11");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_record_passes),
        cmocka_unit_test(E1_a_value_without_words_is_refused),
        cmocka_unit_test(E2_spans_lie_within_the_text_on_characters),
        cmocka_unit_test(E3_counts_are_ranges),
        cmocka_unit_test(E4_dates_exist_and_run_forward),
        cmocka_unit_test(E5_pins_lie_on_the_globe),
        cmocka_unit_test(E7_scores_are_probabilities),
        cmocka_unit_test(E8_terms_belong_to_their_vocabulary),
        cmocka_unit_test(E9_relations_name_another_incident),
        cmocka_unit_test(E10_incidents_have_mentions_and_their_own_id),
        cmocka_unit_test(E11_no_dead_beside_no_casualties),
    };
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
