/* assemble.c - see assemble.h. One draft after the other becomes an incident. */
#include "incidents/assemble.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/table.h"
#include "incidents/evidence.h"
#include "incidents/things.h"
#include "incidents/toll.h"
#include "incidents/where.h"
#include "values/calendar.h"

/* --- weights --- */

static const struct {
    const char *name;
    size_t offset;
} weight_rows[] = {
#define WEIGHT(field)                                                                                        \
    { "assemble." #field, offsetof(assemble_weights, field) }
    WEIGHT(type),
    WEIGHT(stage),
    WEIGHT(no_incident),
    WEIGHT(people_type),
    WEIGHT(people_effect),
    WEIGHT(weapon_type),
    WEIGHT(target_type),
    WEIGHT(target_effect),
    WEIGHT(certainty),
    WEIGHT(perpetrator_kind),
    WEIGHT(perpetrator_category),
    WEIGHT(speaker),
    WEIGHT(country_alone),
#undef WEIGHT
};

static dateline_status weight_read(const table *t, const char *name, float *out, dateline_error *err) {
    uint32_t key = table_column(t, "name"), value = table_column(t, "value");
    if (key == UINT32_MAX || value == UINT32_MAX)
        return error_set(err, ERR_TABLE_ROW, t->path, 1, "no columns name and value");
    for (uint32_t r = 0; r < t->n_rows; r++) {
        if (!str_equal(table_cell(t, r, key), str_of(name))) continue;
        char digits[32], *end;
        str cell = table_cell(t, r, value);
        snprintf(digits, sizeof digits, "%.*s", (int)cell.len, cell.at);
        *out = strtof(digits, &end);
        return end > digits && !*end ? DATELINE_OK : table_bad(t, r, value, "a number", err);
    }
    return error_set(err, ERR_TABLE_ROW, t->path, DATELINE_NO_OFFSET, "no row %s", name);
}

dateline_status assemble_weights_read(const char *folder, assemble_weights *out, arena *scratch,
                                      dateline_error *err) {
    table t;
    dateline_status status = table_read(folder, "costs.tsv", &t, scratch, err);
    for (size_t i = 0; !status && i < sizeof weight_rows / sizeof *weight_rows; i++)
        status = weight_read(&t, weight_rows[i].name, (float *)((char *)out + weight_rows[i].offset), err);
    return status;
}

/* --- one incident --- */

/* The report as the assembler sees it: what all incidents share. */
typedef struct assembly {
    document *doc;
    const assemble_tools *tools;
    where_layer places;
    date_anchor anchor;
    char written[20];             /* day of the anchor, ISO; "" unknown */
    const uint32_t *first, *list; /* arguments of draft d: list[first[d] .. first[d + 1]) */
    const uint32_t *ordinal;      /* of draft d in the record; NONE: dropped */
    dateline_when previous;       /* date of the incident before, that "the next day" counts from */
    uint32_t n_foreground;
} assembly;

/* Arguments by incident, in their own order (a counting sort: long reports have thousands). */
static bool index_arguments(assembly *s) {
    document *doc = s->doc;
    uint32_t *first = arena_zalloc(doc->arena, doc->drafts.n + 2, sizeof *first);
    uint32_t *list = arena_alloc(doc->arena, (doc->arguments.n + 1) * sizeof *list);
    if (!first || !list) return false;
    for (uint32_t i = 0; i < doc->arguments.n; i++) first[doc->arguments.at[i].incident + 2]++;
    for (uint32_t d = 2; d < doc->drafts.n + 2; d++) first[d] += first[d - 1];
    for (uint32_t i = 0; i < doc->arguments.n; i++) list[first[doc->arguments.at[i].incident + 1]++] = i;
    s->first = first;
    s->list = list;
    return true;
}

static const draft_argument *argument(const assembly *s, uint32_t slot) {
    return &s->doc->arguments.at[s->list[slot]];
}

static uint32_t count_label(const assembly *s, uint32_t d, enum span_label label) {
    uint32_t n = 0;
    for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++) n += argument(s, i)->label == label;
    return n;
}

/* Class of an incident: the model's say and the trigger words of its mentions. */
static things_choice class_of(const assembly *s, const draft_incident *draft, const draft_choice *said,
                              dateline_vocabulary vocabulary, float weight) {
    float sum[LEXICON_MAX_TERMS] = {0}, prior[LEXICON_MAX_TERMS];
    uint32_t n = 0;
    for (uint32_t i = 0; weight > 0 && i < draft->n_mentions; i++) {
        dateline_span words = s->doc->spans.at[draft->mentions[i]].span;
        if (!lexicon_prior(s->tools->lexicon, vocabulary, s->doc, words, prior)) continue;
        for (int t = 0; t < dateline_term_count(vocabulary); t++) sum[t] += prior[t];
        n++;
    }
    for (int t = 0; n && t < LEXICON_MAX_TERMS; t++) sum[t] /= (float)n;
    return things_choose(said, vocabulary, n ? sum : NULL, weight);
}

