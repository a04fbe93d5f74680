/* date.c - see date.h.
 *
 * phrase -> words -> forms (date_form.h) -> moments: each form is resolved alone against the anchor, then the
 * moments of a phrase, or of all phrases of an incident, are joined into one. */
#include "values/date.h"

#include <stdio.h>

#include "values/calendar.h"
#include "values/date_form.h"

enum { AHEAD = 20, MAX_WORDS = 48, MAX_MOMENTS = 12, OPEN_DAY = INT32_MIN, ANCHOR_SEARCH = 6000 };

struct date_tables {
    word_table lex;
};

/* A period, resolved: days lo..hi, either OPEN_DAY, with a clock time where one is told. */
typedef struct moment {
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
} moment;

typedef struct resolver {
    const document *doc;
    const word_table *lex;
    const date_anchor *anchor;
    bool has_anchor, has_told;
    int32_t now, told; /* told: the date that "the next day" counts from */
    int tense;         /* -1 past, 1 future, 0 not told */
    bool ahead;        /* "by 14 January": a date to come is as likely */
} resolver;

dateline_status date_tables_open(const char *data, arena *a, const date_tables **out, dateline_error *err) {
    date_tables *t = arena_zalloc(a, 1, sizeof *t);
    *out = t;
    if (!t) return error_memory(err, "dates.tsv");
    return words_read(data, "dates.tsv", date_form_classes, N_DATE_CLASSES, &t->lex, a, err);
}

/* --- tense --- */

static bool is_be(const word *w) {
    static const char *const forms[] = {"is", "are", "was", "were", "be", "been", "s", "re", NULL};
    for (const char *const *f = forms; *f; f++)
        if (words_is(w, *f)) return true;
    return false;
}

/* -1 past, 1 future, 0 no verb that tells. */
static int tense_of_word(const word_table *lex, const word *w, uint32_t i) {
    const word_row *row = words_row(lex, &w[i], DATE_TENSE);
    if (row && row->value == 2) return i && is_be(&w[i - 1]) ? 1 : -1;
    if (row) return row->value;
    if (i && words_is(&w[i - 1], "be")) return 0; /* "will be resumed": the helper tells */
    bool past = w[i].kind == WORD_LETTERS && w[i].len > 4 && strcmp(w[i].low + w[i].len - 2, "ed") == 0;
    return past && !w[i].upper ? -1 : 0;
}

/* The tense of the words nearest before the expression in its sentence, else nearest behind it. */
static int tense_at(const document *doc, const word_table *lex, dateline_span at) {
    word w[MAX_WORDS];
    dateline_span s = words_sentence(doc, at.start);
    dateline_span left = {s.start, at.start}, right = {at.end, s.end > at.end ? s.end : at.end};
    if (left.end - left.start > 240) left.start = left.end - 240; /* whole words do not matter here */
    uint32_t n = words_cut(doc->text, right, lex, w, 2);
    if (n > 1 && words_is(&w[0], "'") && words_is(&w[1], "s")) return -1; /* "Friday's attack" */
    n = words_cut(doc->text, left, lex, w, MAX_WORDS);
    for (uint32_t i = n; i-- > 0;) {
        int tense = tense_of_word(lex, w, i);
        if (tense) return tense;
    }
    n = words_cut(doc->text, right, lex, w, 16);
    for (uint32_t i = 0; i < n; i++) {
        int tense = tense_of_word(lex, w, i);
        if (tense) return tense;
    }
    return 0;
}

/* --- forms to moments --- */

static moment days(int32_t lo, int32_t hi, int precision, const char *why) {
    return (moment){.ok = true, .lo = lo, .hi = hi, .minute = -1, .precision = precision, .why = why};
}

static moment unresolved(int precision, const char *why) {
    return (moment){.lo = OPEN_DAY, .hi = OPEN_DAY, .minute = -1, .precision = precision, .why = why};
}

static moment month_of(int year, int month, int edge) {
    int32_t first = calendar_day(year, month, 1), last = first + calendar_month_length(year, month) - 1;
    switch (edge) {
    case EDGE_EARLY:
    case EDGE_BEGINNING:
        last = first + 9;
        break;
    case EDGE_MIDDLE:
        last = first + 19, first += 10;
        break;
    case EDGE_LATE:
    case EDGE_END:
        first += 20;
        break;
    }
    return days(first, last, DATELINE_date_precision_MONTH, "month");
}

static moment year_of(int year, int n, int edge) {
    static const uint8_t firsts[] = {1, 1, 5, 10, 1, 10},
                         lasts[] = {12, 3, 8, 12, 3, 12}; /* by enum date_edge */
    int32_t lo = calendar_day(year, firsts[edge], 1);
    int32_t hi = calendar_day(year + n - 1, lasts[edge], calendar_month_length(year + n - 1, lasts[edge]));
    return days(lo, hi, edge ? DATELINE_date_precision_MONTH : DATELINE_date_precision_YEAR, "year");
}

/* The year of a day or month told without one: the nearest in the past, in the future when the tense says so; with
 * an anchor of the text's own the nearest of all. */
static int year_near(const resolver *r, int month, int day) {
    int year = calendar_of(r->now).year;
    int length = calendar_month_length(year, month);
    int32_t here = calendar_day(year, month, day == 0 ? 1 : day > length ? length : day);
    if (r->anchor->source == DATE_SOURCE_TEXT)
        return here - r->now > 183 ? year - 1 : r->now - here > 183 ? year + 1 : year;
    if (r->tense > 0) return r->now - here > 31 ? year + 1 : year;
    /* Without a verb that tells, the coming weeks are as likely as the past year. */
    int32_t ahead = r->tense == 0 || r->ahead ? 92 : AHEAD;
    if (here > r->now + ahead) return year - 1;
    return r->ahead && r->now - here > 300 ? year + 1 : year;
}

