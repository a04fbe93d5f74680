/* incident.c - mentions become incidents: scored in pairs, clustered, judged (train/MODEL.md, "Incidents", "Decoding" 2
 * and 3). */
#include <string.h>

#include "incidents/cluster.h"
#include "incidents/link.h"
#include "incidents/linking.h"

/* --- vectors --- */

dateline_status incident_vectors(const linking *l, const mention_set *sets, uint32_t n, float *out,
                                 dateline_error *err) {
    enum { WIDTH = MODEL_VECTOR + MODEL_DIM };
    const ops *math = l->tools.ops;
    float *x = linking_alloc(l, SCORER_BATCH * WIDTH, sizeof *x);
    if (!x) return error_memory(err, l->doc->name);
    for (uint32_t done = 0; done < n; done += SCORER_BATCH) {
        uint32_t batch = n - done < SCORER_BATCH ? n - done : SCORER_BATCH;
        memset(x, 0, batch * WIDTH * sizeof *x);
        for (uint32_t i = 0; i < batch; i++) {
            const mention_set *set = &sets[done + i];
            for (uint32_t k = 0; k < set->n; k++)
                math->axpy(1 / (float)set->n, linking_vector(l, set->spans[k]), x + i * WIDTH, MODEL_VECTOR);
            memcpy(x + i * WIDTH + MODEL_VECTOR, l->context, MODEL_DIM * sizeof *x);
        }
        float *y = out + (size_t)done * MODEL_VECTOR;
        dateline_status status = linear_run(l->tools.m->incident_vector, l->tools.network, x, batch, y, err);
        if (status) return status;
        math->gelu(y, (size_t)batch * MODEL_VECTOR);
    }
    return DATELINE_OK;
}

/* --- mentions in pairs --- */

/* What is known of each mention alone. */
typedef struct mention_table {
    float *types; /* [n, labels] logits */
    float *kinds; /* the same as probabilities */
    float *a, *b; /* [n, MODEL_HIDDEN] sides of the pair scorer */
} mention_table;

static uint32_t n_types(const linking *l) {
    return l->tools.m->type.labels->n;
}

static dateline_status read_mentions(const linking *l, mention_table *t, dateline_error *err) {
    uint32_t n = l->n_mentions, labels = n_types(l);
    mention_set *alone = linking_alloc(l, n, sizeof *alone);
    const float **vectors = linking_alloc(l, n, sizeof *vectors);
    float *incidents = linking_alloc(l, (size_t)n * MODEL_VECTOR, sizeof *incidents);
    t->types = linking_alloc(l, (size_t)n * labels, sizeof(float));
    t->kinds = linking_alloc(l, (size_t)n * labels, sizeof(float));
    t->a = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof(float));
    t->b = linking_alloc(l, (size_t)n * MODEL_HIDDEN, sizeof(float));
    if (!alone || !vectors || !incidents || !t->types || !t->kinds || !t->a || !t->b)
        return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < n; i++) {
        alone[i] = (mention_set){&l->mentions[i], 1};
        vectors[i] = linking_vector(l, l->mentions[i]);
    }
    const scorer_tools *tools = &l->tools;
    const model_scorer *pair = &tools->m->pair;
    dateline_status status = incident_vectors(l, alone, n, incidents, err);
    if (!status) status = linear_run(tools->m->type.logits, tools->network, incidents, n, t->types, err);
    if (!status) status = scorer_side(tools, pair->a, vectors, n, MODEL_VECTOR, MODEL_HIDDEN, t->a, err);
    if (!status) status = scorer_side(tools, pair->b, vectors, n, MODEL_VECTOR, MODEL_HIDDEN, t->b, err);
    if (status) return status;
    memcpy(t->kinds, t->types, (size_t)n * labels * sizeof(float));
    for (uint32_t i = 0; i < n; i++) tools->ops->softmax(t->kinds + i * labels, labels);
    return DATELINE_OK;
}

