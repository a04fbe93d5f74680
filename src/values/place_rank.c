/* place_rank.c - see place_rank.h. */
#include "values/place_rank.h"

#include "place_costs.h"

/* --- words beside a name: "X, Y" --- */

static void raise(float *value, float to) {
    if (to > *value) *value = to;
}

/* True when some candidate of outer, taken for an area, holds none of inner's: "Luru of Gumla District" is no Luru that the
 * gazetteer has. */
static bool contradicts(const place_names *p, const place_group *inner, const place_group *outer) {
    bool area = false;
    for (uint32_t o = 0; o < outer->n_candidates; o++) {
        const gazetteer_place *a = &outer->candidates[o].place;
        if (!strchr("N123", a->kind)) continue;
        area = true;
        for (uint32_t i = 0; i < inner->n_candidates; i++)
            if (inner->candidates[i].place.index == a->index ||
                place_names_inside(p->gazetteer, &inner->candidates[i].place, a) ||
                memcmp(inner->candidates[i].place.country, a->country, 2) == 0)
                return false;
    }
    return area;
}

/* Raises the candidates of inner that lie in a candidate of outer, and those of outer that hold one of inner. */
static void agree(const place_names *p, place_group *inner, place_group *outer, float weight) {
    for (uint32_t o = 0; o < outer->n_candidates; o++) {
        place_candidate *area = &outer->candidates[o];
        if (!strchr("N123DZ", area->place.kind)) continue;
        float best = -1;
        for (uint32_t i = 0; i < inner->n_candidates; i++) {
            place_candidate *c = &inner->candidates[i];
            if (c->place.index == area->place.index ||
                !place_names_inside(p->gazetteer, &c->place, &area->place))
                continue;
            raise(&c->local, weight);
            raise(&best, c->prior);
        }
        /* "Atlanta, Georgia": the state must beat the country, which holds no Atlanta */
        if (best > PLACE_AGREE_LEAST)
            raise(&area->local, weight * (area->place.kind == 'N' ? 1 : PLACE_AGREE_AREA));
    }
}

/* Name n and the one behind it: "X, Y", "X (Y)", "X in Y", "X-Y". */
static void agree_with_next(place_names *p, uint32_t n) {
    const place_name *a = &p->names.at[n], *b = &p->names.at[n + 1];
    const place_words *w = &p->words;
    if (a->group == b->group) return;
    place_group *inner = &p->groups.at[a->group], *outer = &p->groups.at[b->group];
    uint32_t between = b->first - a->last - 1;
    if (between == 0 && (w->at[b->first].gap == PLACE_GAP_COMMA || w->at[b->first].gap == PLACE_GAP_PAREN))
        agree(p, inner, outer, PLACE_AGREE), inner->misfit = inner->misfit || contradicts(p, inner, outer);
    else if (between <= 3 && w->at[b->first].gap == PLACE_GAP_BLANK &&
             w->at[a->last + 1].gap == PLACE_GAP_BLANK) {
        str word = w->at[a->last + 1].key;
        if (str_equal(word, STR("in")) || str_equal(word, STR("of"))) {
            agree(p, inner, outer, PLACE_AGREE_IN);
            if (between == 1) inner->misfit = inner->misfit || contradicts(p, inner, outer);
        }
    } else if (between == 0 && w->at[b->first].gap == PLACE_GAP_BLANK &&
               p->groups.at[a->group].n_candidates && (w->at[a->last].flags & PLACE_POSSESSIVE))
        agree(p, outer, inner, PLACE_AGREE_IN); /* "Iraq's Anbar" */
}

/* --- countries that the report speaks of --- */

enum { MAX_COUNTRIES = 32 };

typedef struct country_votes {
    char code[MAX_COUNTRIES][2];
    float votes[MAX_COUNTRIES];
    float total;
    int n;
} country_votes;

static void vote(country_votes *v, const char *code, float weight) {
    if (!code[0]) return;
    int i = 0;
    while (i < v->n && memcmp(v->code[i], code, 2) != 0) i++;
    if (i == MAX_COUNTRIES) return;
    if (i == v->n) {
        memcpy(v->code[v->n], code, 2);
        v->votes[v->n++] = 0;
    }
    v->votes[i] += weight;
    v->total += weight;
}

static float votes_for(const country_votes *v, const char *code) {
    for (int i = 0; i < v->n; i++)
        if (memcmp(v->code[i], code, 2) == 0) return v->votes[i];
    return 0;
}