static int32_t weekday_near(const resolver *r, int weekday, const date_form *f) {
    int behind = (calendar_weekday(r->now) - weekday + 7) % 7; /* days since the last one, today 0 */
    if (f->has_direction) switch (f->direction) {
        case BEFORE_NOW:
        case BEFORE_TOLD:
            return r->now - (behind ? behind : 7);
        case AFTER_NOW:
        case AFTER_TOLD:
            return r->now - behind + 7;
        case AT_NOW:
            if (r->tense < 0 || behind == 0) return r->now - behind;
            return r->now - calendar_weekday(r->now) + weekday;
        default:
            break;
        }
    if (r->tense > 0 && behind) return r->now - behind + 7;
    return r->now - behind;
}

static moment resolve_weekday(const resolver *r, const date_form *f) {
    if (!r->has_anchor) return unresolved(DATELINE_date_precision_DAY, "weekday without anchor");
    int32_t lo = weekday_near(r, f->weekday, f), hi = lo;
    if (f->last_weekday) {
        hi = lo + (f->last_weekday - f->weekday + 7) % 7;
        if (hi > r->now && r->tense <= 0) lo -= 7, hi -= 7;
    }
    moment m = days(lo, hi, DATELINE_date_precision_DAY,
                    r->tense > 0 ? "weekday after anchor" : "weekday before anchor");
    m.inferred = true;
    return m;
}

static moment resolve_calendar(const resolver *r, const date_form *f) {
    date_form g = *f;
    bool inferred = false;
    if (g.month == 0 && g.day == 0 && g.year == 0) return resolve_weekday(r, f);
    int precision = g.day     ? DATELINE_date_precision_DAY
                    : g.month ? DATELINE_date_precision_MONTH
                              : DATELINE_date_precision_YEAR;
    if (g.impossible) return unresolved(precision, "no such date");
    if (g.month == 0 && g.day) { /* "the 25th" */
        if (!r->has_anchor) return unresolved(precision, "day without month");
        calendar_date now = calendar_of(r->now);
        int32_t first = calendar_day(now.year, now.month, 1);
        if (now.day < g.day && r->tense <= 0) first = calendar_add_months(first, -1);
        calendar_date at = calendar_of(first);
        g.month = (int8_t)at.month, g.year = (int16_t)at.year, inferred = true;
    }
    if (g.year == 0) {
        if (!r->has_anchor) return unresolved(precision, "no year and no anchor");
        int year = calendar_of(r->now).year, month = calendar_of(r->now).month;
        g.year = (int16_t)year_near(r, g.month, g.day);
        if (g.has_direction && g.direction == BEFORE_NOW)
            g.year = (int16_t)(g.month < month ? year : year - 1);
        if (g.has_direction && g.direction == AFTER_NOW)
            g.year = (int16_t)(g.month > month ? year : year + 1);
        if (g.has_direction && g.direction == AT_NOW) g.year = (int16_t)year;
        inferred = true;
    }
    moment m;
    if (g.day) {
        int last_month = g.last_month ? g.last_month : g.month, last_day = g.last_day ? g.last_day : g.day;
        int last_year = g.last_month && g.last_month < g.month ? g.year + 1 : g.year;
        if (!calendar_exists(g.year, g.month, g.day) || !calendar_exists(last_year, last_month, last_day))
            return unresolved(precision, "no such date");
        m = days(calendar_day(g.year, g.month, g.day), calendar_day(last_year, last_month, last_day),
                 precision, "date");
        if (m.hi < m.lo) m.hi = m.lo;
    } else if (g.month)
        m = month_of(g.year, g.month, g.edge);
    else
        m = year_of(g.year, 1, g.edge);
    m.inferred = inferred;
    if (inferred) m.why = g.day ? "date, year from anchor" : "month, year from anchor";
    return m;
}

/* The week, month, ... that holds day, shifted by n of them. */
static moment period_at(int32_t day, int unit, int n, int edge) {
    calendar_date d = calendar_of(day);
    int32_t monday = day - calendar_weekday(day) + 1, lo;
    switch (unit) {
    case UNIT_WEEK:
        lo = monday + 7 * n;
        if (edge == EDGE_EARLY || edge == EDGE_BEGINNING)
            return days(lo, lo + 2, DATELINE_date_precision_DAY, "week");
        if (edge == EDGE_LATE || edge == EDGE_END)
            return days(lo + 3, lo + 6, DATELINE_date_precision_DAY, "week");
        return days(lo, lo + 6, DATELINE_date_precision_WEEK, "week");
    case UNIT_WEEKEND:
        lo = monday + 5 + 7 * n;
        return days(lo, lo + 1, DATELINE_date_precision_DAY, "weekend");
    case UNIT_MONTH:
        d = calendar_of(calendar_add_months(day, n));
        return month_of(d.year, d.month, edge);
    case UNIT_QUARTER: {
        lo = calendar_add_months(calendar_day(d.year, (d.month - 1) / 3 * 3 + 1, 1), 3 * n);
        return days(lo, calendar_add_months(lo, 3) - 1, DATELINE_date_precision_MONTH, "quarter");
    }
    case UNIT_YEAR:
        return year_of(d.year + n, 1, edge);
    case UNIT_DECADE:
        return year_of(d.year / 10 * 10 + 10 * n, 10, EDGE_NONE);
    case UNIT_CENTURY:
        return year_of((d.year - 1) / 100 * 100 + 1 + 100 * n, 100, EDGE_NONE);
    default:
        return days(day + n, day + n, DATELINE_date_precision_DAY, "day");
    }
}

static int precision_of_unit(int unit) {
    switch (unit) {
    case UNIT_WEEK:
    case UNIT_FORTNIGHT:
        return DATELINE_date_precision_WEEK;
    case UNIT_MONTH:
    case UNIT_QUARTER:
        return DATELINE_date_precision_MONTH;
    case UNIT_YEAR:
    case UNIT_DECADE:
    case UNIT_CENTURY:
        return DATELINE_date_precision_YEAR;
    case UNIT_HOUR:
    case UNIT_MINUTE:
    case UNIT_DAY:
    default:
        return DATELINE_date_precision_DAY;
    }
}