/* Scores every two mentions within reach of each other; *pairs are in order of (a, b). */
static dateline_status score_pairs(const linking *l, const mention_table *t, cluster_pair **pairs,
                                   size_t *n_pairs, dateline_error *err) {
    uint32_t n = l->n_mentions, labels = n_types(l);
    uint32_t reach = n < LINK_MENTION_REACH ? n : LINK_MENTION_REACH;
    cluster_pair *list = linking_alloc(l, (size_t)n * reach, sizeof *list);
    if (!list) return error_memory(err, l->doc->name);
    scorer s;
    size_t k = 0;
    dateline_status status = scorer_begin(&s, &l->tools, &l->tools.m->pair, err);
    for (uint32_t i = 0; !status && i < n; i++)
        for (uint32_t j = i + 1; !status && j < n && j - i <= reach; j++, k++) {
            float agreement = l->tools.ops->dot(t->kinds + i * labels, t->kinds + j * labels, labels);
            const feature_span *x = &l->spans[l->mentions[i]], *y = &l->spans[l->mentions[j]];
            scorer_pair pair = {.x = linking_vector(l, l->mentions[i]),
                                .y = linking_vector(l, l->mentions[j]),
                                .ax = t->a + (size_t)i * MODEL_HIDDEN,
                                .by = t->b + (size_t)j * MODEL_HIDDEN,
                                .features = features_pair(l->doc, x, y, agreement),
                                .out = &list[k].p};
            list[k].a = i;
            list[k].b = j;
            status = scorer_add(&s, &pair, err);
        }
    if (!status) status = scorer_flush(&s, err);
    for (size_t i = 0; !status && i < k; i++) list[i].p = scorer_sigmoid(list[i].p);
    *pairs = list;
    *n_pairs = k;
    return status;
}

/* --- incidents --- */

/* Clusters as sets: ordinals of mentions, and the same as spans. */
typedef struct cluster_table {
    mention_set *spans;
    uint32_t **ordinals;
    float *vectors; /* [n, MODEL_VECTOR] */
    float *real;    /* [n] probabilities */
    uint32_t n;
} cluster_table;

static dateline_status cluster_mentions(const linking *l, const mention_table *t, cluster_table *out,
                                        dateline_error *err) {
    cluster_pair *pairs = NULL;
    size_t n_pairs = 0;
    uint32_t *of = linking_alloc(l, l->n_mentions, sizeof *of);
    if (!of) return error_memory(err, l->doc->name);
    dateline_status status = score_pairs(l, t, &pairs, &n_pairs, err);
    if (!status)
        status = cluster_run(l->n_mentions, pairs, n_pairs, l->tools.m->settings.thresholds.cluster, of,
                             &out->n, l->tools.scratch, err);
    if (status) return status;
    out->spans = linking_alloc(l, out->n, sizeof *out->spans);
    out->ordinals = linking_alloc(l, out->n, sizeof *out->ordinals);
    if (!out->spans || !out->ordinals) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < l->n_mentions; i++) out->spans[of[i]].n++;
    for (uint32_t c = 0; c < out->n; c++) {
        uint32_t *members = arena_alloc(l->doc->arena, out->spans[c].n * sizeof *members);
        out->ordinals[c] = linking_alloc(l, out->spans[c].n, sizeof *members);
        if (!members || !out->ordinals[c]) return error_memory(err, l->doc->name);
        out->spans[c] = (mention_set){members, 0};
    }
    for (uint32_t i = 0; i < l->n_mentions; i++) {
        mention_set *set = &out->spans[of[i]];
        ((uint32_t *)set->spans)[set->n] = l->mentions[i];
        out->ordinals[of[i]][set->n++] = i;
    }
    return DATELINE_OK;
}

/* Is a cluster a happening that makes an incident? */
static dateline_status judge(const linking *l, cluster_table *c, dateline_error *err) {
    c->vectors = linking_alloc(l, (size_t)c->n * MODEL_VECTOR, sizeof *c->vectors);
    c->real = linking_alloc(l, c->n, sizeof *c->real);
    if (!c->vectors || !c->real) return error_memory(err, l->doc->name);
    dateline_status status = incident_vectors(l, c->spans, c->n, c->vectors, err);
    if (!status) status = linear_run(l->tools.m->real, l->tools.network, c->vectors, c->n, c->real, err);
    for (uint32_t i = 0; !status && i < c->n; i++) c->real[i] = scorer_sigmoid(c->real[i]);
    return status;
}

/* Takes the clusters that are real as incidents and begins their drafts, with the types of their mentions (logits) in
 * types [n incidents, labels]. */
