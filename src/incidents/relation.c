/* relation.c - which incident follows, repeats or belongs to which (train/MODEL.md, "relation"). */
#include "incidents/link.h"
#include "incidents/linking.h"

enum { MAX_RELATIONS = SETTINGS_MAX_LABELS };

/* Least distance in sentences between the mentions of two incidents; both lists are in order. */
static uint32_t sentences_apart(const linking *l, const linked_incident *x, const linked_incident *y) {
    uint32_t i = 0, j = 0, least = UINT32_MAX;
    while (i < x->n_mentions && j < y->n_mentions) {
        uint32_t a = l->spans[x->mentions[i]].part, b = l->spans[y->mentions[j]].part;
        uint32_t apart = a > b ? a - b : b - a;
        if (apart < least) least = apart;
        if (a <= b)
            i++;
        else
            j++;
    }
    return least;
}

typedef struct relation_pair {
    uint32_t from, to;
    float logits[MAX_RELATIONS];
} relation_pair;

/* Scores both directions of every two incidents within reach; pairs has room for them. */
static dateline_status score_relations(const linking *l, const float *a, const float *b, relation_pair *pairs,
                                       uint32_t *n_pairs, dateline_error *err) {
    scorer s;
    dateline_status status = scorer_begin(&s, &l->tools, &l->tools.m->relation, err);
    for (uint32_t x = 0; !status && x < l->n_incidents; x++) {
        uint32_t first = x < LINK_RELATION_REACH ? 0 : x - LINK_RELATION_REACH;
        for (uint32_t y = first; !status && y < l->n_incidents && y <= x + LINK_RELATION_REACH; y++) {
            if (x == y) continue;
            const linked_incident *from = &l->incidents[x], *to = &l->incidents[y];
            relation_pair *out = &pairs[(*n_pairs)++];
            out->from = x;
            out->to = y;
            scorer_pair pair = {.x = from->vector,
                                .y = to->vector,
                                .ax = a + (size_t)x * MODEL_HIDDEN,
                                .by = b + (size_t)y * MODEL_HIDDEN,
                                .features = features_relation(x, y, sentences_apart(l, from, to)),
                                .out = out->logits};
            status = scorer_add(&s, &pair, err);
        }
    }
    return status ? status : scorer_flush(&s, err);
}

/* Adds the relation to the document if it is one, and sure enough. */
static dateline_status keep(const linking *l, relation_pair *pair, dateline_error *err) {
    const label_list *labels = &l->tools.m->settings.heads[HEAD_RELATION];
    uint32_t best = 0;
    l->tools.ops->softmax(pair->logits, labels->n);
    for (uint32_t i = 1; i < labels->n; i++)
        if (pair->logits[i] > pair->logits[best]) best = i;
    if (labels->term[best] == DATELINE_relation_NONE) return DATELINE_OK;
    if (!(pair->logits[best] >= l->tools.m->settings.thresholds.relation)) return DATELINE_OK;
    draft_relation *out = VEC_PUSH(&l->doc->relations, l->doc->arena);
    if (!out) return error_memory(err, l->doc->name);
    *out = (draft_relation){pair->from, pair->to, labels->term[best], pair->logits[best]};
    return DATELINE_OK;
}

dateline_status incident_relate(linking *l, dateline_error *err) {
    uint32_t n = l->n_incidents, n_pairs = 0, each = n < LINK_RELATION_REACH ? n : LINK_RELATION_REACH;
    if (n < 2) return DATELINE_OK;
    const float **vectors = linking_alloc(l, n, sizeof *vectors);
    float *a = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof *a);
    float *b = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof *b);
    relation_pair *pairs = linking_alloc(l, (size_t)n * each * 2, sizeof *pairs);
    if (!vectors || !a || !b || !pairs) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < n; i++) vectors[i] = l->incidents[i].vector;
    const model_scorer *r = &l->tools.m->relation;
    dateline_status status = scorer_side(&l->tools, r->a, vectors, n, MODEL_VECTOR, MODEL_HIDDEN, a, err);
    if (!status) status = scorer_side(&l->tools, r->b, vectors, n, MODEL_VECTOR, MODEL_HIDDEN, b, err);
    if (!status) status = score_relations(l, a, b, pairs, &n_pairs, err);
    for (uint32_t i = 0; !status && i < n_pairs; i++) status = keep(l, &pairs[i], err);
    return status;
}
