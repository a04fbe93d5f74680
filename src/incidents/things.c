/* things.c - see things.h. */
#include "incidents/things.h"

#include <math.h>

things_choice things_choose(const draft_choice *said, dateline_vocabulary vocabulary, const float *prior,
                            float weight) {
    int n = dateline_term_count(vocabulary);
    things_choice best = {said->best, said->p};
    if (!prior || !said->all) return best;
    float logit[LEXICON_MAX_TERMS], top = -INFINITY, sum = 0;
    for (int t = 0; t < n; t++) {
        logit[t] = logf(said->all[t] + 1e-6f) + weight * prior[t];
        if (logit[t] > top) top = logit[t], best.term = t;
    }
    for (int t = 0; t < n; t++) sum += expf(logit[t] - top);
    best.p = 1 / sum;
    return best;
}

/* The lexicon's prior: what the words of all phrases for the thing say together; NULL where it knows none of them. */
static const float *prior_of(const things_context *c, const draft_argument *a, dateline_vocabulary vocabulary,
                             float *sum) {
    int n_known = 0, n_terms = dateline_term_count(vocabulary);
    memset(sum, 0, LEXICON_MAX_TERMS * sizeof *sum);
    for (uint32_t i = 0; i < a->n_phrases; i++) {
        float prior[LEXICON_MAX_TERMS];
        dateline_span words = c->doc->spans.at[a->phrases[i]].span;
        if (!lexicon_prior(c->tools->lexicon, vocabulary, c->doc, words, prior)) continue;
        for (int t = 0; t < n_terms; t++) sum[t] += prior[t];
        n_known++;
    }
    return n_known ? sum : NULL;
}

static things_choice choose(const things_context *c, const draft_argument *a, const draft_choice *said,
                            dateline_vocabulary vocabulary, float weight) {
    float prior[LEXICON_MAX_TERMS];
    return things_choose(said, vocabulary, prior_of(c, a, vocabulary, prior), weight);
}

static dateline_span span_at(const things_context *c, const draft_argument *a, uint32_t i) {
    return c->doc->spans.at[a->phrases[i]].span;
}

const dateline_span *things_evidence(const things_context *c, const draft_argument *a) {
    dateline_span *out = arena_alloc(c->doc->arena, a->n_phrases * sizeof *out);
    for (uint32_t i = 0; out && i < a->n_phrases; i++) out[i] = span_at(c, a, i);
    return out;
}

static const char *words_of(const things_context *c, dateline_span span) {
    str words = layers_text(c->doc, span);
    return arena_copy(c->doc->arena, words.at, words.len);
}

/* The value's own source, where its sentence has one: nearest speaker first. */
static bool add_speakers(const things_context *c, dateline_basis *basis) {
    source_attribution found;
    if (!source_of(c->tools->sources, c->doc, basis->evidence[0], &found) || !found.n_chain) return true;
    dateline_speaker *said_by = arena_zalloc(c->doc->arena, found.n_chain, sizeof *said_by);
    dateline_span *spans = arena_alloc(c->doc->arena, found.n_chain * sizeof *spans);
    if (!said_by || !spans) return false;
    for (uint32_t i = 0; i < found.n_chain; i++) {
        const source_speaker *s = &found.chain[i];
        spans[i] = s->span;
        said_by[i] = (dateline_speaker){words_of(c, s->span), s->kind, &spans[i], 1, s->strength};
        if (!said_by[i].name) return false;
    }
    basis->said_by = said_by;
    basis->n_said_by = found.n_chain;
    return true;
}

static bool basis_of(const things_context *c, const draft_argument *a, const char *field,
                     dateline_basis *out) {
    *out = (dateline_basis){.evidence = things_evidence(c, a), .n_evidence = a->n_phrases};
    out->score = model_calibrate(c->tools->model, field, a->score);
    return out->evidence && add_speakers(c, out);
}

bool things_perpetrator(const things_context *c, const draft_argument *a, dateline_perpetrator *out) {
    const assemble_weights *w = &c->tools->weights;
    *out = (dateline_perpetrator){.name = words_of(c, span_at(c, a, 0))};
    if (!out->name || !basis_of(c, a, "perpetrators", &out->basis)) return false;
    float certainty[LEXICON_MAX_TERMS] = {0};
    source_speaker by = {.kind = -1};
    source_certainty(c->tools->sources, c->doc, out->basis.evidence[0], certainty, &by);
    out->certainty =
        things_choose(&a->certainty, DATELINE_VOCABULARY_certainty, certainty, w->certainty).term;
    out->kind =
        choose(c, a, &a->perpetrator_kind, DATELINE_VOCABULARY_perpetrator_kind, w->perpetrator_kind).term;
    out->category = choose(c, a, &a->perpetrator_category, DATELINE_VOCABULARY_perpetrator_category,
                           w->perpetrator_category)
                        .term;
    actor_value actor = {0};
    for (uint32_t i = 0; i < a->n_phrases && !actor.id; i++)
        actor = actor_resolve(c->tools->actors, c->doc, span_at(c, a, i), c->country, c->date);
    out->actor = actor.id;
    memcpy(out->nation, actor.country, 3);
    if (actor.id) out->basis.why = actor.why;
    if (by.kind < 0) return true;
    out->by = words_of(c, by.span);
    return out->by != NULL;
}

