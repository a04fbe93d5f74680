/* link.c - see link.h: the linker's steps in order. */
#include "incidents/link.h"

#include "incidents/linking.h"

static dateline_status begin(linking *l, dateline_error *err) {
    uint32_t *mentions = linking_alloc(l, l->doc->spans.n, sizeof *mentions);
    if (!mentions) return error_memory(err, l->doc->name);
    for (uint32_t i = 0; i < l->doc->spans.n; i++)
        if (l->doc->spans.at[i].label == LABEL_MENTION) mentions[l->n_mentions++] = i;
    l->mentions = mentions;
    return DATELINE_OK;
}

/* Gives the entries to the document; people with two effects stand twice. */
static dateline_status give(const linking *l, dateline_error *err) {
    document *doc = l->doc;
    if (!VEC_RESERVE(&doc->arguments, 2 * l->n_entries, doc->arena)) return error_memory(err, doc->name);
    for (uint32_t i = 0; i < l->n_entries; i++) {
        const linked_entry *e = &l->entries[i];
        doc->arguments.at[doc->arguments.n++] = e->argument;
        if (!e->has_second || e->second.best == e->argument.people_effect.best) continue;
        draft_argument *twin = &doc->arguments.at[doc->arguments.n++];
        *twin = e->argument;
        twin->people_effect = e->second;
    }
    return DATELINE_OK;
}

dateline_status link_run(document *doc, const model *m, tagger_workspace *w, dateline_error *err) {
    linking l = {.doc = doc,
                 .tools = {m, engine_ops(m->engine), w->network, &w->scratch, doc->name},
                 .vectors = w->vectors.at,
                 .context = w->context,
                 .n_parts = w->parts.n,
                 .spans = features_spans(doc, &m->settings, w, &w->scratch)};
    if (!l.spans) return error_memory(err, doc->name);
    dateline_status status = begin(&l, err);
    if (!status) status = incident_find(&l, err);
    if (!status) status = argument_link(&l, err);
    if (!status) status = attribute_fill(&l, err);
    if (!status) status = give(&l, err);
    if (!status) status = incident_relate(&l, err);
    return status;
}
