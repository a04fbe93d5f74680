/* date.c - see date.h.
 *
 * phrase -> words -> forms (date_form.h) -> moments: each form is resolved alone against the anchor, then the
 * moments of a phrase, or of all phrases of an incident, are joined into one. */
#include "values/date.h"

#include <stdio.h>

#include "values/calendar.h"
#include "values/date_moment.h"

enum { MAX_MOMENTS = 12, ANCHOR_SEARCH = 6000 /* bytes */ };

struct date_tables {
    word_table lex;
};

dateline_status date_tables_open(const char *data, arena *a, const date_tables **out, dateline_error *err) {
    date_tables *t = arena_zalloc(a, 1, sizeof *t);
    *out = t;
    if (!t) return error_memory(err, "dates.tsv");
    return words_read(data, "dates.tsv", date_form_classes, N_DATE_CLASSES, &t->lex, a, err);
}

/* --- from words to moments --- */

/* All forms of a phrase, weak ones too. */
static uint32_t forms_of(const word_table *lex, const word *w, uint32_t n, date_form *out, uint32_t cap) {
    uint32_t n_forms = 0;
    for (uint32_t i = 0; i < n && n_forms < cap;) {
        if (date_form_at(lex, w, n, i, &out[n_forms]))
            i += out[n_forms++].n_words;
        else
            i++;
    }
    return n_forms;
}

/* "from Monday to Friday", "between 3 May and 7 June": the second form closes the range that the first opens. */
static bool closes_range(const word *w, const date_form *a, const date_form *b) {
    if (b->bound == BOUND_TO || (b->bound == BOUND_UNTIL && a->bound == BOUND_FROM)) return true;
    uint32_t between = b->first - (a->first + a->n_words);
    const word *link = &w[a->first + a->n_words];
    if (between != 1) return false;
    return words_is(link, "-") || (words_is(link, "and") && a->bound == BOUND_BETWEEN) ||
           words_is(link, "to");
}

static dateline_span span_of(const word *w, uint32_t first, uint32_t n) {
    return (dateline_span){w[first].span.start, w[first + n - 1].span.end};
}

/* "by", "until" right before the phrase. */
static bool limit_before(const date_resolver *r, dateline_span words) {
    word w[4];
    dateline_span before = {words.start > 8 ? words.start - 8 : 0, words.start};
    uint32_t n = words_cut(r->doc->text, before, r->lex, w, 4);
    const word_row *row = n ? words_row(r->lex, &w[n - 1], DATE_BOUND) : NULL;
    return row && (row->value == BOUND_BY || row->value == BOUND_UNTIL);
}

/* Appends the moments of one phrase; returns how many there are then. */
static uint32_t read_phrase(date_resolver *r, dateline_span words, date_moment *m, bool *range, uint32_t n,
                            uint32_t cap) {
    word w[DATE_WORDS];
    date_form f[MAX_MOMENTS];
    uint32_t n_words = words_cut(r->doc->text, words, r->lex, w, DATE_WORDS);
    uint32_t n_forms = forms_of(r->lex, w, n_words, f, MAX_MOMENTS);
    /* "since the assault began on Sunday": the bound stands apart from the date. */
    bool since = n_words && words_is(&w[0], "since");
    if (n_forms && since && f[0].first > 0 && f[0].bound == BOUND_NONE) f[0].bound = BOUND_SINCE;
    r->tense = r->has_anchor ? date_tense(r->doc, r->lex, words) : 0;
    r->ahead = r->has_anchor && limit_before(r, words);
    for (uint32_t i = 0; i < n_forms && n < cap; i++) {
        range[n] = i > 0 && closes_range(w, &f[i - 1], &f[i]);
        if (range[n]) f[i].bound = BOUND_NONE;
        m[n++] = date_resolve(r, &f[i], span_of(w, f[i].first, f[i].n_words));
    }
    return n;
}

static bool parse_day(const char *iso, int32_t *day) {
    int y, m, d;
    if (!iso || sscanf(iso, "%4d-%2d-%2d", &y, &m, &d) != 3 || !calendar_exists(y, m, d)) return false;
    *day = calendar_day(y, m, d);
    return true;
}

static date_resolver resolver_of(const document *doc, const date_tables *t, const date_anchor *anchor,
                                 const dateline_when *told) {
    date_resolver r = {.doc = doc, .lex = &t->lex, .anchor = anchor};
    r.has_anchor = anchor->source != DATE_SOURCE_NONE, r.now = anchor->day;
    if (told && told->known && told->precision <= DATELINE_date_precision_DAY)
        r.has_told = parse_day(told->start, &r.told) || parse_day(told->end, &r.told);
    return r;
}

