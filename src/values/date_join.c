/* date_join.c - one moment from all that a phrase, or the phrases of an incident, tell (date_moment.h).
 *
 * The one that tells a day best leads; the others make it finer, add a clock time, or widen it to a span over two days. */
#include "values/calendar.h"
#include "values/date_moment.h"

/* --- joining moments --- */

/* Both ends are known. */
static bool bounded(const date_moment *m) {
    return m->lo != DATE_OPEN && m->hi != DATE_OPEN;
}

static bool is_container(const date_moment *m) {
    const date_form *f = &m->form;
    if (!m->ok || !bounded(m)) return false;
    if (f->kind == FORM_CALENDAR) return f->year != 0;
    return (f->kind == FORM_PERIOD || f->kind == FORM_SHIFT) && m->precision >= DATELINE_date_precision_WEEK;
}

/* "Thursday" + "last week", "August" + "last year": the finer one is looked for inside the coarser. */
static void fit(const date_resolver *r, date_moment *fine, const date_moment *coarse) {
    date_form f = fine->form;
    if (f.kind != FORM_CALENDAR || f.year || f.bound) return;
    if (f.month && coarse->form.kind == FORM_CALENDAR && coarse->form.month && coarse->form.year) {
        if (coarse->form.month == f.month && (!coarse->form.day || coarse->form.day == f.day || !f.day)) {
            f.year = coarse->form.year;
            date_moment dated = date_resolve(r, &f, fine->span);
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
    date_moment m = date_resolve(r, &dated, fine->span);
    m.form = f, m.inferred = coarse->inferred;
    *fine = m;
}

/* How well a moment tells a day: the joining begins with the best. */
static int rank(const date_moment *m) {
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

/* "overnight": two days, for it is not told on which side of midnight. */
static bool is_overnight(const date_moment *m) {
    return m->form.kind == FORM_DEICTIC && m->form.unit == UNIT_NIGHT;
}

/* Takes what b adds to a. */
static void join(date_moment *a, const date_moment *b, bool range) {
    if (!b->ok) return;
    if (b->form.kind == FORM_CLOCK || b->form.kind == FORM_PART) {
        bool night =
            b->form.kind == FORM_CLOCK && is_overnight(a) && a->hi == a->lo + 1; /* "overnight", "3 a.m." */
        if (night && b->form.hour < 12)
            a->lo = a->hi;
        else if (night && b->form.hour >= 18)
            a->hi = a->lo;
        bool evening =
            a->form.part == PART_EVENING || a->form.part == PART_NIGHT || a->form.part == PART_AFTERNOON;
        int hour = b->form.hour + (b->form.half_day && evening && b->form.hour >= 4 ? 12 : 0);
        if (b->form.kind == FORM_CLOCK && a->minute < 0 && a->lo == a->hi && a->lo != DATE_OPEN)
            a->minute = (int16_t)(hour * 60 + b->form.minute), a->precision = b->precision;
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
        const date_moment *day = is_overnight(a) ? b : a;
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
static void close_range(const date_resolver *r, date_moment *first, date_moment *last) {
    date_form f = first->form;
    if (!last->ok || last->hi == DATE_OPEN) return;
    if (f.kind == FORM_CALENDAR && !f.year && f.month && last->form.year) {
        int8_t end = last->form.last_month ? last->form.last_month : last->form.month;
        f.year = (int16_t)(last->form.year - (end && f.month > end));
        *first = date_resolve(r, &f, first->span);
    }
    if (!first->ok || first->lo == DATE_OPEN || last->hi < first->lo) return;
    first->hi = last->hi;
    last->ok = false;
}

/* One moment from many; *range[i]: the i-th ends a range that the one before it begins. */
date_moment date_join(const date_resolver *r, date_moment *m, const bool *range, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++)
            if (i != k && is_container(&m[k])) fit(r, &m[i], &m[k]);
    for (uint32_t i = 1; i < n; i++)
        if (range[i]) close_range(r, &m[i - 1], &m[i]);
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (rank(&m[i]) > rank(&m[best])) best = i;
    date_moment out = m[best];
    for (uint32_t i = 0; i < n; i++)
        if (i != best) join(&out, &m[i], false);
    return out;
}
