/* actor.h - who did it: phrases to actors with stable ids.
 *
 * data/actors.tsv has one row an actor: id, name, aliases, kind, category, country, years of validity. Names
 * are found anywhere in the phrase, the longest first ("Taliban fighters" -> taliban). State forces without a
 * row of their own are made of a country and a force word of data/forces.tsv ("Syrian army" -> SY.army,
 * "government forces" in Syria -> SY.forces). What has no identity ("unknown gunmen", "tribesmen") keeps kind
 * and words, id NULL.
 *
 * Thread rule: const after actor_open; a call allocates nothing but a name in the document's arena. */
#ifndef VALUES_ACTOR_H
#define VALUES_ACTOR_H

#include "base/error.h"
#include "doc/layers.h"
#include "values/lexicon.h"
#include "values/nation.h"

typedef struct actor_table actor_table;

typedef struct actor_value {
    const char *id;     /* "islamic-state", "SY.army"; NULL: no identity */
    const char *name;   /* canonical name; NULL where id is */
    int kind;           /* of vocabulary perpetrator_kind; 0 (unknown) where nothing tells */
    int category;       /* of vocabulary perpetrator_category, the same */
    char country[3];    /* home of the actor, "" unknown or of none */
    bool by_context;    /* id or country rest on the incident's country, not on the words */
    bool by_group;      /* an individual or part of the actor: "Taliban fighters", "an IS suicide bomber" */
    dateline_span word; /* the words that decided; the phrase where nothing did */
    float strength;     /* 0..1 */
    const char *why;    /* "alias", "force of a country", "lexicon", ...; static; NULL: nothing known */
} actor_value;

/* Reads data/actors.tsv and data/forces.tsv. The other tables are borrowed and must live as long. Fails with
 * ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status actor_open(const char *folder, const nation_table *nations, const lexicon *words, arena *a,
                           const actor_table **out, dateline_error *err);

/* Actor of a phrase. country: of the incident, "" or NULL unknown. date: of the incident or the report
 * ("2014-06-10"), "" or NULL unknown: a row that is not valid in that year gives way to one that is. Memory
 * refused leaves id and name NULL. */
actor_value actor_resolve(const actor_table *t, const document *doc, dateline_span span, const char *country,
                          const char *date);

/* The next named actor in the text at or after *offset and before end; false when there is none. Moves
 * *offset behind it. Only names count here, no "government forces". For layers without the model. */
bool actor_next(const actor_table *t, const document *doc, uint32_t *offset, uint32_t end, const char *date,
                actor_value *out);

/* Name of an id, or NULL. */
const char *actor_name(const actor_table *t, const char *id);

#endif
