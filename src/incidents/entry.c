/* entry.c - which phrases of one role of one incident mean one thing (train/MODEL.md, "Decoding" 5). */
#include <math.h>
#include <stdlib.h>

#include "incidents/cluster.h"
#include "incidents/link.h"
#include "incidents/linking.h"

/* --- scoring pairs of phrases --- */

static bool is_grouped(int label) {
    return label == LABEL_PERP || label == LABEL_WEAPON || label == LABEL_TARGET || label == LABEL_PERSON ||
           label == LABEL_SOURCE;
}

/* Phrases [first, end) of the list: one label of one incident. */
typedef struct section {
    uint32_t first, end;
    cluster_pair *pairs;
    size_t n_pairs;
} section;

static uint32_t section_end(const phrase_list *list, uint32_t first) {
    const linked_phrase *p = list->phrases.at;
    uint32_t end = first;
    while (end < list->phrases.n && p[end].incident == p[first].incident && p[end].label == p[first].label)
        end++;
    return end;
}

/* Sides of the group scorer for all phrases of the list. */
static dateline_status group_sides(const linking *l, const phrase_list *list, float **a, float **b,
                                   dateline_error *err) {
    uint32_t n = list->phrases.n;
    const float **from = linking_alloc(l, n, sizeof *from);
    *a = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof **a);
    *b = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof **b);
    if (!from || !*a || !*b) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < n; i++) from[i] = linking_vector(l, list->phrases.at[i].span);
    const model_scorer *g = &l->tools.m->group;
    dateline_status status = scorer_side(&l->tools, g->a, from, n, MODEL_VECTOR, MODEL_HIDDEN, *a, err);
    return status ? status : scorer_side(&l->tools, g->b, from, n, MODEL_VECTOR, MODEL_HIDDEN, *b, err);
}

static dateline_status score_section(const linking *l, const phrase_list *list, scorer *s, const float *a,
                                     const float *b, section *sec, dateline_error *err) {
    uint32_t n = sec->end - sec->first, reach = n < LINK_PHRASE_REACH ? n : LINK_PHRASE_REACH;
    const linked_phrase *p = list->phrases.at + sec->first;
    sec->pairs = linking_alloc(l, (size_t)n * reach, sizeof *sec->pairs);
    if (!sec->pairs) return error_memory(err, l->doc->name);
    dateline_status status = DATELINE_OK;
    for (uint32_t i = 0; !status && i < n; i++)
        for (uint32_t j = i + 1; !status && j < n && j - i <= reach; j++) {
            cluster_pair *out = &sec->pairs[sec->n_pairs++];
            out->a = i;
            out->b = j;
            const feature_span *x = &l->spans[p[i].span], *y = &l->spans[p[j].span];
            scorer_pair pair = {.x = linking_vector(l, p[i].span),
                                .y = linking_vector(l, p[j].span),
                                .ax = a + (size_t)(sec->first + i) * MODEL_HIDDEN,
                                .by = b + (size_t)(sec->first + j) * MODEL_HIDDEN,
                                .features = features_group(l->doc, x, y, p[i].label),
                                .out = &out->p};
            status = scorer_add(s, &pair, err);
        }
    return status;
}

/* Scores the phrases of all sections that are grouped, so that batches fill up across sections. */
static dateline_status score_groups(const linking *l, const phrase_list *list, section *sections, uint32_t n,
                                    dateline_error *err) {
    float *a, *b;
    scorer s;
    dateline_status status = group_sides(l, list, &a, &b, err);
    if (!status) status = scorer_begin(&s, &l->tools, &l->tools.m->group, err);
    for (uint32_t i = 0; !status && i < n; i++)
        if (is_grouped(list->phrases.at[sections[i].first].label))
            status = score_section(l, list, &s, a, b, &sections[i], err);
    if (!status) status = scorer_flush(&s, err);
    for (uint32_t i = 0; !status && i < n; i++)
        for (size_t k = 0; k < sections[i].n_pairs; k++)
            sections[i].pairs[k].p = scorer_sigmoid(sections[i].pairs[k].p);
    return status;
}

/* --- entries --- */

/* How little a phrase tells: a pronoun nothing, one word little. */
static uint32_t vagueness(const linking *l, uint32_t span) {
    uint32_t words = l->spans[span].n_content;
    return words >= 2 ? 0 : words == 1 ? 1 : 2;
}

/* Puts the most informative phrases first, and keeps the order of the text among equals. */
static void sort_phrases(const linking *l, uint32_t *phrases, uint32_t n) {
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && vagueness(l, phrases[k]) < vagueness(l, phrases[k - 1]); k--) {
            uint32_t kept = phrases[k];
            phrases[k] = phrases[k - 1];
            phrases[k - 1] = kept;
        }
}

/* An entry of the phrases of a section whose cluster is c (of may be NULL: the phrase number c alone). */
static dateline_status add_entry(linking *l, const linked_phrase *p, uint32_t n, const uint32_t *of,
                                 uint32_t c, dateline_error *err) {
    uint32_t *phrases, size = 0;
    float link = 0, span = -INFINITY;
    for (uint32_t i = 0; i < n; i++) size += of ? of[i] == c : i == c;
    phrases = arena_alloc(l->doc->arena, size * sizeof *phrases);
    if (!phrases) return error_memory(err, l->doc->name);
    size = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (of ? of[i] != c : i != c) continue;
        phrases[size++] = p[i].span;
        if (p[i].p > link) link = p[i].p;
        if (l->doc->spans.at[p[i].span].score > span) span = l->doc->spans.at[p[i].span].score;
    }
    sort_phrases(l, phrases, size);
    l->entries[l->n_entries++].argument = (draft_argument){.label = p->label,
                                                           .incident = p->incident,
                                                           .phrases = phrases,
                                                           .n_phrases = size,
                                                           .score = scorer_sigmoid(span) * link};
    return DATELINE_OK;
}

static int surest_first(const void *a, const void *b) {
    const linked_phrase *x = a, *y = b;
    if (x->p != y->p) return x->p > y->p ? -1 : 1;
    return (x->span > y->span) - (x->span < y->span);
}

static dateline_status add_section(linking *l, phrase_list *list, const section *s, dateline_error *err) {
    linked_phrase *p = list->phrases.at + s->first;
    uint32_t n = s->end - s->first, n_clusters = n, *of = NULL;
    dateline_status status = DATELINE_OK;
    if (is_grouped(p->label)) {
        of = linking_alloc(l, n, sizeof *of);
        if (!of) return error_memory(err, l->doc->name);
        float cut = l->tools.m->settings.thresholds.group[p->label];
        status = cluster_run(n, s->pairs, s->n_pairs, cut, of, &n_clusters, l->tools.scratch, err);
    } else
        qsort(p, n, sizeof *p, surest_first);
    for (uint32_t c = 0; !status && c < n_clusters; c++) status = add_entry(l, p, n, of, c, err);
    return status;
}

dateline_status entry_group(linking *l, phrase_list *list, dateline_error *err) {
    uint32_t n_sections = 0;
    section *sections = linking_alloc(l, list->phrases.n, sizeof *sections);
    l->entries = linking_alloc(l, list->phrases.n, sizeof *l->entries);
    if (!sections || !l->entries) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < list->phrases.n; i = sections[n_sections++].end)
        sections[n_sections] = (section){.first = i, .end = section_end(list, i)};
    dateline_status status = score_groups(l, list, sections, n_sections, err);
    for (uint32_t i = 0; !status && i < n_sections; i++) status = add_section(l, list, &sections[i], err);
    return status;
}
