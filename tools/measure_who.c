/* measure_who.c - runs the normalisers of who, what with and who says so over spans that somebody else found.
 *
 *     measure_who DATA < questions.jsonl > answers.jsonl
 *
 * A question: {"text": ..., "asks": [{"what": "people", "span": [start, end], "type": "police", "country": "SY"}, ...]}.
 * what is a vocabulary (people, weapon, target, perpetrator_kind, perpetrator_category, speaker, type, stage,
 * people_effect, target_effect: the lexicon's best term), or nation_people, nation_target, actor, person, certainty,
 * speaker_of, no_incident. The answer is a list of objects in the order of the questions. tools/evaluate/who.py asks.
 *
 *     measure_who DATA --bench < questions.jsonl        normalisations a second of each kind, on one core */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doc/document.h"
#include "intake/intake.h"
#include "text/segment.h"
#include "values/actor.h"
#include "values/lexicon.h"
#include "values/nation.h"
#include "values/person.h"
#include "values/source.h"

typedef struct tools {
    const lexicon *words;
    const nation_table *nations;
    const actor_table *actors;
    const person_table *persons;
    const source_table *sources;
    segment_tables segments;
} tools;

static void die(const dateline_error *err) {
    fprintf(stderr, "measure_who: %d %s %s\n", err->number, err->where, err->sentence);
    exit(1);
}

static const char *text_of(json_t *object, const char *key) {
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static json_t *words_json(const document *doc, dateline_span s) {
    return json_stringn(doc->text.at + s.start, s.end > s.start ? s.end - s.start : 0);
}

static int term_of(dateline_vocabulary v, const char *key) {
    return dateline_term_of(v, key, strlen(key));
}

static json_t *ask_lexicon(const tools *t, const document *doc, dateline_span span, dateline_vocabulary v) {
    lexicon_answer a = lexicon_best(t->words, v, doc, span);
    float prior[LEXICON_MAX_TERMS];
    lexicon_prior(t->words, v, doc, span, prior);
    json_t *all = json_object();
    for (int i = 0; i < dateline_term_count(v); i++)
        if (prior[i] != 0) json_object_set_new(all, dateline_term_key(v, i), json_real(prior[i]));
    return json_pack("{s:s?, s:f, s:s, s:o}", "term", dateline_term_key(v, a.term), "strength", a.strength,
                     "why", a.why ? a.why : "", "prior", all);
}

static json_t *ask_nation(const tools *t, const document *doc, dateline_span span, json_t *ask,
                          const char *what) {
    dateline_vocabulary role = strcmp(what, "nation_people") == 0   ? DATELINE_VOCABULARY_people
                               : strcmp(what, "nation_target") == 0 ? DATELINE_VOCABULARY_target
                                                                    : DATELINE_VOCABULARY_perpetrator_kind;
    nation_value v = nation_read(t->nations, doc, span, role, term_of(role, text_of(ask, "type")),
                                 text_of(ask, "country"));
    return json_pack("{s:s, s:b, s:f, s:s}", "nation", v.country, "inferred", v.inferred, "strength",
                     v.strength, "why", v.why ? v.why : "");
}

static json_t *ask_actor(const tools *t, const document *doc, dateline_span span, json_t *ask) {
    actor_value v = actor_resolve(t->actors, doc, span, text_of(ask, "country"), text_of(ask, "date"));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:f, s:s}", "id", v.id ? v.id : "", "name",
                     v.name ? v.name : "", "kind",
                     dateline_term_key(DATELINE_VOCABULARY_perpetrator_kind, v.kind), "category",
                     dateline_term_key(DATELINE_VOCABULARY_perpetrator_category, v.category), "country",
                     v.country, "by_group", v.by_group, "strength", v.strength, "why", v.why ? v.why : "");
}

static json_t *ask_person(const tools *t, const document *doc, dateline_span span) {
    person_value v = person_read(t->persons, doc, span);
    return json_pack("{s:b, s:o, s:o, s:s, s:s}", "named", v.named, "name", words_json(doc, v.name), "about",
                     words_json(doc, v.about), "sex", dateline_term_key(DATELINE_VOCABULARY_sex, v.sex),
                     "age_group", dateline_term_key(DATELINE_VOCABULARY_age_group, v.age_group));
}

static json_t *chain_json(const document *doc, const source_attribution *a) {
    json_t *out = json_array();
    for (uint32_t i = 0; i < a->n_chain; i++)
        json_array_append_new(out, json_pack("{s:o, s:s, s:[i,i]}", "name", words_json(doc, a->chain[i].span),
                                             "kind",
                                             dateline_term_key(DATELINE_VOCABULARY_speaker, a->chain[i].kind),
                                             "span", a->chain[i].span.start, a->chain[i].span.end));
    return out;
}

static json_t *ask_speaker_of(const tools *t, const document *doc, dateline_span span) {
    source_attribution a = {0};
    bool found = source_of(t->sources, doc, span, &a);
    return json_pack("{s:o, s:i, s:o}", "chain", chain_json(doc, &a), "act", a.act, "cue",
                     found ? words_json(doc, a.cue) : json_string(""));
}

static json_t *ask_certainty(const tools *t, const document *doc, dateline_span span) {
    float prior[LEXICON_MAX_TERMS];
    int best = 0, n = dateline_term_count(DATELINE_VOCABULARY_certainty);
    source_certainty(t->sources, doc, span, prior, NULL);
    prior[DATELINE_certainty_FACT] += 2; /* what is told without words about it is told as a fact */
    for (int i = 1; i < n; i++)
        if (prior[i] > prior[best]) best = i;
    return json_pack("{s:s?}", "term", dateline_term_key(DATELINE_VOCABULARY_certainty, best));
}

