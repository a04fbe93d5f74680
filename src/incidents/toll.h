/* toll.h - how many an incident killed and injured, without counting anybody twice.
 *
 * The entries of people hit overlap: "12 people, including 3 children", the names of those already counted, a
 * toll that rises within one report, sources that differ. toll_of tells parts from totals by their words, their
 * places and their counts, adds what stands side by side and keeps the widest range of what contradicts.
 *
 * Memory: results point into the document's arena. Thread rule: as the document. Cost: quadratic in the people of
 * one incident (rarely above 20), linear in the sentences that speak of it. */
#ifndef INCIDENTS_TOLL_H
#define INCIDENTS_TOLL_H

#include "base/error.h"
#include "doc/layers.h"
#include "values/number.h"

/* One entry of people hit. */
typedef struct toll_people {
    const dateline_span *phrases; /* the most informative first; at least one */
    uint32_t n_phrases;
    int effect; /* vocabulary people_effect */
    bool named; /* the first phrase is a personal name */
    dateline_count count;
} toll_people;

/* What there is to know of one incident. */
typedef struct toll_input {
    const toll_people *people;
    uint32_t n_people;
    const dateline_span *mentions; /* of the incident: "no casualties" is looked for in their sentences */
    uint32_t n_mentions;
    uint32_t
        n_incidents; /* of the report, background left out; 1: any "no casualties" of the text is meant */
} toll_input;

/* Totals. count.known is false where the text tells nothing. Attackers who die by their own bomb are not
 * counted. Fails with ERR_MEMORY only. */
dateline_status toll_of(const document *doc, const toll_input *input, const number_tables *tables,
                        dateline_toll *killed, dateline_toll *injured, dateline_error *err);

#endif
