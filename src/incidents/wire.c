/* wire.c - see dateline/wire.h. One function an object of the record's page, in the order of that page. */
#include "dateline/wire.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/json_writer.h"

static void spans(json_writer *w, const char *key, const dateline_span *at, uint32_t n) {
    json_writer_key(w, key);
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_writer_open(w, '[');
        json_writer_int(w, at[i].start);
        json_writer_int(w, at[i].end);
        json_writer_close(w, ']');
    }
    json_writer_close(w, ']');
}

static void term(json_writer *w, const char *key, dateline_vocabulary vocabulary, int value) {
    json_writer_field(w, key, dateline_term_key(vocabulary, value));
}

/* sex and age_group: "none" is how the model says that the text does not tell. */
static void term_or_null(json_writer *w, const char *key, dateline_vocabulary vocabulary, int value) {
    json_writer_field(w, key, value == 0 ? NULL : dateline_term_key(vocabulary, value));
}

static void score(json_writer *w, const char *key, float value) {
    json_writer_key(w, key);
    json_writer_real(w, value, 3);
}

static void country(json_writer *w, const char *key, const char *code) {
    json_writer_field(w, key, *code ? code : NULL);
}

static void bound(json_writer *w, const char *key, int64_t value) {
    json_writer_key(w, key);
    if (value == DATELINE_OPEN)
        json_writer_null(w);
    else
        json_writer_int(w, value);
}

/* "min": 6, "max": null inside an object that is open. */
static void bounds(json_writer *w, dateline_count count) {
    bound(w, "min", count.min);
    bound(w, "max", count.max);
}

static void count(json_writer *w, dateline_count value) {
    json_writer_key(w, "count");
    if (!value.known) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    bounds(w, value);
    json_writer_close(w, '}');
}

static void speakers(json_writer *w, const dateline_speaker *at, uint32_t n) {
    json_writer_key(w, "said_by");
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_writer_open(w, '{');
        json_writer_field(w, "name", at[i].name);
        term(w, "kind", DATELINE_VOCABULARY_speaker, at[i].kind);
        spans(w, "evidence", at[i].evidence, at[i].n_evidence);
        score(w, "score", at[i].score);
        json_writer_close(w, '}');
    }
    json_writer_close(w, ']');
}

/* The keys that every value ends with. */
static void basis(json_writer *w, const dateline_basis *b) {
    spans(w, "evidence", b->evidence, b->n_evidence);
    if (b->n_said_by) speakers(w, b->said_by, b->n_said_by);
    if (b->inferred) {
        json_writer_key(w, "inferred");
        json_writer_bool(w, true);
    }
    score(w, "score", b->score);
    if (b->why) json_writer_field(w, "why", b->why);
}

static void when(json_writer *w, const dateline_when *d) {
    json_writer_key(w, "when");
    if (!d->known) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    json_writer_field(w, "start", *d->start ? d->start : NULL);
    json_writer_field(w, "end", *d->end ? d->end : NULL);
    term(w, "precision", DATELINE_VOCABULARY_date_precision, d->precision);
    basis(w, &d->basis);
    json_writer_close(w, '}');
}

/* "50 miles north of Baghdad" */
static void relation(json_writer *w, const dateline_where *p) {
    json_writer_key(w, "relation");
    if (!p->has_relation) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    json_writer_key(w, "distance_km");
    if (p->distance_km >= 0)
        json_writer_real(w, p->distance_km, 3);
    else
        json_writer_null(w);
    json_writer_key(w, "bearing");
    if (p->bearing >= 0)
        json_writer_int(w, p->bearing);
    else
        json_writer_null(w);
    json_writer_field(w, "of", p->relation_of);
    json_writer_close(w, '}');
}

static void point(json_writer *w, const dateline_where *p) {
    json_writer_key(w, "lat");
    if (p->has_point)
        json_writer_real(w, p->lat, 5); /* a metre */
    else
        json_writer_null(w);
    json_writer_key(w, "lon");
    if (p->has_point)
        json_writer_real(w, p->lon, 5);
    else
        json_writer_null(w);
    json_writer_key(w, "radius_km");
    if (p->has_point && p->radius_km > 0)
        json_writer_real(w, p->radius_km, 1);
    else
        json_writer_null(w);
}

