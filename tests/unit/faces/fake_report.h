/* fake_report.h - a report filled by hand: what the faces are tested with where no model is needed. */
#ifndef TESTS_FAKE_REPORT_H
#define TESTS_FAKE_REPORT_H

#include <string.h>

#include "dateline/reader.h"

static const char fake_text[] =
    "HIT, Iraq, March 8 (Meridian) - Two rockets fell on the base on Sunday, wounding 2 soldiers and at "
    "least one guard, officials said. No one has claimed the attack.";

/* The span of the first occurrence of words in fake_text. */
static inline dateline_span fake_span(const char *words) {
    const char *at = strstr(fake_text, words);
    uint32_t start = at ? (uint32_t)(at - fake_text) : 0;
    return (dateline_span){start, start + (uint32_t)strlen(words)};
}

typedef struct fake_report {
    dateline_report report;
    dateline_incident incident;
    dateline_span mentions[2], when, where, claim, weapon, target, people[2], toll, speaker;
    dateline_speaker speakers[1];
    dateline_weapon weapons[1];
    dateline_target targets[1];
    dateline_people persons[2];
    dateline_perpetrator perpetrators[1];
    dateline_related related[1];
    const char *path[2];
} fake_report;

static inline dateline_basis fake_basis(const dateline_span *evidence, float score) {
    return (dateline_basis){.evidence = evidence, .n_evidence = 1, .score = score};
}

static inline void fake_fill_values(fake_report *f) {
    dateline_incident *x = &f->incident;
    x->when = (dateline_when){.known = true,
                              .start = "2020-03-08",
                              .end = "2020-03-08",
                              .precision = DATELINE_date_precision_DAY,
                              .basis = fake_basis(&f->when, 0.875f)};
    f->path[0] = "Iraq";
    f->path[1] = "Al Anbar";
    x->where = (dateline_where){.known = true,
                                .name = "the base",
                                .kind = "airfield",
                                .path = f->path,
                                .n_path = 2,
                                .country = "IQ",
                                .has_point = true,
                                .lat = 33.78564,
                                .lon = 42.44124,
                                .precision = DATELINE_place_precision_NEAR,
                                .gazetteer_id = 99,
                                .has_relation = true,
                                .distance_km = 15,
                                .bearing = 270,
                                .relation_of = "Hit",
                                .basis = fake_basis(&f->where, 0.5f)};
    x->where.basis.inferred = true;
    x->where.basis.why = "dateline";
    x->claim = (dateline_claim){.status = DATELINE_claim_NONE_REPORTED, .basis = fake_basis(&f->claim, 0.9f)};
    x->injured = (dateline_toll){.count = {true, 3, DATELINE_OPEN}, .basis = fake_basis(&f->toll, 0.8f)};
}

static inline void fake_fill_things(fake_report *f) {
    f->speakers[0] = (dateline_speaker){"officials", DATELINE_speaker_OFFICIAL, &f->speaker, 1, 0.95f};
    f->weapons[0] = (dateline_weapon){.name = "rockets",
                                      .type = DATELINE_weapon_ROCKET,
                                      .count = {true, 2, 2},
                                      .basis = fake_basis(&f->weapon, 1.0f)};
    f->targets[0] = (dateline_target){.name = "the base",
                                      .type = DATELINE_target_MILITARY,
                                      .effect = DATELINE_target_effect_DAMAGED,
                                      .nation = "IQ",
                                      .basis = fake_basis(&f->target, 0.7f)};
    f->persons[0] = (dateline_people){.description = "2 soldiers",
                                      .type = DATELINE_people_MILITARY,
                                      .effect = DATELINE_people_effect_INJURED,
                                      .sex = DATELINE_sex_MALE,
                                      .count = {true, 2, 2},
                                      .basis = fake_basis(&f->people[0], 0.81f)};
    f->persons[1] = (dateline_people){.name = "guard",
                                      .type = DATELINE_people_GUARD,
                                      .effect = DATELINE_people_effect_INJURED,
                                      .count = {true, 1, DATELINE_OPEN},
                                      .basis = fake_basis(&f->people[1], 0.4f)};
    f->persons[1].basis.said_by = f->speakers;
    f->persons[1].basis.n_said_by = 1;
    f->perpetrators[0] = (dateline_perpetrator){.name = "a militia",
                                                .kind = DATELINE_perpetrator_kind_GROUP,
                                                .category = DATELINE_perpetrator_category_NON_STATE,
                                                .certainty = DATELINE_certainty_SUSPECTED,
                                                .by = "officials",
                                                .basis = fake_basis(&f->speaker, 0.6f)};
    f->related[0] = (dateline_related){0, DATELINE_relation_FOLLOWS, 0.55f};
}

/* Pointers go into *f, which must stay where it is. */
static inline const dateline_report *fake_report_fill(fake_report *f) {
    memset(f, 0, sizeof *f);
    f->mentions[0] = fake_span("fell on");
    f->mentions[1] = fake_span("attack");
    f->when = fake_span("on Sunday");
    f->where = f->target = fake_span("the base");
    f->claim = fake_span("No one has claimed");
    f->weapon = fake_span("Two rockets");
    f->people[0] = fake_span("2 soldiers");
    f->people[1] = fake_span("at least one guard");
    f->toll = fake_span("2 soldiers and at least one guard");
    f->speaker = fake_span("officials");
    f->incident = (dateline_incident){.id = "abc#0",
                                      .type = DATELINE_type_SHELLING,
                                      .type_score = 0.9f,
                                      .score = 0.97f,
                                      .mentions = f->mentions,
                                      .n_mentions = 2};
    fake_fill_values(f);
    fake_fill_things(f);
    f->incident.perpetrators = f->perpetrators;
    f->incident.weapons = f->weapons;
    f->incident.targets = f->targets;
    f->incident.people = f->persons;
    f->incident.related = f->related;
    f->incident.said_by = f->speakers;
    f->incident.n_perpetrators = f->incident.n_weapons = f->incident.n_targets = 1;
    f->incident.n_people = 2;
    f->incident.n_related = f->incident.n_said_by = 1;
    f->report = (dateline_report){.id = "abc",
                                  .name = "fake.txt",
                                  .published = "2020-03-08",
                                  .text = fake_text,
                                  .text_len = sizeof fake_text - 1,
                                  .incidents = &f->incident,
                                  .n_incidents = 1};
    f->report.dateline.place = "HIT, Iraq";
    f->report.dateline.agency = "Meridian";
    f->report.dateline.span = fake_span("HIT, Iraq, March 8 (Meridian)");
    return &f->report;
}

#endif