/* --- writing values --- */

static void write_end(char out[20], int32_t day, int minute) {
    out[0] = '\0';
    if (day == DATE_OPEN) return;
    calendar_date d = calendar_of(day);
    if (d.year < 1 || d.year > 9999) return;
    unsigned y = (unsigned)d.year % 10000u, m = (unsigned)d.month % 100u, dd = (unsigned)d.day % 100u;
    if (minute >= 0)
        snprintf(out, 20, "%04u-%02u-%02uT%02u:%02u", y, m, dd, (unsigned)minute / 60u % 100u,
                 (unsigned)minute % 60u);
    else
        snprintf(out, 20, "%04u-%02u-%02u", y, m, dd);
}

static void write_when(const date_moment *m, dateline_when *out) {
    out->known = true, out->precision = m->precision;
    if (m->ok) {
        write_end(out->start, m->lo, m->minute);
        write_end(out->end, m->hi, m->minute);
    }
    out->basis.inferred = m->ok && m->inferred;
    out->basis.why = m->why;
}

/* The evidence: the phrases, and the words of the anchor where they were needed. */
static dateline_status write_evidence(const document *doc, const dateline_span *phrases, uint32_t n,
                                      const date_anchor *anchor, dateline_when *out, dateline_error *err) {
    dateline_span *spans = arena_zalloc(doc->arena, n + 1, sizeof *spans);
    if (!spans) return error_memory(err, doc->name);
    for (uint32_t i = 0; i < n; i++) spans[i] = phrases[i];
    uint32_t all = n;
    if (out->basis.inferred && anchor->evidence.end > anchor->evidence.start) spans[all++] = anchor->evidence;
    out->basis.evidence = spans, out->basis.n_evidence = all;
    return DATELINE_OK;
}

/* --- the public side --- */

static dateline_status value_of_moments(const date_resolver *r, date_moment *m, const bool *range, uint32_t n,
                                        dateline_span words, date_value *out, dateline_error *err) {
    date_moment joined =
        n ? date_join(r, m, range, n) : date_unresolved(DATELINE_date_precision_DAY, "no time expression");
    *out = (date_value){.span = words, .kind = n ? date_kind_of(&joined) : DATE_KIND_NONE};
    if (n) date_timex(&joined, out->timex, sizeof out->timex);
    write_when(&joined, &out->when);
    return write_evidence(r->doc, &words, 1, r->anchor, &out->when, err);
}

dateline_status date_read(const document *doc, dateline_span words, const date_anchor *anchor,
                          const dateline_when *previous, const date_tables *tables, date_value *out,
                          dateline_error *err) {
    *out = (date_value){.span = words, .kind = DATE_KIND_NONE};
    if (words.end <= words.start) return DATELINE_OK;
    date_moment m[MAX_MOMENTS];
    bool range[MAX_MOMENTS];
    date_resolver r = resolver_of(doc, tables, anchor, previous);
    uint32_t n = read_phrase(&r, words, m, range, 0, MAX_MOMENTS);
    return value_of_moments(&r, m, range, n, words, out, err);
}

/* The day told nearest before a place in the text, for a clock time that stands alone: "late Tuesday night. ... The
 * first shots fell at about 10 p.m." */
static bool day_told_before(const date_resolver *base, uint32_t offset, int32_t *day, dateline_span *words) {
    enum { REACH = 1500, N = 320 };
    word w[N];
    date_form f;
    date_resolver r = *base;
    bool found = false;
    uint32_t n =
        words_cut(r.doc->text, (dateline_span){offset > REACH ? offset - REACH : 0, offset}, r.lex, w, N);
    for (uint32_t i = 0; i < n; i++) {
        bool dated = w[i].kind == WORD_DIGITS || words_row(r.lex, &w[i], DATE_MONTH) ||
                     words_row(r.lex, &w[i], DATE_WEEKDAY) || words_row(r.lex, &w[i], DATE_DEICTIC);
        if (!dated || !date_form_at(r.lex, w, n, i, &f)) continue;
        dateline_span span = span_of(w, i, f.n_words);
        i += f.n_words - 1;
        bool names_day =
            (f.kind == FORM_CALENDAR && (f.day || f.weekday)) || (f.kind == FORM_DEICTIC && f.part);
        if (!names_day || f.bound != BOUND_NONE) continue;
        r.tense = date_tense(r.doc, r.lex, span);
        date_moment m = date_resolve(&r, &f, span);
        if (!m.ok || m.lo != m.hi || m.lo > r.now) continue;
        *day = m.lo, *words = span, found = true;
    }
    return found;
}

