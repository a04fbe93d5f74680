/* where.c - see where.h. */
#include "incidents/where.h"

/* A report speaks of few countries; later ones are not worth a vote. */
enum { MAX_COUNTRIES = 16 };

typedef struct country_votes {
    char code[MAX_COUNTRIES][3];
    float votes[MAX_COUNTRIES];
    dateline_span words[MAX_COUNTRIES];
    int n;
} country_votes;

static void vote(country_votes *v, const dateline_where *w, float weight) {
    if (!w->known || !*w->country || !w->basis.n_evidence) return;
    int i = 0;
    while (i < v->n && strcmp(v->code[i], w->country) != 0) i++;
    if (i == v->n) {
        if (v->n == MAX_COUNTRIES) return;
        memcpy(v->code[v->n], w->country, 3);
        v->words[v->n] = w->basis.evidence[0];
        v->votes[v->n++] = 0;
    }
    v->votes[i] += weight;
}

/* Places of a report: the dateline first, then every PLACE span in the order of the text, then what only the scan
 * finds: names that fill no role still tell which country the report is about. */
typedef struct mention_list {
    place_mention *at;
    uint32_t n;
} mention_list;

static bool overlaps(dateline_span a, dateline_span b) {
    return a.start < b.end && b.start < a.end;
}

static void add_scanned(const document *doc, mention_list *list, const place_mention *scanned, size_t n) {
    uint32_t first = 0,
             n_known = list->n; /* both lists are in order of the text, but for the dateline at [0] */
    for (size_t i = 0; i < n; i++) {
        while (first < n_known && list->at[first].span.end <= scanned[i].span.start) first++;
        bool known = first < n_known && overlaps(list->at[first].span, scanned[i].span);
        if (!known && !overlaps(scanned[i].span, doc->head.place)) list->at[list->n++] = scanned[i];
    }
}

static dateline_status collect(const document *doc, const gazetteer *g, const place_context *context,
                               mention_list *list, dateline_error *err) {
    place_mention *scanned;
    size_t n_scanned;
    dateline_status status = place_scan(g, context, &scanned, &n_scanned, doc->arena, err);
    if (status) return status;
    list->at = arena_zalloc(doc->arena, doc->spans.n + n_scanned + 1, sizeof *list->at);
    if (!list->at) return error_memory(err, doc->name);
    dateline_span head = doc->head.place;
    if (head.end > head.start) list->at[list->n++] = (place_mention){.span = head, .in_dateline = true};
    for (uint32_t i = 0; i < doc->spans.n; i++) {
        const scored_span *s = &doc->spans.at[i];
        if (s->label == LABEL_PLACE)
            list->at[list->n++] =
                (place_mention){.span = s->span, .in_dateline = overlaps(s->span, doc->head.whole)};
    }
    add_scanned(doc, list, scanned, n_scanned);
    return DATELINE_OK;
}

dateline_status where_layer_of(const document *doc, const gazetteer *g, where_layer *out,
                               dateline_error *err) {
    *out = (where_layer){.gazetteer = g};
    mention_list list = {0};
    place_context context = {.text = doc->text, .head = doc->head.place};
    dateline_status status = collect(doc, g, &context, &list, err);
    if (status) return status;
    place_value *values = arena_zalloc(doc->arena, list.n + 1, sizeof *values);
    place_value *of_span = arena_zalloc(doc->arena, doc->spans.n + 1, sizeof *of_span);
    if (!values || !of_span) return error_memory(err, doc->name);
    status = place_resolve_report(g, list.at, list.n, &context, values, doc->arena, err);
    if (status) return status;
    country_votes votes = {0};
    uint32_t next = 0;
    if (doc->head.place.end > doc->head.place.start) out->head = &values[next++];
    for (uint32_t i = 0; i < doc->spans.n; i++)
        if (doc->spans.at[i].label == LABEL_PLACE) of_span[i] = values[next++];
    for (uint32_t i = 0; i < list.n; i++) vote(&votes, &values[i].where, i == 0 && out->head ? 1.5f : 1);
    int best = 0;
    for (int i = 1; i < votes.n; i++)
        if (votes.votes[i] > votes.votes[best]) best = i;
    if (votes.n) {
        memcpy(out->country, votes.code[best], 3);
        out->country_words = votes.words[best];
    }
    out->of_span = of_span;
    return DATELINE_OK;
}

/* How much a phrase tells, beside the model's say. A named place that no gazetteer has is taken for a
 * village. */
