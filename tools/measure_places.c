/* measure_places.c - finds and resolves the places of texts: JSON Lines in, JSON Lines out.
 *
 *     measure_places GAZETTEER < questions.jsonl > answers.jsonl
 *     measure_places GAZETTEER --speed < questions.jsonl
 *
 * A question is {"text": ..., "spans": [[start, end], ...]} (bytes), for spans that somebody holds for places, or
 * {"text": ..., "scan": true} for those that place_scan finds; "bare": true reads names alone. The answer is
 * {"places": [{"start", "end", "name", "country", "id", "lat", "lon", "kind", "precision", "adjective", "facility", "score", "why"}]}
 * with lat and lon null where there is no pin. tools/evaluate/places.py asks. --speed prints look-ups and places a second. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "values/place.h"

static void die(const char *what) {
    fprintf(stderr, "measure_places: %s\n", what);
    exit(1);
}

static json_t *real_or_null(bool known, double value) {
    return known ? json_pack("f", value) : json_pack("n");
}

static json_t *place_json(const place_mention *m, const place_value *v) {
    const dateline_where *w = &v->where;
    return json_pack(
        "{s:i, s:i, s:s?, s:s, s:I, s:o, s:o, s:s?, s:s, s:b, s:b, s:f, s:s?}", "start", (int)m->span.start,
        "end", (int)m->span.end, "name", w->name, "country", w->country, "id", (json_int_t)w->gazetteer_id,
        "lat", real_or_null(w->has_point, w->lat), "lon", real_or_null(w->has_point, w->lon), "kind", w->kind,
        "precision", dateline_term_key(DATELINE_VOCABULARY_place_precision, w->precision), "adjective",
        v->adjective, "facility", v->facility, "score", (double)w->basis.score, "why", w->basis.why);
}

static place_mention *mentions_of(json_t *question, size_t *n, arena *a) {
    json_t *spans = json_object_get(question, "spans"), *pair;
    size_t i;
    place_mention *out = arena_zalloc(a, json_array_size(spans) + 1, sizeof *out);
    json_array_foreach(spans, i, pair) {
        out[i].span.start = (uint32_t)json_integer_value(json_array_get(pair, 0));
        out[i].span.end = (uint32_t)json_integer_value(json_array_get(pair, 1));
        out[i].bare = json_is_true(json_object_get(question, "bare"));
    }
    *n = json_array_size(spans);
    return out;
}

/* Number of places read; prints them unless out is NULL. */
static size_t answer(const gazetteer *g, json_t *question, FILE *out, arena *a) {
    const char *text = json_string_value(json_object_get(question, "text"));
    if (!text) die("a question without a text");
    place_context context = {.text = str_of(text)};
    size_t n = 0;
    place_mention *mentions;
    dateline_error err;
    if (!json_is_true(json_object_get(question, "scan")))
        mentions = mentions_of(question, &n, a);
    else if (place_scan(g, &context, &mentions, &n, a, &err))
        die(err.sentence);
    place_value *values = arena_zalloc(a, n + 1, sizeof *values);
    if (!values || place_resolve_report(g, mentions, n, &context, values, a, &err)) die("out of memory");
    if (!out) return n;
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(list, place_json(&mentions[i], &values[i]));
    json_t *line = json_pack("{s:o}", "places", list);
    json_dumpf(line, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(line);
    return n;
}

/* Seconds of processor: other programs on the machine do not count. */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Look-ups of the names of every 97th place, found or not. */
static void speed_of_names(const gazetteer *g) {
    size_t n = 0, found = 0;
    double start = now();
    for (uint32_t i = 0; i < g->n_places; i += 97) {
        gazetteer_place p;
        char key[GAZETTEER_KEY_CAP];
        gazetteer_cursor cursor;
        gazetteer_at(g, i, &p);
        found += gazetteer_find(g, (str){key, gazetteer_key(p.name, key)}, &cursor);
        n++;
    }
    double seconds = now() - start;
    printf("%zu look-ups (%zu found) in %.3f s: %.0f a second\n", n, found, seconds, (double)n / seconds);
}

int main(int argc, char **argv) {
    gazetteer g;
    dateline_error err;
    bool speed = argc == 3 && str_equal(str_of(argv[2]), STR("--speed"));
    if (argc < 2 || (argc == 3 && !speed)) die("usage: measure_places GAZETTEER [--speed]");
    double start = now();
    if (gazetteer_open(argv[1], &g, &err)) die(err.sentence);
    if (speed) printf("opened in %.2f ms\n", (now() - start) * 1e3), speed_of_names(&g);
    char *line = NULL;
    size_t cap = 0, places = 0, reports = 0;
    double seconds = 0;
    arena a = {0};
    while (getline(&line, &cap, stdin) > 0) {
        json_t *question = json_loads(line, 0, NULL);
        if (!question) die("a line that is not JSON");
        double before = now();
        places += answer(&g, question, speed ? NULL : stdout, &a);
        seconds += now() - before;
        reports++;
        arena_reset(&a, 1 << 20);
        json_decref(question);
    }
    if (speed)
        printf("%zu reports, %zu places in %.3f s: %.0f reports, %.0f places a second\n", reports, places,
               seconds, (double)reports / seconds, (double)places / seconds);
    free(line);
    arena_clear(&a);
    gazetteer_close(&g);
    return 0;
}
