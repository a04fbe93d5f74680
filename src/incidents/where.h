/* where.h - the place of an incident, chosen among the places that its report names.
 *
 * All place phrases of a report are resolved together, once (where_layer_of). An incident's place is then the
 * most specific of the phrases that the model linked to it, at the country that the others agree on; where
 * none was linked, the report's own country stands in, marked inferred.
 *
 * Memory: the document's arena. Thread rule: as the document. */
#ifndef INCIDENTS_WHERE_H
#define INCIDENTS_WHERE_H

#include "base/error.h"
#include "doc/layers.h"
#include "spans/gazetteer.h"
#include "values/place.h"

/* Places of a report. */
typedef struct where_layer {
    const gazetteer *gazetteer;
    const place_value *of_span;  /* [doc->spans.n]; where.known is false for spans of other labels */
    const place_value *head;     /* of the agency dateline, NULL when there is none */
    char country[3];             /* the country that most of the report's places lie in, "" none */
    dateline_span country_words; /* what says so */
} where_layer;

/* Resolves the report's places. Fails with ERR_MEMORY. Cost: place_resolve_report. */
dateline_status where_layer_of(const document *doc, const gazetteer *g, where_layer *out,
                               dateline_error *err);

/* A phrase that the model linked to the incident. */
typedef struct where_phrase {
    uint32_t span; /* index into doc->spans */
    float p;       /* of being this incident's place */
} where_phrase;

/* The place of the incident that owns the n phrases; out->known is false when nothing tells. Fails with
 * ERR_MEMORY. */
dateline_status where_of_phrases(const document *doc, const where_layer *layer, const where_phrase *phrases,
                                 uint32_t n, dateline_where *out, dateline_error *err);

#endif
