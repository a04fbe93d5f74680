/* assemble.h - from drafts to finished incidents.
 *
 * The linker has said which phrases fill which role of which incident, and how sure it is of every class. Here the
 * normalisers of values/ read the words, the lexicons weigh in on the classes, and each value gets its evidence and its
 * calibrated score. Nothing is invented: a field without words stays empty.
 *
 * Memory: the document's arena; the record borrows nothing but static strings and the tables' own. Thread rule: as
 * the document; the tools are const. */
#ifndef INCIDENTS_ASSEMBLE_H
#define INCIDENTS_ASSEMBLE_H

#include "base/error.h"
#include "doc/layers.h"
#include "spans/gazetteer.h"
#include "spans/model.h"
#include "values/actor.h"
#include "values/date.h"
#include "values/lexicon.h"
#include "values/nation.h"
#include "values/number.h"
#include "values/person.h"
#include "values/source.h"

/* How much the lexicons count beside the model, rows assemble.* of data/costs.tsv: logit += weight * prior. */
typedef struct assemble_weights {
    float type, stage, no_incident;
    float people_type, people_effect, weapon_type, target_type, target_effect;
    float perpetrator_kind, perpetrator_category, certainty, speaker;
    float country_alone; /* an incident without a place gets the report's country when this is above 0 */
} assemble_weights;

/* All that the assembler reads; everything borrowed. */
typedef struct assemble_tools {
    const model *model; /* calibration and thresholds */
    const gazetteer *gazetteer;
    const date_tables *dates;
    const number_tables *numbers;
    const lexicon *lexicon;
    const nation_table *nations;
    const actor_table *actors;
    const person_table *persons;
    const source_table *sources;
    assemble_weights weights;
} assemble_tools;

/* Reads the rows assemble.* of costs.tsv in folder. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW (a row missing or no
 * number), ERR_MEMORY. scratch is used for the call only. */
dateline_status assemble_weights_read(const char *folder, assemble_weights *out, arena *scratch,
                                      dateline_error *err);

/* Fills doc->incidents from drafts, arguments and relations, and checks the invariants of evidence.h. Fails with
 * ERR_MEMORY, ERR_EVIDENCE. Cost: linear in spans and arguments. */
dateline_status assemble_run(document *doc, const assemble_tools *tools, dateline_error *err);

#endif