static bool identify(assembly *s, uint32_t d, dateline_incident *out) {
    const draft_incident *draft = &s->doc->drafts.at[d];
    const assemble_weights *w = &s->tools->weights;
    const model *m = s->tools->model;
    dateline_span *mentions = arena_alloc(s->doc->arena, draft->n_mentions * sizeof *mentions);
    if (!mentions) return false;
    for (uint32_t i = 0; i < draft->n_mentions; i++) mentions[i] = s->doc->spans.at[draft->mentions[i]].span;
    snprintf(out->id, sizeof out->id, "%s#%" PRIu32, s->doc->id, s->ordinal[d]);
    out->mentions = mentions;
    out->n_mentions = draft->n_mentions;
    things_choice type = class_of(s, draft, &draft->type, DATELINE_VOCABULARY_type, w->type);
    things_choice stage = class_of(s, draft, &draft->stage, DATELINE_VOCABULARY_stage, w->stage);
    out->type = type.term;
    out->stage = stage.term;
    out->intent = draft->intent.best;
    out->background = draft->background >= m->settings.thresholds.background;
    out->score = model_calibrate(m, "incident", draft->score);
    out->type_score = model_calibrate(m, "type", type.p * draft->score);
    out->stage_score = model_calibrate(m, "stage", stage.p * draft->score);
    out->intent_score = model_calibrate(m, "intent", draft->intent.p * draft->score);
    out->background_score =
        model_calibrate(m, "background", out->background ? draft->background : 1 - draft->background);
    return true;
}

/* Phrases of one label, by falling score: rules want the surest first. */
static uint32_t phrases_of(const assembly *s, uint32_t d, enum span_label label, where_phrase *out) {
    uint32_t n = 0;
    for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++) {
        const draft_argument *a = argument(s, i);
        if (a->label != label) continue;
        for (uint32_t k = 0; k < a->n_phrases; k++) {
            uint32_t at = n++;
            for (; at > 0 && out[at - 1].p < a->score; at--) out[at] = out[at - 1];
            out[at] = (where_phrase){a->phrases[k], a->score};
        }
    }
    return n;
}

/* True when a lies within b; days decide. */
static bool lies_within(const dateline_when *a, const dateline_when *b) {
    return *a->start && *a->end && strncmp(a->start, b->start, 10) >= 0 && strncmp(a->end, b->end, 10) <= 0;
}

/* The date that the surest phrase tells, made finer by those that agree with it ("at 6 p.m." beside "on Friday"). One
 * that would move or widen it speaks of something else: the model links many, on a long report. */
static dateline_status date_of(assembly *s, const where_phrase *phrases, uint32_t n, dateline_when *out,
                               dateline_error *err) {
    document *doc = s->doc;
    dateline_span *words = arena_alloc(doc->arena, (n + 1) * sizeof *words);
    if (!words) return error_memory(err, doc->name);
    const dateline_when *previous = s->previous.known ? &s->previous : NULL;
    uint32_t n_words = 0;
    for (uint32_t i = 0; i < n; i++) {
        dateline_when finer;
        words[n_words] = doc->spans.at[phrases[i].span].span;
        dateline_status status =
            date_of_phrases(doc, words, n_words + 1, &s->anchor, previous, s->tools->dates, &finer, err);
        if (status) return status;
        bool open = !*out->start && !*out->end, resolved = *finer.start || *finer.end;
        bool agrees = *out->start && *out->end && lies_within(&finer, out);
        if (n_words && !agrees && !(open && resolved)) continue;
        *out = finer;
        n_words++;
    }
    if (n) out->basis.score = model_calibrate(s->tools->model, "when", phrases[0].p);
    return DATELINE_OK;
}

static dateline_status fill_when_where(assembly *s, uint32_t d, dateline_incident *out, dateline_error *err) {
    document *doc = s->doc;
    uint32_t n_all = 0;
    for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++) n_all += argument(s, i)->n_phrases;
    where_phrase *phrases = arena_alloc(doc->arena, (n_all + 1) * sizeof *phrases);
    if (!phrases) return error_memory(err, doc->name);
    uint32_t n = phrases_of(s, d, LABEL_TIME, phrases);
    dateline_status status = date_of(s, phrases, n, &out->when, err);
    if (status) return status;
    n = phrases_of(s, d, LABEL_PLACE, phrases);
    if (n || s->tools->weights.country_alone > 0)
        status = where_of_phrases(doc, &s->places, phrases, n, &out->where, err);
    out->where.basis.score = model_calibrate(s->tools->model, "where", out->where.basis.score);
    return status;
}

