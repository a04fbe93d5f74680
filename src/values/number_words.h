/* number_words.h - the words of data/numbers.tsv for those who count with them: number.c and incidents/toll.c. */
#ifndef VALUES_NUMBER_WORDS_H
#define VALUES_NUMBER_WORDS_H

#include "values/number.h"
#include "values/words.h"

/* Classes of data/numbers.tsv. */
enum number_class {
    N_CARDINAL,
    N_SCALE,
    N_VAGUE,
    N_GROUP,
    N_NOBODY,
    N_PLURAL,
    N_COLLECTIVE,
    N_SINGULAR,
    N_MORE,
    N_PART,
    N_QUALIFIER,
    N_MEASURE,
    N_ONE,
    N_ORDINAL,
    N_HUMAN,
    N_COREFERENCE,
    N_CUE,
    N_PRONOUN,
    N_BREAK,
    N_GRAVITY,
    N_LOSS,
    N_NEGATION,
    N_BOMBER,
    N_MASS,
    N_MONTH,
    N_HARM,
    N_CLASSES
};

/* Values of class human. */
enum number_human { HUMAN_ANYBODY = 1, HUMAN_TOLD_BY = 2 };

const word_table *number_words(const number_tables *tables);

/* The head noun of a phrase; len 0 where it has none of its own ("six", "three others"). */
void number_noun(const document *doc, dateline_span phrase, const number_tables *tables, word *out);

#endif