static void where(json_writer *w, const dateline_where *p) {
    json_writer_key(w, "where");
    if (!p->known) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    json_writer_field(w, "name", p->name);
    json_writer_field(w, "kind", p->kind);
    json_writer_key(w, "path");
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < p->n_path; i++) json_writer_string(w, str_of(p->path[i]));
    json_writer_close(w, ']');
    country(w, "country", p->country);
    point(w, p);
    term(w, "precision", DATELINE_VOCABULARY_place_precision, p->precision);
    json_writer_key(w, "gazetteer_id");
    if (p->gazetteer_id > 0)
        json_writer_int(w, p->gazetteer_id);
    else
        json_writer_null(w);
    relation(w, p);
    basis(w, &p->basis);
    json_writer_close(w, '}');
}

static void perpetrator(json_writer *w, const dateline_perpetrator *p) {
    json_writer_open(w, '{');
    json_writer_field(w, "name", p->name);
    json_writer_field(w, "actor", p->actor);
    term(w, "kind", DATELINE_VOCABULARY_perpetrator_kind, p->kind);
    term(w, "category", DATELINE_VOCABULARY_perpetrator_category, p->category);
    term(w, "certainty", DATELINE_VOCABULARY_certainty, p->certainty);
    json_writer_field(w, "by", p->by);
    country(w, "nation", p->nation);
    basis(w, &p->basis);
    json_writer_close(w, '}');
}

static void claim(json_writer *w, const dateline_claim *c) {
    json_writer_key(w, "claim");
    if (c->status == DATELINE_claim_NONE) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    term(w, "status", DATELINE_VOCABULARY_claim, c->status);
    json_writer_field(w, "by", c->by);
    basis(w, &c->basis);
    json_writer_close(w, '}');
}

static void weapon(json_writer *w, const dateline_weapon *x) {
    json_writer_open(w, '{');
    json_writer_field(w, "name", x->name);
    term(w, "type", DATELINE_VOCABULARY_weapon, x->type);
    count(w, x->count);
    basis(w, &x->basis);
    json_writer_close(w, '}');
}

static void target(json_writer *w, const dateline_target *x) {
    json_writer_open(w, '{');
    json_writer_field(w, "name", x->name);
    term(w, "type", DATELINE_VOCABULARY_target, x->type);
    country(w, "nation", x->nation);
    count(w, x->count);
    term(w, "effect", DATELINE_VOCABULARY_target_effect, x->effect);
    basis(w, &x->basis);
    json_writer_close(w, '}');
}

static void people(json_writer *w, const dateline_people *x) {
    json_writer_open(w, '{');
    json_writer_field(w, "name", x->name);
    json_writer_field(w, "description", x->description);
    term(w, "type", DATELINE_VOCABULARY_people, x->type);
    country(w, "nation", x->nation);
    count(w, x->count);
    term(w, "effect", DATELINE_VOCABULARY_people_effect, x->effect);
    term_or_null(w, "sex", DATELINE_VOCABULARY_sex, x->sex);
    term_or_null(w, "age_group", DATELINE_VOCABULARY_age_group, x->age_group);
    basis(w, &x->basis);
    json_writer_close(w, '}');
}

static void toll(json_writer *w, const char *key, const dateline_toll *t) {
    json_writer_key(w, key);
    if (!t->count.known) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    bounds(w, t->count);
    basis(w, &t->basis);
    json_writer_close(w, '}');
}

static void related(json_writer *w, const char *report_id, const dateline_related *r) {
    char id[96];
    snprintf(id, sizeof id, "%s#%u", report_id, (unsigned)r->incident);
    json_writer_open(w, '{');
    json_writer_field(w, "incident", id);
    term(w, "relation", DATELINE_VOCABULARY_relation, r->relation);
    score(w, "score", r->score);
    json_writer_close(w, '}');
}

