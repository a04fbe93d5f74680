/* date.h - words about time to a period: "late on Thursday", "the night of 3-4 May", "two days ago".
 *
 *     date_anchor now = date_anchor_of(doc, tables);
 *     date_of_phrases(doc, spans, n, &now, NULL, tables, &incident->when, err);
 *
 * A phrase is read by the words of data/dates.tsv and a small grammar, then resolved against the anchor (the day
 * the report was written), the tense of its sentence and, for "the next day", the date told before it. What
 * cannot be resolved ("on Sunday" without any anchor, "31 June") stays known with both ends open; nothing is
 * guessed.
 *
 * Memory: results point into the document's arena. Thread rule: tables are const, a document is one thread's.
 * Cost: linear in the phrase and the sentence around it. */
#ifndef VALUES_DATE_H
#define VALUES_DATE_H

#include "base/error.h"
#include "doc/layers.h"

/* The words of data/dates.tsv, read once, shared by all threads; lives in the arena it was opened in. */
typedef struct date_tables date_tables;

/* Reads dates.tsv of the data folder. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW, ERR_MEMORY. */
dateline_status date_tables_open(const char *data, arena *a, const date_tables **out, dateline_error *err);

/* Where "now" comes from. */
enum date_source {
    DATE_SOURCE_NONE,      /* nothing tells when the report was written */
    DATE_SOURCE_DATELINE,  /* "KABUL, 12 Jan 2020 (Reuters)"; also a day and month completed from published */
    DATE_SOURCE_PUBLISHED, /* the document's metadata */
    DATE_SOURCE_TEXT /* a full date in the text: good for the year of "10 June", and for weekdays near it */
};

typedef struct date_anchor {
    uint8_t source;         /* enum date_source */
    int32_t day;            /* days since 1970-01-01, meaningless when source is NONE */
    int16_t minute;         /* of that day, -1 unknown */
    dateline_span evidence; /* the words of a DATELINE or TEXT anchor, else empty */
} date_anchor;

/* The day of writing: the dateline's date, else published, else the first full date in the text. */
date_anchor date_anchor_of(const document *doc, const date_tables *tables);

/* TimeML's kinds of time expressions. */
enum date_kind { DATE_KIND_DATE, DATE_KIND_TIME, DATE_KIND_DURATION, DATE_KIND_SET, DATE_KIND_NONE };

/* A time expression of the text with its value. */
typedef struct date_value {
    dateline_span span;
    uint8_t kind;       /* enum date_kind; NONE: the words hold no time expression that is understood */
    char timex[32];     /* TimeML value: "2003-04-W12", "P3D", "PAST_REF"; "" when unknown */
    dateline_when when; /* known unless the phrase is empty */
} date_value;

/* Reads one phrase. words may be wider than the expression ("on the night of 3 May when"). previous: the date
 * told before it, that "the next day" counts from; may be NULL. Fails with ERR_MEMORY only. */
dateline_status date_read(const document *doc, dateline_span words, const date_anchor *anchor,
                          const dateline_when *previous, const date_tables *tables, date_value *out,
                          dateline_error *err);

/* The date of an incident from all the phrases that tell it ("on Friday", "around 6 p.m."; "on 3 May", "that
 * day"): the finest that agrees with the others, the clock time added to the day, a span over both where two days
 * differ. Evidence is every phrase used. out->known is false when n is 0. Fails with ERR_MEMORY only. */
dateline_status date_of_phrases(const document *doc, const dateline_span *phrases, uint32_t n,
                                const date_anchor *anchor, const dateline_when *previous,
                                const date_tables *tables, dateline_when *out, dateline_error *err);

typedef VEC(date_value) date_list;

/* All time expressions of the text, longest match first at each place, in order of the text, each with its value;
 * needs no model. Dates relative to an earlier one use that. Fails with ERR_MEMORY only. */
dateline_status date_scan(const document *doc, const date_anchor *anchor, const date_tables *tables,
                          date_list *out, dateline_error *err);

#endif
