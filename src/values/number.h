/* number.h - how many a phrase speaks of: "at least 12 police", "dozens", "a family of five", "no one".
 *
 * A count is min..max, both inclusive, max or min open (DATELINE_OPEN): "up to five" is open..5, a bare plural
 * 2..open. Ages, dates, clock times, money, calibres and ordinals are not counts. The words just before the
 * phrase belong to it where they qualify its number ("at least" outside the span).
 *
 * Thread rule: tables are const, a document is one thread's. No memory is allocated but by number_scan. Cost:
 * linear in the phrase. */
#ifndef VALUES_NUMBER_H
#define VALUES_NUMBER_H

#include "base/error.h"
#include "doc/layers.h"

/* The words of data/numbers.tsv, read once, shared by all threads; lives in the arena it was opened in. */
typedef struct number_tables number_tables;

/* Reads numbers.tsv of the data folder. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status number_tables_open(const char *data, arena *a, const number_tables **out,
                                   dateline_error *err);

/* What is counted: a bare singular ("rocket") counts one person or target, but no certain number of weapons. */
enum number_role { NUMBER_PEOPLE, NUMBER_TARGET, NUMBER_WEAPON };

/* How the count came about. */
enum number_basis {
    NUMBER_NOTHING,  /* the phrase tells no count; count.known is false */
    NUMBER_STATED,   /* a number word or figure */
    NUMBER_VAGUE,    /* "dozens", "several", "many" */
    NUMBER_SINGULAR, /* "a man", "the driver" */
    NUMBER_PLURAL,   /* "soldiers": two or more */
    NUMBER_NAME      /* a personal name: one */
};

typedef struct number_value {
    dateline_count count;
    uint8_t basis;          /* enum number_basis */
    bool part;              /* told as a part of others: "including 3 children", "three of the four" */
    bool more;              /* told beside others: "15 others", "another man", "two more" */
    dateline_span evidence; /* number words with their qualifier, else the head noun; within the text */
    const char *why;        /* name of the rule; static */
} number_value;

/* Reads one phrase. named: the phrase is known to be a personal name or to begin with one. */
number_value number_of_phrase(const document *doc, dateline_span phrase, enum number_role role, bool named,
                              const number_tables *tables);

/* Do two counts differ by no more than sources do (by a third)? */
bool number_close(dateline_count a, dateline_count b);

/* One count from all phrases for the same thing ("at least 40 dead", "the victims"): a stated number before a
 * vague one before grammar; stated ones that are close give the widest range, else the first holds. evidence is that of the winner;
 * where two were joined, *other (may be NULL) gets the second one's words, else an empty span. */
number_value number_of_phrases(const document *doc, const dateline_span *phrases, uint32_t n,
                               enum number_role role, bool named, const number_tables *tables,
                               dateline_span *other);

/* A count found in running text. */
typedef struct number_found {
    dateline_span span; /* qualifier and number words: "at least 12" */
    number_value value;
} number_found;

typedef VEC(number_found) number_list;

/* All number expressions of the text that count something (bare plurals and names not), in order. Fails with
 * ERR_MEMORY only. */
dateline_status number_scan(const document *doc, const number_tables *tables, number_list *out,
                            dateline_error *err);

#endif
