/* date_timex.c - TimeML values of moments (TIMEX3, "2003-04-W12", "P3D", "PAST_REF"). */
#include <stdio.h>

#include "values/calendar.h"
#include "values/date_moment.h"

/* --- TimeML --- */

static char timex_unit(int unit) {
    static const char letters[] = "XSMHDWMQYYYDDWX"; /* by enum date_unit */
    return letters[unit];
}

/* "P3D", "PT12H", "PXY" for some years, "P2Y6M" for two and a half. */
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
static void timex_period(const date_moment *m, int unit, char *out, size_t cap) {
    int32_t at = m->lo != DATE_OPEN ? m->lo : m->hi;
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

/* The finest part that is told sets the form of the value. */
static int unit_of_calendar(const date_form *f) {
    return f->day || f->weekday ? UNIT_DAY : f->month ? UNIT_MONTH : UNIT_YEAR;
}

/* The TimeML value of one moment; "" where it has none. */
void date_timex(const date_moment *m, char *out, size_t cap) {
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

enum date_kind date_kind_of(const date_moment *m) {
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
