/* head_words.h - the word lists of the head of a text: small letters, NULL at the end of each.
 *
 * Looked up with cursor_in_list, which folds case. */
#ifndef INTAKE_HEAD_WORDS_H
#define INTAKE_HEAD_WORDS_H

/* Names of months, short ones too. */
extern const char *const head_words_months[];

/* Names of days. */
extern const char *const head_words_weekdays[];

/* Agencies that are known without a dash behind their bracket. */
extern const char *const head_words_agencies[];

/* Small words inside names of places and persons. */
extern const char *const head_words_particles[];

/* What a colon follows at the head of a text without being a place. */
extern const char *const head_words_not_places[];

/* What a line of the day begins with; longer ones first. */
extern const char *const head_words_day_openers[];

/* What a credit line begins with. */
extern const char *const head_words_credit_openers[];

/* Whole lines that are no sentence. */
extern const char *const head_words_furniture[];

#endif