/* The first-level area around a place, or GAZETTEER_NONE. */
static uint32_t first_area(const gazetteer *g, const gazetteer_place *p) {
    gazetteer_place up = *p;
    for (int i = 0; i < 6; i++) {
        if (up.kind == '1') return up.index;
        if (up.parent == GAZETTEER_NONE || !gazetteer_at(g, up.parent, &up)) break;
    }
    return GAZETTEER_NONE;
}

static const gazetteer_place *choice(const place_group *g) {
    return &g->candidates[g->best].place;
}

/* "Luru village" and "Luru" are two groups, but one witness. slots: a hash of mask + 1 numbers of groups. */
static void find_twins(place_names *p, uint32_t *slots, uint32_t mask) {
    memset(slots, 0xFF, ((size_t)mask + 1) * sizeof *slots);
    for (uint32_t i = 0; i < p->groups.n; i++) {
        place_group *g = &p->groups.at[i];
        g->twin = NONE;
        g->n_votes = 0;
        if (!g->n_names || g->best == NONE) continue;
        uint32_t k = choice(g)->index * 2654435761u & mask;
        while (slots[k] != NONE && choice(&p->groups.at[slots[k]])->index != choice(g)->index)
            k = (k + 1) & mask;
        if (slots[k] == NONE) slots[k] = i;
        g->twin = slots[k];
        p->groups.at[g->twin].n_votes += g->n_names;
    }
    for (uint32_t i = 0; i < p->groups.n; i++) {
        place_group *g = &p->groups.at[i];
        if (g->twin != i) continue;
        g->vote =
            (float)(g->n_votes > 4 ? 4 : g->n_votes) * (choice(g)->kind == 'N' ? 1 : (float)PLACE_VOTE_TOWN);
        memcpy(g->voted, choice(g)->country, 3);
    }
}

static void count_votes(const place_names *p, const char *home, country_votes *v) {
    *v = (country_votes){0};
    for (uint32_t i = 0; i < p->groups.n; i++) {
        const place_group *g = &p->groups.at[i];
        if (g->twin == i) vote(v, g->voted, g->vote);
    }
    for (uint32_t i = 0; i < p->names.n; i++) {
        const place_group *g = &p->groups.at[p->names.at[i].group];
        if (p->names.at[i].in_dateline && g->best != NONE)
            vote(v, g->candidates[g->best].place.country, PLACE_VOTE_DATELINE);
    }
    if (home && home[0] && home[1]) vote(v, home, PLACE_VOTE_HOME);
}

/* --- the sum --- */

/* Votes of the report's names for first-level areas: a local report names towns of one state. */
enum { MAX_AREAS = 24 };

typedef struct area_votes {
    uint32_t at[MAX_AREAS];
    float votes[MAX_AREAS];
    float total;
    uint32_t n;
} area_votes;

static void vote_area(area_votes *v, uint32_t area, float weight) {
    uint32_t i = 0;
    while (i < v->n && v->at[i] != area) i++;
    if (i == MAX_AREAS) return;
    if (i == v->n) v->at[v->n] = area, v->votes[v->n++] = 0;
    v->votes[i] += weight;
    v->total += weight;
}

static void count_areas(const place_names *p, area_votes *v) {
    *v = (area_votes){.total = PLACE_AREA_DOUBT};
    for (uint32_t i = 0; i < p->groups.n; i++) {
        place_group *g = &p->groups.at[i];
        g->area = GAZETTEER_NONE;
        if (g->twin != i || choice(g)->kind == 'N') continue;
        g->area = first_area(p->gazetteer, choice(g));
        if (g->area != GAZETTEER_NONE) vote_area(v, g->area, g->vote / (float)PLACE_VOTE_TOWN);
    }
}

/* Share of the votes for the area of place that other groups than g gave. */
static float area_share(const place_names *p, const place_group *g, const gazetteer_place *place,
                        const area_votes *v) {
    uint32_t area = first_area(p->gazetteer, place);
    float own = g->area != GAZETTEER_NONE ? g->vote / (float)PLACE_VOTE_TOWN : 0;
    for (uint32_t i = 0; area != GAZETTEER_NONE && i < v->n; i++)
        if (v->at[i] == area)
            return (v->votes[i] - (area == g->area ? own : 0)) / (v->total - own > 1 ? v->total - own : 1);
    return 0;
}

static void choose(place_group *g) {
    g->best = NONE;
    for (uint32_t i = 0; i < g->n_candidates; i++)
        if (g->best == NONE || g->candidates[i].score > g->candidates[g->best].score) g->best = i;
    if (g->best == NONE) return;
    const place_candidate *best = &g->candidates[g->best];
    g->margin = 9;
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        const place_candidate *c = &g->candidates[i];
        double away = (c->place.lat - best->place.lat) * (c->place.lat - best->place.lat) +
                      (c->place.lon - best->place.lon) * (c->place.lon - best->place.lon);
        if (away > 2 && best->score - c->score < g->margin) g->margin = best->score - c->score;
    }
}