static dateline_status take_real(linking *l, const mention_table *t, const cluster_table *c, float *types,
                                 dateline_error *err) {
    linked_incident *incidents = linking_alloc(l, c->n, sizeof *incidents);
    uint32_t n = 0, labels = n_types(l);
    if (!incidents || !VEC_RESERVE(&l->doc->drafts, c->n, l->doc->arena))
        return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < c->n; i++) {
        if (!(c->real[i] >= l->tools.m->settings.thresholds.real)) continue;
        const mention_set *set = &c->spans[i];
        for (uint32_t k = 0; k < set->n; k++)
            l->tools.ops->axpy(1 / (float)set->n, t->types + c->ordinals[i][k] * labels, types + n * labels,
                               labels);
        l->doc->drafts.at[n] =
            (draft_incident){.mentions = set->spans, .n_mentions = set->n, .score = c->real[i]};
        incidents[n++] = (linked_incident){set->spans, set->n, c->vectors + (size_t)i * MODEL_VECTOR};
    }
    l->doc->drafts.n = l->n_incidents = n;
    l->incidents = incidents;
    return DATELINE_OK;
}

/* --- heads --- */

/* Runs a head over all incidents: logits [n_incidents, outputs]. */
static dateline_status run_head(const linking *l, const linear *head, uint32_t outputs, float **logits,
                                dateline_error *err) {
    const float **vectors = linking_alloc(l, l->n_incidents, sizeof *vectors);
    *logits = linking_alloc(l, (size_t)l->n_incidents * outputs, sizeof **logits);
    if (!vectors || !*logits) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < l->n_incidents; i++) vectors[i] = l->incidents[i].vector;
    return scorer_side(&l->tools, head, vectors, l->n_incidents, MODEL_VECTOR, outputs, *logits, err);
}

/* One softmax over all incidents into the choice that stands at offset in a draft. mix, if given, are logits that count
 * by weight beside the head's own. */
static dateline_status choose(const linking *l, const model_head *head, size_t offset, const float *mix,
                              float weight, dateline_error *err) {
    float *logits;
    uint32_t n = head->labels->n;
    dateline_status status = run_head(l, head->logits, n, &logits, err);
    for (uint32_t i = 0; !status && i < l->n_incidents; i++) {
        float *row = logits + i * n;
        for (uint32_t k = 0; mix && k < n; k++) row[k] = (1 - weight) * row[k] + weight * mix[i * n + k];
        draft_choice *out = (draft_choice *)((char *)&l->doc->drafts.at[i] + offset);
        status = attribute_choice(l, head->labels, row, out, err);
    }
    return status;
}

static dateline_status judge_background(const linking *l, dateline_error *err) {
    float *logits;
    dateline_status status = run_head(l, l->tools.m->background, 1, &logits, err);
    for (uint32_t i = 0; !status && i < l->n_incidents; i++) {
        feature_rows f = features_background(i, l->n_incidents, &l->spans[l->incidents[i].mentions[0]]);
        for (uint32_t k = 0; k < f.n; k++) logits[i] += l->tools.m->background_feature[f.row[k]];
        l->doc->drafts.at[i].background = scorer_sigmoid(logits[i]);
    }
    return status;
}

dateline_status incident_find(linking *l, dateline_error *err) {
    const model *m = l->tools.m;
    mention_table mentions;
    cluster_table clusters = {0};
    if (l->n_mentions == 0) return DATELINE_OK;
    dateline_status status = read_mentions(l, &mentions, err);
    if (!status) status = cluster_mentions(l, &mentions, &clusters, err);
    if (!status) status = judge(l, &clusters, err);
    if (status) return status;
    float *types = linking_alloc(l, (size_t)clusters.n * n_types(l), sizeof *types);
    if (!types) return error_memory(err, l->doc->name);
    status = take_real(l, &mentions, &clusters, types, err);
    if (!status)
        status =
            choose(l, &m->type, offsetof(draft_incident, type), types, m->settings.thresholds.type_mix, err);
    if (!status) status = choose(l, &m->stage, offsetof(draft_incident, stage), NULL, 0, err);
    if (!status) status = choose(l, &m->claim, offsetof(draft_incident, claim), NULL, 0, err);
    if (!status) status = choose(l, &m->intent, offsetof(draft_incident, intent), NULL, 0, err);
    if (!status) status = judge_background(l, err);
    return status;
}
