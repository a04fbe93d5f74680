/* nation.h - nationality words, and the nation of people, things and perpetrators.
 *
 * "American soldiers" are US wherever they are; "the Iraqi army" IQ; "two policemen" without such a word
 * belong to the country of the incident, because a state's own people do; "three civilians" have no nation
 * that the text tells. What counts as a state's own is in data/nation_rules.tsv by type and head word.
 *
 * Thread rule: const after nation_open; no call allocates; bounded time. */
#ifndef VALUES_NATION_H
#define VALUES_NATION_H

#include "base/error.h"
#include "doc/layers.h"

typedef struct nation_table nation_table;

typedef struct nation_value {
    char country[3];    /* ISO 3166-1 alpha-2, "" when the text does not tell */
    bool inferred;      /* taken over from the incident's country */
    dateline_span word; /* the nationality word; for an inferred one the phrase */
    float strength;     /* 0..1: how often such a value is right on the development data */
    const char *why; /* "demonym", "name of a country", "state's own people", ...; static; NULL when empty */
} nation_value;

/* Reads nations.tsv and nation_rules.tsv of the folder. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status nation_open(const char *folder, arena *a, const nation_table **out, dateline_error *err);

/* Nation of a phrase. role is DATELINE_VOCABULARY_people, _target or _perpetrator_kind, type the term of that
 * vocabulary (-1 unknown), country that of the incident ("" or NULL unknown). */
nation_value nation_read(const nation_table *t, const document *doc, dateline_span span,
                         dateline_vocabulary role, int type, const char *country);

/* Country of folded words that are a nationality or a country's name ("syrian", "united states"), else "".
 * Static. */
const char *nation_of_word(const nation_table *t, str folded);

/* Adjective of a country ("Syrian"), or NULL. Lives as long as the table. */
const char *nation_adjective(const nation_table *t, const char *country);

#endif
