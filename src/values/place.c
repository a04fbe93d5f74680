/* place.c - see place.h. Names are found by place_names.c, ranked by place_rank.c; here they become values. */
#include "values/place.h"

#include <math.h>
#include <stdlib.h>

#include "place_costs.h"
#include "values/place_names.h"
#include "values/place_rank.h"
#include "values/place_relation.h"

#define EARTH_KM 6371.0
#define RADIANS  0.017453292519943295

/* --- on the sphere --- */

double place_distance_km(double lat_a, double lon_a, double lat_b, double lon_b) {
    double u = sin((lat_b - lat_a) * RADIANS / 2), v = sin((lon_b - lon_a) * RADIANS / 2);
    double h = u * u + cos(lat_a * RADIANS) * cos(lat_b * RADIANS) * v * v;
    return 2 * EARTH_KM * asin(sqrt(h > 1 ? 1 : h));
}

void place_move(double *lat, double *lon, double distance_km, double bearing) {
    double d = distance_km / EARTH_KM, b = bearing * RADIANS, a = *lat * RADIANS;
    double sine = sin(a) * cos(d) + cos(a) * sin(d) * cos(b);
    sine = sine > 1 ? 1 : sine < -1 ? -1 : sine;
    double east = atan2(sin(b) * sin(d) * cos(a), cos(d) - sin(a) * sine);
    *lat = asin(sine) / RADIANS;
    *lon = remainder(*lon + east / RADIANS, 360);
}

/* --- countries --- */

/* Countries are the most important places, so they come first. */
static bool country_record(const gazetteer *g, const char *country, gazetteer_place *out) {
    for (uint32_t i = 0; gazetteer_at(g, i, out) && out->kind == 'N'; i++)
        if (memcmp(out->country, country, 2) == 0) return true;
    return false;
}

str place_country_name(const gazetteer *g, const char *country) {
    gazetteer_place p;
    return country && country[0] && country_record(g, country, &p) ? p.name : (str){"", 0};
}

bool place_country_of_demonym(const gazetteer *g, str word, char out[3]) {
    char key[GAZETTEER_KEY_CAP];
    gazetteer_cursor cursor;
    gazetteer_hit hit;
    str k = {key, gazetteer_key(word, key)};
    bool capitals = word.len > 0 && word.at[0] >= 'A' && word.at[0] <= 'Z' && word.at[word.len - 1] < 'a';
    out[0] = '\0';
    if (!gazetteer_find(g, k, &cursor)) return false;
    while (gazetteer_next(&cursor, &hit)) {
        gazetteer_place p;
        if (!gazetteer_at(g, hit.place, &p) || p.kind != 'N') continue;
        if ((hit.how == GAZETTEER_CODE || k.len < 3) && !capitals) continue;
        memcpy(out, p.country, 3);
        return true;
    }
    return false;
}

/* --- parts of a value --- */

/* One report being resolved. */
typedef struct resolver {
    const gazetteer *g;
    const place_context *context;
    place_names names;
    arena *a;
} resolver;

static const place_candidate *chosen(const resolver *r, uint32_t name) {
    if (name == NONE) return NULL;
    const place_group *g = &r->names.groups.at[r->names.names.at[name].group];
    return g->best == NONE ? NULL : &g->candidates[g->best];
}

static dateline_span words_span(const place_words *w, uint32_t first, uint32_t last) {
    return (dateline_span){w->at[first].span.start, w->at[last].span.end};
}

/* The words of a span on one line: a name may be broken over two. */
static const char *copy_span(const resolver *r, dateline_span s) {
    char *copy = arena_copy(r->a, r->context->text.at + s.start, s.end - s.start), *to = copy;
    if (!copy) return NULL;
    for (const char *c = copy; *c; c++) {
        bool blank = *c == ' ' || (*c >= '\t' && *c <= '\r');
        if (!blank)
            *to++ = *c;
        else if (to > copy && to[-1] != ' ')
            *to++ = ' ';
    }
    if (to > copy && to[-1] == ' ') to--;
    *to = '\0';
    return copy;
}

static int precision_of(char kind) {
    switch (kind) {
    case 'N':
    case 'K':
    case 'Z':
        return DATELINE_place_precision_COUNTRY;
    case '1':
        return DATELINE_place_precision_ADMIN1;
    case '2':
    case '3':
        return DATELINE_place_precision_ADMIN2;
    case 'H':
    case 'W':
    case 'T':
    case 'I':
    case 'D':
        return DATELINE_place_precision_NEAR;
    default:
        return DATELINE_place_precision_EXACT;
    }
}

