/* argument.c - which phrases fill which incident (train/MODEL.md, "Decoding" 4). */
#include <stdlib.h>
#include <string.h>

#include "incidents/link.h"
#include "incidents/linking.h"

/* --- candidates: the incidents that an argument is compared with --- */

typedef struct candidate {
    uint32_t incident;
    uint32_t mention; /* span: the incident's nearest to the argument */
    float p;          /* logit at first */
} candidate;

/* Mentions of incidents in order of the text, for walking away from an argument. */
typedef struct mention_walk {
    uint32_t *spans, *incident_of;
    uint32_t n;
} mention_walk;

/* A walk gives up after so many mentions for each incident that it looks for. */
enum { WALK_PER_INCIDENT = 64 };

static bool begin_walk(const linking *l, mention_walk *w) {
    uint32_t *owner = linking_alloc(l, l->doc->spans.n, sizeof *owner);
    w->spans = linking_alloc(l, l->n_mentions, sizeof *w->spans);
    w->incident_of = linking_alloc(l, l->n_mentions, sizeof *w->incident_of);
    if (!owner || !w->spans || !w->incident_of) return false;
    for (uint32_t i = 0; i < l->n_incidents; i++)
        for (uint32_t k = 0; k < l->incidents[i].n_mentions; k++) owner[l->incidents[i].mentions[k]] = i + 1;
    for (uint32_t i = 0; i < l->n_mentions; i++) {
        uint32_t span = l->mentions[i];
        if (!owner[span]) continue;
        w->incident_of[w->n] = owner[span] - 1;
        w->spans[w->n++] = span;
    }
    return true;
}

static uint32_t add_incident(candidate *out, uint32_t n, uint32_t incident) {
    for (uint32_t i = 0; i < n; i++)
        if (out[i].incident == incident) return n;
    out[n].incident = incident;
    return n + 1;
}

static int incident_order(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    return (x->incident > y->incident) - (x->incident < y->incident);
}

/* The LINK_INCIDENTS incidents that have the nearest mentions, by walking from the argument to both sides. */
static uint32_t nearest_incidents(const linking *l, const mention_walk *w, const feature_span *s,
                                  candidate *out) {
    uint32_t low = 0, high = w->n, n = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->spans[w->spans[middle]].end > s->start)
            high = middle;
        else
            low = middle + 1;
    }
    uint32_t left = low, right = low; /* mentions [left, right) have been met */
    for (uint32_t steps = 0; n < LINK_INCIDENTS && steps < LINK_INCIDENTS * WALK_PER_INCIDENT; steps++) {
        bool can_left = left > 0, can_right = right < w->n;
        if (!can_left && !can_right) break;
        bool go_left = can_left && (!can_right || features_gap(&l->spans[w->spans[left - 1]], s) <=
                                                      features_gap(&l->spans[w->spans[right]], s));
        n = add_incident(out, n, w->incident_of[go_left ? --left : right++]);
    }
    qsort(out, n, sizeof *out, incident_order);
    return n;
}

static uint32_t find_candidates(const linking *l, const mention_walk *w, uint32_t span, candidate *out) {
    const feature_span *s = &l->spans[span];
    uint32_t n = 0;
    if (l->n_incidents > LINK_INCIDENTS)
        n = nearest_incidents(l, w, s, out);
    else
        for (; n < l->n_incidents; n++) out[n].incident = n;
    for (uint32_t i = 0; i < n; i++) {
        const linked_incident *in = &l->incidents[out[i].incident];
        out[i].mention = features_nearest(l->spans, in->mentions, in->n_mentions, s);
    }
    return n;
}

/* --- links --- */

/* Has the incident a mention in this sentence? Its mentions are in order. */
static bool has_part(const linking *l, const linked_incident *in, uint32_t part) {
    uint32_t low = 0, high = in->n_mentions;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->spans[in->mentions[middle]].part < part)
            low = middle + 1;
        else
            high = middle;
    }
    return low < in->n_mentions && l->spans[in->mentions[low]].part == part;
}

/* The features of one argument against each of its candidates. */
static void link_features(const linking *l, uint32_t span, const candidate *c, uint32_t n,
                          feature_rows *out) {
    const feature_span *s = &l->spans[span];
    int64_t least = INT64_MAX;
    uint32_t n_inside = 0;
    bool inside[LINK_INCIDENTS];
    for (uint32_t i = 0; i < n; i++) {
        int64_t gap = features_gap(s, &l->spans[c[i].mention]);
        if (gap < least) least = gap;
        inside[i] = has_part(l, &l->incidents[c[i].incident], s->part);
        n_inside += inside[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        const feature_span *mention = &l->spans[c[i].mention];
        out[i] = features_link(&(feature_link){.label = l->doc->spans.at[span].label,
                                               .argument = s,
                                               .mention = mention,
                                               .nearest = features_gap(s, mention) == least,
                                               .inside = inside[i],
                                               .n_inside = n_inside,
                                               .incident = c[i].incident,
                                               .n_incidents = l->n_incidents,
                                               .n_parts = l->n_parts});
    }
}

/* Sides of the link scorer that stand ready: a of arguments, b of incidents, m of mentions. */
typedef struct link_sides {
    float *a, *b, *m;      /* [n, MODEL_HIDDEN] */
    uint32_t *mention_row; /* span -> row of m */
} link_sides;

static dateline_status make_sides(const linking *l, const uint32_t *arguments, uint32_t n, link_sides *out,
                                  dateline_error *err) {
    uint32_t most = n > l->n_mentions ? n : l->n_mentions;
    const float **from = linking_alloc(l, most > l->n_incidents ? most : l->n_incidents, sizeof *from);
    out->a = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof(float));
    out->b = linking_alloc(l, (size_t)l->n_incidents * MODEL_HIDDEN, sizeof(float));
    out->m = linking_alloc(l, (size_t)l->n_mentions * MODEL_HIDDEN, sizeof(float));
    out->mention_row = linking_alloc(l, l->doc->spans.n, sizeof(uint32_t));
    if (!from || !out->a || !out->b || !out->m || !out->mention_row) return error_memory(err, l->doc->name);
    const model_scorer *link = &l->tools.m->link;
    enum { IN = MODEL_VECTOR, OUT = MODEL_HIDDEN };
    for (uint32_t i = 0; i < n; i++) from[i] = linking_vector(l, arguments[i]);
    dateline_status status = scorer_side(&l->tools, link->a, from, n, IN, OUT, out->a, err);
    for (uint32_t i = 0; i < l->n_incidents; i++) from[i] = l->incidents[i].vector;
    if (!status) status = scorer_side(&l->tools, link->b, from, l->n_incidents, IN, OUT, out->b, err);
    for (uint32_t i = 0; i < l->n_mentions; i++) {
        from[i] = linking_vector(l, l->mentions[i]);
        out->mention_row[l->mentions[i]] = i;
    }
    return status ? status : scorer_side(&l->tools, link->m, from, l->n_mentions, IN, OUT, out->m, err);
}

