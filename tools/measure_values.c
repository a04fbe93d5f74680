/* measure_values.c - runs the normalisers over spans that somebody else found: JSON Lines in, JSON Lines out.
 *
 *     measure_values DATA < questions.jsonl > answers.jsonl
 *
 * A question names a text, its day of publication and what to read in it:
 *
 *     {"text": ..., "published": ...,
 *      "times":  [[[start, end], ...], ...]             phrases of one date each
 *      "counts": [{"phrases": [[start, end], ...], "role": 0, "named": false}, ...]
 *      "tolls":  [{"people": [{"phrases": ..., "effect": "killed", "named": false, "count": [1, null]}, ...],
 *                  "mentions": [...], "n_incidents": 1}, ...]
 *      "scan": true}                                    all times and numbers of the text
 *
 * and the answer has lists of the same names and order. tools/evaluate/values.py asks.
 *
 *     measure_values DATA --bench < questions.jsonl        normalisations a second of each kind, on one core */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "doc/document.h"
#include "incidents/toll.h"
#include "intake/intake.h"
#include "text/segment.h"
#include "text/token.h"
#include "values/date.h"
#include "values/number.h"

/* base/json_writer.h writes JSON under names that jansson has too (json_null, json_string): here only json_pack makes values. */

typedef struct tools {
    const date_tables *dates;
    const number_tables *numbers;
    segment_tables segments;
} tools;

static void die(const dateline_error *err) {
    fprintf(stderr, "measure_values: %d %s\n", err->number, err->sentence);
    exit(1);
}

static dateline_span span_of(json_t *pair) {
    return (dateline_span){(uint32_t)json_integer_value(json_array_get(pair, 0)),
                           (uint32_t)json_integer_value(json_array_get(pair, 1))};
}

static dateline_span *spans_of(json_t *list, uint32_t *n, arena *a) {
    *n = (uint32_t)json_array_size(list);
    dateline_span *out = arena_zalloc(a, *n + 1, sizeof *out);
    for (uint32_t i = 0; i < *n; i++) out[i] = span_of(json_array_get(list, i));
    return out;
}

static json_t *end_json(const char *end) {
    return *end ? json_pack("s", end) : json_pack("n");
}

static json_t *when_json(const dateline_when *w) {
    return json_pack("{s:b, s:o, s:o, s:s, s:s}", "known", w->known, "start", end_json(w->start), "end",
                     end_json(w->end), "precision",
                     dateline_term_key(DATELINE_VOCABULARY_date_precision, w->precision), "why",
                     w->basis.why ? w->basis.why : "");
}

static json_t *bound_json(int64_t bound) {
    return bound == DATELINE_OPEN ? json_pack("n") : json_integer(bound);
}

static json_t *count_json(dateline_count c) {
    return c.known ? json_pack("[o, o]", bound_json(c.min), bound_json(c.max)) : json_pack("n");
}

static dateline_count count_of(json_t *pair) {
    dateline_count c = {json_is_array(pair), DATELINE_OPEN, DATELINE_OPEN};
    json_t *min = json_array_get(pair, 0), *max = json_array_get(pair, 1);
    if (json_is_integer(min)) c.min = json_integer_value(min);
    if (json_is_integer(max)) c.max = json_integer_value(max);
    return c;
}

static json_t *ask_times(json_t *list, const document *doc, const tools *t, const date_anchor *anchor) {
    json_t *out = json_array(), *phrases;
    size_t i;
    dateline_when previous = {0};
    dateline_error err;
    json_array_foreach(list, i, phrases) {
        uint32_t n;
        dateline_span *spans = spans_of(phrases, &n, doc->arena);
        dateline_when when, before = previous;
        if (date_of_phrases(doc, spans, n, anchor, previous.known ? &previous : NULL, t->dates, &when, &err))
            die(&err);
        if (when.known && (*when.start || *when.end)) previous = when;
        json_t *answer = when_json(&when);
        date_value v = {0};
        if (n && date_read(doc, spans[0], anchor, before.known ? &before : NULL, t->dates, &v, &err))
            die(&err);
        json_object_set_new(answer, "timex", json_pack("s", v.timex));
        json_object_set_new(answer, "kind", json_integer(v.kind));
        json_array_append_new(out, answer);
    }
    return out;
}