/* How far the place may reach from its point. Towns grow with the root of their people: 7 million, 20 km. */
static double radius_of(const gazetteer_place *p) {
    if (p->radius_km > 0) return p->radius_km;
    switch (p->kind) {
    case 'K':
    case 'Z':
        return 1500;
    case 'N':
        return 300;
    case '1':
        return 100;
    case '2':
    case '3':
        return 30;
    case 'W':
        return 200;
    case 'H':
        return 150;
    case 'T':
    case 'D':
        return 60;
    case 'I':
        return 30;
    case 'L':
    case 'M':
        return 4;
    case 'V':
    case 'X':
    case 'Q':
        return 2;
    default:
        return fmax(1.5, 0.25 * sqrt(pow(10, p->population) / 1000));
    }
}

/* path: country first, areas below it, the place itself last; an area with the name of the next is left out. */
static bool write_path(const resolver *r, const gazetteer_place *p, dateline_where *w) {
    enum { DEEPEST = 6 };
    str up[DEEPEST + 2];
    int n = 0;
    gazetteer_place area = *p;
    up[n++] = p->name;
    for (int i = 0; i < DEEPEST && area.parent != GAZETTEER_NONE && gazetteer_at(r->g, area.parent, &area);
         i++)
        if (area.kind != 'N' && !str_equal(area.name, up[n - 1])) up[n++] = area.name;
    str country = place_country_name(r->g, p->country);
    if (country.len && p->kind != 'N') up[n++] = country;
    const char **path = arena_alloc(r->a, (size_t)n * sizeof *path);
    if (!path) return false;
    for (int i = 0; i < n; i++)
        if (!(path[i] = arena_copy(r->a, up[n - 1 - i].at, up[n - 1 - i].len))) return false;
    w->path = path;
    w->n_path = (uint32_t)n;
    return true;
}

static bool write_evidence(const resolver *r, dateline_where *w, dateline_span span) {
    dateline_span *evidence = arena_alloc(r->a, sizeof *evidence);
    if (!evidence) return false;
    *evidence = span;
    w->basis.evidence = evidence;
    w->basis.n_evidence = 1;
    return true;
}

/* Chance of being right, from the margin over the next place elsewhere (fitted on geowebnews). */
static float chance(const place_candidate *c, float margin) {
    double x =
        PLACE_CHANCE_BASE + PLACE_CHANCE_MARGIN * fmin(margin, 6) + PLACE_CHANCE_SCORE * fmin(c->score, 10);
    return (float)(1 / (1 + exp(-x)));
}

/* Fills everything that the record of a place tells. */
static bool write_place(const resolver *r, const gazetteer_place *p, place_value *v) {
    dateline_where *w = &v->where;
    w->known = w->has_point = true;
    w->kind = gazetteer_kind(p->kind);
    memcpy(w->country, p->country, 3);
    w->lat = p->lat;
    w->lon = p->lon;
    w->radius_km = radius_of(p);
    w->precision = precision_of(p->kind);
    w->gazetteer_id = p->id;
    v->place = p->index;
    return write_path(r, p, w);
}

/* Moves the point and widens the radius as the words before the name say. */
static bool apply_relation(const place_relation *relation, const gazetteer_place *p, place_value *v) {
    dateline_where *w = &v->where;
    double radius = radius_of(p);
    if (relation->kind == PLACE_AT) return true;
    w->has_relation = true;
    w->distance_km = relation->distance_km;
    w->bearing = relation->bearing;
    w->relation_of = w->name;
    bool area = strchr("KZN123DT", p->kind) != NULL;
    if (relation->kind == PLACE_PART_OF) {
        if (area && relation->bearing >= 0) place_move(&w->lat, &w->lon, 0.4 * radius, relation->bearing);
        w->radius_km = area && relation->bearing >= 0 ? 0.7 * radius : radius;
    } else if (relation->kind == PLACE_CLOSE) {
        /* outside a place: just beyond its edge; how far is not said */
        if (relation->bearing >= 0) place_move(&w->lat, &w->lon, radius + 5, relation->bearing);
        w->radius_km = 2 * radius + 10;
        if (w->precision == DATELINE_place_precision_EXACT) w->precision = DATELINE_place_precision_NEAR;
    } else {
        if (relation->bearing >= 0) place_move(&w->lat, &w->lon, relation->distance_km, relation->bearing);
        /* eight winds: 22 degrees to each side; distances are rounded and counted from the centre or the edge */
        double off = relation->bearing >= 0 ? 0.4 : 1.1;
        w->radius_km = off * relation->distance_km + fmin(radius, 20) / 2 + 1;
        w->precision = DATELINE_place_precision_NEAR;
        w->gazetteer_id = 0;
    }
    return w->relation_of != NULL;
}