static float detail(const place_value *v) {
    static const float by_precision[] = {[DATELINE_place_precision_EXACT] = 0.5f,
                                         [DATELINE_place_precision_NEAR] = 0.45f,
                                         [DATELINE_place_precision_ADMIN2] = 0.3f,
                                         [DATELINE_place_precision_ADMIN1] = 0.2f,
                                         [DATELINE_place_precision_COUNTRY] = 0};
    if (!v->where.known) return -0.5f;
    if (v->adjective) return -0.3f;
    return v->where.has_point ? by_precision[v->where.precision] : 0.3f;
}

static const where_phrase *most_telling(const where_layer *layer, const where_phrase *phrases, uint32_t n) {
    const where_phrase *best = NULL;
    float best_score = 0;
    for (uint32_t i = 0; i < n; i++) {
        float score = phrases[i].p + detail(&layer->of_span[phrases[i].span]);
        if (!best || score > best_score) best = &phrases[i], best_score = score;
    }
    return best;
}

/* Path and country for a place that was not found: those of the best placed phrase beside it. */
static void lean_on_others(const where_layer *layer, const where_phrase *phrases, uint32_t n,
                           dateline_where *out) {
    const dateline_where *best = NULL;
    float best_p = 0;
    for (uint32_t i = 0; i < n; i++) {
        const dateline_where *w = &layer->of_span[phrases[i].span].where;
        if (!w->known || !*w->country || (best && phrases[i].p <= best_p)) continue;
        best = w;
        best_p = phrases[i].p;
    }
    if (!best) return;
    memcpy(out->country, best->country, 3);
    out->path = best->path;
    out->n_path = best->n_path;
    if (out->has_point || !best->has_point) return;
    /* The town around an unknown village is its place, only coarser. */
    out->has_point = true;
    out->lat = best->lat, out->lon = best->lon;
    out->radius_km = best->radius_km;
    out->precision =
        best->precision == DATELINE_place_precision_EXACT ? DATELINE_place_precision_NEAR : best->precision;
    out->basis.why = "placed at the area named beside it";
}

static dateline_status country_alone(const document *doc, const where_layer *layer, dateline_where *out,
                                     dateline_error *err) {
    if (!*layer->country) return DATELINE_OK;
    dateline_span *words = arena_alloc(doc->arena, sizeof *words);
    const char **path = arena_alloc(doc->arena, sizeof *path);
    str name = place_country_name(layer->gazetteer, layer->country);
    char *copy = arena_copy(doc->arena, name.at, name.len);
    if (!words || !path || !copy) return error_memory(err, doc->name);
    *words = layer->country_words;
    *path = copy;
    *out = (dateline_where){
        .known = true, .name = copy, .kind = "country", .path = path, .n_path = name.len > 0};
    out->precision = DATELINE_place_precision_COUNTRY;
    memcpy(out->country, layer->country, 3);
    out->basis = (dateline_basis){
        .evidence = words, .n_evidence = 1, .inferred = true, .score = 0.5f, .why = "the report's country"};
    return DATELINE_OK;
}

dateline_status where_of_phrases(const document *doc, const where_layer *layer, const where_phrase *phrases,
                                 uint32_t n, dateline_where *out, dateline_error *err) {
    *out = (dateline_where){0};
    const where_phrase *best = most_telling(layer, phrases, n);
    if (!best) return country_alone(doc, layer, out, err);
    *out = layer->of_span[best->span].where;
    if (!out->known) {
        str words = layers_text(doc, doc->spans.at[best->span].span);
        *out = (dateline_where){.known = true, .precision = DATELINE_place_precision_NEAR};
        out->name = arena_copy(doc->arena, words.at, words.len);
        if (!out->name) return error_memory(err, doc->name);
    }
    if (!*out->country) lean_on_others(layer, phrases, n, out);
    if (!*out->country && *layer->country) {
        memcpy(out->country, layer->country, 3);
        out->basis.inferred = true;
    }
    dateline_span *words = arena_alloc(doc->arena, n * sizeof *words);
    if (!words) return error_memory(err, doc->name);
    words[0] = doc->spans.at[best->span].span;
    uint32_t n_words = 1;
    for (uint32_t i = 0; i < n; i++)
        if (&phrases[i] != best) words[n_words++] = doc->spans.at[phrases[i].span].span;
    out->basis.evidence = words;
    out->basis.n_evidence = n_words;
    out->basis.score = best->p;
    return DATELINE_OK;
}