static json_t *ask_counts(json_t *list, const document *doc, const tools *t) {
    json_t *out = json_array(), *question;
    size_t i;
    json_array_foreach(list, i, question) {
        uint32_t n;
        dateline_span *spans = spans_of(json_object_get(question, "phrases"), &n, doc->arena);
        int role = (int)json_integer_value(json_object_get(question, "role"));
        bool named = json_is_true(json_object_get(question, "named"));
        number_value v = number_of_phrases(doc, spans, n, (enum number_role)role, named, t->numbers, NULL);
        json_array_append_new(out,
                              json_pack("{s:o, s:i, s:b, s:b, s:s}", "count", count_json(v.count), "basis",
                                        v.basis, "part", v.part, "more", v.more, "why", v.why ? v.why : ""));
    }
    return out;
}

static json_t *ask_toll(json_t *question, const document *doc, const tools *t) {
    json_t *people = json_object_get(question, "people"), *p;
    toll_people *hit = arena_zalloc(doc->arena, json_array_size(people) + 1, sizeof *hit);
    size_t i;
    json_array_foreach(people, i, p) {
        hit[i].phrases = spans_of(json_object_get(p, "phrases"), &hit[i].n_phrases, doc->arena);
        const char *effect = json_string_value(json_object_get(p, "effect"));
        hit[i].effect =
            effect ? dateline_term_of(DATELINE_VOCABULARY_people_effect, effect, strlen(effect)) : 0;
        hit[i].named = json_is_true(json_object_get(p, "named"));
        hit[i].count = count_of(json_object_get(p, "count"));
    }
    toll_input in = {.people = hit, .n_people = (uint32_t)json_array_size(people)};
    in.mentions = spans_of(json_object_get(question, "mentions"), &in.n_mentions, doc->arena);
    in.n_incidents = (uint32_t)json_integer_value(json_object_get(question, "n_incidents"));
    dateline_toll killed, injured;
    dateline_error err;
    if (toll_of(doc, &in, t->numbers, &killed, &injured, &err)) die(&err);
    return json_pack("{s:o, s:o, s:s, s:s}", "killed", count_json(killed.count), "injured",
                     count_json(injured.count), "why_killed", killed.basis.why ? killed.basis.why : "",
                     "why_injured", injured.basis.why ? injured.basis.why : "");
}

static json_t *ask_tolls(json_t *list, const document *doc, const tools *t) {
    json_t *out = json_array(), *toll;
    size_t i;
    json_array_foreach(list, i, toll) json_array_append_new(out, ask_toll(toll, doc, t));
    return out;
}

static void scan(json_t *answer, const document *doc, const tools *t, const date_anchor *anchor) {
    dateline_error err;
    date_list dates;
    number_list numbers;
    json_t *list = json_array();
    if (date_scan(doc, anchor, t->dates, &dates, &err) || number_scan(doc, t->numbers, &numbers, &err))
        die(&err);
    for (uint32_t i = 0; i < dates.n; i++)
        json_array_append_new(list, json_pack("{s:i, s:i, s:s, s:i, s:o}", "start", dates.at[i].span.start,
                                              "end", dates.at[i].span.end, "timex", dates.at[i].timex, "kind",
                                              dates.at[i].kind, "when", when_json(&dates.at[i].when)));
    json_object_set_new(answer, "found_times", list);
    list = json_array();
    for (uint32_t i = 0; i < numbers.n; i++)
        json_array_append_new(list, json_pack("{s:i, s:i, s:o}", "start", numbers.at[i].span.start, "end",
                                              numbers.at[i].span.end, "count",
                                              count_json(numbers.at[i].value.count)));
    json_object_set_new(answer, "found_numbers", list);
}