/* day moved by n units; weeks and shorter by days, months and longer by the calendar. */
static int32_t moved(int32_t day, int unit, int n) {
    calendar_date d = calendar_of(day);
    int months = 0;
    switch (unit) {
    case UNIT_SECOND:
    case UNIT_MINUTE:
        return day;
    case UNIT_HOUR:
        return day + (n < 0 ? -((-n + 23) / 24) : (n + 12) / 24);
    case UNIT_WEEK:
    case UNIT_WEEKEND:
        return day + 7 * n;
    case UNIT_FORTNIGHT:
        return day + 14 * n;
    case UNIT_MONTH:
        months = n;
        break;
    case UNIT_QUARTER:
        months = 3 * n;
        break;
    case UNIT_YEAR:
        months = 12 * n;
        break;
    case UNIT_DECADE:
        months = 120 * n;
        break;
    case UNIT_CENTURY:
        months = 1200 * n;
        break;
    default:
        return day + n;
    }
    if (d.year * 12 + months < 12 || d.year * 12 + months > 9999 * 12) return day;
    calendar_date at = calendar_of(calendar_add_months(day, months));
    int length = calendar_month_length(at.year, at.month);
    return calendar_day(at.year, at.month, d.day > length ? length : d.day);
}

static moment resolve_period(const resolver *r, const date_form *f) {
    int precision = precision_of_unit(f->unit);
    if (f->direction == AT_TOLD) {
        if (f->unit == UNIT_WEEKEND && r->has_anchor) { /* "at the weekend": the last one */
            moment m = period_at(r->now, UNIT_WEEKEND, calendar_weekday(r->now) >= 6 ? 0 : -1, EDGE_NONE);
            m.inferred = true;
            return m;
        }
        if (!r->has_told && !r->has_anchor) return unresolved(precision, "no date told before");
        moment m = period_at(r->has_told ? r->told : r->now, f->unit, 0, f->edge);
        m.inferred = m.relative = true, m.why = r->has_told ? "same as the date before" : "day of writing";
        return m;
    }
    if (!r->has_anchor) return unresolved(precision, "period without anchor");
    moment m;
    int n = f->direction == AT_NOW ? 0 : f->direction > 0 ? 1 : -1;
    if (f->rolling && f->unit != UNIT_DAY && f->unit != UNIT_WEEKEND && !f->edge)
        m = days(moved(r->now, f->unit, -1), r->now, precision, "up to anchor");
    else if (f->unit == UNIT_WEEKEND && n < 0 && calendar_weekday(r->now) == 7)
        m = period_at(r->now, f->unit, -1, f->edge);
    else
        m = period_at(r->now, f->unit, n, f->edge);
    if (n == 0 && f->unit == UNIT_WEEK && r->tense <= 0 && m.hi > r->now && m.lo <= r->now) m.hi = r->now;
    m.inferred = true;
    return m;
}

static moment resolve_span(const resolver *r, const date_form *f) {
    int precision = precision_of_unit(f->unit);
    if (!r->has_anchor) return unresolved(precision, "span without anchor");
    int n = f->n < 0 ? 1 : f->n;
    moment m;
    if (f->direction > 0)
        m = days(r->now, moved(r->now, f->unit, n), precision, "from anchor");
    else {
        m = days(moved(r->now, f->unit, -n), r->now, precision, "up to anchor");
        if (f->n < 0 && f->unit != UNIT_HOUR) m.lo = OPEN_DAY;
    }
    m.inferred = true;
    return m;
}

static moment resolve_shift(const resolver *r, const date_form *f) {
    bool told = f->direction == BEFORE_TOLD || f->direction == AFTER_TOLD;
    int precision = precision_of_unit(f->unit);
    if (!r->has_anchor && !(told && r->has_told))
        return unresolved(precision, told ? "no date told before" : "no anchor");
    int32_t base = told && r->has_told ? r->told : r->now;
    bool past = f->direction < 0;
    moment m;
    if (f->n < 0) {
        if (f->unit && f->unit <= UNIT_HOUR && !told) {
            m = days(base, base, precision, "counted from anchor");
            m.inferred = true;
            return m;
        }
        if (f->unit != UNIT_DAY || !past) return unresolved(precision, "some time away");
        m = days(OPEN_DAY, base - 1, precision, "some days before");
    } else {
        int n = past ? -f->n : f->n;
        int32_t at = moved(base, f->unit, n);
        if (f->unit == UNIT_HOUR && f->n < 24) at = base;
        bool coarse =
            f->unit == UNIT_WEEK || f->unit == UNIT_MONTH || f->unit == UNIT_YEAR || f->unit == UNIT_DECADE;
        m = coarse && !told ? period_at(at, f->unit == UNIT_DECADE ? UNIT_YEAR : f->unit, 0, EDGE_NONE)
                            : days(at, at, precision, "");
        if (f->rough == 1 && past && coarse) m.lo = OPEN_DAY, m.hi = at, m.precision = precision;
        m.why = told ? "counted from the date before" : "counted from anchor";
        m.precision = precision;
        if (f->rough == 3) m.lo = m.hi = at, m.precision = DATELINE_date_precision_DAY;
        if (f->rough == -1 && f->unit == UNIT_WEEK && past && !told) m.lo = at + 1, m.hi = base;
    }
    m.inferred = true, m.relative = told;
    return m;
}

static moment resolve_reference(const resolver *r, const date_form *f) {
    int precision = f->unit ? precision_of_unit(f->unit) : DATELINE_date_precision_MONTH;
    if (f->unit == UNIT_DAY) precision = DATELINE_date_precision_WEEK;
    if (f->reference == 3) return unresolved(DATELINE_date_precision_DAY, "some time later");
    if (f->reference == 2) { /* meanwhile: the day told of */
        if (!r->has_told && !r->has_anchor)
            return unresolved(DATELINE_date_precision_DAY, "no date told before");
        int32_t at = r->has_told ? r->told : r->now;
        moment m = days(at, at, DATELINE_date_precision_DAY, "same as the date before");
        m.inferred = m.relative = true;
        return m;
    }
    if (!r->has_anchor) return unresolved(precision, "no anchor");
    moment m = days(OPEN_DAY, r->now, precision, "up to anchor");
    if (f->reference == 0) m = days(r->now, r->now, DATELINE_date_precision_DAY, "day of writing");
    if (f->reference > 0) m = days(r->now, OPEN_DAY, precision, "from anchor");
    m.inferred = true;
    return m;
}

