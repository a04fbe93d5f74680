/* place.h - places: from the words of a report to points on the map.
 *
 * All names of a report are ranked together, because they explain each other: the towns around "Tikrit" are Iraqi
 * ones. A mention is any span that the model (or place_scan) holds for a place: a bare name, "X, Y", "X province", "the
 * outskirts of X", "about 50 miles north of X", "the road between X and Y", "X air base". What cannot be resolved
 * stays words: has_point false, gazetteer_id 0. No pin at all is better than a wrong one.
 *
 * Weights stand in data/costs.tsv (rows place.*), each with its reason. Everything returned lives in the arena; names
 * of the gazetteer are copied, so a value outlives the gazetteer.
 *
 * Thread rule: pure functions over const data and the caller's arena. */
#ifndef VALUES_PLACE_H
#define VALUES_PLACE_H

#include "doc/layers.h"
#include "spans/gazetteer.h"

typedef struct place_mention {
    dateline_span span; /* bytes of place_context.text */
    bool in_dateline;   /* stands in the agency dateline at the head */
    bool bare;          /* read the name alone, not "50 miles north of" before it (place_scan sets it) */
} place_mention;

typedef struct place_context {
    str text;           /* the whole report; the words around a mention are read from it */
    dateline_span head; /* place of the agency dateline; empty: none */
    const char *home;   /* ISO country of the publisher, NULL unknown: a weak hint */
} place_context;

typedef struct place_value {
    dateline_where
        where;      /* known is false when the span names no place at all; basis is filled, why is static */
    uint32_t place; /* number in the gazetteer, or GAZETTEER_NONE */
    bool adjective; /* "Syrian": gives a country, is no place of an incident */
    bool facility;  /* a building or street that no gazetteer has, put at the town that the text names */
    double margin;  /* score of the best candidate less that of the best one elsewhere */
} place_value;

/* Values of all mentions of a report: out[n], caller-owned. Fails with ERR_MEMORY only. Cost: linear in the text, about
 * a millisecond for a report of 500 words. */
dateline_status place_resolve_report(const gazetteer *g, const place_mention *mentions, size_t n,
                                     const place_context *context, place_value *out, arena *a,
                                     dateline_error *err);

/* Names of places found in the text without the model: longest matches over capitalised words, nationality adjectives
 * among them. In order of the text, not overlapping. Fails with ERR_MEMORY only. */
dateline_status place_scan(const gazetteer *g, const place_context *context, place_mention **out, size_t *n,
                           arena *a, dateline_error *err);

/* Country of a nationality word ("Syrian", "Syrians", "Brit") or of a country's name ("Syria", "US"), as ISO code in
 * out; false when it is neither. Case is ignored, except that two-letter codes must be capitals. */
bool place_country_of_demonym(const gazetteer *g, str word, char out[3]);

/* English name of a country by its code; empty when unknown. Borrowed from the gazetteer. */
str place_country_name(const gazetteer *g, const char *country);

/* Great-circle distance in km of two points in degrees. */
double place_distance_km(double lat_a, double lon_a, double lat_b, double lon_b);

/* Point at distance_km from (lat, lon) along bearing (degrees clockwise from north). */
void place_move(double *lat, double *lon, double distance_km, double bearing);

#endif
