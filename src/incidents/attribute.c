/* attribute.c - of what class the things are that fill an incident (train/MODEL.md, "Argument attributes"). */
#include <string.h>

#include "incidents/linking.h"

/* --- choices --- */

/* best and second of the probabilities, which stand in the vocabulary's order. */
static void rank(draft_choice *out, const float *p, int n) {
    out->all = p;
    for (int t = 1; t < n; t++)
        if (p[t] > p[out->best]) out->best = (uint8_t)t;
    out->second = out->best == 0 && n > 1;
    for (int t = 0; t < n; t++)
        if (t != out->best && p[t] > p[out->second]) out->second = (uint8_t)t;
    out->p = p[out->best];
    out->p_second = n > 1 ? p[out->second] : 0;
}

dateline_status attribute_choice(const linking *l, const label_list *labels, float *logits, draft_choice *out,
                                 dateline_error *err) {
    int n_terms = dateline_term_count(labels->vocabulary);
    float *p = arena_zalloc(l->doc->arena, (size_t)n_terms, sizeof *p), sum = 0;
    *out = (draft_choice){0};
    if (!p) return error_memory(err, l->doc->name);
    l->tools.ops->softmax(logits, labels->n);
    for (uint32_t i = 0; i < labels->n; i++) {
        if (labels->term[i] == SETTINGS_NO_TERM) continue;
        p[labels->term[i]] = logits[i];
        sum += logits[i];
    }
    for (int t = 0; t < n_terms && sum > 0; t++) p[t] /= sum;
    rank(out, p, n_terms);
    return DATELINE_OK;
}

/* --- hidden layer --- */

/* The entries of one role, and u, the mean of the hidden rows of each one's phrases. */
typedef struct role_table {
    const model_role *role;
    uint32_t *entries; /* indices into l->entries */
    uint32_t n;
    float *u; /* [n, MODEL_HIDDEN] */
} role_table;

/* Rows waiting for the hidden layer: [phrase; incident; nearest mention]. */
typedef struct row_batch {
    float *x, *y; /* [SCORER_BATCH, 3 MODEL_VECTOR], [SCORER_BATCH, MODEL_HIDDEN] */
    feature_rows features[SCORER_BATCH];
    float *into[SCORER_BATCH]; /* the u that a row counts for */
    float weight[SCORER_BATCH];
    uint32_t n;
} row_batch;

static dateline_status flush(const linking *l, const model_role *role, row_batch *b, dateline_error *err) {
    const ops *math = l->tools.ops;
    dateline_status status = linear_run(role->hidden, l->tools.network, b->x, b->n, b->y, err);
    if (status) return status;
    for (uint32_t i = 0; i < b->n; i++)
        scorer_add_rows(&l->tools, role->feature, MODEL_HIDDEN, &b->features[i], b->y + i * MODEL_HIDDEN);
    math->gelu(b->y, (size_t)b->n * MODEL_HIDDEN);
    for (uint32_t i = 0; i < b->n; i++)
        math->axpy(b->weight[i], b->y + i * MODEL_HIDDEN, b->into[i], MODEL_HIDDEN);
    b->n = 0;
    return DATELINE_OK;
}

static void add_row(const linking *l, row_batch *b, const draft_argument *a, uint32_t phrase, float *u) {
    const linked_incident *in = &l->incidents[a->incident];
    const feature_span *s = &l->spans[phrase];
    uint32_t mention = features_nearest(l->spans, in->mentions, in->n_mentions, s);
    float *x = b->x + b->n * 3 * MODEL_VECTOR;
    memcpy(x, linking_vector(l, phrase), MODEL_VECTOR * sizeof *x);
    memcpy(x + MODEL_VECTOR, in->vector, MODEL_VECTOR * sizeof *x);
    memcpy(x + 2 * MODEL_VECTOR, linking_vector(l, mention), MODEL_VECTOR * sizeof *x);
    b->features[b->n] = features_attribute(s, &l->spans[mention]);
    b->into[b->n] = u;
    b->weight[b->n++] = 1 / (float)a->n_phrases;
}

