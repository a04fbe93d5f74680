/* evidence.c - the invariants of evidence.h as code. */
#include "incidents/evidence.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

/* One incident under examination; broken is NULL while all is well. */
typedef struct check {
    const document *doc;
    const char *broken; /* "E1" .. */
    const char *field;
    uint32_t at;
} check;

static void breaks(check *c, const char *invariant, const char *field, uint32_t at) {
    if (c->broken) return;
    c->broken = invariant;
    c->field = field;
    c->at = at;
}

static void spans(check *c, const dateline_span *span, uint32_t n, const char *field) {
    str text = c->doc->text;
    for (uint32_t i = 0; i < n; i++)
        if (span[i].start >= span[i].end || span[i].end > text.len ||
            !utf8_is_boundary(text.at, text.len, span[i].start) ||
            !utf8_is_boundary(text.at, text.len, span[i].end))
            breaks(c, "E2", field, span[i].start);
}

static void score(check *c, float value, const char *field) {
    if (!(value >= 0 && value <= 1)) breaks(c, "E7", field, 0);
}

static void term(check *c, dateline_vocabulary vocabulary, int value, const char *field) {
    if (!dateline_term_key(vocabulary, value)) breaks(c, "E8", field, 0);
}

static void speakers(check *c, const dateline_speaker *said_by, uint32_t n, const char *field) {
    for (uint32_t i = 0; i < n; i++) {
        if (!said_by[i].n_evidence || !said_by[i].name) breaks(c, "E1", field, 0);
        spans(c, said_by[i].evidence, said_by[i].n_evidence, field);
        term(c, DATELINE_VOCABULARY_speaker, said_by[i].kind, field);
        score(c, said_by[i].score, field);
    }
}

static void basis(check *c, const dateline_basis *b, const char *field) {
    if (b->n_evidence == 0) breaks(c, "E1", field, 0);
    spans(c, b->evidence, b->n_evidence, field);
    speakers(c, b->said_by, b->n_said_by, field);
    score(c, b->score, field);
}

static void count(check *c, dateline_count n, const char *field) {
    if (!n.known) return;
    bool low = n.min != DATELINE_OPEN, high = n.max != DATELINE_OPEN;
    if ((low && n.min < 0) || (high && n.max < 0) || (low && high && n.min > n.max))
        breaks(c, "E3", field, 0);
}

