/* link_explain.c - the layers of the tagger and the linker as JSON, for people who want to see how a record came about
 * (link.h). */
#include "incidents/link.h"

static void open_span(json_writer *w, dateline_span span) {
    json_writer_open(w, '{');
    json_writer_key(w, "start");
    json_writer_int(w, span.start);
    json_writer_key(w, "end");
    json_writer_int(w, span.end);
    json_writer_key(w, "value");
    json_writer_open(w, '{');
}

static void close_span(json_writer *w, const char *why) {
    json_writer_close(w, '}');
    json_writer_field(w, "why", why);
    json_writer_close(w, '}');
}

static void put_int(json_writer *w, const char *key, int64_t value) {
    json_writer_key(w, key);
    json_writer_int(w, value);
}

static void put_real(json_writer *w, const char *key, double value) {
    json_writer_key(w, key);
    json_writer_real(w, value, 4);
}

void link_explain_spans(const document *doc, json_writer *w) {
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < doc->spans.n; i++) {
        const scored_span *s = &doc->spans.at[i];
        open_span(w, s->span);
        json_writer_field(w, "label", settings_label_key(s->label));
        put_real(w, "score", s->score);
        close_span(w, NULL);
    }
    json_writer_close(w, ']');
}

/* "type": {"term": p, "runner-up": p}; nothing for a choice that was not made. */
static void put_choice(json_writer *w, const char *key, dateline_vocabulary vocabulary,
                       const draft_choice *c) {
    if (!c->all) return;
    json_writer_key(w, key);
    json_writer_open(w, '{');
    put_real(w, dateline_term_key(vocabulary, c->best), c->p);
    if (c->second != c->best) put_real(w, dateline_term_key(vocabulary, c->second), c->p_second);
    json_writer_close(w, '}');
}

/* The words of spans as [start, end] pairs. */
static void put_spans(json_writer *w, const char *key, const document *doc, const uint32_t *spans,
                      uint32_t n) {
    json_writer_key(w, key);
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_writer_open(w, '[');
        json_writer_int(w, doc->spans.at[spans[i]].span.start);
        json_writer_int(w, doc->spans.at[spans[i]].span.end);
        json_writer_close(w, ']');
    }
    json_writer_close(w, ']');
}

static void put_draft(json_writer *w, const document *doc, uint32_t number) {
    const draft_incident *d = &doc->drafts.at[number];
    open_span(w, doc->spans.at[d->mentions[0]].span);
    put_int(w, "incident", number);
    put_real(w, "real", d->score);
    put_choice(w, "type", DATELINE_VOCABULARY_type, &d->type);
    put_choice(w, "stage", DATELINE_VOCABULARY_stage, &d->stage);
    put_choice(w, "claim", DATELINE_VOCABULARY_claim, &d->claim);
    put_choice(w, "intent", DATELINE_VOCABULARY_intent, &d->intent);
    put_real(w, "background", d->background);
    put_spans(w, "mentions", doc, d->mentions, d->n_mentions);
    close_span(w, "mentions clustered");
}

static void put_argument(json_writer *w, const document *doc, const draft_argument *a) {
    open_span(w, doc->spans.at[a->phrases[0]].span);
    put_int(w, "incident", a->incident);
    json_writer_field(w, "role", settings_label_key(a->label));
    put_real(w, "score", a->score);
    put_choice(w, "people_type", DATELINE_VOCABULARY_people, &a->people_type);
    put_choice(w, "people_effect", DATELINE_VOCABULARY_people_effect, &a->people_effect);
    put_choice(w, "weapon_type", DATELINE_VOCABULARY_weapon, &a->weapon_type);
    put_choice(w, "target_type", DATELINE_VOCABULARY_target, &a->target_type);
    put_choice(w, "target_effect", DATELINE_VOCABULARY_target_effect, &a->target_effect);
    put_choice(w, "kind", DATELINE_VOCABULARY_perpetrator_kind, &a->perpetrator_kind);
    put_choice(w, "category", DATELINE_VOCABULARY_perpetrator_category, &a->perpetrator_category);
    put_choice(w, "certainty", DATELINE_VOCABULARY_certainty, &a->certainty);
    put_choice(w, "speaker", DATELINE_VOCABULARY_speaker, &a->speaker_kind);
    put_choice(w, "claim_status", DATELINE_VOCABULARY_claim, &a->claim_status);
    put_spans(w, "phrases", doc, a->phrases, a->n_phrases);
    close_span(w, "linked to the incident");
}

static void put_relation(json_writer *w, const document *doc, const draft_relation *r) {
    open_span(w, doc->spans.at[doc->drafts.at[r->from].mentions[0]].span);
    put_int(w, "incident", r->from);
    put_int(w, "to", r->to);
    json_writer_field(w, "relation", dateline_term_key(DATELINE_VOCABULARY_relation, r->relation));
    put_real(w, "p", r->p);
    close_span(w, "related incidents");
}

void link_explain_drafts(const document *doc, json_writer *w) {
    json_writer_open(w, '[');
    for (uint32_t i = 0; i < doc->drafts.n; i++) put_draft(w, doc, i);
    for (uint32_t i = 0; i < doc->arguments.n; i++) put_argument(w, doc, &doc->arguments.at[i]);
    for (uint32_t i = 0; i < doc->relations.n; i++) put_relation(w, doc, &doc->relations.at[i]);
    json_writer_close(w, ']');
}