/* A role's array: room for every argument of the label, filled in order by build, which is things_<role>. */
#define FILL_ROLE(label_, type, field, build)                                                                \
    do {                                                                                                     \
        type *all = arena_zalloc(s->doc->arena, count_label(s, d, label_) + 1, sizeof *out->field);          \
        if (!all) return false;                                                                              \
        for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++)                                             \
            if (argument(s, i)->label == (label_) && !build(&c, argument(s, i), &all[out->n_##field++]))     \
                return false;                                                                                \
        out->field = all;                                                                                    \
    } while (0)

static bool fill_things(assembly *s, uint32_t d, dateline_incident *out) {
    things_context c = {s->doc, s->tools, out->where.country,
                        *out->when.start ? out->when.start : s->written};
    FILL_ROLE(LABEL_PERP, dateline_perpetrator, perpetrators, things_perpetrator);
    FILL_ROLE(LABEL_WEAPON, dateline_weapon, weapons, things_weapon);
    FILL_ROLE(LABEL_TARGET, dateline_target, targets, things_target);
    FILL_ROLE(LABEL_SOURCE, dateline_speaker, said_by, things_speaker);
    return true;
}

static bool anyone_killed(const dateline_people *people, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        dateline_count c = people[i].count;
        if (people[i].effect == DATELINE_people_effect_KILLED && c.known && c.min != DATELINE_OPEN &&
            c.min > 0)
            return true;
    }
    return false;
}

/* "No casualties" beside people killed are words about something else: the toll is then left open (invariant E11). */
static dateline_status fill_people(assembly *s, uint32_t d, dateline_incident *out, dateline_error *err) {
    document *doc = s->doc;
    things_context c = {doc, s->tools, out->where.country, *out->when.start ? out->when.start : s->written};
    uint32_t n = count_label(s, d, LABEL_PERSON), at = 0;
    dateline_people *all = arena_zalloc(doc->arena, n + 1, sizeof *all);
    toll_people *hit = arena_zalloc(doc->arena, n + 1, sizeof *hit);
    if (!all || !hit) return error_memory(err, doc->name);
    float surest = 0;
    for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++) {
        const draft_argument *a = argument(s, i);
        if (a->label != LABEL_PERSON) continue;
        bool named;
        if (!things_people(&c, a, &all[at], &named)) return error_memory(err, doc->name);
        const dateline_people *p = &all[at];
        hit[at++] = (toll_people){p->basis.evidence, p->basis.n_evidence, p->effect, named, p->count};
        if (a->score > surest) surest = a->score;
    }
    out->people = all;
    out->n_people = n;
    toll_input input = {hit, n, out->mentions, out->n_mentions, s->n_foreground};
    dateline_status status = toll_of(doc, &input, s->tools->numbers, &out->killed, &out->injured, err);
    if (status) return status;
    if (out->killed.count.known && out->killed.count.max == 0 && anyone_killed(all, n))
        out->killed.count.known = false;
    out->killed.basis.score = model_calibrate(s->tools->model, "killed", surest > 0 ? surest : out->score);
    out->injured.basis.score = model_calibrate(s->tools->model, "injured", surest > 0 ? surest : out->score);
    return DATELINE_OK;
}

/* "No group has claimed responsibility" is no denial, whatever the model takes it for: it has seen few of either. */
static bool says_nobody_claimed(str words) {
    static const char *const openings[] = {"no ", "nobody ", "none ", "without "};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (str_starts_nocase(words, str_of(openings[i]))) return true;
    return false;
}

/* A claim of responsibility stands only on its own words. */
static bool fill_claim(assembly *s, uint32_t d, dateline_incident *out) {
    const draft_argument *words = NULL;
    for (uint32_t i = s->first[d]; i < s->first[d + 1]; i++)
        if (argument(s, i)->label == LABEL_CLAIM && (!words || argument(s, i)->score > words->score))
            words = argument(s, i);
    if (!words || words->claim_status.best == DATELINE_claim_NONE) return true;
    things_context c = {.doc = s->doc, .tools = s->tools};
    str said = layers_text(s->doc, s->doc->spans.at[words->phrases[0]].span);
    out->claim.status = says_nobody_claimed(said) ? DATELINE_claim_NONE_REPORTED : words->claim_status.best;
    out->claim.basis.evidence = things_evidence(&c, words);
    out->claim.basis.n_evidence = words->n_phrases;
    out->claim.basis.score = model_calibrate(s->tools->model, "claim", words->score * words->claim_status.p);
    if (!out->claim.basis.evidence) return false;
    if (out->claim.status == DATELINE_claim_NONE_REPORTED)
        return true; /* nobody claims: there is no one to name */
    source_attribution found;
    if (!source_of(s->tools->sources, s->doc, out->claim.basis.evidence[0], &found) || !found.n_chain)
        return true;
    str by = layers_text(s->doc, found.chain[0].span);
    return (out->claim.by = arena_copy(s->doc->arena, by.at, by.len)) != NULL;
}