static json_t *answer_to(json_t *question, const tools *t, arena *a) {
    dateline_error err;
    document doc;
    document_init(&doc, a);
    const char *text = json_string_value(json_object_get(question, "text"));
    dateline_input in = {.name = "question", .bytes = text ? text : "", .len = text ? strlen(text) : 0};
    in.published = json_string_value(json_object_get(question, "published"));
    json_t *answer = json_object();
    dateline_status status = intake_plain(&doc, &in, &err);
    if (!status) status = segment_run(&doc, &t->segments, &err);
    if (!status) status = token_run(&doc, &err);
    if (status) return json_object_set_new(answer, "error", json_integer(err.number)), answer;
    date_anchor anchor = date_anchor_of(&doc, t->dates);
    json_object_set_new(answer, "anchor", json_pack("[i, i]", anchor.source, anchor.day));
    json_object_set_new(answer, "times", ask_times(json_object_get(question, "times"), &doc, t, &anchor));
    json_object_set_new(answer, "counts", ask_counts(json_object_get(question, "counts"), &doc, t));
    json_object_set_new(answer, "tolls", ask_tolls(json_object_get(question, "tolls"), &doc, t));
    if (json_is_true(json_object_get(question, "scan"))) scan(answer, &doc, t, &anchor);
    return answer;
}

/* How often each kind runs in a second over the phrases of all questions. */
typedef struct bench {
    double seconds[4]; /* dates, counts, tolls, bytes scanned */
    uint64_t n[4];
} bench;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void bench_question(json_t *question, const tools *t, arena *a, bench *b) {
    static const char *const kinds[] = {"times", "counts", "tolls"};
    dateline_error err;
    document doc;
    document_init(&doc, a);
    const char *text = json_string_value(json_object_get(question, "text"));
    dateline_input in = {.name = "question", .bytes = text ? text : "", .len = text ? strlen(text) : 0};
    in.published = json_string_value(json_object_get(question, "published"));
    if (intake_plain(&doc, &in, &err) || segment_run(&doc, &t->segments, &err)) return;
    date_anchor anchor = date_anchor_of(&doc, t->dates);
    for (int kind = 0; kind < 3; kind++) {
        json_t *list = json_object_get(question, kinds[kind]);
        double start = now();
        for (int round = 0; round < 10; round++)
            json_decref(kind == 0   ? ask_times(list, &doc, t, &anchor)
                        : kind == 1 ? ask_counts(list, &doc, t)
                                    : ask_tolls(list, &doc, t));
        b->seconds[kind] += now() - start;
        b->n[kind] += 10 * json_array_size(list);
    }
    date_list dates;
    number_list numbers;
    double start = now();
    if (date_scan(&doc, &anchor, t->dates, &dates, &err) || number_scan(&doc, t->numbers, &numbers, &err))
        die(&err);
    b->seconds[3] += now() - start;
    b->n[3] += doc.text.len;
}

static void print_bench(const bench *b) {
    static const char *const names[] = {"dates", "counts", "tolls", "bytes scanned for times and numbers"};
    for (int i = 0; i < 4; i++)
        if (b->n[i]) printf("%s: %.0f a second\n", names[i], (double)b->n[i] / b->seconds[i]);
}

int main(int argc, char **argv) {
    bool benching = argc == 3 && strcmp(argv[2], "--bench") == 0;
    if (argc != 2 && !benching)
        return fprintf(stderr, "usage: measure_values DATA [--bench] < questions.jsonl > answers.jsonl\n"), 2;
    bench b = {0};
    arena tables = {0}, scratch = {0};
    tools t;
    dateline_error err;
    if (date_tables_open(argv[1], &tables, &t.dates, &err) ||
        number_tables_open(argv[1], &tables, &t.numbers, &err) ||
        segment_tables_open(argv[1], &t.segments, &tables, &err))
        die(&err);
    char *line = NULL;
    size_t cap = 0;
    for (ssize_t len; (len = getline(&line, &cap, stdin)) > 0;) {
        json_error_t bad;
        json_t *question = json_loadb(line, (size_t)len, 0, &bad);
        if (!question) return fprintf(stderr, "measure_values: %s\n", bad.text), 1;
        if (benching) {
            bench_question(question, &t, &scratch, &b);
        } else {
            json_t *answer = answer_to(question, &t, &scratch);
            json_dumpf(answer, stdout, JSON_COMPACT);
            putchar('\n');
            json_decref(answer);
        }
        json_decref(question);
        arena_reset(&scratch, 1 << 24);
    }
    if (benching) print_bench(&b);
    free(line);
    arena_clear(&scratch);
    arena_clear(&tables);
    return 0;
}