bool things_weapon(const things_context *c, const draft_argument *a, dateline_weapon *out) {
    *out = (dateline_weapon){.name = words_of(c, span_at(c, a, 0))};
    if (!out->name || !basis_of(c, a, "weapons", &out->basis)) return false;
    out->type = choose(c, a, &a->weapon_type, DATELINE_VOCABULARY_weapon, c->tools->weights.weapon_type).term;
    out->count = number_of_phrases(c->doc, out->basis.evidence, a->n_phrases, NUMBER_WEAPON, false,
                                   c->tools->numbers, NULL)
                     .count;
    return true;
}

bool things_target(const things_context *c, const draft_argument *a, dateline_target *out) {
    const assemble_weights *w = &c->tools->weights;
    *out = (dateline_target){.name = words_of(c, span_at(c, a, 0))};
    if (!out->name || !basis_of(c, a, "targets", &out->basis)) return false;
    out->type = choose(c, a, &a->target_type, DATELINE_VOCABULARY_target, w->target_type).term;
    out->effect = choose(c, a, &a->target_effect, DATELINE_VOCABULARY_target_effect, w->target_effect).term;
    out->count = number_of_phrases(c->doc, out->basis.evidence, a->n_phrases, NUMBER_TARGET, false,
                                   c->tools->numbers, NULL)
                     .count;
    nation_value nation = {0};
    for (uint32_t i = 0; i < a->n_phrases && (i == 0 || nation.inferred || !*nation.country); i++) {
        nation_value next = nation_read(c->tools->nations, c->doc, span_at(c, a, i),
                                        DATELINE_VOCABULARY_target, out->type, c->country);
        if (i == 0 || (*next.country && !next.inferred)) nation = next;
    }
    memcpy(out->nation, nation.country, 3);
    return true;
}

/* A nationality word anywhere among the phrases goes before what was taken over from the incident's country. */
static nation_value nation_of(const things_context *c, const draft_argument *a, int type) {
    nation_value best = {0};
    for (uint32_t i = 0; i < a->n_phrases; i++) {
        nation_value next = nation_read(c->tools->nations, c->doc, span_at(c, a, i),
                                        DATELINE_VOCABULARY_people, type, c->country);
        if (!*best.country || (best.inferred && *next.country && !next.inferred)) best = next;
    }
    return best;
}

bool things_people(const things_context *c, const draft_argument *a, dateline_people *out, bool *named) {
    const assemble_weights *w = &c->tools->weights;
    *out = (dateline_people){0};
    if (!basis_of(c, a, "people", &out->basis)) return false;
    *named = false;
    for (uint32_t i = 0; i < a->n_phrases; i++) {
        person_value p = person_read(c->tools->persons, c->doc, span_at(c, a, i));
        if (p.named && !out->name && !(out->name = words_of(c, p.name))) return false;
        if (i == 0) *named = p.named;
        if (!out->sex) out->sex = p.sex;
        if (!out->age_group) out->age_group = p.age_group;
        dateline_span about = p.named ? p.about : span_at(c, a, i);
        if (!out->description && about.end > about.start && !(out->description = words_of(c, about)))
            return false;
    }
    out->type = choose(c, a, &a->people_type, DATELINE_VOCABULARY_people, w->people_type).term;
    out->effect = choose(c, a, &a->people_effect, DATELINE_VOCABULARY_people_effect, w->people_effect).term;
    out->count = number_of_phrases(c->doc, out->basis.evidence, a->n_phrases, NUMBER_PEOPLE, *named,
                                   c->tools->numbers, NULL)
                     .count;
    memcpy(out->nation, nation_of(c, a, out->type).country, 3);
    return true;
}

bool things_speaker(const things_context *c, const draft_argument *a, dateline_speaker *out) {
    dateline_span words = span_at(c, a, 0);
    *out = (dateline_speaker){
        .name = words_of(c, words), .evidence = things_evidence(c, a), .n_evidence = a->n_phrases};
    out->kind = choose(c, a, &a->speaker_kind, DATELINE_VOCABULARY_speaker, c->tools->weights.speaker).term;
    out->score = model_calibrate(c->tools->model, "said_by", a->score);
    return out->name && out->evidence;
}