static date_moment read_phrases(date_resolver *r, const dateline_span *phrases, uint32_t n) {
    date_moment m[MAX_MOMENTS];
    bool range[MAX_MOMENTS];
    uint32_t n_moments = 0;
    for (uint32_t i = 0; i < n; i++) n_moments = read_phrase(r, phrases[i], m, range, n_moments, MAX_MOMENTS);
    return n_moments ? date_join(r, m, range, n_moments)
                     : date_unresolved(DATELINE_date_precision_DAY, "no time expression");
}

dateline_status date_of_phrases(const document *doc, const dateline_span *phrases, uint32_t n,
                                const date_anchor *anchor, const dateline_when *previous,
                                const date_tables *tables, dateline_when *out, dateline_error *err) {
    *out = (dateline_when){0};
    if (!n) return DATELINE_OK;
    date_resolver r = resolver_of(doc, tables, anchor, previous);
    date_moment joined = read_phrases(&r, phrases, n);
    dateline_span *words = arena_zalloc(doc->arena, n + 1, sizeof *words);
    if (!words) return error_memory(err, doc->name);
    memcpy(words, phrases, n * sizeof *words);
    if (r.has_anchor && joined.form.kind == FORM_CLOCK &&
        day_told_before(&r, phrases[0].start, &r.told, &words[n])) {
        r.has_told = true, n++; /* the words that name the day are evidence too */
        joined = read_phrases(&r, phrases, n - 1);
        joined.why = "time of day, day told before";
    }
    write_when(&joined, out);
    return write_evidence(doc, words, n, anchor, out, err);
}

/* --- the anchor --- */

/* A full date among the words: day, month and year told. */
static bool full_date(const date_form *f) {
    return f->kind == FORM_CALENDAR && f->year && f->month && f->day && !f->impossible &&
           calendar_exists(f->year, f->month, f->day);
}

/* The first full date in [from, to) of the text. */
static bool find_full_date(const document *doc, const word_table *lex, dateline_span in, date_anchor *out) {
    word w[DATE_WORDS];
    while (in.start < in.end) {
        uint32_t n = words_cut(doc->text, in, lex, w, DATE_WORDS);
        if (!n) return false;
        date_form f;
        for (uint32_t i = 0; i < n; i++) {
            bool dated = w[i].kind == WORD_DIGITS || words_row(lex, &w[i], DATE_MONTH) ||
                         words_row(lex, &w[i], DATE_WEEKDAY);
            if (!dated || !date_form_at(lex, w, n, i, &f)) continue;
            if (full_date(&f)) {
                out->day = calendar_day(f.year, f.month, f.day);
                out->evidence = span_of(w, i, f.n_words);
                return true;
            }
            i += f.n_words - 1;
        }
        if (n < DATE_WORDS) return false;
        in.start = w[n - 9].span.start; /* the windows overlap by the longest date */
    }
    return false;
}

/* The dateline's date; "Jan 12" takes its year from published. */
static bool dateline_date(const document *doc, const word_table *lex, bool has_published, date_anchor *a) {
    dateline_span at = doc->head.date;
    if (at.end <= at.start) return false;
    word w[DATE_WORDS];
    date_form f;
    uint32_t n = words_cut(doc->text, at, lex, w, DATE_WORDS);
    if (forms_of(lex, w, n, &f, 1) != 1 || f.kind != FORM_CALENDAR || f.impossible || !f.day || !f.month)
        return false;
    int year = f.year;
    if (!year && has_published) { /* nearest to the day of publication */
        year = calendar_of(a->day).year;
        int32_t here = calendar_day(year, f.month, f.day);
        year += here - a->day > 183 ? -1 : a->day - here > 183 ? 1 : 0;
    }
    if (!calendar_exists(year, f.month, f.day)) return false;
    a->day = calendar_day(year, f.month, f.day), a->source = DATE_SOURCE_DATELINE, a->evidence = at;
    return true;
}