static bool fill_related(assembly *s, uint32_t d, dateline_incident *out) {
    const document *doc = s->doc;
    uint32_t n = 0;
    for (uint32_t i = 0; i < doc->relations.n; i++) n += doc->relations.at[i].from == d;
    dateline_related *all = arena_alloc(doc->arena, (n + 1) * sizeof *all);
    if (!all) return false;
    for (uint32_t i = 0; i < doc->relations.n; i++) {
        const draft_relation *r = &doc->relations.at[i];
        if (r->from != d || s->ordinal[r->to] == NONE) continue;
        float score = model_calibrate(s->tools->model, "related", r->p);
        all[out->n_related++] = (dateline_related){s->ordinal[r->to], r->relation, score};
    }
    out->related = all;
    return true;
}

static dateline_status assemble_incident(assembly *s, uint32_t d, dateline_incident *out,
                                         dateline_error *err) {
    if (!identify(s, d, out)) return error_memory(err, s->doc->name);
    dateline_status status = fill_when_where(s, d, out, err);
    if (status) return status;
    if (!fill_things(s, d, out) || !fill_claim(s, d, out) || !fill_related(s, d, out))
        return error_memory(err, s->doc->name);
    if (out->when.known) s->previous = out->when;
    return fill_people(s, d, out, err);
}

/* --- all of them --- */

/* Words can say that a mention is no happening of its own (an exercise, a film, an anniversary): the odds of its draft
 * then fall below those that the model asks of an incident. */
static bool is_incident(const assembly *s, const draft_incident *draft) {
    float weight = s->tools->weights.no_incident, least = s->tools->model->settings.thresholds.real,
          against = 0;
    if (weight <= 0) return true;
    for (uint32_t i = 0; i < draft->n_mentions; i++) {
        dateline_span words = s->doc->spans.at[draft->mentions[i]].span;
        against += lexicon_no_incident(s->tools->lexicon, s->doc, words, NULL) / (float)draft->n_mentions;
    }
    float p = draft->score < 1 ? draft->score : 0.9999f, odds = p / (1 - p) * expf(-weight * against);
    return against <= 0 || odds / (1 + odds) >= least;
}

static bool number_incidents(assembly *s) {
    uint32_t n = 0, *ordinal = arena_alloc(s->doc->arena, s->doc->drafts.n * sizeof *ordinal);
    if (!ordinal) return false;
    for (uint32_t d = 0; d < s->doc->drafts.n; d++) {
        const draft_incident *draft = &s->doc->drafts.at[d];
        ordinal[d] = is_incident(s, draft) ? n++ : NONE;
        if (ordinal[d] != NONE)
            s->n_foreground += draft->background < s->tools->model->settings.thresholds.background;
    }
    s->ordinal = ordinal;
    return true;
}

/* The actor table asks for a day: that of the anchor where the incident has none. */
static void written_day(assembly *s) {
    if (s->anchor.source == DATE_SOURCE_NONE) return;
    calendar_date day = calendar_of(s->anchor.day);
    if (calendar_exists(day.year, day.month, day.day))
        snprintf(s->written, sizeof s->written, "%04d-%02d-%02d", day.year, day.month, day.day);
}

dateline_status assemble_run(document *doc, const assemble_tools *tools, dateline_error *err) {
    assembly s = {.doc = doc, .tools = tools};
    if (doc->drafts.n == 0) return DATELINE_OK;
    dateline_status status = where_layer_of(doc, tools->gazetteer, &s.places, err);
    if (status) return status;
    if (!index_arguments(&s)) return error_memory(err, doc->name);
    s.anchor = date_anchor_of(doc, tools->dates);
    written_day(&s);
    if (!number_incidents(&s)) return error_memory(err, doc->name);
    for (uint32_t d = 0; d < doc->drafts.n; d++) {
        if (s.ordinal[d] == NONE) continue;
        dateline_incident *out = VEC_PUSH(&doc->incidents, doc->arena);
        if (!out) return error_memory(err, doc->name);
        status = assemble_incident(&s, d, out, err);
        if (status) return status;
    }
    return evidence_check(doc, err);
}