/* --- from a span to a value --- */

/* Number of the first name whose last word is not before word. */
static uint32_t name_at(const resolver *r, uint32_t word) {
    uint32_t low = 0, high = r->names.names.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->names.names.at[middle].last < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Names that overlap words [from, to): first and behind the last. */
static void names_of(const resolver *r, uint32_t from, uint32_t to, uint32_t *first, uint32_t *end) {
    *first = *end = name_at(r, from);
    while (*end < r->names.names.n && r->names.names.at[*end].first < to) ++*end;
}

/* The most specific place named: the first, unless a later one lies in it ("Iraq's Anbar", "the Syrian city of Raqqa"). */
static uint32_t most_specific(const resolver *r, uint32_t first, uint32_t end) {
    uint32_t best = NONE;
    for (uint32_t i = first; i < end; i++) {
        const place_candidate *c = chosen(r, i), *b = chosen(r, best);
        if (best == NONE ||
            (c && !b && r->names.names.at[best].group != r->names.names.at[i].group && i == first))
            best = i;
        else if (c && b &&
                 (place_names_inside(r->g, &c->place, &b->place) ||
                  (b->how == GAZETTEER_DEMONYM && c->how != GAZETTEER_DEMONYM)))
            best = i;
    }
    return best;
}

static bool word_is(const resolver *r, uint32_t i, const char *word) {
    return str_equal(r->names.words.at[i].key, str_of(word));
}

/* "between X and Y", "the road from X to Y": names a and b, when words [from, ...) say so. */
static bool is_between(const resolver *r, uint32_t from, uint32_t first, uint32_t end) {
    if (end - first < 2) return false;
    const place_name *a = &r->names.names.at[first], *b = &r->names.names.at[first + 1];
    if (!chosen(r, first) || !chosen(r, first + 1) || b->first != a->last + 2) return false;
    bool between = false, starts = false, linking = false;
    for (uint32_t i = from > 2 ? from - 2 : 0; i < a->first; i++) {
        between = between || word_is(r, i, "between");
        starts = starts || word_is(r, i, "from");
        linking =
            linking || word_is(r, i, "linking") || word_is(r, i, "connecting") || word_is(r, i, "links");
    }
    const place_candidate *x = chosen(r, first), *y = chosen(r, first + 1);
    if (place_distance_km(x->place.lat, x->place.lon, y->place.lat, y->place.lon) > 1000) return false;
    return ((between || linking) && (word_is(r, a->last + 1, "and") || word_is(r, a->last + 1, "to") ||
                                     word_is(r, a->last + 1, "with"))) ||
           (starts && word_is(r, a->last + 1, "to"));
}

static bool value_between(const resolver *r, uint32_t first, place_value *v) {
    const gazetteer_place *x = &chosen(r, first)->place, *y = &chosen(r, first + 1)->place;
    if (!write_place(r, x, v)) return false;
    double apart = place_distance_km(x->lat, x->lon, y->lat, y->lon);
    dateline_where *w = &v->where;
    w->lat = (x->lat + y->lat) / 2;
    w->lon = x->lon + remainder(y->lon - x->lon, 360) / 2;
    w->radius_km = apart / 2 + 1;
    w->precision = DATELINE_place_precision_NEAR;
    w->gazetteer_id = 0;
    w->has_relation = true;
    w->distance_km = -1;
    w->bearing = -1;
    w->relation_of =
        arena_print(r->a, "%.*s and %.*s", (int)x->name.len, x->name.at, (int)y->name.len, y->name.at);
    w->basis.why = "between two places";
    w->basis.score = 0.7f;
    return w->relation_of != NULL;
}

/* The town that the text names nearest to word i, in the same paragraph before others; else the report's most named. */
static uint32_t town_around(const resolver *r, uint32_t word, uint32_t skip_from, uint32_t skip_to) {
    uint32_t best = NONE;
    double least = 1e9;
    enum { NEIGHBOURS = 200 }; /* names looked at on each side: long lists must not cost their square */
    uint32_t here = name_at(r, word), low = here > NEIGHBOURS ? here - NEIGHBOURS : 0;
    for (uint32_t i = low; i < r->names.names.n && i < here + NEIGHBOURS; i++) {
        const place_candidate *c = chosen(r, i);
        if (!c || c->how == GAZETTEER_DEMONYM || !strchr("CAPVX2", c->place.kind)) continue;
        const place_name *n = &r->names.names.at[i];
        if (n->last >= skip_from && n->first < skip_to) continue;
        double far = n->first > word ? 1.2 * (n->first - word) : word - n->last;
        /* a town named often, or in the dateline, is what the report is about */
        far /= 1 + r->names.groups.at[n->group].n_names + (n->in_dateline ? 3 : 0);
        if (far < least) least = far, best = i;
    }
    return least < PLACE_FACILITY_REACH ? best : NONE;
}

/* A place that no gazetteer has: at the town around it when the words say that it is a building or a street, else
 * words alone. */
static bool value_unknown(const resolver *r, uint32_t from, uint32_t to, uint32_t container, place_value *v) {
    bool facility = false, capital = false;
    for (uint32_t i = from; i < to; i++) {
        const place_word *w = &r->names.words.at[i];
        if (!(w->flags & PLACE_CAPITAL)) continue;
        capital = capital || !place_word_has(w, PLACE_STOP);
        facility = facility || place_word_has(w, PLACE_FACILITY);
    }
    if (!capital) return true;
    v->where.known = true;
    v->where.basis.why = "no place of the name is known";
    uint32_t town = container != NONE ? container : facility ? town_around(r, from, from, to) : NONE;
    const place_candidate *c = chosen(r, town);
    if (!c) return true;
    if (!write_place(r, &c->place, v)) return false;
    v->facility = true;
    v->where.kind = facility ? "site" : NULL;
    v->where.gazetteer_id = 0;
    v->place = GAZETTEER_NONE;
    v->where.radius_km = v->where.radius_km * 1.5 + 10;
    if (v->where.precision == DATELINE_place_precision_EXACT)
        v->where.precision = DATELINE_place_precision_NEAR;
    v->where.basis.inferred = true;
    v->where.basis.why = "at the place named around it";
    v->where.basis.score = 0.5f;
    return true;
}

static const char *name_of(const resolver *r, uint32_t name, const place_candidate *c) {
    const place_name *n = &r->names.names.at[name];
    bool loud = c && (r->names.words.at[n->first].flags & PLACE_ALL_CAPS) && c->how != GAZETTEER_CODE;
    if (c && (loud || c->how == GAZETTEER_DEMONYM || c->how == GAZETTEER_CODE))
        return arena_copy(r->a, c->place.name.at, c->place.name.len);
    return copy_span(r, words_span(&r->names.words, n->first, n->last));
}

/* Lowest word that a relation before word first may begin at. */
static uint32_t phrase_start(const resolver *r, uint32_t from, uint32_t first) {
    enum { REACH = 10 };
    const place_words *w = &r->names.words;
    uint32_t low = first;
    while (low > 0 && first - low < REACH && w->at[low].gap != PLACE_GAP_STOP &&
           w->at[low].gap != PLACE_GAP_START)
        low--;
    return low < from ? low : from;
}

static bool value_of_name(const resolver *r, const place_mention *m, uint32_t from, uint32_t name,
                          place_value *v) {
    const place_candidate *c = chosen(r, name);
    const place_name *n = &r->names.names.at[name];
    const place_group *g = &r->names.groups.at[n->group];
    if (!write_place(r, &c->place, v)) return false;
    v->adjective = c->how == GAZETTEER_DEMONYM;
    v->margin = g->margin;
    v->where.basis.why = g->why;
    v->where.basis.score = chance(c, g->margin);
    v->where.basis.inferred = v->adjective;
    v->where.name = name_of(r, name, c);
    if (!v->where.name) return false;
    if (m->bare || v->adjective) return true;
    place_relation relation =
        place_relation_before(r->context->text, &r->names.words, phrase_start(r, from, n->first), n->first);
    /* beyond the span only a distance is sure to belong to the name */
    if (relation.first < from && relation.kind != PLACE_APART)
        relation = (place_relation){PLACE_AT, -1, -1, n->first};
    if (relation.kind == PLACE_AT && g->part)
        relation = (place_relation){g->tail == PLACE_TAIL_AROUND ? PLACE_CLOSE : PLACE_PART_OF, -1,
                                    g->bearing, n->first};
    if (relation.kind == PLACE_APART && relation.first < from) {
        dateline_span whole = {r->names.words.at[relation.first].span.start, m->span.end};
        if (!write_evidence(r, &v->where, whole)) return false;
    }
    return apply_relation(&relation, &c->place, v);
}

/* The area named right behind the span: "Foo, Aleppo province", "Foo village in Gumla District". */
static uint32_t container_behind(const resolver *r, uint32_t to, uint32_t end) {
    const place_words *w = &r->names.words;
    if (end >= r->names.names.n || !chosen(r, end)) return NONE;
    uint32_t first = r->names.names.at[end].first;
    if (first == to && (w->at[to].gap == PLACE_GAP_COMMA || w->at[to].gap == PLACE_GAP_PAREN)) return end;
    bool linked = first == to + 1 && place_words_joined(w, to) && place_words_joined(w, first) &&
                  (word_is(r, to, "in") || word_is(r, to, "of"));
    return linked ? end : NONE;
}

/* Words [from, to) name a building or street, and the place name among them is only a part of it that need not be where
 * it stands: "Rogers Centre", "Douglas High School", "British Embassy". Well known places are trusted: "Delhi High
 * Court" is in Delhi. */
static bool is_facility_of(const resolver *r, uint32_t from, uint32_t to, uint32_t name) {
    const place_name *n = &r->names.names.at[name];
    const place_candidate *c = chosen(r, name);
    bool facility = false;
    for (uint32_t i = from; i < to; i++)
        if ((i < n->first || i > n->last || (i == n->last && n->last > n->first)) &&
            (r->names.words.at[i].flags & PLACE_CAPITAL))
            facility = facility || place_word_has(&r->names.words.at[i], PLACE_FACILITY);
    if (!facility) return false;
    if (c->how == GAZETTEER_DEMONYM) return true;
    bool outside = r->names.groups.at[n->group].n_free > 0 || c->local > 0;
    return !outside && !strchr("N12LMG", c->place.kind) && c->place.population < PLACE_FACILITY_TRUST;
}

static bool value_of(const resolver *r, const place_mention *m, place_value *v) {
    const place_words *w = &r->names.words;
    *v = (place_value){.place = GAZETTEER_NONE};
    v->where.bearing = -1;
    v->where.distance_km = -1;
    uint32_t from = place_words_at(w, m->span.start), to = place_words_at(w, m->span.end);
    if (to < w->n && w->at[to].span.start < m->span.end) to++;
    if (!write_evidence(r, &v->where, m->span)) return false;
    if (from >= to) return true;
    uint32_t first, end;
    names_of(r, from, to, &first, &end);
    if (is_between(r, from, first, end)) {
        v->where.name = copy_span(r, m->span);
        return v->where.name && value_between(r, first, v);
    }
    uint32_t name = most_specific(r, first, end);
    bool inside = name != NONE && chosen(r, name);
    if (inside && is_facility_of(r, from, to, name)) {
        if (town_around(r, from, from, to) != NONE || chosen(r, name)->how != GAZETTEER_DEMONYM) {
            v->where.name = copy_span(r, m->span);
            return v->where.name && value_unknown(r, from, to, NONE, v);
        }
    }
    if (inside) return value_of_name(r, m, from, name, v);
    v->where.name = name != NONE ? name_of(r, name, NULL) : copy_span(r, m->span);
    if (!v->where.name) return false;
    uint32_t container = container_behind(r, to, end);
    for (uint32_t i = first; container == NONE && i < end; i++)
        if (i != name && chosen(r, i)) container = i;
    return value_unknown(r, from, to, container, v);
}

/* --- the report --- */

static int by_start(const void *a, const void *b) {
    const dateline_span *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : 0;
}

/* Spans of the mentions in order, overlapping ones joined. */
static dateline_span *forced_spans(const place_mention *mentions, size_t n, uint32_t *n_out, arena *a) {
    dateline_span *spans = arena_alloc(a, (n + 1) * sizeof *spans);
    if (!spans) return NULL;
    for (size_t i = 0; i < n; i++) spans[i] = mentions[i].span;
    if (n) qsort(spans, n, sizeof *spans, by_start);
    uint32_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && spans[i].start < spans[kept - 1].end) {
            if (spans[i].end > spans[kept - 1].end) spans[kept - 1].end = spans[i].end;
        } else
            spans[kept++] = spans[i];
    }
    *n_out = kept;
    return spans;
}