static moment resolve_season(const resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor) return unresolved(DATELINE_date_precision_MONTH, "season without year");
    int year = f->year, first = f->n * 3; /* spring begins in March */
    if (!year) {
        date_form g = *f;
        year = calendar_of(r->now).year;
        bool past = g.has_direction ? g.direction < 0 : r->tense <= 0;
        if (past && calendar_day(year, first, 1) > r->now) year--;
        if (g.has_direction && g.direction > 0 && calendar_day(year, first, 1) < r->now) year++;
        if (g.has_direction && g.direction == BEFORE_NOW && first <= calendar_of(r->now).month &&
            calendar_of(r->now).month < first + 3)
            year--;
    }
    int32_t lo = calendar_day(year, first, 1);
    moment m = days(lo, calendar_add_months(lo, 3) - 1, DATELINE_date_precision_MONTH, "season");
    m.inferred = !f->year;
    return m;
}

static moment resolve_quarter(const resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor) return unresolved(DATELINE_date_precision_MONTH, "quarter without year");
    int months = f->unit == UNIT_HALF ? 6 : 3, first = (f->n - 1) * months + 1;
    int year = f->year ? f->year : calendar_of(r->now).year;
    if (!f->year && r->tense <= 0 && calendar_day(year, first, 1) > r->now) year--;
    int32_t lo = calendar_day(year, first, 1);
    moment m = days(lo, calendar_add_months(lo, months) - 1, DATELINE_date_precision_MONTH, "quarter");
    m.inferred = !f->year;
    return m;
}

/* The quarter told last before a place in the text, within QUARTER_REACH bytes; else, in a text about quarters, the last
 * that had ended on the day of writing. False: nothing is told by quarters there. */
static bool quarter_told(const resolver *r, uint32_t at, int *year, int *quarter) {
    enum { QUARTER_REACH = 900, N = 192 };
    word w[N];
    dateline_span in = {at > QUARTER_REACH ? at - QUARTER_REACH : 0, at};
    uint32_t n = words_cut(r->doc->text, in, r->lex, w, N);
    bool any = false;
    for (uint32_t i = n; i-- > 0;) {
        const word_row *unit = words_row(r->lex, &w[i], DATE_UNIT);
        if (!unit || unit->value != UNIT_QUARTER) continue;
        any = true;
        uint32_t first = i >= 1 && words_is(&w[i - 1], "-") ? i - 1 : i;
        const word_row *nth = first ? words_row(r->lex, &w[first - 1], DATE_ORDINAL) : NULL;
        if (!nth || nth->value > 4) continue;
        *quarter = nth->value, *year = calendar_of(r->now).year;
        if (calendar_day(*year, (*quarter - 1) * 3 + 1, 1) > r->now) --*year;
        return true;
    }
    calendar_date last = calendar_of(calendar_add_months(r->now, -3));
    *quarter = (last.month - 1) / 3 + 1, *year = last.year;
    return any;
}

/* "the quarter", "a year earlier", "the year-ago period" in a report on quarterly figures. */
static bool resolve_by_quarter(const resolver *r, const date_form *f, uint32_t at, moment *out) {
    bool back = f->kind == FORM_SHIFT && f->unit == UNIT_YEAR && f->n == 1 && f->direction < 0;
    bool here = f->kind == FORM_PERIOD && f->unit == UNIT_QUARTER && f->direction == AT_TOLD;
    int year, quarter;
    if ((!back && !here) || !r->has_anchor || !quarter_told(r, at, &year, &quarter)) return false;
    int32_t lo = calendar_day(year - back, quarter * 3 - 2, 1);
    *out = days(lo, calendar_add_months(lo, 3) - 1, DATELINE_date_precision_MONTH, "quarter told before");
    out->inferred = true;
    return true;
}

static int32_t feast_in(int feast, int year) {
    int32_t first;
    switch (feast) {
    case 1:
        return calendar_easter(year);
    case 2:
        return calendar_easter(year) - 2;
    case 3: /* fourth Thursday of November */
        first = calendar_day(year, 11, 1);
        return first + (4 - calendar_weekday(first) + 7) % 7 + 21;
    case 4: /* first Monday of September */
        first = calendar_day(year, 9, 1);
        return first + (1 - calendar_weekday(first) + 7) % 7;
    case 5: /* last Monday of May */
        first = calendar_day(year, 5, 31);
        return first - calendar_weekday(first) + 1;
    default:
        return calendar_day(year, feast / 100, feast % 100);
    }
}

static moment resolve_feast(const resolver *r, const date_form *f) {
    if (!r->has_anchor) return unresolved(DATELINE_date_precision_DAY, "feast without year");
    int year = calendar_of(r->now).year;
    int32_t at = feast_in(f->feast, year);
    bool future = f->has_direction ? f->direction > 0 : r->tense > 0;
    if (!future && at > r->now + 1) at = feast_in(f->feast, year - 1);
    if (future && at < r->now) at = feast_in(f->feast, year + 1);
    moment m = days(at, at, DATELINE_date_precision_DAY, "feast");
    m.inferred = true;
    return m;
}

/* "the first week of July": days 1-7; the last week: the last seven days. */
static moment resolve_nth(const resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor) return unresolved(precision_of_unit(f->unit), "no year and no anchor");
    int year = f->year ? f->year : year_near(r, f->month, 0), length = calendar_month_length(year, f->month);
    int width = f->unit == UNIT_DAY ? 1 : 7;
    int first = f->n < 0 ? length - width + 1 : (f->n - 1) * width + 1;
    if (first > length) return unresolved(precision_of_unit(f->unit), "no such date");
    int last = first + width - 1 > length ? length : first + width - 1;
    moment m = days(calendar_day(year, f->month, first), calendar_day(year, f->month, last),
                    precision_of_unit(f->unit), "nth of a month");
    m.inferred = !f->year;
    return m;
}

/* A clock time or a part of the day alone: of the day told before, else of the day of writing. */
static moment resolve_hours(const resolver *r, const date_form *f) {
    if (!r->has_told && !r->has_anchor) return unresolved(DATELINE_date_precision_HOUR, "time without a day");
    bool night = f->kind == FORM_PART && f->part == PART_NIGHT && r->has_anchor; /* the one that ends today */
    int32_t at = r->has_told && !night ? r->told : r->now;
    moment m = days(at, at, DATELINE_date_precision_DAY, "time of day");
    if (night) m.lo = at - 1;
    m.inferred = m.relative = true;
    return m;
}

