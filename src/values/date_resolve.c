/* date_resolve.c - from what the words say to the days that they mean (date_moment.h). */
#include "values/calendar.h"
#include "values/date_moment.h"

enum { AHEAD = 20 /* days: a date without year and verb that lies no further ahead is one to come */ };

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
int date_tense(const document *doc, const word_table *lex, dateline_span at) {
    word w[DATE_WORDS];
    dateline_span s = words_sentence(doc, at.start);
    dateline_span left = {s.start, at.start}, right = {at.end, s.end > at.end ? s.end : at.end};
    if (left.end - left.start > 240) left.start = left.end - 240; /* whole words do not matter here */
    uint32_t n = words_cut(doc->text, right, lex, w, 2);
    if (n > 1 && words_is(&w[0], "'") && words_is(&w[1], "s")) return -1; /* "Friday's attack" */
    n = words_cut(doc->text, left, lex, w, DATE_WORDS);
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

static date_moment days(int32_t lo, int32_t hi, int precision, const char *why) {
    return (date_moment){.ok = true, .lo = lo, .hi = hi, .minute = -1, .precision = precision, .why = why};
}

date_moment date_unresolved(int precision, const char *why) {
    return (date_moment){.lo = DATE_OPEN, .hi = DATE_OPEN, .minute = -1, .precision = precision, .why = why};
}

/* A month or the third of it that the edge names: early 1-10, middle 11-20, late from 21. */
static date_moment month_of(int year, int month, int edge) {
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

/* n years, or the quarter (early, late) or middle third of one. */
static date_moment year_of(int year, int n, int edge) {
    static const uint8_t firsts[] = {1, 1, 5, 10, 1, 10},
                         lasts[] = {12, 3, 8, 12, 3, 12}; /* by enum date_edge */
    int32_t lo = calendar_day(year, firsts[edge], 1);
    int32_t hi = calendar_day(year + n - 1, lasts[edge], calendar_month_length(year + n - 1, lasts[edge]));
    return days(lo, hi, edge ? DATELINE_date_precision_MONTH : DATELINE_date_precision_YEAR, "year");
}

/* The year of a day or month told without one: the nearest in the past, in the future when the tense says so; with
 * an anchor of the text's own the nearest of all. */
static int year_near(const date_resolver *r, int month, int day) {
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

/* The day that a weekday names: the last one up to now, the next one in the future tense; "last Friday" is never
 * today, "next Friday" never in this week. */
static int32_t weekday_near(const date_resolver *r, int weekday, const date_form *f) {
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

/* "Friday", "Friday and Saturday": a range that would end ahead of now in a tale of the past is a week back. */
static date_moment resolve_weekday(const date_resolver *r, const date_form *f) {
    if (!r->has_anchor) return date_unresolved(DATELINE_date_precision_DAY, "weekday without anchor");
    int32_t lo = weekday_near(r, f->weekday, f), hi = lo;
    if (f->last_weekday) {
        hi = lo + (f->last_weekday - f->weekday + 7) % 7;
        if (hi > r->now && r->tense <= 0) lo -= 7, hi -= 7;
    }
    date_moment m = days(lo, hi, DATELINE_date_precision_DAY,
                         r->tense > 0 ? "weekday after anchor" : "weekday before anchor");
    m.inferred = true;
    return m;
}

/* What of day, month and year is not told comes from the anchor; a date that does not exist stays open. */
static date_moment resolve_calendar(const date_resolver *r, const date_form *f) {
    date_form g = *f;
    bool inferred = false;
    if (g.month == 0 && g.day == 0 && g.year == 0) return resolve_weekday(r, f);
    int precision = g.day     ? DATELINE_date_precision_DAY
                    : g.month ? DATELINE_date_precision_MONTH
                              : DATELINE_date_precision_YEAR;
    if (g.impossible) return date_unresolved(precision, "no such date");
    if (g.month == 0 && g.day) { /* "the 25th" */
        if (!r->has_anchor) return date_unresolved(precision, "day without month");
        calendar_date now = calendar_of(r->now);
        int32_t first = calendar_day(now.year, now.month, 1);
        if (now.day < g.day && r->tense <= 0) first = calendar_add_months(first, -1);
        calendar_date at = calendar_of(first);
        g.month = (int8_t)at.month, g.year = (int16_t)at.year, inferred = true;
    }
    if (g.year == 0) {
        if (!r->has_anchor) return date_unresolved(precision, "no year and no anchor");
        int year = calendar_of(r->now).year, month = calendar_of(r->now).month;
        g.year = (int16_t)year_near(r, g.month, g.day);
        if (g.has_direction && g.direction == BEFORE_NOW)
            g.year = (int16_t)(g.month < month ? year : year - 1);
        if (g.has_direction && g.direction == AFTER_NOW)
            g.year = (int16_t)(g.month > month ? year : year + 1);
        if (g.has_direction && g.direction == AT_NOW) g.year = (int16_t)year;
        inferred = true;
    }
    date_moment m;
    if (g.day) {
        int last_month = g.last_month ? g.last_month : g.month, last_day = g.last_day ? g.last_day : g.day;
        int last_year = g.last_month && g.last_month < g.month ? g.year + 1 : g.year;
        if (!calendar_exists(g.year, g.month, g.day) || !calendar_exists(last_year, last_month, last_day))
            return date_unresolved(precision, "no such date");
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
static date_moment period_at(int32_t day, int unit, int n, int edge) {
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

/* Nobody counts decades to the year: a unit is as exact as itself. */
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

/* "last week" is a week of the calendar, "the past week" the seven days up to now, "that week" the one told of. */
static date_moment resolve_period(const date_resolver *r, const date_form *f) {
    int precision = precision_of_unit(f->unit);
    if (f->direction == AT_TOLD) {
        if (f->unit == UNIT_WEEKEND && r->has_anchor) { /* "at the weekend": the last one */
            date_moment m =
                period_at(r->now, UNIT_WEEKEND, calendar_weekday(r->now) >= 6 ? 0 : -1, EDGE_NONE);
            m.inferred = true;
            return m;
        }
        if (!r->has_told && !r->has_anchor) return date_unresolved(precision, "no date told before");
        date_moment m = period_at(r->has_told ? r->told : r->now, f->unit, 0, f->edge);
        m.inferred = m.relative = true, m.why = r->has_told ? "same as the date before" : "day of writing";
        return m;
    }
    if (!r->has_anchor) return date_unresolved(precision, "period without anchor");
    date_moment m;
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

/* "the past three days": from three days ago up to now; "the past few days" opens at its start. */
static date_moment resolve_span(const date_resolver *r, const date_form *f) {
    int precision = precision_of_unit(f->unit);
    if (!r->has_anchor) return date_unresolved(precision, "span without anchor");
    int n = f->n < 0 ? 1 : f->n;
    date_moment m;
    if (f->direction > 0)
        m = days(r->now, moved(r->now, f->unit, n), precision, "from anchor");
    else {
        m = days(moved(r->now, f->unit, -n), r->now, precision, "up to anchor");
        if (f->n < 0 && f->unit != UNIT_HOUR) m.lo = DATE_OPEN;
    }
    m.inferred = true;
    return m;
}

/* "two days ago" counts from now, "two days earlier" from the date told before. Weeks and longer, counted from
 * now, are as wide as the unit; "over three months ago" opens at its start. */
static date_moment resolve_shift(const date_resolver *r, const date_form *f) {
    bool told = f->direction == BEFORE_TOLD || f->direction == AFTER_TOLD;
    int precision = precision_of_unit(f->unit);
    if (!r->has_anchor && !(told && r->has_told))
        return date_unresolved(precision, told ? "no date told before" : "no anchor");
    int32_t base = told && r->has_told ? r->told : r->now;
    bool past = f->direction < 0;
    date_moment m;
    if (f->n < 0) {
        if (f->unit && f->unit <= UNIT_HOUR && !told) {
            m = days(base, base, precision, "counted from anchor");
            m.inferred = true;
            return m;
        }
        if (f->unit != UNIT_DAY || !past) return date_unresolved(precision, "some time away");
        m = days(DATE_OPEN, base - 1, precision, "some days before");
    } else {
        int n = past ? -f->n : f->n;
        int32_t at = moved(base, f->unit, n);
        if (f->unit == UNIT_HOUR && f->n < 24) at = base;
        bool coarse =
            f->unit == UNIT_WEEK || f->unit == UNIT_MONTH || f->unit == UNIT_YEAR || f->unit == UNIT_DECADE;
        m = coarse && !told ? period_at(at, f->unit == UNIT_DECADE ? UNIT_YEAR : f->unit, 0, EDGE_NONE)
                            : days(at, at, precision, "");
        if (f->rough == 1 && past && coarse) m.lo = DATE_OPEN, m.hi = at, m.precision = precision;
        m.why = told ? "counted from the date before" : "counted from anchor";
        m.precision = precision;
        if (f->rough == 3) m.lo = m.hi = at, m.precision = DATELINE_date_precision_DAY;
        if (f->rough == -1 && f->unit == UNIT_WEEK && past && !told) m.lo = at + 1, m.hi = base;
    }
    m.inferred = true, m.relative = told;
    return m;
}

/* "recently" ends now and has no start; "now" is the day of writing; "meanwhile" the day told before. */
static date_moment resolve_reference(const date_resolver *r, const date_form *f) {
    int precision = f->unit ? precision_of_unit(f->unit) : DATELINE_date_precision_MONTH;
    if (f->unit == UNIT_DAY) precision = DATELINE_date_precision_WEEK;
    if (f->reference == 3) return date_unresolved(DATELINE_date_precision_DAY, "some time later");
    if (f->reference == 2) { /* meanwhile: the day told of */
        if (!r->has_told && !r->has_anchor)
            return date_unresolved(DATELINE_date_precision_DAY, "no date told before");
        int32_t at = r->has_told ? r->told : r->now;
        date_moment m = days(at, at, DATELINE_date_precision_DAY, "same as the date before");
        m.inferred = m.relative = true;
        return m;
    }
    if (!r->has_anchor) return date_unresolved(precision, "no anchor");
    date_moment m = days(DATE_OPEN, r->now, precision, "up to anchor");
    if (f->reference == 0) m = days(r->now, r->now, DATELINE_date_precision_DAY, "day of writing");
    if (f->reference > 0) m = days(r->now, DATE_OPEN, precision, "from anchor");
    m.inferred = true;
    return m;
}

/* Seasons of the northern half, by whole months: spring March to May. */
static date_moment resolve_season(const date_resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor)
        return date_unresolved(DATELINE_date_precision_MONTH, "season without year");
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
    date_moment m = days(lo, calendar_add_months(lo, 3) - 1, DATELINE_date_precision_MONTH, "season");
    m.inferred = !f->year;
    return m;
}

static date_moment resolve_quarter(const date_resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor)
        return date_unresolved(DATELINE_date_precision_MONTH, "quarter without year");
    int months = f->unit == UNIT_HALF ? 6 : 3, first = (f->n - 1) * months + 1;
    int year = f->year ? f->year : calendar_of(r->now).year;
    if (!f->year && r->tense <= 0 && calendar_day(year, first, 1) > r->now) year--;
    int32_t lo = calendar_day(year, first, 1);
    date_moment m = days(lo, calendar_add_months(lo, months) - 1, DATELINE_date_precision_MONTH, "quarter");
    m.inferred = !f->year;
    return m;
}

/* The quarter told last before a place in the text, within QUARTER_REACH bytes; else, in a text about quarters, the last
 * that had ended on the day of writing. False: nothing is told by quarters there. */
static bool quarter_told(const date_resolver *r, uint32_t at, int *year, int *quarter) {
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
static bool resolve_by_quarter(const date_resolver *r, const date_form *f, uint32_t at, date_moment *out) {
    bool back = f->kind == FORM_SHIFT && f->unit == UNIT_YEAR && f->n == 1 && f->direction < 0;
    bool here = f->kind == FORM_PERIOD && f->unit == UNIT_QUARTER && f->direction == AT_TOLD;
    int year, quarter;
    if ((!back && !here) || !r->has_anchor || !quarter_told(r, at, &year, &quarter)) return false;
    int32_t lo = calendar_day(year - back, quarter * 3 - 2, 1);
    *out = days(lo, calendar_add_months(lo, 3) - 1, DATELINE_date_precision_MONTH, "quarter told before");
    out->inferred = true;
    return true;
}

/* Fixed days are month * 100 + day; the others are counted (numbers as in data/dates.tsv). */
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

static date_moment resolve_feast(const date_resolver *r, const date_form *f) {
    if (!r->has_anchor) return date_unresolved(DATELINE_date_precision_DAY, "feast without year");
    int year = calendar_of(r->now).year;
    int32_t at = feast_in(f->feast, year);
    bool future = f->has_direction ? f->direction > 0 : r->tense > 0;
    if (!future && at > r->now + 1) at = feast_in(f->feast, year - 1);
    if (future && at < r->now) at = feast_in(f->feast, year + 1);
    date_moment m = days(at, at, DATELINE_date_precision_DAY, "feast");
    m.inferred = true;
    return m;
}

/* "the first week of July": days 1-7; the last week: the last seven days. */
static date_moment resolve_nth(const date_resolver *r, const date_form *f) {
    if (!f->year && !r->has_anchor)
        return date_unresolved(precision_of_unit(f->unit), "no year and no anchor");
    int year = f->year ? f->year : year_near(r, f->month, 0), length = calendar_month_length(year, f->month);
    int width = f->unit == UNIT_DAY ? 1 : 7;
    int first = f->n < 0 ? length - width + 1 : (f->n - 1) * width + 1;
    if (first > length) return date_unresolved(precision_of_unit(f->unit), "no such date");
    int last = first + width - 1 > length ? length : first + width - 1;
    date_moment m = days(calendar_day(year, f->month, first), calendar_day(year, f->month, last),
                         precision_of_unit(f->unit), "nth of a month");
    m.inferred = !f->year;
    return m;
}

/* A clock time or a part of the day alone: of the day told before, else of the day of writing. */
static date_moment resolve_hours(const date_resolver *r, const date_form *f) {
    if (!r->has_told && !r->has_anchor)
        return date_unresolved(DATELINE_date_precision_HOUR, "time without a day");
    bool night = f->kind == FORM_PART && f->part == PART_NIGHT && r->has_anchor; /* the one that ends today */
    int32_t at = r->has_told && !night ? r->told : r->now;
    date_moment m = days(at, at, DATELINE_date_precision_DAY, "time of day");
    if (night) m.lo = at - 1;
    m.inferred = m.relative = true;
    return m;
}

static date_moment resolve_core(const date_resolver *r, const date_form *f) {
    switch (f->kind) {
    case FORM_CALENDAR:
        return resolve_calendar(r, f);
    case FORM_CLOCK:
    case FORM_PART:
        return resolve_hours(r, f);
    case FORM_DEICTIC: {
        if (!r->has_anchor) return date_unresolved(DATELINE_date_precision_DAY, "day without anchor");
        date_moment m =
            days(r->now + f->n, r->now + f->n, DATELINE_date_precision_DAY, "counted from anchor");
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
        date_moment m = year_of(f->year + firsts[f->edge], counts[f->edge], EDGE_NONE);
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
        return date_unresolved(precision_of_unit(f->unit), "a length of time");
    default:
        return date_unresolved(precision_of_unit(f->unit), "comes round");
    }
}

static bool has_clock(const date_form *f) {
    return f->hour >= 0;
}

/* Opens or closes the ends as "since", "until", "before" and "after" say. */
static void apply_bound(const date_resolver *r, date_moment *m) {
    const date_form *f = &m->form;
    if (!m->ok || has_clock(f) || f->kind == FORM_PART || f->kind == FORM_REFERENCE) return;
    switch (f->bound) {
    case BOUND_SINCE:
        if (f->edge == EDGE_END) m->lo = m->hi;
        m->hi = r->has_anchor && r->now >= m->lo ? r->now : DATE_OPEN;
        m->why = "since";
        break;
    case BOUND_UNTIL:
    case BOUND_BY:
        m->lo = DATE_OPEN, m->why = "until";
        break;
    case BOUND_BEFORE:
        if (m->lo == DATE_OPEN) break;
        m->hi = m->lo - 1, m->lo = DATE_OPEN, m->why = "before";
        break;
    case BOUND_AFTER:
        m->hi = DATE_OPEN, m->why = "after";
        break;
    }
}

date_moment date_resolve(const date_resolver *r, const date_form *f, dateline_span span) {
    date_resolver here = *r;
    here.ahead = r->ahead || f->bound == BOUND_BY || f->bound == BOUND_UNTIL;
    date_moment m;
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