static void mark_span(resolver *r, dateline_span span) {
    const place_words *w = &r->names.words;
    for (uint32_t i = name_at(r, place_words_at(w, span.start)); i < r->names.names.n; i++) {
        place_name *name = &r->names.names.at[i];
        if (w->at[name->first].span.start >= span.end) return;
        name->in_dateline = true;
    }
}

static void mark_dateline(resolver *r, const place_mention *mentions, size_t n) {
    if (r->context->head.end > r->context->head.start) mark_span(r, r->context->head);
    for (size_t i = 0; i < n; i++)
        if (mentions[i].in_dateline) mark_span(r, mentions[i].span);
}

dateline_status place_resolve_report(const gazetteer *g, const place_mention *mentions, size_t n,
                                     const place_context *context, place_value *out, arena *a,
                                     dateline_error *err) {
    resolver r = {.g = g, .context = context, .a = a};
    uint32_t n_forced = 0;
    dateline_span *forced = forced_spans(mentions, n, &n_forced, a);
    if (!forced || !place_names_find(g, context->text, forced, n_forced, &r.names, a))
        return error_memory(err, "places");
    mark_dateline(&r, mentions, n);
    if (!place_rank(&r.names, context->home)) return error_memory(err, "places");
    for (size_t i = 0; i < n; i++)
        if (!value_of(&r, &mentions[i], &out[i])) return error_memory(err, "places");
    return DATELINE_OK;
}