static moment resolve_core(const resolver *r, const date_form *f) {
    switch (f->kind) {
    case FORM_CALENDAR:
        return resolve_calendar(r, f);
    case FORM_CLOCK:
    case FORM_PART:
        return resolve_hours(r, f);
    case FORM_DEICTIC: {
        if (!r->has_anchor) return unresolved(DATELINE_date_precision_DAY, "day without anchor");
        moment m = days(r->now + f->n, r->now + f->n, DATELINE_date_precision_DAY, "counted from anchor");
        if (f->unit == UNIT_NIGHT) m.lo--, m.why = "the night before anchor";
        m.inferred = true;
        return m;
    }
    case FORM_PERIOD:
        return resolve_period(r, f);
    case FORM_SPAN:
        return resolve_span(r, f);
    case FORM_SHIFT:
        return resolve_shift(r, f);
    case FORM_REFERENCE:
        return resolve_reference(r, f);
    case FORM_DECADE: {
        static const uint8_t firsts[] = {0, 0, 4, 6, 0, 6},
                             counts[] = {10, 4, 3, 4, 4, 4}; /* by enum date_edge */
        moment m = year_of(f->year + firsts[f->edge], counts[f->edge], EDGE_NONE);
        m.why = "decade";
        return m;
    }
    case FORM_SEASON:
        return resolve_season(r, f);
    case FORM_QUARTER:
        return resolve_quarter(r, f);
    case FORM_FEAST:
        return resolve_feast(r, f);
    case FORM_NTH:
        return resolve_nth(r, f);
    case FORM_DURATION:
        return unresolved(precision_of_unit(f->unit), "a length of time");
    default:
        return unresolved(precision_of_unit(f->unit), "comes round");
    }
}

static bool has_clock(const date_form *f) {
    return f->hour >= 0;
}

/* Opens or closes the ends as "since", "until", "before" and "after" say. */
static void apply_bound(const resolver *r, moment *m) {
    const date_form *f = &m->form;
    if (!m->ok || has_clock(f) || f->kind == FORM_PART || f->kind == FORM_REFERENCE) return;
    switch (f->bound) {
    case BOUND_SINCE:
        if (f->edge == EDGE_END) m->lo = m->hi;
        m->hi = r->has_anchor && r->now >= m->lo ? r->now : OPEN_DAY;
        m->why = "since";
        break;
    case BOUND_UNTIL:
    case BOUND_BY:
        m->lo = OPEN_DAY, m->why = "until";
        break;
    case BOUND_BEFORE:
        if (m->lo == OPEN_DAY) break;
        m->hi = m->lo - 1, m->lo = OPEN_DAY, m->why = "before";
        break;
    case BOUND_AFTER:
        m->hi = OPEN_DAY, m->why = "after";
        break;
    }
}

static moment resolve(const resolver *r, const date_form *f, dateline_span span) {
    resolver here = *r;
    here.ahead = r->ahead || f->bound == BOUND_BY || f->bound == BOUND_UNTIL;
    moment m;
    bool by_quarter = resolve_by_quarter(&here, f, span.start, &m);
    if (!by_quarter) m = resolve_core(&here, f);
    m.by_quarter = by_quarter;
    m.form = *f, m.span = span;
    if (m.ok && has_clock(f) && m.lo == m.hi) {
        m.minute = (int16_t)(f->hour * 60 + f->minute);
        m.precision =
            f->rough != -2 || f->minute == 0 ? DATELINE_date_precision_HOUR : DATELINE_date_precision_MINUTE;
    }
    apply_bound(r, &m);
    return m;
}

/* --- joining moments --- */

static bool bounded(const moment *m) {
    return m->lo != OPEN_DAY && m->hi != OPEN_DAY;
}

static bool is_container(const moment *m) {
    const date_form *f = &m->form;
    if (!m->ok || !bounded(m)) return false;
    if (f->kind == FORM_CALENDAR) return f->year != 0;
    return (f->kind == FORM_PERIOD || f->kind == FORM_SHIFT) && m->precision >= DATELINE_date_precision_WEEK;
}

/* "Thursday" + "last week", "August" + "last year": the finer one is looked for inside the coarser. */
static void fit(const resolver *r, moment *fine, const moment *coarse) {
    date_form f = fine->form;
    if (f.kind != FORM_CALENDAR || f.year || f.bound) return;
    if (f.month && coarse->form.kind == FORM_CALENDAR && coarse->form.month && coarse->form.year) {
        if (coarse->form.month == f.month && (!coarse->form.day || coarse->form.day == f.day || !f.day)) {
            f.year = coarse->form.year;
            moment dated = resolve(r, &f, fine->span);
            *fine = dated;
        }
        return;
    }
    if (f.weekday && !f.month && !f.day) {
        if (coarse->hi - coarse->lo != 6) return;
        fine->lo = fine->hi = coarse->lo + f.weekday - 1;
        fine->ok = true, fine->why = "weekday of that week";
        return;
    }
    bool within_year = coarse->hi - coarse->lo >= 360 && coarse->hi - coarse->lo < 367;
    if (!f.month || !within_year) return;
    date_form dated = f;
    dated.year = (int16_t)calendar_of(coarse->lo).year, dated.has_direction = false;
    moment m = resolve(r, &dated, fine->span);
    m.form = f, m.inferred = coarse->inferred;
    *fine = m;
}

/* How well a moment tells a day: the joining begins with the best. */
static int rank(const moment *m) {
    const date_form *f = &m->form;
    if (!m->ok) return 0;
    switch (f->kind) {
    case FORM_CLOCK:
    case FORM_PART:
        return 1;
    case FORM_REFERENCE:
        return 2;
    case FORM_SHIFT:
        return m->relative ? 3 : 6;
    case FORM_SPAN:
        return 5;
    case FORM_PERIOD:
        return f->direction == AT_TOLD ? 3 : 6;
    case FORM_CALENDAR:
        return f->bound == BOUND_UNTIL || f->bound == BOUND_BEFORE || f->bound == BOUND_AFTER ? 4
               : f->day || f->weekday                                                         ? 8
                                                                                              : 7;
    case FORM_DEICTIC:
        return f->n == 0 && !f->part && f->unit != UNIT_NIGHT ? 7 : 8;
    default:
        return 6;
    }
}

