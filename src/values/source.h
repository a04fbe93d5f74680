/* source.h - who says so: speakers, chains of speakers, and how sure a perpetrator is.
 *
 * An attribution is a speaker, a cue ("told", "according to", "claimed") and the content that it covers.
 * Chains nest: "state media quoted the army as saying X": the army, by way of state media. "A police officer
 * told AFP on condition of anonymity": the police officer, by way of AFP. Cue words stand in data/verbs.tsv.
 *
 * Thread rule: const after source_open. Cost: linear in the sentence, of which the first
 * PHRASE_MAX_WORDS words are read. */
#ifndef VALUES_SOURCE_H
#define VALUES_SOURCE_H

#include "base/error.h"
#include "doc/layers.h"
#include "values/lexicon.h"

typedef struct source_table source_table;

/* What the cue does with the content. */
enum source_act {
    SOURCE_SAY,     /* said, told, reported, according to */
    SOURCE_CLAIM,   /* claimed responsibility, admitted */
    SOURCE_ACCUSE,  /* blamed, accused, alleged */
    SOURCE_SUSPECT, /* suspects, believes */
    SOURCE_DENY,    /* denied, rejected, dismissed */
    SOURCE_CONFIRM, /* confirmed */
    SOURCE_QUOTE    /* quoted, cited: the next speaker is nearer to the content */
};

enum { SOURCE_MAX_CHAIN = 4, SOURCE_MAX_FOUND = 16 };

typedef struct source_speaker {
    dateline_span span; /* the noun phrase */
    int kind;           /* vocabulary speaker */
    bool anonymous;     /* "on condition of anonymity", "unnamed" */
    float strength;     /* 0..1 */
    const char *why;    /* row of the lexicon or rule; static or as long as the lexicon; may be NULL */
} source_speaker;

typedef struct source_attribution {
    source_speaker chain[SOURCE_MAX_CHAIN]; /* nearest to the content first */
    uint32_t n_chain;
    dateline_span cue;
    uint8_t act; /* enum source_act */
    dateline_span
        content; /* part of the sentence that is attributed; the whole sentence when the cue is at its end */
} source_attribution;

/* Reads data/verbs.tsv; words is borrowed. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status source_open(const char *folder, const lexicon *words, arena *a, const source_table **out,
                            dateline_error *err);

/* Kind of a speaker phrase that is known to be one (a SOURCE span). */
source_speaker source_read(const source_table *t, const document *doc, dateline_span span);

/* Attributions of a sentence without the model, in order of their cues; returns how many (at most
 * SOURCE_MAX_FOUND). */
uint32_t source_scan(const source_table *t, const document *doc, uint32_t sentence,
                     source_attribution out[SOURCE_MAX_FOUND]);

/* The attribution whose content holds evidence, the innermost one; false when the text speaks for itself
 * there. */
bool source_of(const source_table *t, const document *doc, dateline_span evidence, source_attribution *out);

/* Prior over the vocabulary certainty for a perpetrator phrase, from the act and speaker of its sentence and
 * from words beside it ("suspected", "alleged", "unknown"): prior[n_terms], additive nats, 0 where nothing
 * tells. by gets the speaker who claims or accuses (kind -1: none); may be NULL. */
bool source_certainty(const source_table *t, const document *doc, dateline_span perpetrator, float *prior,
                      source_speaker *by);

#endif