/* Scores argument number row (a span) against its n candidates. */
static dateline_status score_links(const linking *l, scorer *s, const link_sides *sides, uint32_t row,
                                   uint32_t span, candidate *c, uint32_t n, dateline_error *err) {
    feature_rows features[LINK_INCIDENTS];
    link_features(l, span, c, n, features);
    dateline_status status = DATELINE_OK;
    for (uint32_t i = 0; !status && i < n; i++) {
        scorer_pair pair = {.x = linking_vector(l, span),
                            .y = l->incidents[c[i].incident].vector,
                            .z = linking_vector(l, c[i].mention),
                            .ax = sides->a + (size_t)row * MODEL_HIDDEN,
                            .by = sides->b + (size_t)c[i].incident * MODEL_HIDDEN,
                            .mz = sides->m + (size_t)sides->mention_row[c[i].mention] * MODEL_HIDDEN,
                            .features = features[i],
                            .out = &c[i].p};
        status = scorer_add(s, &pair, err);
    }
    return status;
}

static bool keep_phrase(const linking *l, phrase_list *list, uint32_t span, const candidate *c) {
    linked_phrase *out = VEC_PUSH(&list->phrases, l->tools.scratch);
    if (out) *out = (linked_phrase){c->incident, span, l->doc->spans.at[span].label, c->p};
    return out != NULL;
}

/* Links an argument where it is sure enough, or to its best incident where that is at least likely. */
static bool decide(const linking *l, phrase_list *list, uint32_t span, candidate *c, uint32_t n) {
    const settings_thresholds *t = &l->tools.m->settings.thresholds;
    int label = l->doc->spans.at[span].label;
    uint32_t best = 0, linked = 0;
    for (uint32_t i = 0; i < n; i++) {
        c[i].p = scorer_sigmoid(c[i].p);
        if (c[i].p > c[best].p) best = i;
        if (!(c[i].p >= t->link[label])) continue;
        linked++;
        if (!keep_phrase(l, list, span, &c[i])) return false;
    }
    return linked || n == 0 || !(c[best].p >= t->link_low[label]) || keep_phrase(l, list, span, &c[best]);
}

static int phrase_order(const void *a, const void *b) {
    const linked_phrase *x = a, *y = b;
    if (x->incident != y->incident) return x->incident < y->incident ? -1 : 1;
    if (x->label != y->label) return x->label < y->label ? -1 : 1;
    return (x->span > y->span) - (x->span < y->span);
}

static dateline_status link_all(const linking *l, const uint32_t *arguments, uint32_t n, phrase_list *out,
                                dateline_error *err) {
    uint32_t most = l->n_incidents < LINK_INCIDENTS ? l->n_incidents : LINK_INCIDENTS;
    candidate *candidates = linking_alloc(l, (size_t)n * most, sizeof *candidates);
    uint32_t *counts = linking_alloc(l, n, sizeof *counts);
    mention_walk walk = {0};
    link_sides sides;
    scorer s;
    if (!candidates || !counts || !begin_walk(l, &walk)) return error_memory(err, l->doc->name);
    dateline_status status = make_sides(l, arguments, n, &sides, err);
    if (!status) status = scorer_begin(&s, &l->tools, &l->tools.m->link, err);
    for (uint32_t i = 0; !status && i < n; i++) {
        candidate *of = candidates + (size_t)i * most;
        counts[i] = find_candidates(l, &walk, arguments[i], of);
        status = score_links(l, &s, &sides, i, arguments[i], of, counts[i], err);
    }
    if (!status) status = scorer_flush(&s, err);
    for (uint32_t i = 0; !status && i < n; i++)
        if (!decide(l, out, arguments[i], candidates + (size_t)i * most, counts[i]))
            status = error_memory(err, l->doc->name);
    if (!status && out->phrases.n)
        qsort(out->phrases.at, out->phrases.n, sizeof *out->phrases.at, phrase_order);
    return status;
}

dateline_status argument_link(linking *l, dateline_error *err) {
    uint32_t n = 0;
    phrase_list list = {0};
    uint32_t *arguments = linking_alloc(l, l->doc->spans.n, sizeof *arguments);
    if (!arguments) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < l->doc->spans.n; i++)
        if (l->doc->spans.at[i].label != LABEL_MENTION) arguments[n++] = i;
    if (n == 0 || l->n_incidents == 0) return DATELINE_OK;
    dateline_status status = link_all(l, arguments, n, &list, err);
    return status || list.phrases.n == 0 ? status : entry_group(l, &list, err);
}