/* All attributions of the text. */
static json_t *ask_scan(const tools *t, const document *doc) {
    json_t *out = json_array();
    source_attribution found[SOURCE_MAX_FOUND];
    for (uint32_t s = 0; s < doc->sentences.n; s++) {
        uint32_t n = source_scan(t->sources, doc, s, found);
        for (uint32_t i = 0; i < n; i++)
            json_array_append_new(out, json_pack("{s:o, s:o, s:i, s:[i,i], s:[i,i]}", "chain",
                                                 chain_json(doc, &found[i]), "cue",
                                                 words_json(doc, found[i].cue), "act", found[i].act,
                                                 "cue_span", found[i].cue.start, found[i].cue.end, "content",
                                                 found[i].content.start, found[i].content.end));
    }
    return out;
}

static json_t *answer(const tools *t, const document *doc, json_t *ask) {
    static const char *const keys[] = {
#define VOCABULARY(v) #v,
#include "dateline/terms.def"
    };
    const char *what = text_of(ask, "what");
    json_t *pair = json_object_get(ask, "span");
    dateline_span span = {(uint32_t)json_integer_value(json_array_get(pair, 0)),
                          (uint32_t)json_integer_value(json_array_get(pair, 1))};
    if (span.end > doc->text.len || span.start > span.end) return json_pack("{}");
    if (strncmp(what, "nation_", 7) == 0) return ask_nation(t, doc, span, ask, what);
    if (strcmp(what, "actor") == 0) return ask_actor(t, doc, span, ask);
    if (strcmp(what, "person") == 0) return ask_person(t, doc, span);
    if (strcmp(what, "certainty") == 0) return ask_certainty(t, doc, span);
    if (strcmp(what, "speaker_of") == 0) return ask_speaker_of(t, doc, span);
    if (strcmp(what, "scan") == 0) return ask_scan(t, doc);
    if (strcmp(what, "no_incident") == 0)
        return json_pack("{s:f}", "score", lexicon_no_incident(t->words, doc, span, NULL));
    for (int v = 0; v < DATELINE_N_VOCABULARIES; v++)
        if (strcmp(what, keys[v]) == 0) return ask_lexicon(t, doc, span, (dateline_vocabulary)v);
    return json_pack("{}");
}

/* Time spent on the questions of one kind. */
typedef struct bench {
    const char *what;
    double seconds;
    uint64_t n;
} bench;

enum { MAX_KINDS = 32, ROUNDS = 10 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Asks ROUNDS times; the time includes making the JSON of the answer. */
static void time_question(const tools *t, const document *doc, json_t *ask, bench *kinds) {
    const char *what = text_of(ask, "what");
    int k = 0;
    while (k < MAX_KINDS - 1 && kinds[k].what && strcmp(kinds[k].what, what) != 0) k++;
    if (!kinds[k].what) kinds[k].what = strdup(what);
    double start = now();
    for (int i = 0; i < ROUNDS; i++) json_decref(answer(t, doc, ask));
    kinds[k].seconds += now() - start;
    kinds[k].n += ROUNDS;
}

static void print_bench(bench *kinds) {
    for (int k = 0; k < MAX_KINDS && kinds[k].what; k++) {
        printf("%-22s %8.0f a second\n", kinds[k].what, (double)kinds[k].n / kinds[k].seconds);
        free((char *)kinds[k].what);
    }
}

static void read_line(const tools *t, json_t *question, arena *a, bench *kinds) {
    document doc;
    dateline_error err;
    const char *text = text_of(question, "text");
    dateline_input in = {.bytes = text, .len = strlen(text), .name = "question"};
    document_init(&doc, a);
    if (intake_plain(&doc, &in, &err) || segment_run(&doc, &t->segments, &err)) {
        puts("[]");
        return;
    }
    json_t *out = json_array(), *ask;
    size_t i;
    json_array_foreach(json_object_get(question, "asks"), i, ask) {
        if (kinds)
            time_question(t, &doc, ask, kinds);
        else
            json_array_append_new(out, answer(t, &doc, ask));
    }
    if (!kinds) json_dumpf(out, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    if (!kinds) putchar('\n');
    json_decref(out);
}

int main(int argc, char **argv) {
    arena tables = {0}, a = {0};
    dateline_error err;
    tools t;
    bench kinds[MAX_KINDS] = {0};
    bool benching = argc == 3 && strcmp(argv[2], "--bench") == 0;
    if (argc != 2 && !benching)
        return fputs("usage: measure_who DATA [--bench] < questions.jsonl\n", stderr), 2;
    if (lexicon_open(argv[1], &tables, &t.words, &err) || nation_open(argv[1], &tables, &t.nations, &err) ||
        actor_open(argv[1], t.nations, t.words, &tables, &t.actors, &err) ||
        person_open(argv[1], t.nations, &tables, &t.persons, &err) ||
        source_open(argv[1], t.words, &tables, &t.sources, &err) ||
        segment_tables_open(argv[1], &t.segments, &tables, &err))
        die(&err);
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *question = json_loads(line, 0, NULL);
        if (question)
            read_line(&t, question, &a, benching ? kinds : NULL);
        else if (!benching)
            puts("[]");
        json_decref(question);
        arena_reset(&a, 1 << 20);
    }
    if (benching) print_bench(kinds);
    free(line);
    arena_clear(&a);
    arena_clear(&tables);
    return 0;
}