static bool is_overnight(const moment *m) {
    return m->form.kind == FORM_DEICTIC && m->form.unit == UNIT_NIGHT;
}

/* Takes what b adds to a. */
static void join(moment *a, const moment *b, bool range) {
    if (!b->ok) return;
    if (b->form.kind == FORM_CLOCK || b->form.kind == FORM_PART) {
        if (b->form.kind == FORM_CLOCK && a->minute < 0 && a->lo == a->hi && a->lo != OPEN_DAY)
            a->minute = (int16_t)(b->form.hour * 60 + b->form.minute), a->precision = b->precision;
        return;
    }
    if (range && bounded(a) && bounded(b)) {
        if (b->hi > a->hi) a->hi = b->hi;
        if (b->lo < a->lo) a->lo = b->lo;
        a->minute = -1;
        return;
    }
    if (rank(b) <= 4 && rank(a) > rank(b)) return;
    if (!bounded(a) || !bounded(b)) {
        if (bounded(b)) *a = *b;
        return;
    }
    /* "today" beside a day of the calendar is the day of the telling. */
    if (b->form.kind == FORM_DEICTIC && b->form.n == 0 && !b->form.part && !is_overnight(b) && rank(a) == 8)
        return;
    bool hours = b->form.kind == FORM_SPAN && b->form.unit == UNIT_HOUR;
    if (hours && b->hi == a->lo && a->lo == a->hi) { /* "in the past 24 hours", told on that day */
        *a = *b;
        return;
    }
    if (is_overnight(a) !=
        is_overnight(b)) { /* "overnight", "on Sunday": the night that ends or begins there */
        const moment *day = is_overnight(a) ? b : a;
        int32_t lo = day->lo - 1, hi = day->hi;
        if (day->form.part >= PART_EVENING || day->hi - day->lo != 0 || day->minute >= 0) lo = day->lo;
        int minute = day->minute;
        *a = *day;
        a->lo = lo, a->hi = hi, a->minute = (int16_t)minute;
        if (lo != hi) a->minute = -1;
        return;
    }
    if (b->lo >= a->lo && b->hi <= a->hi) { /* finer */
        int16_t minute = a->minute;
        int precision = a->precision;
        *a = *b;
        if (a->minute < 0 && a->lo == a->hi && minute >= 0) a->minute = minute, a->precision = precision;
        return;
    }
    if (a->lo >= b->lo && a->hi <= b->hi) return;
    if (b->lo < a->lo) a->lo = b->lo; /* two days: the span over both */
    if (b->hi > a->hi) a->hi = b->hi;
    a->minute = -1;
    if (a->precision < DATELINE_date_precision_DAY) a->precision = DATELINE_date_precision_DAY;
}

/* Ends at the second moment what the first began: "from Friday to Sunday". In "between June and December of 2015" the
 * year stands at the end only. */
static void close_range(const resolver *r, moment *first, moment *last) {
    date_form f = first->form;
    if (!last->ok || last->hi == OPEN_DAY) return;
    if (f.kind == FORM_CALENDAR && !f.year && f.month && last->form.year) {
        int8_t end = last->form.last_month ? last->form.last_month : last->form.month;
        f.year = (int16_t)(last->form.year - (end && f.month > end));
        *first = resolve(r, &f, first->span);
    }
    if (!first->ok || first->lo == OPEN_DAY || last->hi < first->lo) return;
    first->hi = last->hi;
    last->ok = false;
}

/* One moment from many; *range[i]: the i-th ends a range that the one before it begins. */
static moment join_all(const resolver *r, moment *m, const bool *range, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++)
            if (i != k && is_container(&m[k])) fit(r, &m[i], &m[k]);
    for (uint32_t i = 1; i < n; i++)
        if (range[i]) close_range(r, &m[i - 1], &m[i]);
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (rank(&m[i]) > rank(&m[best])) best = i;
    moment out = m[best];
    for (uint32_t i = 0; i < n; i++)
        if (i != best) join(&out, &m[i], false);
    return out;
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
static bool limit_before(const resolver *r, dateline_span words) {
    word w[4];
    dateline_span before = {words.start > 8 ? words.start - 8 : 0, words.start};
    uint32_t n = words_cut(r->doc->text, before, r->lex, w, 4);
    const word_row *row = n ? words_row(r->lex, &w[n - 1], DATE_BOUND) : NULL;
    return row && (row->value == BOUND_BY || row->value == BOUND_UNTIL);
}

/* Appends the moments of one phrase; returns how many there are then. */
static uint32_t read_phrase(resolver *r, dateline_span words, moment *m, bool *range, uint32_t n,
                            uint32_t cap) {
    word w[MAX_WORDS];
    date_form f[MAX_MOMENTS];
    uint32_t n_words = words_cut(r->doc->text, words, r->lex, w, MAX_WORDS);
    uint32_t n_forms = forms_of(r->lex, w, n_words, f, MAX_MOMENTS);
    /* "since the assault began on Sunday": the bound stands apart from the date. */
    bool since = n_words && words_is(&w[0], "since");
    if (n_forms && since && f[0].first > 0 && f[0].bound == BOUND_NONE) f[0].bound = BOUND_SINCE;
    r->tense = r->has_anchor ? tense_at(r->doc, r->lex, words) : 0;
    r->ahead = r->has_anchor && limit_before(r, words);
    for (uint32_t i = 0; i < n_forms && n < cap; i++) {
        range[n] = i > 0 && closes_range(w, &f[i - 1], &f[i]);
        if (range[n]) f[i].bound = BOUND_NONE;
        m[n++] = resolve(r, &f[i], span_of(w, f[i].first, f[i].n_words));
    }
    return n;
}