date_anchor date_anchor_of(const document *doc, const date_tables *tables) {
    date_anchor a = {.source = DATE_SOURCE_NONE, .minute = -1};
    bool published = parse_day(doc->published, &a.day);
    int hour, minute;
    if (dateline_date(doc, &tables->lex, published, &a)) return a;
    if (published) {
        a.source = DATE_SOURCE_PUBLISHED;
        if (sscanf(doc->published, "%*4d-%*2d-%*2dT%2d:%2d", &hour, &minute) == 2 && hour >= 0 && hour < 24 &&
            minute >= 0 && minute < 60)
            a.minute = (int16_t)(hour * 60 + minute);
        return a;
    }
    uint32_t end = doc->text.len < ANCHOR_SEARCH ? (uint32_t)doc->text.len : ANCHOR_SEARCH;
    if (find_full_date(doc, &tables->lex, (dateline_span){0, end}, &a)) a.source = DATE_SOURCE_TEXT;
    return a;
}

/* --- scanning --- */

/* May b, right behind a, belong to the same expression? "9 a.m." "Tuesday"; "July" "last year". */
static bool continues(const word *w, const date_form *a, const date_form *b) {
    uint32_t end = a->first + a->n_words;
    if (b->first != end) return false;
    bool hours_a = a->kind == FORM_CLOCK || a->kind == FORM_PART,
         hours_b = b->kind == FORM_CLOCK || b->kind == FORM_PART;
    bool day_a = a->kind == FORM_CALENDAR || a->kind == FORM_DEICTIC,
         day_b = b->kind == FORM_CALENDAR || b->kind == FORM_DEICTIC;
    if (hours_a && day_b) return true;
    if (day_a && hours_b && b->first == b->core) return true;
    bool month = a->kind == FORM_CALENDAR && a->month && !a->year;
    (void)w;
    return (month || a->kind == FORM_QUARTER || a->kind == FORM_SEASON) && b->kind == FORM_PERIOD &&
           b->unit == UNIT_YEAR && b->direction != AT_TOLD;
}

static bool append(date_list *list, const date_value *v, arena *a) {
    date_value *slot = VEC_PUSH(list, a);
    if (slot) *slot = *v;
    return slot != NULL;
}

static dateline_status scan_words(const date_resolver *base, const word *w, uint32_t n, date_list *out,
                                  dateline_error *err) {
    date_resolver r = *base;
    for (uint32_t i = 0; i < n;) {
        date_form f, next;
        if (!date_form_at(r.lex, w, n, i, &f) || f.weak) {
            i++;
            continue;
        }
        date_moment m[2];
        bool range[2] = {false, false};
        uint32_t end = f.first + f.n_words, count = 1, first = f.core < end ? f.core : f.first;
        bool more = end < n && date_form_at(r.lex, w, n, end, &next) && continues(w, &f, &next);
        if (more) end = next.first + next.n_words, count = 2;
        dateline_span words = span_of(w, first, end - first);
        r.tense = r.has_anchor ? date_tense(r.doc, r.lex, words) : 0;
        m[0] = date_resolve(&r, &f, words);
        if (more) m[1] = date_resolve(&r, &next, words);
        date_value v;
        dateline_status status = value_of_moments(&r, m, range, count, words, &v, err);
        if (status) return status;
        if (!append(out, &v, r.doc->arena)) return error_memory(err, r.doc->name);
        if (v.when.precision <= DATELINE_date_precision_DAY && parse_day(v.when.start, &r.told))
            r.has_told = true;
        i = end;
    }
    return DATELINE_OK;
}

dateline_status date_scan(const document *doc, const date_anchor *anchor, const date_tables *tables,
                          date_list *out, dateline_error *err) {
    enum { CHUNK = 256, OVERLAP = 16 };
    *out = (date_list){0};
    word w[CHUNK];
    date_resolver r = resolver_of(doc, tables, anchor, NULL);
    for (uint32_t s = 0; s < (doc->sentences.n ? doc->sentences.n : 1); s++) {
        dateline_span in =
            doc->sentences.n ? doc->sentences.at[s].span : (dateline_span){0, (uint32_t)doc->text.len};
        while (in.start < in.end) {
            uint32_t n = words_cut(doc->text, in, r.lex, w, CHUNK);
            dateline_status status = scan_words(&r, w, n, out, err);
            if (status) return status;
            if (n < CHUNK) break;
            in.start =
                w[n - 1].span.end; /* a date over the border of a chunk is cut: 256 words are no sentence */
        }
    }
    return DATELINE_OK;
}
