/* linking.h - what the steps of the linker hand to each other. Internal to link.c, incident.c, relation.c,
 * argument.c, entry.c and attribute.c; everything lives in the workspace's scratch but what the drafts keep. */
#ifndef INCIDENTS_LINKING_H
#define INCIDENTS_LINKING_H

#include "incidents/scorer.h"

/* An incident as the linker sees it; doc->drafts[i] is the same one. */
typedef struct linked_incident {
    const uint32_t *mentions; /* indices into doc->spans, in order of the text */
    uint32_t n_mentions;
    const float *vector; /* [MODEL_VECTOR] */
} linked_incident;

/* An argument before it is given to the document. */
typedef struct linked_entry {
    draft_argument argument;
    bool has_second;     /* people who suffered two effects */
    draft_choice second; /* the other one */
} linked_entry;

typedef struct linking {
    document *doc;
    scorer_tools tools;
    const float *vectors; /* [n spans, MODEL_VECTOR] */
    const float *context; /* [MODEL_DIM] */
    uint32_t n_parts;
    const feature_span *spans; /* [n spans] */
    const uint32_t *mentions;  /* spans of label MENTION */
    uint32_t n_mentions;
    const linked_incident *incidents;
    uint32_t n_incidents;
    linked_entry *entries; /* in order of incident, label */
    uint32_t n_entries;
} linking;

static inline const float *linking_vector(const linking *l, uint32_t span) {
    return l->vectors + (size_t)span * MODEL_VECTOR;
}

/* Memory of the report's scratch; NULL when refused. */
static inline void *linking_alloc(const linking *l, size_t n, size_t size) {
    return arena_zalloc(l->tools.scratch, n + 1, size);
}

/* incident.c: mentions -> incidents and drafts; relation.c: the relations between them. */
dateline_status incident_find(linking *l, dateline_error *err);
dateline_status incident_relate(linking *l, dateline_error *err);

/* Vectors [n, MODEL_VECTOR] of n sets of mentions. */
typedef struct mention_set {
    const uint32_t *spans;
    uint32_t n;
} mention_set;
dateline_status incident_vectors(const linking *l, const mention_set *sets, uint32_t n, float *out,
                                 dateline_error *err);

/* argument.c: all other spans -> phrases of incidents, and by entry.c -> entries. */
dateline_status argument_link(linking *l, dateline_error *err);

/* A phrase that belongs to an incident. */
typedef struct linked_phrase {
    uint32_t incident, span;
    uint8_t label;
    float p;
} linked_phrase;

typedef struct phrase_list {
    VEC(linked_phrase) phrases;
} phrase_list;

/* entry.c: fills l->entries from phrases in order of incident, label, place; reorders them. */
dateline_status entry_group(linking *l, phrase_list *list, dateline_error *err);

/* attribute.c: the classes of the entries. */
dateline_status attribute_fill(linking *l, dateline_error *err);

/* attribute.c: softmax of logits (left as probabilities) as a choice among the vocabulary's terms, from the document's
 * arena. Outputs without a term are left out and the others made to sum to 1. Fails with ERR_MEMORY. */
dateline_status attribute_choice(const linking *l, const label_list *labels, float *logits, draft_choice *out,
                                 dateline_error *err);

#endif
