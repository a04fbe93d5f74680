/* segment.h - blocks (paragraphs) and sentences.
 *
 * A block ends at an empty line. A single newline ends one too, except in hard-wrapped text: there the first
 * word of the next line would not have fitted on the line before (segment.c, wrapped()), and the newline is a
 * space. A sentence ends at . ! ? … with its closing quotes and brackets, at the end of its block, and after
 * MAX_WORDS words; what must not end one ("Gen. Smith", "U.S. troops", "No. 5", "J. F. Smith", "a.m.") stands
 * in data/abbreviations.tsv. In text of one case only (the wire of 1989, some archives) where capitals tell
 * nothing, data/sentence_starters.tsv helps.
 *
 * Kinds: the agency dateline and date lines at the head are SENTENCE_HEAD (intake/head.h finds them), title
 * lines SENTENCE_HEADLINE, bylines and credits SENTENCE_BYLINE. */
#ifndef TEXT_SEGMENT_H
#define TEXT_SEGMENT_H

#include "base/error.h"
#include "base/map.h"
#include "doc/layers.h"

/* Tables, read once; const afterwards, for any number of threads. */
typedef struct segment_tables {
    map abbreviations; /* lower case, without the final point -> enum segment_abbreviation */
    map starters;      /* lower-case words that begin sentences more often than they follow "U.S." */
} segment_tables;

/* What may follow the point of an abbreviation without a sentence's end between them. */
enum segment_abbreviation {
    ABBREVIATION_TITLE,  /* a name: Gen. Smith */
    ABBREVIATION_NUMBER, /* a number: No. 5 */
    ABBREVIATION_MONTH,  /* a number, or a word that is no starter: Jan. 5 */
    ABBREVIATION_OPEN    /* any word that is no starter: U.S. troops, Corp. said, a.m. Monday */
};

/* Reads abbreviations.tsv and sentence_starters.tsv of folder data into a, which must outlive the tables. Fails
 * with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status segment_tables_open(const char *data, segment_tables *tables, arena *a, dateline_error *err);

/* Fills doc->sentences (first_token.. are left to the later stages); needs text and head. Sentences are in
 * order, do not overlap, are not empty, have no white space at their ends and stand on character boundaries.
 * Fails with ERR_MEMORY. Linear. */
dateline_status segment_run(document *doc, const segment_tables *tables, dateline_error *err);

#endif