static dateline_status run_hidden(const linking *l, role_table *t, row_batch *b, dateline_error *err) {
    t->u = linking_alloc(l, (size_t)t->n * MODEL_HIDDEN, sizeof *t->u);
    if (!t->u) return error_memory(err, l->doc->name);
    dateline_status status = DATELINE_OK;
    for (uint32_t e = 0; e < t->n; e++) {
        const draft_argument *a = &l->entries[t->entries[e]].argument;
        for (uint32_t i = 0; !status && i < a->n_phrases; i++) {
            add_row(l, b, a, a->phrases[i], t->u + (size_t)e * MODEL_HIDDEN);
            if (b->n == SCORER_BATCH) status = flush(l, t->role, b, err);
        }
    }
    return status ? status : flush(l, t->role, b, err);
}

/* --- heads --- */

/* Where the choice of a head stands in a draft_argument. */
static size_t offset_of(enum settings_head head) {
    static const size_t offsets[N_HEADS] = {
        [HEAD_PEOPLE_TYPE] = offsetof(draft_argument, people_type),
        [HEAD_PEOPLE_EFFECT] = offsetof(draft_argument, people_effect),
        [HEAD_PERPETRATOR_KIND] = offsetof(draft_argument, perpetrator_kind),
        [HEAD_PERPETRATOR_CATEGORY] = offsetof(draft_argument, perpetrator_category),
        [HEAD_CERTAINTY] = offsetof(draft_argument, certainty),
        [HEAD_WEAPON_TYPE] = offsetof(draft_argument, weapon_type),
        [HEAD_TARGET_TYPE] = offsetof(draft_argument, target_type),
        [HEAD_TARGET_EFFECT] = offsetof(draft_argument, target_effect),
        [HEAD_SPEAKER_KIND] = offsetof(draft_argument, speaker_kind),
        [HEAD_CLAIM_STATUS] = offsetof(draft_argument, claim_status),
    };
    return offsets[head];
}

/* The second effect of people: there is one when "none" (output 0) is unlikely enough and it is not the first. */
static dateline_status second_effect(const linking *l, const label_list *labels, float *logits,
                                     linked_entry *entry, dateline_error *err) {
    dateline_status status = attribute_choice(l, labels, logits, &entry->second, err);
    entry->has_second = 1 - logits[0] > l->tools.m->settings.thresholds.effect2;
    return status;
}

static dateline_status run_head(const linking *l, const role_table *t, const model_head *head,
                                dateline_error *err) {
    uint32_t n = head->labels->n;
    float *logits = linking_alloc(l, (size_t)t->n * n, sizeof *logits);
    if (!logits) return error_memory(err, l->doc->name);
    dateline_status status = linear_run(head->logits, l->tools.network, t->u, t->n, logits, err);
    for (uint32_t e = 0; !status && e < t->n; e++) {
        linked_entry *entry = &l->entries[t->entries[e]];
        if (head->head == HEAD_PEOPLE_EFFECT2)
            status = second_effect(l, head->labels, logits + e * n, entry, err);
        else
            status =
                attribute_choice(l, head->labels, logits + e * n,
                                 (draft_choice *)((char *)&entry->argument + offset_of(head->head)), err);
    }
    return status;
}

dateline_status attribute_fill(linking *l, dateline_error *err) {
    row_batch *b = linking_alloc(l, 1, sizeof *b);
    uint32_t *entries = linking_alloc(l, l->n_entries, sizeof *entries);
    if (!b || !entries) return error_memory(err, l->doc->name);
    b->x = linking_alloc(l, SCORER_BATCH * 3 * MODEL_VECTOR, sizeof *b->x);
    b->y = linking_alloc(l, SCORER_BATCH * MODEL_HIDDEN, sizeof *b->y);
    if (!b->x || !b->y) return error_memory(err, l->doc->name);
    dateline_status status = DATELINE_OK;
    for (int label = 0; !status && label < N_LABELS; label++) {
        role_table t = {.role = &l->tools.m->roles[label], .entries = entries};
        for (uint32_t e = 0; e < l->n_entries; e++)
            if (l->entries[e].argument.label == label) entries[t.n++] = e;
        if (t.n == 0 || t.role->n_heads == 0) continue;
        status = run_hidden(l, &t, b, err);
        for (uint32_t h = 0; !status && h < t.role->n_heads; h++)
            status = run_head(l, &t, &t.role->heads[h], err);
    }
    return status;
}