/* --- without the model --- */

/* End of the capitalised run that begins at word i: "Karl Bremer Hospital". */
static uint32_t run_end(const place_words *w, uint32_t i, bool *facility) {
    uint32_t end = i;
    *facility = false;
    while (end < w->n && (end == i || place_words_joined(w, end))) {
        bool capital = w->at[end].flags & (PLACE_CAPITAL | PLACE_DIGIT);
        if (!capital && !(end + 1 < w->n && place_words_joined(w, end + 1) &&
                          (w->at[end + 1].flags & PLACE_CAPITAL) && place_word_has(&w->at[end], PLACE_JOIN)))
            break;
        *facility = *facility || (capital && place_word_has(&w->at[end], PLACE_FACILITY));
        end++;
        if (w->at[end - 1].flags & PLACE_POSSESSIVE) break;
    }
    return end;
}

/* Buildings and streets among the words [from, to), where no name was found. */
static bool add_facilities(const place_names *names, uint32_t from, uint32_t to, place_mention **at,
                           uint32_t *n, uint32_t *cap, arena *a) {
    const place_words *w = &names->words;
    for (uint32_t i = from; i < to; i++) {
        bool facility;
        if (!(w->at[i].flags & PLACE_CAPITAL) || place_word_has(&w->at[i], PLACE_STOP)) continue;
        uint32_t end = run_end(w, i, &facility);
        if (end > to) end = to;
        if (facility && end - i >= 2) {
            place_mention *m = vec_push((void **)at, n, cap, sizeof **at, a);
            if (!m) return false;
            *m = (place_mention){words_span(w, i, end - 1), false, true};
        }
        i = end > i ? end - 1 : i;
    }
    return true;
}