static void score_group(const place_names *p, place_group *g, const country_votes *all,
                        const area_votes *areas) {
    country_votes votes = *all;
    /* the choice of the last round, which voted; no name votes for itself */
    const place_group *voter = g->twin != NONE ? &p->groups.at[g->twin] : g;
    if (g->twin != NONE) vote(&votes, voter->voted, -voter->vote);
    float total = votes.total > 1 ? votes.total : 1;
    g->strange = votes.total >= PLACE_STRANGE_VOTES;
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        place_candidate *c = &g->candidates[i];
        float share = c->place.country[0] ? votes_for(&votes, c->place.country) / total : 0;
        c->score = c->prior + c->local + PLACE_VOTE_SHARE * share;
        if (share > 0.001f) c->score += PLACE_VOTE_ANY;
        if (g->bones && share < PLACE_BONES_SHARE) c->score -= PLACE_COUNTRY;
        if (g->twin != NONE && c->place.kind != 'N')
            c->score += PLACE_AREA_SHARE * area_share(p, voter, &c->place, areas);
    }
    choose(g);
    if (g->best != NONE && (votes_for(&votes, g->candidates[g->best].place.country) > 0.001f ||
                            !g->candidates[g->best].place.country[0]))
        g->strange = false;
}

/* --- is it good enough for a pin? --- */

static const char *why_of(const place_group *g) {
    const place_candidate *c = &g->candidates[g->best];
    if (c->how == GAZETTEER_DEMONYM) return "nationality word";
    if (c->local >= PLACE_AGREE) return "agrees with the area named beside it";
    if (g->n_candidates == 1) return "only place of the name";
    if (c->place.kind == 'N') return "country";
    if (c->score - c->prior - c->local > PLACE_VOTE_ANY) return "in a country that the report speaks of";
    return "most important place of the name";
}

static void decide(place_group *g) {
    if (g->best == NONE) return;
    const place_candidate *best = &g->candidates[g->best];
    g->why = why_of(g);
    float least = g->spelling || g->bones ? PLACE_LEAST_SPELLING : PLACE_LEAST;
    if ((g->strange || g->misfit) && best->local < 1) least = PLACE_LEAST_STRANGE;
    if (best->score < least) {
        g->why = "too small a place without another sign";
        g->best = NONE;
    }
}

/* A name of a district and of its seat means the seat, unless a word beside it says "district". */
static void prefer_seats(const place_names *p, place_group *g) {
    if (g->tail == PLACE_TAIL_ADMIN1 || g->tail == PLACE_TAIL_ADMIN2) return;
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        place_candidate *town = &g->candidates[i];
        if (!strchr("CAPV", town->place.kind) || (town->place.kind == 'V' && g->n_candidates > 12)) continue;
        for (uint32_t k = 0; k < g->n_candidates; k++) {
            const place_candidate *area = &g->candidates[k];
            bool district = area->place.kind == '2' || area->place.kind == '3';
            if (district && area->prior >= town->prior &&
                place_names_inside(p->gazetteer, &town->place, &area->place))
                town->prior = area->prior + PLACE_SEAT;
        }
    }
}

bool place_rank(place_names *p, const char *home) {
    enum { ROUNDS = 3 };
    for (uint32_t i = 0; i < p->groups.n; i++) prefer_seats(p, &p->groups.at[i]);
    for (uint32_t i = 0; i + 1 < p->names.n; i++) agree_with_next(p, i);
    for (uint32_t i = 0; i < p->groups.n; i++) {
        place_group *g = &p->groups.at[i];
        for (uint32_t k = 0; k < g->n_candidates; k++)
            g->candidates[k].score = g->candidates[k].prior + g->candidates[k].local;
        choose(g);
    }
    country_votes *votes = arena_alloc(p->arena, sizeof *votes);
    if (!votes) return false;
    area_votes areas;
    uint32_t mask = 15;
    while (mask < 2 * p->groups.n) mask = 2 * mask + 1;
    uint32_t *slots = arena_alloc(p->arena, ((size_t)mask + 1) * sizeof *slots);
    if (!slots) return false;
    for (int round = 0; round < ROUNDS; round++) {
        find_twins(p, slots, mask);
        count_votes(p, home, votes);
        count_areas(p, &areas);
        for (uint32_t i = 0; i < p->groups.n; i++) score_group(p, &p->groups.at[i], votes, &areas);
    }
    for (uint32_t i = 0; i < p->groups.n; i++) decide(&p->groups.at[i]);
    return true;
}