static bool real_day(const char *iso) {
    int y, m, d;
    if (sscanf(iso, "%4d-%2d-%2d", &y, &m, &d) != 3) return false;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

static void when(check *c, const dateline_when *w) {
    if (!w->known) return;
    basis(c, &w->basis, "when");
    term(c, DATELINE_VOCABULARY_date_precision, w->precision, "when.precision");
    if ((*w->start && !real_day(w->start)) || (*w->end && !real_day(w->end))) breaks(c, "E4", "when", 0);
    /* ISO dates sort as text; a day against a time of the same day is decided by the day alone. */
    size_t shared = strlen(w->start) < strlen(w->end) ? strlen(w->start) : strlen(w->end);
    if (*w->start && *w->end && strncmp(w->start, w->end, shared) > 0) breaks(c, "E4", "when", 0);
}

static void where(check *c, const dateline_where *w) {
    if (!w->known) return;
    basis(c, &w->basis, "where");
    term(c, DATELINE_VOCABULARY_place_precision, w->precision, "where.precision");
    if (w->has_point && !(w->lat >= -90 && w->lat <= 90 && w->lon >= -180 && w->lon <= 180))
        breaks(c, "E5", "where", 0);
    for (int i = 0; i < 2 && *w->country; i++)
        if (w->country[i] < 'A' || w->country[i] > 'Z') breaks(c, "E5", "where.country", 0);
}

static void people(check *c, const dateline_incident *in) {
    bool nobody_killed = in->killed.count.known && in->killed.count.max == 0;
    for (uint32_t i = 0; i < in->n_people; i++) {
        const dateline_people *p = &in->people[i];
        basis(c, &p->basis, "people");
        count(c, p->count, "people.count");
        term(c, DATELINE_VOCABULARY_people, p->type, "people.type");
        term(c, DATELINE_VOCABULARY_people_effect, p->effect, "people.effect");
        term(c, DATELINE_VOCABULARY_sex, p->sex, "people.sex");
        term(c, DATELINE_VOCABULARY_age_group, p->age_group, "people.age_group");
        bool someone = p->count.known && p->count.min != DATELINE_OPEN && p->count.min > 0;
        if (nobody_killed && someone && p->effect == DATELINE_people_effect_KILLED)
            breaks(c, "E11", "killed", 0);
    }
}

static void things(check *c, const dateline_incident *in) {
    for (uint32_t i = 0; i < in->n_perpetrators; i++) {
        const dateline_perpetrator *p = &in->perpetrators[i];
        basis(c, &p->basis, "perpetrators");
        term(c, DATELINE_VOCABULARY_perpetrator_kind, p->kind, "perpetrators.kind");
        term(c, DATELINE_VOCABULARY_perpetrator_category, p->category, "perpetrators.category");
        term(c, DATELINE_VOCABULARY_certainty, p->certainty, "perpetrators.certainty");
    }
    for (uint32_t i = 0; i < in->n_weapons; i++) {
        basis(c, &in->weapons[i].basis, "weapons");
        count(c, in->weapons[i].count, "weapons.count");
        term(c, DATELINE_VOCABULARY_weapon, in->weapons[i].type, "weapons.type");
    }
    for (uint32_t i = 0; i < in->n_targets; i++) {
        basis(c, &in->targets[i].basis, "targets");
        count(c, in->targets[i].count, "targets.count");
        term(c, DATELINE_VOCABULARY_target, in->targets[i].type, "targets.type");
        term(c, DATELINE_VOCABULARY_target_effect, in->targets[i].effect, "targets.effect");
    }
}

static void toll(check *c, const dateline_toll *t, const char *field) {
    if (!t->count.known) return;
    basis(c, &t->basis, field);
    count(c, t->count, field);
}

static void identity(check *c, const dateline_incident *in, uint32_t ordinal) {
    char id[80];
    snprintf(id, sizeof id, "%s#%" PRIu32, c->doc->id, ordinal);
    if (in->n_mentions == 0 || strcmp(id, in->id) != 0) breaks(c, "E10", "id", 0);
    spans(c, in->mentions, in->n_mentions, "mentions");
    term(c, DATELINE_VOCABULARY_type, in->type, "type");
    term(c, DATELINE_VOCABULARY_stage, in->stage, "stage");
    term(c, DATELINE_VOCABULARY_intent, in->intent, "intent");
    score(c, in->score, "score");
    score(c, in->type_score, "type");
    score(c, in->stage_score, "stage");
    for (uint32_t i = 0; i < in->n_related; i++) {
        uint32_t other = in->related[i].incident;
        if (other >= c->doc->incidents.n || other == ordinal) breaks(c, "E9", "related", 0);
        term(c, DATELINE_VOCABULARY_relation, in->related[i].relation, "related.relation");
    }
}

dateline_status evidence_check(const document *doc, dateline_error *err) {
    for (uint32_t i = 0; i < doc->incidents.n; i++) {
        const dateline_incident *in = &doc->incidents.at[i];
        check c = {.doc = doc};
        identity(&c, in, i);
        when(&c, &in->when);
        where(&c, &in->where);
        if (in->claim.status != DATELINE_claim_NONE) basis(&c, &in->claim.basis, "claim");
        things(&c, in);
        people(&c, in);
        speakers(&c, in->said_by, in->n_said_by, "said_by");
        toll(&c, &in->killed, "killed");
        toll(&c, &in->injured, "injured");
        if (c.broken)
            return error_set(err, ERR_EVIDENCE, doc->name, c.at,
                             "incident %u, field %s, breaks %s of evidence.h", i, c.field, c.broken);
    }
    return DATELINE_OK;
}