dateline_status place_scan(const gazetteer *g, const place_context *context, place_mention **out, size_t *n,
                           arena *a, dateline_error *err) {
    place_names names;
    place_mention *at = NULL;
    uint32_t count = 0, cap = 0, word = 0;
    if (!place_names_find(g, context->text, NULL, 0, &names, a)) return error_memory(err, "places");
    for (uint32_t i = 0; i <= names.names.n; i++) {
        bool last = i == names.names.n;
        uint32_t to = last ? names.words.n : names.names.at[i].first;
        if (!add_facilities(&names, word, to, &at, &count, &cap, a)) return error_memory(err, "places");
        if (last) break;
        place_mention *m = vec_push((void **)&at, &count, &cap, sizeof *at, a);
        if (!m) return error_memory(err, "places");
        dateline_span span = words_span(&names.words, names.names.at[i].first, names.names.at[i].last);
        *m = (place_mention){span, span.start >= context->head.start && span.end <= context->head.end, true};
        word = names.names.at[i].last + 1;
        /* "Royal Street": the whole of it, so that its words are read together */
        bool facility;
        uint32_t end = word < names.words.n && place_words_joined(&names.words, word)
                           ? run_end(&names.words, word, &facility)
                           : word;
        if (end > word && facility && place_word_has(&names.words.at[word], PLACE_FACILITY) &&
            (i + 1 == names.names.n || names.names.at[i + 1].first >= end)) {
            m->span.end = names.words.at[end - 1].span.end;
            word = end;
        }
    }
    *out = at;
    *n = count;
    return DATELINE_OK;
}