static bool parse_day(const char *iso, int32_t *day) {
    int y, m, d;
    if (!iso || sscanf(iso, "%4d-%2d-%2d", &y, &m, &d) != 3 || !calendar_exists(y, m, d)) return false;
    *day = calendar_day(y, m, d);
    return true;
}

static resolver resolver_of(const document *doc, const date_tables *t, const date_anchor *anchor,
                            const dateline_when *told) {
    resolver r = {.doc = doc, .lex = &t->lex, .anchor = anchor};
    r.has_anchor = anchor->source != DATE_SOURCE_NONE, r.now = anchor->day;
    if (told && told->known && told->precision <= DATELINE_date_precision_DAY)
        r.has_told = parse_day(told->start, &r.told) || parse_day(told->end, &r.told);
    return r;
}

/* --- writing values --- */

static void write_end(char out[20], int32_t day, int minute) {
    out[0] = '\0';
    if (day == OPEN_DAY) return;
    calendar_date d = calendar_of(day);
    if (d.year < 1 || d.year > 9999) return;
    unsigned y = (unsigned)d.year % 10000u, m = (unsigned)d.month % 100u, dd = (unsigned)d.day % 100u;
    if (minute >= 0)
        snprintf(out, 20, "%04u-%02u-%02uT%02u:%02u", y, m, dd, (unsigned)minute / 60u % 100u,
                 (unsigned)minute % 60u);
    else
        snprintf(out, 20, "%04u-%02u-%02u", y, m, dd);
}