/* "key": [ each... ] over incident->key and incident->n_key */
#define EACH(key, write)                                                                                     \
    do {                                                                                                     \
        json_writer_key(w, #key);                                                                            \
        json_writer_open(w, '[');                                                                            \
        for (uint32_t i = 0; i < x->n_##key; i++) write(w, &x->key[i]);                                      \
        json_writer_close(w, ']');                                                                           \
    } while (0)

/* How sure the single terms of the incident are; the values carry their own score. */
static void scores(json_writer *w, const dateline_incident *x) {
    json_writer_key(w, "scores");
    json_writer_open(w, '{');
    score(w, "type", x->type_score);
    score(w, "stage", x->stage_score);
    score(w, "intent", x->intent_score);
    score(w, "background", x->background_score);
    json_writer_close(w, '}');
}

static void incident(json_writer *w, const dateline_incident *x, const char *report_id) {
    json_writer_open(w, '{');
    json_writer_field(w, "id", x->id);
    term(w, "type", DATELINE_VOCABULARY_type, x->type);
    term(w, "stage", DATELINE_VOCABULARY_stage, x->stage);
    spans(w, "mentions", x->mentions, x->n_mentions);
    when(w, &x->when);
    where(w, &x->where);
    EACH(perpetrators, perpetrator);
    claim(w, &x->claim);
    EACH(weapons, weapon);
    EACH(targets, target);
    EACH(people, people);
    toll(w, "killed", &x->killed);
    toll(w, "injured", &x->injured);
    term(w, "intent", DATELINE_VOCABULARY_intent, x->intent);
    json_writer_key(w, "background");
    json_writer_bool(w, x->background);
    json_writer_key(w, "related");
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < x->n_related; i++) related(w, report_id, &x->related[i]);
    json_writer_close(w, ']');
    speakers(w, x->said_by, x->n_said_by);
    score(w, "score", x->score);
    scores(w, x);
    json_writer_close(w, '}');
}

static void dateline(json_writer *w, const dateline_report *r) {
    json_writer_key(w, "dateline");
    if (!r->dateline.place && !r->dateline.date && !r->dateline.agency) {
        json_writer_null(w);
        return;
    }
    json_writer_open(w, '{');
    json_writer_field(w, "place", r->dateline.place);
    json_writer_field(w, "date", r->dateline.date);
    json_writer_field(w, "agency", r->dateline.agency);
    spans(w, "evidence", &r->dateline.span, 1);
    json_writer_close(w, '}');
}

static void report_object(json_writer *w, const dateline_report *r, bool with_text) {
    json_writer_open(w, '{');
    json_writer_field(w, "id", r->id);
    json_writer_field(w, "doc", r->name);
    json_writer_field(w, "title", r->title);
    json_writer_field(w, "published", r->published);
    json_writer_field(w, "publisher", r->publisher);
    json_writer_field(w, "author", r->author);
    json_writer_field(w, "url", r->url);
    json_writer_field(w, "language", r->language);
    dateline(w, r);
    if (r->n_repaired) {
        json_writer_key(w, "repaired");
        json_writer_int(w, r->n_repaired);
    }
    if (r->n_mended) {
        json_writer_key(w, "mended");
        json_writer_int(w, r->n_mended);
    }
    if (with_text) {
        json_writer_key(w, "text");
        json_writer_string(w, (str){r->text, r->text_len});
    }
    json_writer_close(w, '}');
}

dateline_status dateline_wire_write(const dateline_report *report, bool with_text, char **json, uint64_t *len,
                                    dateline_error *err) {
    str_buf out;
    str_buf_init(&out);
    json_writer w = json_writer_to(&out);
    json_writer_open(&w, '{');
    json_writer_key(&w, "report");
    report_object(&w, report, with_text);
    json_writer_key(&w, "incidents");
    json_writer_open(&w, '[');
    for (uint32_t i = 0; i < report->n_incidents; i++) incident(&w, &report->incidents[i], report->id);
    json_writer_close(&w, ']');
    json_writer_close(&w, '}');
    *json = NULL;
    *len = 0;
    if (out.failed) {
        str_buf_clear(&out);
        return error_memory(err, report->name);
    }
    *json = out.at;
    *len = out.len;
    return DATELINE_OK;
}

void dateline_wire_free(char *json) {
    free(json);
}
