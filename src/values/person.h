/* person.h - people phrases: a name or a description; sex and age group where the text tells.
 *
 * "a 12-year-old boy": child, male. "Capt. Tom Tennant, a local police officer": named, the name is "Tom
 * Tennant". Nothing is guessed from first names. Words that tell stand in data/persons.tsv; ages of numbers
 * are read here (under 18 child, from 65 elderly).
 *
 * Thread rule: const after person_open; no call allocates; bounded time. */
#ifndef VALUES_PERSON_H
#define VALUES_PERSON_H

#include "base/error.h"
#include "doc/layers.h"
#include "values/nation.h"

typedef struct person_table person_table;

typedef struct person_value {
    bool named;          /* the phrase is, or holds as its head, a personal name */
    dateline_span name;  /* the name without titles; empty when not named */
    dateline_span about; /* an apposition or title beside the name that describes the person; else empty */
    int sex, age_group;  /* vocabularies sex and age_group; 0 (none) where the text does not tell */
    dateline_span sex_word, age_word; /* evidence; empty where the value is none */
    float strength;                   /* 0..1: of named */
    const char *why;                  /* static */
} person_value;

/* Reads data/persons.tsv. nations is borrowed. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status person_open(const char *folder, const nation_table *nations, arena *a,
                            const person_table **out, dateline_error *err);

person_value person_read(const person_table *t, const document *doc, dateline_span span);

#endif
