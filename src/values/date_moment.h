/* date_moment.h - a form (date_form.h) resolved: which days it means, seen from the anchor.
 *
 * Internal to values/date*.c: date_resolve.c makes moments of forms, date_join.c one moment of many, date_timex.c writes
 * their TimeML value, date.c is the public side. Pure functions over const data; any thread. */
#ifndef VALUES_DATE_MOMENT_H
#define VALUES_DATE_MOMENT_H

#include "values/date.h"
#include "values/date_form.h"

enum { DATE_OPEN = INT32_MIN, DATE_WORDS = 48 /* of a phrase, or of a window around it */ };

/* A period, resolved: days lo..hi, either DATE_OPEN, with a clock time where one is told. */
typedef struct date_moment {
    bool ok;
    int32_t lo, hi;
    int16_t minute; /* of the day lo, -1 none */
    int precision;
    bool inferred;   /* the anchor or another date was needed */
    bool by_quarter; /* a quarter of the year, though the words say less */
    bool relative;   /* counted from another date of the text */
    const char *why; /* static */
    date_form form;
    dateline_span span;
} date_moment;

/* What a form is resolved against. */
typedef struct date_resolver {
    const document *doc;
    const word_table *lex;
    const date_anchor *anchor;
    bool has_anchor, has_told;
    int32_t now, told; /* told: the date that "the next day" counts from */
    int tense;         /* -1 past, 1 future, 0 not told */
    bool ahead;        /* "by 14 January": a date to come is as likely */
} date_resolver;

/* -1 past, 1 future, 0 not told: the verbs nearest to at in its sentence. */
int date_tense(const document *doc, const word_table *lex, dateline_span at);

/* The moment of one form that stands at span. not ok: the words tell no period. */
date_moment date_resolve(const date_resolver *r, const date_form *f, dateline_span span);

/* A moment that tells no period. */
date_moment date_unresolved(int precision, const char *why);

/* One moment from n; range[i]: the i-th ends a range that the one before it begins. Changes m. */
date_moment date_join(const date_resolver *r, date_moment *m, const bool *range, uint32_t n);

/* Its TimeML value ("" where it has none) and kind. */
void date_timex(const date_moment *m, char *out, size_t cap);
enum date_kind date_kind_of(const date_moment *m);

#endif