static void write_when(const moment *m, dateline_when *out) {
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

/* --- TimeML --- */

static char timex_unit(int unit) {
    static const char letters[] = "XSMHDWMQYYYDDWX"; /* by enum date_unit */
    return letters[unit];
}

static void timex_duration(const date_form *f, char *out, size_t cap) {
    int n = f->n, unit = f->unit;
    if (unit == UNIT_DECADE) n = n < 0 ? n : n * 10;
    if (unit == UNIT_CENTURY) n = n < 0 ? n : n * 100;
    if (unit == UNIT_FORTNIGHT) n = n < 0 ? n : n * 2;
    const char *time = unit <= UNIT_HOUR ? "T" : "";
    if (n < 0)
        snprintf(out, cap, "P%sX%c", time, timex_unit(unit));
    else if (f->and_half && unit == UNIT_YEAR)
        snprintf(out, cap, "P%dY6M", n);
    else if (f->and_half && unit == UNIT_HOUR)
        snprintf(out, cap, "PT%dH30M", n);
    else
        snprintf(out, cap, "P%s%d%c", time, n, timex_unit(unit));
}

static const char *timex_part(int part) {
    static const char *const parts[] = {"", "TMO", "TAF", "TEV", "TNI", "", "", "TDT"};
    return parts[part];
}

/* The calendar value of a period by its width: a day, week, month, quarter, year or decade. */
static void timex_period(const moment *m, int unit, char *out, size_t cap) {
    int32_t at = m->lo != OPEN_DAY ? m->lo : m->hi;
    calendar_date d = calendar_of(at);
    int year = d.year;
    switch (unit) {
    case UNIT_YEAR:
        snprintf(out, cap, "%04d", year);
        return;
    case UNIT_DECADE:
        snprintf(out, cap, "%03dX", year / 10);
        return;
    case UNIT_CENTURY:
        snprintf(out, cap, "%02dXX", year / 100);
        return;
    case UNIT_QUARTER:
        snprintf(out, cap, "%04d-Q%d", year, (d.month - 1) / 3 + 1);
        return;
    case UNIT_HALF:
        snprintf(out, cap, "%04d-H%d", year, (d.month - 1) / 6 + 1);
        return;
    case UNIT_MONTH:
        snprintf(out, cap, "%04d-%02d", year, d.month);
        return;
    case UNIT_WEEK:
    case UNIT_FORTNIGHT:
    case UNIT_WEEKEND: {
        int week = calendar_week(at, &year);
        snprintf(out, cap, "%04d-W%02d%s", year, week, unit == UNIT_WEEKEND ? "-WE" : "");
        return;
    }
    default:
        snprintf(out, cap, "%04d-%02d-%02d", year, d.month, d.day);
    }
}

static int unit_of_calendar(const date_form *f) {
    return f->day || f->weekday ? UNIT_DAY : f->month ? UNIT_MONTH : UNIT_YEAR;
}

/* The TimeML value of one moment; "" where it has none. */
static void timex_of(const moment *m, char *out, size_t cap) {
    const date_form *f = &m->form;
    out[0] = '\0';
    switch (f->kind) {
    case FORM_DURATION:
    case FORM_SPAN:
        timex_duration(f, out, cap);
        return;
    case FORM_SET:
        if (f->weekday)
            snprintf(out, cap, "XXXX-WXX-%d", f->weekday);
        else if (f->month)
            snprintf(out, cap, "XXXX-%02d", f->month);
        else if (f->part)
            snprintf(out, cap, "XXXX-XX-XX%s", timex_part(f->part));
        else
            timex_duration(f, out, cap);
        return;
    case FORM_REFERENCE: {
        static const char *const references[] = {"PAST_REF", "PRESENT_REF", "FUTURE_REF", "PRESENT_REF",
                                                 "FUTURE_REF"};
        if (f->unit && f->reference < 0)
            snprintf(out, cap, "PX%c", timex_unit(f->unit));
        else
            snprintf(out, cap, "%s", references[f->reference + 1]);
        return;
    }
    case FORM_SHIFT:
        if (f->n < 0) {
            snprintf(out, cap, "%s", f->direction < 0 ? "PAST_REF" : "FUTURE_REF");
            return;
        }
        break;
    default:
        break;
    }
    if (!m->ok) {
        if (f->kind == FORM_CALENDAR && f->month && !f->impossible)
            f->day ? snprintf(out, cap, "XXXX-%02d-%02d", f->month, f->day)
                   : snprintf(out, cap, "XXXX-%02d", f->month);
        if (f->kind == FORM_CALENDAR && f->weekday && !f->month)
            snprintf(out, cap, "XXXX-WXX-%d", f->weekday);
        return;
    }
    int unit = f->kind == FORM_CALENDAR ? unit_of_calendar(f)
               : f->kind == FORM_DECADE ? UNIT_DECADE
               : f->kind == FORM_PERIOD || f->kind == FORM_QUARTER || f->kind == FORM_NTH ? f->unit
               : f->kind == FORM_SHIFT ? (f->unit == UNIT_DECADE ? UNIT_YEAR : f->unit)
                                       : UNIT_DAY;
    if (m->by_quarter) unit = UNIT_QUARTER;
    if (f->kind == FORM_SEASON) {
        static const char *const names[] = {"SP", "SU", "FA", "WI"};
        snprintf(out, cap, "%04d-%s", calendar_of(m->lo).year, names[f->n - 1]);
        return;
    }
    timex_period(m, unit, out, cap);
    size_t len = strlen(out);
    if (m->minute >= 0 && unit == UNIT_DAY)
        snprintf(out + len, cap - len, "T%02d:%02d%s", m->minute / 60, m->minute % 60,
                 f->has_zone && f->zone == 0 ? "Z" : "");
    else if (f->part && unit == UNIT_DAY)
        snprintf(out + len, cap - len, "%s", timex_part(f->part));
}

static uint8_t kind_of(const moment *m) {
    switch (m->form.kind) {
    case FORM_DURATION:
    case FORM_SPAN:
        return DATE_KIND_DURATION;
    case FORM_SET:
        return DATE_KIND_SET;
    case FORM_NONE:
        return DATE_KIND_NONE;
    default:
        return m->minute >= 0 || m->form.part ? DATE_KIND_TIME : DATE_KIND_DATE;
    }
}

/* --- the public side --- */

static dateline_status value_of_moments(const resolver *r, moment *m, const bool *range, uint32_t n,
                                        dateline_span words, date_value *out, dateline_error *err) {
    moment joined =
        n ? join_all(r, m, range, n) : unresolved(DATELINE_date_precision_DAY, "no time expression");
    *out = (date_value){.span = words, .kind = n ? kind_of(&joined) : DATE_KIND_NONE};
    if (n) timex_of(&joined, out->timex, sizeof out->timex);
    write_when(&joined, &out->when);
    return write_evidence(r->doc, &words, 1, r->anchor, &out->when, err);
}

dateline_status date_read(const document *doc, dateline_span words, const date_anchor *anchor,
                          const dateline_when *previous, const date_tables *tables, date_value *out,
                          dateline_error *err) {
    *out = (date_value){.span = words, .kind = DATE_KIND_NONE};
    if (words.end <= words.start) return DATELINE_OK;
    moment m[MAX_MOMENTS];
    bool range[MAX_MOMENTS];
    resolver r = resolver_of(doc, tables, anchor, previous);
    uint32_t n = read_phrase(&r, words, m, range, 0, MAX_MOMENTS);
    return value_of_moments(&r, m, range, n, words, out, err);
}

dateline_status date_normalise(const document *doc, dateline_span words, const date_anchor *anchor,
                               const dateline_when *previous, const date_tables *tables, dateline_when *out,
                               dateline_error *err) {
    date_value value;
    dateline_status status = date_read(doc, words, anchor, previous, tables, &value, err);
    *out = value.when;
    return status;
}

dateline_status date_of_phrases(const document *doc, const dateline_span *phrases, uint32_t n,
                                const date_anchor *anchor, const dateline_when *previous,
                                const date_tables *tables, dateline_when *out, dateline_error *err) {
    *out = (dateline_when){0};
    if (!n) return DATELINE_OK;
    moment m[MAX_MOMENTS];
    bool range[MAX_MOMENTS];
    uint32_t n_moments = 0;
    resolver r = resolver_of(doc, tables, anchor, previous);
    for (uint32_t i = 0; i < n; i++)
        n_moments = read_phrase(&r, phrases[i], m, range, n_moments, MAX_MOMENTS);
    moment joined = n_moments ? join_all(&r, m, range, n_moments)
                              : unresolved(DATELINE_date_precision_DAY, "no time expression");
    write_when(&joined, out);
    return write_evidence(doc, phrases, n, anchor, out, err);
}

/* --- the anchor --- */

/* A full date among the words: day, month and year told. */
static bool full_date(const date_form *f) {
    return f->kind == FORM_CALENDAR && f->year && f->month && f->day && !f->impossible &&
           calendar_exists(f->year, f->month, f->day);
}

/* The first full date in [from, to) of the text. */
static bool find_full_date(const document *doc, const word_table *lex, dateline_span in, date_anchor *out) {
    word w[MAX_WORDS];
    while (in.start < in.end) {
        uint32_t n = words_cut(doc->text, in, lex, w, MAX_WORDS);
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
        if (n < MAX_WORDS) return false;
        in.start = w[n - 9].span.start; /* the windows overlap by the longest date */
    }
    return false;
}

/* The dateline's date; "Jan 12" takes its year from published. */
static bool dateline_date(const document *doc, const word_table *lex, bool has_published, date_anchor *a) {
    dateline_span at = doc->head.date;
    if (at.end <= at.start) return false;
    word w[MAX_WORDS];
    date_form f;
    uint32_t n = words_cut(doc->text, at, lex, w, MAX_WORDS);
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

static dateline_status scan_words(const resolver *base, const word *w, uint32_t n, date_list *out,
                                  dateline_error *err) {
    resolver r = *base;
    for (uint32_t i = 0; i < n;) {
        date_form f, next;
        if (!date_form_at(r.lex, w, n, i, &f) || f.weak) {
            i++;
            continue;
        }
        moment m[2];
        bool range[2] = {false, false};
        uint32_t end = f.first + f.n_words, count = 1, first = f.core < end ? f.core : f.first;
        bool more = end < n && date_form_at(r.lex, w, n, end, &next) && continues(w, &f, &next);
        if (more) end = next.first + next.n_words, count = 2;
        dateline_span words = span_of(w, first, end - first);
        r.tense = r.has_anchor ? tense_at(r.doc, r.lex, words) : 0;
        m[0] = resolve(&r, &f, words);
        if (more) m[1] = resolve(&r, &next, words);
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
    resolver r = resolver_of(doc, tables, anchor, NULL);
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
