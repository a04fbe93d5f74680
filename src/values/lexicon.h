/* lexicon.h - what the words themselves say about a value: priors over the terms of a vocabulary.
 *
 * Rows of data/ tables give a word or phrase, a term and a strength in nats (1 a hint, 2 fair, 3 strong, 4
 * settles it). A phrase is read from its head: a row that ends at the head noun counts full, one before it
 * less, one after it ("the house of a soldier") little; the longest row wins at each word. Priors are
 * additive log weights, 0 where the lexicon knows nothing, so that
 *
 *     logit[t] += weight * prior[t]
 *
 * leaves the model alone where there is no word to go by.
 *
 *     vocabulary                              span is      read from
 *     weapon, target, people                  the phrase   data/weapons.tsv, targets.tsv, people.tsv
 *     perpetrator_kind, perpetrator_category  the phrase   data/perpetrators.tsv
 *     speaker                                 the phrase   data/speakers.tsv
 *     people_effect, target_effect            the phrase   data/effects.tsv: the nearest verb in its sentence
 *     type                                    a mention    data/triggers.tsv: in the mention and around it
 *     stage                                   a mention    data/stages.tsv: threats, denials, failures
 *
 * Other vocabularies have no rows and give zeros (certainty: see source.h).
 *
 * Thread rule: const after lexicon_open. No call allocates; each reads at most PHRASE_MAX_WORDS words. */
#ifndef VALUES_LEXICON_H
#define VALUES_LEXICON_H

#include "base/error.h"
#include "doc/layers.h"

typedef struct lexicon lexicon;

/* Most terms that a vocabulary has: room for a prior. */
enum { LEXICON_MAX_TERMS = 32 };

typedef struct lexicon_answer {
    int term;           /* -1: the lexicon knows no word of the phrase */
    float strength;     /* nats between this term and the runner-up */
    dateline_span word; /* the words that decided; empty when term is -1 */
    const char *why;    /* the row that decided ("car bomb"), the lexicon's; NULL when term is -1 */
} lexicon_answer;

/* Reads the tables of folder into the arena. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status lexicon_open(const char *folder, arena *a, const lexicon **out, dateline_error *err);

/* Fills prior[n_terms of the vocabulary]; true when any row matched. */
bool lexicon_prior(const lexicon *l, dateline_vocabulary vocabulary, const document *doc, dateline_span span,
                   float *prior);

/* The term that the prior favours. */
lexicon_answer lexicon_best(const lexicon *l, dateline_vocabulary vocabulary, const document *doc,
                            dateline_span span);

/* Log odds, from words alone, that a mention is no incident of its own: an exercise, a film, an anniversary,
 * a hypothesis, a tally of a year. Positive speaks against an incident; 0 when no cue is near. cue (may be
 * NULL) gets the words. */
float lexicon_no_incident(const lexicon *l, const document *doc, dateline_span mention, lexicon_answer *cue);

#endif
