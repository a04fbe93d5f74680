/* date_form.c - see date_form.h.
 *
 * Every rule takes a place in the words and gives the place behind what it read, or 0 when it does not apply (a
 * rule never ends at 0). The rules are tried together and the one that reads most wins. */
#include "values/date_form.h"

const char *const date_form_classes[N_DATE_CLASSES] = {
    "month",     "weekday", "unit", "part", "deictic", "direction", "shift", "edge",   "rough",   "bound",
    "reference", "season",  "set",  "each", "zone",    "feast",     "tense", "number", "ordinal", "decade"};

typedef struct grammar {
    const word_table *lex;
    const word *w;
    uint32_t n;
} grammar;

typedef uint32_t (*rule)(const grammar *g, uint32_t i, date_form *f);

/* --- looking at single words --- */

static bool is(const grammar *g, uint32_t i, const char *low) {
    return i < g->n && words_is(&g->w[i], low);
}

static bool is_any(const grammar *g, uint32_t i, const char *const *lows) {
    for (; *lows; lows++)
        if (is(g, i, *lows)) return true;
    return false;
}

static const word_row *has(const grammar *g, uint32_t i, int class) {
    return i < g->n ? words_row(g->lex, &g->w[i], class) : NULL;
}

static int32_t value_of(const grammar *g, uint32_t i, int class, int32_t otherwise) {
    const word_row *row = has(g, i, class);
    return row ? row->value : otherwise;
}

static bool digits(const grammar *g, uint32_t i, int least, int most) {
    return i < g->n && g->w[i].kind == WORD_DIGITS && g->w[i].n_digits >= least && g->w[i].n_digits <= most;
}

static bool glued(const grammar *g, uint32_t i) {
    return i < g->n && g->w[i].glued;
}

static uint32_t skip(const grammar *g, uint32_t i, const char *low) {
    return i + is(g, i, low);
}

/* --- numbers before units --- */

/* "two", "24", "1,200", "a", "twenty four", "a couple of", "several"; *value -1 for some. */
static uint32_t number(const grammar *g, uint32_t i, int32_t *value) {
    static const char *const one[] = {"a", "an", NULL};
    if (digits(g, i, 1, 5)) {
        *value = (int32_t)g->w[i].value;
        bool thousands = is(g, i + 1, ",") && glued(g, i + 1) && glued(g, i + 2) && digits(g, i + 2, 3, 3);
        if (thousands) *value = *value * 1000 + (int32_t)g->w[i + 2].value;
        if (*value > 100000) return 0; /* no length of time; and sums of months stay small */
        return thousands ? i + 3 : i + 1;
    }
    bool article = is_any(g, i, one);
    uint32_t k = i + article;
    const word_row *row = has(g, k, DATE_NUMBER);
    if (!row) {
        *value = 1;
        return article ? k : 0;
    }
    *value = row->value;
    k++;
    uint32_t hyphen = is(g, k, "-") && glued(g, k) ? k + 1 : k;
    const word_row *next = has(g, hyphen, DATE_NUMBER);
    if (next && next->value > 0 && *value > 0) {
        *value = next->value >= 100 ? *value * next->value : *value + next->value;
        k = hyphen + 1;
    }
    return skip(g, k, "of");
}

/* "3", "3rd", "third"; 1..31. */
static uint32_t day_of_month(const grammar *g, uint32_t i, int8_t *day) {
    static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
    if (digits(g, i, 1, 2) && g->w[i].value >= 1 && g->w[i].value <= 31) {
        *day = (int8_t)g->w[i].value;
        return glued(g, i + 1) && is_any(g, i + 1, endings) ? i + 2 : i + 1;
    }
    const word_row *row = has(g, i, DATE_ORDINAL);
    if (!row) return 0;
    *day = (int8_t)row->value;
    return i + 1;
}

/* "nineteen ninety-six", "two thousand". */
static uint32_t spoken_year(const grammar *g, uint32_t i, int16_t *out) {
    int32_t century = value_of(g, i, DATE_NUMBER, 0), tens = value_of(g, i + 1, DATE_NUMBER, 0);
    if (century == 2 && tens == 1000) return *out = 2000, i + 2;
    if ((century != 19 && century != 18) || tens < 10 || tens > 90) return 0;
    uint32_t k = i + 2 + is(g, i + 2, "-");
    int32_t rest = tens >= 20 ? value_of(g, k, DATE_NUMBER, 0) : 0;
    bool more = rest > 0 && rest < 10;
    *out = (int16_t)(century * 100 + tens + (more ? rest : 0));
    return more ? k + 1 : i + 2;
}

/* "2003"; "'03" and, where short is given, "03". */
static uint32_t year(const grammar *g, uint32_t i, bool two, int16_t *out) {
    uint32_t spoken = spoken_year(g, i, out);
    if (spoken) return spoken;
    if (digits(g, i, 4, 4) && g->w[i].value >= 1000 && g->w[i].value <= 2199) {
        *out = (int16_t)g->w[i].value;
        return i + 1;
    }
    uint32_t quote = is(g, i, "'") && glued(g, i + 1);
    if (!(two || quote) || !digits(g, i + quote, 2, 2)) return 0;
    int value = (int)g->w[i + quote].value;
    *out = (int16_t)(value + (value < 50 ? 2000 : 1900));
    return i + quote + 1;
}

/* A month, with the point of "Jan."; words that also mean something else ("may", "march") want a capital. */
static uint32_t month(const grammar *g, uint32_t i, int8_t *out) {
    const word_row *row = has(g, i, DATE_MONTH);
    if (!row) return 0;
    *out = (int8_t)row->value;
    bool point = is(g, i + 1, ".") && glued(g, i + 1) && g->w[i].len <= 4;
    return i + 1 + point;
}

static uint32_t weekday(const grammar *g, uint32_t i, int8_t *out) {
    const word_row *row = has(g, i, DATE_WEEKDAY);
    if (!row) return 0;
    bool point = is(g, i + 1, ".") && glued(g, i + 1), shortened = g->w[i].len <= 5 && g->w[i].len != 0;
    static const char *const whole[] = {"lunes", NULL};
    /* "sun", "sat", "wed" are words of their own: only with a point, a comma or a date behind, and a capital. */
    if (shortened && !is_any(g, i, whole)) {
        bool dated = point || is(g, i + 1, ",") || has(g, i + 1, DATE_MONTH) || digits(g, i + 1, 1, 2);
        if (!g->w[i].upper || !dated) return 0;
        i += point;
    }
    *out = (int8_t)row->value;
    return i + 1;
}

/* --- calendar dates --- */

/* The second day of "3-4 May", "29 and 30 January", "10 to 12 March"; k itself when there is none. */
static uint32_t second_day(const grammar *g, uint32_t k, int8_t *day) {
    static const char *const links[] = {"-", "and", "to", "/", "through", "until", "&", NULL};
    if (!is_any(g, k, links)) return k;
    uint32_t end = day_of_month(g, skip(g, k + 1, "the"), day);
    return end ? end : k;
}

/* "3 May", "the 3rd of May 2014", "3-4 May", "3 JAN 90", "16 Nov, 2003". */
static uint32_t day_month(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = day_of_month(g, skip(g, i, "the"), &f->day), end;
    if (!k) return 0;
    k = second_day(g, k, &f->last_day);
    if (is(g, k, "-") && glued(g, k) && has(g, k + 1, DATE_MONTH)) k++;
    bool of = is(g, k, "of") || is(g, k, "de");
    if (!(end = month(g, k + of, &f->month))) return 0;
    /* "12 may be dead": a small letter wants more than the bare pair. */
    if (!g->w[k + of].upper && !of && (is(g, k, "may") || is(g, k, "march") || is(g, k, "mar"))) {
        int16_t ignored;
        if (!year(g, end, false, &ignored) && f->last_day == 0 && k + of + 1 < g->n) return 0;
    }
    k = end;
    uint32_t comma = is(g, k, ",") || (is(g, k, "-") && glued(g, k)) || is(g, k, "of") || is(g, k, "de");
    end = year(g, k + comma, !comma || is(g, k, "-"), &f->year);
    return end ? end : k;
}

/* "May 3", "May 3rd, 2014", "May 3-4", "May 30 - June 2", "May of 2014", "May". */
static uint32_t month_day(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = month(g, i, &f->month), end;
    if (!k) return 0;
    bool common =
        is(g, i, "may") || is(g, i, "march") || is(g, i, "mar") || is(g, i, "mars") || is(g, i, "set");
    uint32_t day = skip(g, k, "the");
    end = digits(g, day, 1, 2) || day > k ? day_of_month(g, day, &f->day) : 0;
    /* "May 12 people": a day is no count. */
    if (end) {
        k = second_day(g, end, &f->last_day);
        if (is(g, k, "-") || is(g, k, "to") || is(g, k, "through")) {
            int8_t m, d;
            uint32_t to = month(g, k + 1, &m);
            uint32_t to_day = to ? day_of_month(g, to, &d) : 0;
            if (to_day) f->last_month = m, f->last_day = d, k = to_day;
        }
    } else if (common && !g->w[i].upper)
        return 0;
    bool told = f->day != 0;
    uint32_t comma = is(g, k, ",") || (!told && is(g, k, "of"));
    end = year(g, k + comma, false, &f->year);
    if (!end && !told)
        f->weak = common || !g->w[i].upper ||
                  (g->w[i].len <= 4 && k == i + 1 && !is(g, i, "june") && !is(g, i, "july"));
    return end ? end : k;
}

/* 2016-08-14, 2016/8/14, with "T07:30" left to the clock. */
static uint32_t year_first(const grammar *g, uint32_t i, date_form *f) {
    bool dash = is(g, i + 1, "-") || is(g, i + 1, "/");
    if (!digits(g, i, 4, 4) || !dash || !digits(g, i + 2, 1, 2) || !is(g, i + 3, g->w[i + 1].low) ||
        !digits(g, i + 4, 1, 2))
        return 0;
    for (uint32_t k = 1; k <= 4 && is(g, i + 1, "-"); k++)
        if (!glued(g, i + k)) return 0;
    f->year = (int16_t)g->w[i].value, f->month = (int8_t)g->w[i + 2].value,
    f->day = (int8_t)g->w[i + 4].value;
    return i + 5;
}

/* 14-08-2016, 8/14/16: the month is what cannot be a day; where both can, "/" is month first, the rest day first.
 */
static uint32_t year_last(const grammar *g, uint32_t i, date_form *f) {
    bool mark = is(g, i + 1, "-") || is(g, i + 1, "/") || is(g, i + 1, ".");
    if (!digits(g, i, 1, 2) || !mark || !digits(g, i + 2, 1, 2) || !is(g, i + 3, g->w[i + 1].low)) return 0;
    for (uint32_t k = 1; k <= 4; k++)
        if (!glued(g, i + k)) return 0;
    bool slash = is(g, i + 1, "/");
    uint32_t end = year(g, i + 4, slash, &f->year);
    int8_t a = (int8_t)g->w[i].value, b = (int8_t)g->w[i + 2].value;
    bool month_first = b > 12 || (slash && a <= 12);
    f->month = month_first ? a : b, f->day = month_first ? b : a;
    return end;
}

/* "Friday", "Friday and Saturday", "Friday, 3 May", "Sunday, Jan. 31, 2021", "Saturday [9 December]". */
static uint32_t with_weekday(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = weekday(g, i, &f->weekday), end;
    if (!k) return 0;
    uint32_t mark = k + (is(g, k, ",") || is(g, k, "[") || is(g, k, "("));
    date_form date = *f;
    if ((end = day_month(g, mark, &date)) || (date = *f, end = month_day(g, mark, &date)) ||
        (date = *f, end = year_last(g, mark, &date))) {
        if (date.day) {
            *f = date;
            return end + (mark > k && (is(g, end, "]") || is(g, end, ")")));
        }
    }
    /* The part of the day may stand between: "Tuesday night, June 28". */
    uint32_t part = k + (has(g, k, DATE_PART) != NULL);
    date = *f;
    mark = skip(g, part, ",");
    if (part > k && ((end = month_day(g, mark, &date)) || (date = *f, end = day_month(g, mark, &date))) &&
        date.day) {
        date.part = (int8_t)value_of(g, k, DATE_PART, 0);
        *f = date;
        return end;
    }
    if (is(g, k, "and") || is(g, k, "to") || (is(g, k, "-") && glued(g, k))) {
        end = weekday(g, k + 1, &f->last_weekday);
        bool backwards = is(g, k, "and") && (f->last_weekday - f->weekday + 7) % 7 > 4;
        if (end && backwards) { /* "on Sunday and Saturday" */
            int8_t first = f->weekday;
            f->weekday = f->last_weekday, f->last_weekday = first;
        }
        if (end) return end;
        f->last_weekday = 0;
    }
    return k;
}

/* "2003", "2009-10", "1990-91"; a bare figure is weak, for it may count something. */
static uint32_t bare_year(const grammar *g, uint32_t i, date_form *f) {
    static const char *const clocks[] = {"at", "around", "about", "approximately", "now", NULL};
    uint32_t k = year(g, i, false, &f->year);
    if (!k || (i && is_any(g, i - 1, clocks)) || f->year < 1500) return 0;
    f->weak = is(g, i, "'") || f->year < 1900 || f->year > 2050;
    /* "1990 people", "2,000": a count. */
    static const char *const counted[] = {"people",   "men",     "women", "dead",
                                          "children", "percent", "km",    NULL};
    bool plural = k < g->n && g->w[k].kind == WORD_LETTERS && !g->w[k].upper && g->w[k].len > 4 &&
                  g->w[k].low[g->w[k].len - 1] == 's' && !has(g, k, DATE_UNIT);
    if (is_any(g, k, counted) || plural || is(g, k, "%")) return 0;
    if (i && (is(g, i - 1, "$") || is(g, i - 1, ",")) && glued(g, i)) return 0;
    return k;
}

static uint32_t calendar(const grammar *g, uint32_t i, date_form *f) {
    static const rule rules[] = {year_first, year_last, with_weekday, day_month, month_day, bare_year};
    date_form start = *f;
    uint32_t best = 0;
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        date_form tried = start;
        uint32_t end = rules[r](g, i, &tried);
        if (end > best) best = end, *f = tried;
    }
    f->kind = FORM_CALENDAR;
    return best;
}

/* "the 1990s", "the '90s", "the nineties". */
static uint32_t decade(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, i, "the");
    int32_t named = value_of(g, i, DATE_DECADE, -1);
    f->kind = FORM_DECADE;
    if (named >= 0) return f->year = (int16_t)(1900 + named), i + 1;
    uint32_t k = year(g, i, false, &f->year);
    if (!k || f->year % 10) return 0;
    k = skip(g, k, "'");
    return is(g, k, "s") && glued(g, k) ? k + 1 : 0;
}

/* --- clock times --- */

/* "a.m.", "pm", "p. m."; *pm tells which. */
static uint32_t half_day(const grammar *g, uint32_t i, bool *pm) {
    *pm = is(g, i, "pm") || is(g, i, "p");
    if (is(g, i, "am") || is(g, i, "pm")) return i + 1;
    if (!(is(g, i, "a") || is(g, i, "p")) || !is(g, i + 1, ".") || !is(g, i + 2, "m")) return 0;
    return skip(g, i + 3, ".");
}

/* "GMT", "(2000 GMT)" is left alone; "local time". */
static uint32_t zone(const grammar *g, uint32_t i, date_form *f) {
    const word_row *row = has(g, i, DATE_ZONE);
    if (row && g->w[i].upper) {
        f->has_zone = true, f->zone = (int16_t)row->value;
        return i + 1;
    }
    return is(g, i, "local") && is(g, i + 1, "time") ? i + 2 : i;
}

/* Words that may follow a bare figure like 2230, so that "at 2000 houses" is no time. */
static bool ends_figure(const grammar *g, uint32_t i) {
    static const char *const words[] = {"on", "in", "the", "local", "when", "and", "for", "last", "of", NULL};
    if (i >= g->n || (g->w[i].kind == WORD_MARK && !is(g, i, "-") && !is(g, i, "%"))) return true;
    return is_any(g, i, words) || has(g, i, DATE_PART) || has(g, i, DATE_DEICTIC) ||
           has(g, i, DATE_WEEKDAY) || has(g, i, DATE_DIRECTION);
}

/* Hour and minute in figures without a mark: "1900 GMT", "at 2230", "2220 hours". */
static uint32_t figure_clock(const grammar *g, uint32_t i, date_form *f) {
    static const char *const hours[] = {"hours", "hrs", "h", NULL};
    static const char *const before[] = {"at",    "around", "about", "approximately",
                                         "until", "by",     "from",  NULL};
    if (!digits(g, i, 3, 4) || g->w[i].value / 100 > 24 || g->w[i].value % 100 > 59) return 0;
    bool pm;
    f->hour = (int8_t)(g->w[i].value / 100), f->minute = (int8_t)(g->w[i].value % 100);
    uint32_t k = half_day(g, i + 1, &pm);
    if (k && f->hour >= 1 && f->hour <= 12) {
        f->hour = (int8_t)(f->hour % 12 + (pm ? 12 : 0));
        return zone(g, k, f);
    }
    if (digits(g, i, 3, 3)) return 0;
    if ((k = zone(g, i + 1, f)) > i + 1) return k;
    if (is_any(g, i + 1, hours)) return zone(g, i + 2, f);
    return i && is_any(g, i - 1, before) && ends_figure(g, i + 1) ? i + 1 : 0;
}

/* "8:30 p.m.", "8.30pm", "19:30", "8 a.m.", "8 o'clock", "four in the morning". */
static uint32_t marked_clock(const grammar *g, uint32_t i, date_form *f) {
    int32_t hour;
    bool pm, point = is(g, i + 1, ".");
    uint32_t k = digits(g, i, 1, 2) ? number(g, i, &hour) : 0;
    if (!k && has(g, i, DATE_NUMBER)) k = number(g, i, &hour);
    if (!k || hour < 0 || hour > 24) return 0;
    f->hour = (int8_t)hour, f->minute = 0;
    bool minutes =
        (is(g, k, ":") || (point && glued(g, k))) && digits(g, k + 1, 2, 2) && g->w[k + 1].value < 60;
    if (minutes) f->minute = (int8_t)g->w[k + 1].value, k += 2;
    /* Seconds are read over. */
    if (minutes && is(g, k, ":") && digits(g, k + 1, 2, 2)) k += 2;
    uint32_t half = half_day(g, k, &pm);
    if (half && hour >= 1 && hour <= 12) {
        f->hour = (int8_t)(hour % 12 + (pm ? 12 : 0));
        return zone(g, half, f);
    }
    if (is(g, k, "o") && is(g, k + 1, "'") && is(g, k + 2, "clock")) return f->half_day = hour < 12, k + 3;
    if (is(g, k, "in") && is(g, k + 1, "the") && has(g, k + 2, DATE_PART)) {
        f->part = (int8_t)value_of(g, k + 2, DATE_PART, 0);
        if (f->part != PART_MORNING && hour < 12) f->hour = (int8_t)(hour + 12);
        return digits(g, i, 1, 2) || hour <= 12 ? k + 3 : 0;
    }
    if (!minutes) return 0;
    uint32_t end = zone(g, k, f);
    static const char *const hours[] = {"hours", "hrs", "h", NULL};
    if (is_any(g, end, hours)) return end + 1;
    return point && end == k ? 0 : end;
}

static uint32_t clock(const grammar *g, uint32_t i, date_form *f) {
    date_form start = *f;
    uint32_t k = marked_clock(g, i, f);
    f->kind = FORM_CLOCK;
    if (k) return k;
    *f = start;
    k = figure_clock(g, i, f);
    f->kind = FORM_CLOCK;
    if (k) return k;
    *f = start;
    int part = value_of(g, i, DATE_PART, 0);
    if (part != PART_NOON && part != PART_MIDNIGHT) return 0;
    f->kind = FORM_CLOCK, f->hour = part == PART_NOON ? 12 : 0, f->minute = 0;
    return i + 1;
}

/* --- what is told from now, or from the date told last --- */

static uint32_t deictic(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_DEICTIC;
    uint32_t day = skip(g, i, "the");
    if (is(g, day, "day") && (is(g, day + 1, "before") || is(g, day + 1, "after"))) {
        const word_row *row = has(g, day + 2, DATE_DEICTIC);
        if (!row || row->value > 1) return 0;
        f->n = row->value + (is(g, day + 1, "after") ? 1 : -1);
        return day + 3;
    }
    const word_row *row = has(g, i, DATE_DEICTIC);
    if (!row) return 0;
    f->n = row->value >= 100 ? 0 : row->value;
    if (row->value == 100) f->part = PART_NIGHT;
    if (row->value == 101) f->unit = UNIT_NIGHT; /* overnight: the night that ends today */
    return i + 1;
}

/* "this morning", "last night", "the previous night", "that evening". */
static uint32_t directed_part(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, i, "the");
    const word_row *row = has(g, i, DATE_DIRECTION);
    uint32_t k = i + 1 + (row && has(g, i + 1, DATE_DIRECTION));
    k += has(g, k, DATE_EDGE) != NULL;
    int part = value_of(g, k, DATE_PART, 0);
    if (!row || !part) return 0;
    f->part = (int8_t)part;
    f->direction = (int8_t)row->value;
    if (row->value == AT_NOW || row->value == BEFORE_NOW) {
        f->kind = FORM_DEICTIC, f->n = row->value;
        return k + 1;
    }
    f->kind = FORM_SHIFT, f->unit = UNIT_DAY, f->has_direction = true;
    f->n = row->value == AT_TOLD ? 0 : 1;
    if (f->direction == AFTER_NOW) f->direction = AFTER_TOLD;
    if (f->direction == AT_TOLD) f->direction = AFTER_TOLD;
    return k + 1;
}

/* "last week", "this Friday", "next March", "last summer", "that day", "the same day", "the following year". */
static uint32_t directed(const grammar *g, uint32_t i, date_form *f) {
    bool the = is(g, i, "the");
    uint32_t k = i + the;
    const word_row *row = has(g, k, DATE_DIRECTION);
    if (!row) return 0;
    f->has_direction = true, f->direction = (int8_t)row->value;
    k++;
    if (has(g, k, DATE_DIRECTION)) k++; /* "that very day", "this past week" */
    k = skip(g, skip(g, k, "calendar"), "fiscal");
    int8_t name;
    uint32_t end = weekday(g, k, &name);
    if (end) return f->kind = FORM_CALENDAR, f->weekday = name, end;
    if ((end = month(g, k, &name)) && g->w[k].upper) return f->kind = FORM_CALENDAR, f->month = name, end;
    int season = value_of(g, k, DATE_SEASON, 0);
    if (season) return f->kind = FORM_SEASON, f->n = season, k + 1;
    int feast = value_of(g, k, DATE_FEAST, 0);
    if (feast && g->w[k].upper) return f->kind = FORM_FEAST, f->feast = (int16_t)feast, k + 1;
    const word_row *unit = has(g, k, DATE_UNIT);
    if (!unit || unit->value == UNIT_SECOND || unit->value == UNIT_MINUTE) return 0;
    f->unit = (uint8_t)unit->value, f->n = 1;
    bool plural = g->w[k].len > 4 && g->w[k].low[g->w[k].len - 1] == 's';
    if (plural) return f->kind = FORM_SPAN, f->n = -1, k + 1;
    f->kind = FORM_PERIOD;
    /* "the next day" is told from the last date, "the last day" is not a period of the calendar. */
    bool told = f->direction == AFTER_TOLD || f->direction == BEFORE_TOLD ||
                (f->direction == AFTER_NOW && (unit->value == UNIT_DAY || the));
    if (told) f->kind = FORM_SHIFT, f->direction = f->direction < 0 ? BEFORE_TOLD : AFTER_TOLD;
    if (unit->value == UNIT_HOUR) f->kind = FORM_SPAN;
    if (unit->value == UNIT_NIGHT) f->part = PART_NIGHT;
    f->rolling = f->direction == BEFORE_NOW && (the || is(g, i, "past"));
    return k + 1;
}

/* "the past three days", "the next few weeks", "the last 24 hours". */
static uint32_t span(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, i, "the");
    const word_row *row = has(g, i, DATE_DIRECTION);
    if (!row || row->value == AT_TOLD) return 0;
    uint32_t k = number(g, i + 1, &f->n);
    const word_row *unit = k ? has(g, k, DATE_UNIT) : NULL;
    if (!unit) return 0;
    f->kind = FORM_SPAN, f->unit = (uint8_t)unit->value;
    f->has_direction = true, f->direction = (int8_t)row->value;
    return k + 1;
}

/* n units: "three days", "two-and-a-half years", "a year", "12 hours". */
static uint32_t amount(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = number(g, i, &f->n);
    if (!k) return 0;
    if (digits(g, i, 4, 4) && f->n > 1800 && f->n < 2100 && (is(g, k, "quarter") || is(g, k, "period")))
        return 0;
    if (is(g, k, "more")) k++;
    if (is(g, k, "-")) k++;
    if (is(g, k, "and") && is(g, k + 1, "a") && is(g, k + 2, "half")) f->and_half = true, k += 3;
    if (is(g, k, "and") && is(g, k + 1, "-") && is(g, k + 2, "a")) f->and_half = true, k += 5;
    if (is(g, k, "-")) k++;
    if (digits(g, k, 1, 1) && is(g, k + 1, "/") && digits(g, k + 2, 1, 1)) f->and_half = true, k += 3;
    const word_row *unit = has(g, k, DATE_UNIT);
    if (!unit || unit->value == UNIT_HALF) return 0;
    f->unit = (uint8_t)unit->value;
    return k + 1;
}

/* "two days ago", "a day after", "the day before", "three hours later", "a year earlier". */
static uint32_t shift(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_SHIFT, f->has_direction = true;
    uint32_t k = amount(g, i, f);
    if (!k && is(g, i, "the") && has(g, i + 1, DATE_UNIT)) /* "the day before" */
        f->n = 1, f->unit = (uint8_t)value_of(g, i + 1, DATE_UNIT, 0), k = i + 2;
    if (!k && has(g, i, DATE_UNIT)) /* "days ago", "days later" */
        f->n = -1, f->unit = (uint8_t)value_of(g, i, DATE_UNIT, 0), k = i + 1;
    if (!k) return 0;
    if (is(g, k, "from") && is(g, k + 1, "now")) return f->direction = AFTER_NOW, k + 2;
    if (is(g, k, "-") && is(g, k + 1, "ago")) k++;
    if (is(g, k, "-") && is(g, k + 1, "earlier")) k++;
    const word_row *row = has(g, k, DATE_SHIFT);
    if (!row) return 0;
    f->direction = (int8_t)row->value;
    return k + 1;
}

static uint32_t duration(const grammar *g, uint32_t i, date_form *f) {
    static const char *const tails[] = {"long", "old", NULL};
    f->kind = FORM_DURATION;
    uint32_t k = amount(g, i, f);
    if (!k && (is(g, i, "days") || is(g, i, "weeks") || is(g, i, "months") || is(g, i, "years") ||
               is(g, i, "decades") || is(g, i, "hours") || is(g, i, "centuries")))
        f->n = -1, f->unit = (uint8_t)value_of(g, i, DATE_UNIT, 0), k = i + 1, f->weak = true;
    if (!k && has(g, i, DATE_UNIT) && is(g, i + 1, "-") && is(g, i + 2, "long")) /* "day-long" */
        f->n = 1, f->unit = (uint8_t)value_of(g, i, DATE_UNIT, 0), k = i + 1;
    if (!k) return 0;
    if (f->weak && i && (is(g, i - 1, "for") || is(g, i - 1, "within") || is(g, i - 1, "in")) &&
        !is(g, k, "ago"))
        f->weak = false;
    bool hyphen = is(g, k, "-");
    if (is_any(g, k + hyphen, tails)) {
        f->weak = is(g, k + hyphen, "old"); /* an age */
        k += hyphen + 1;
    } else if (is(g, k, "of") && is(g, k + 1, "age"))
        f->weak = true;
    return k;
}

/* "year-end" is its last day, "the end of the year" the year. */
static uint32_t year_end(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = skip(g, i, "the");
    if (is(g, k, "year") && is(g, k + 1, "-") && is(g, k + 2, "end"))
        return f->kind = FORM_CALENDAR, f->month = 12, f->day = 31, k + 3;
    bool own = is(g, k, "year") &&
               (is(g, k + 1, "'") ? is(g, k + 2, "s") && is(g, k + 3, "end") : is(g, k + 1, "end"));
    bool of = is(g, k, "end") && is(g, k + 1, "of") && is(g, k + 2, "the");
    const word_row *unit = of ? has(g, k + 3, DATE_UNIT) : NULL;
    if (!own && (!unit || (unit->value != UNIT_YEAR && unit->value != UNIT_MONTH))) return 0;
    f->kind = FORM_PERIOD, f->has_direction = true, f->direction = AT_NOW, f->edge = EDGE_END;
    f->unit = unit ? (uint8_t)unit->value : UNIT_YEAR, f->n = 1;
    if (of) return k + 4;
    return k + (is(g, k + 1, "'") ? 4 : 2);
}

/* "every Friday", "each year", "daily". */
static uint32_t set(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_SET;
    const word_row *row = has(g, i, DATE_SET);
    if (row) return f->unit = (uint8_t)row->value, f->n = 1, i + 1;
    if (!has(g, i, DATE_EACH)) return 0;
    uint32_t k = number(g, i + 1, &f->n);
    if (!k) f->n = 1, k = i + 1;
    if (has(g, k, DATE_UNIT)) return f->unit = (uint8_t)value_of(g, k, DATE_UNIT, 0), k + 1;
    uint32_t end = weekday(g, k, &f->weekday);
    if (end) return end;
    if ((end = month(g, k, &f->month)) && g->w[k].upper) return end;
    if (has(g, k, DATE_PART)) return f->part = (int8_t)value_of(g, k, DATE_PART, 0), k + 1;
    return 0;
}

/* "recently", "now", "in recent days", "at the moment", "so far". */
static uint32_t reference(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_REFERENCE;
    if ((is(g, i, "recent") || is(g, i, "coming")) && has(g, i + 1, DATE_UNIT)) {
        f->reference = is(g, i, "recent") ? -1 : 1, f->weak = f->reference > 0,
        f->unit = (uint8_t)value_of(g, i + 1, DATE_UNIT, 0);
        return i + 2;
    }
    if (is(g, i, "so") && is(g, i + 1, "far")) return f->weak = true, i + 2;
    uint32_t the = skip(g, i, "the");
    if (is(g, the, "moment") && the > i) return i + 2;
    if (is(g, i, "right") && is(g, i + 1, "now")) return i + 2;
    const word_row *row = has(g, the, DATE_REFERENCE);
    if (!row) return 0;
    static const char *const firm[] = {"now",    "recently", "recent",   "currently", "current", "previously",
                                       "future", "formerly", "nowadays", "presently", NULL};
    f->reference = (int16_t)row->value;
    f->weak = !is_any(g, the, firm);
    /* "earlier", "later" before a date only shift within it. */
    return the + 1;
}

/* "the latest quarter", "the year-earlier period", "year-ago": of a report on figures. */
static uint32_t compared(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = skip(g, i, "the");
    if (is(g, k, "latest") && is(g, k + 1, "quarter")) {
        f->kind = FORM_PERIOD, f->has_direction = true, f->direction = AT_TOLD, f->unit = UNIT_QUARTER;
        return k + 2;
    }
    if (k == i && is(g, k, "a")) k++;
    bool ago = is(g, k + 2, "ago") || is(g, k + 2, "earlier");
    if (!is(g, k, "year") || !is(g, k + 1, "-") || !ago) return 0;
    f->kind = FORM_SHIFT, f->has_direction = true, f->direction = BEFORE_NOW, f->unit = UNIT_YEAR, f->n = 1;
    k += 3;
    return k + (is(g, k, "quarter") || is(g, k, "period"));
}

static uint32_t season(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, i, "the");
    int which = value_of(g, i, DATE_SEASON, 0);
    if (!which) return 0;
    f->kind = FORM_SEASON, f->n = which;
    if (is(g, i, "fall") && is(g, i + 1, "of") && !digits(g, i + 2, 4, 4)) return 0; /* of a town */
    uint32_t k = year(g, skip(g, i + 1, "of"), false, &f->year);
    f->weak = !k;
    return k ? k : i + 1;
}

/* "the third quarter", "fourth-quarter", "the first half of 1990"; of what year may stand behind. */
static uint32_t quarter(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, skip(g, i, "the"), "fiscal");
    int16_t before = 0;
    uint32_t dated = digits(g, i, 4, 4) ? year(g, i, false, &before) : 0; /* "the 1988 third quarter" */
    if (dated) i = dated;
    const word_row *row = has(g, i, DATE_ORDINAL);
    uint32_t k = skip(g, i + 1, "-");
    k = skip(g, k, "fiscal");
    int unit = value_of(g, k, DATE_UNIT, 0);
    if (!row || row->value > 4 || (unit != UNIT_QUARTER && unit != UNIT_HALF)) return 0;
    f->kind = FORM_QUARTER, f->n = row->value, f->unit = (uint8_t)unit;
    if (unit == UNIT_HALF && row->value > 2) return 0;
    uint32_t of = skip(g, skip(g, k + 1, "of"), "the");
    of = skip(g, of, "fiscal");
    uint32_t end = year(g, of, false, &f->year);
    if (before) f->year = before, end = 0;
    f->weak = !end && !before && unit == UNIT_HALF;
    return end ? end : k + 1;
}

/* "Christmas", "Christmas Eve", "Easter Sunday", "Labor Day", "New Year's Eve". */
static uint32_t feast(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_FEAST;
    uint32_t k = i;
    if (is(g, i, "new") && is(g, i + 1, "year") && (is(g, i + 2, "'") || is(g, i + 2, "s"))) {
        k = i + 2 + is(g, i + 2, "'");
        k = skip(g, k, "s");
        if (is(g, k, "eve")) return f->feast = 1231, k + 1;
        if (is(g, k, "day")) return f->feast = 101, k + 1;
        return 0;
    }
    if (is(g, i, "good") && is(g, i + 1, "friday")) return f->feast = 2, i + 2;
    const word_row *row = has(g, i, DATE_FEAST);
    if (!row || !g->w[i].upper) return 0;
    f->feast = (int16_t)row->value;
    k = i + 1;
    if (row->value == 4 || row->value == 5) return is(g, k, "day") ? k + 1 : 0;
    if (is(g, k, "eve")) return f->feast = (int16_t)(row->value == 1225 ? 1224 : row->value), k + 1;
    return is(g, k, "day") || is(g, k, "sunday") ? k + 1 : k;
}

/* "the first week of July", "the last week of September 2015". */
static uint32_t nth(const grammar *g, uint32_t i, date_form *f) {
    i = skip(g, i, "the");
    bool last = is(g, i, "last") || is(g, i, "final");
    const word_row *row = has(g, i, DATE_ORDINAL);
    const word_row *unit = has(g, i + 1, DATE_UNIT);
    if ((!last && !row) || !unit || !is(g, i + 2, "of")) return 0;
    if (unit->value != UNIT_WEEK && unit->value != UNIT_DAY && unit->value != UNIT_WEEKEND) return 0;
    uint32_t k = month(g, i + 3, &f->month);
    if (!k) return 0;
    f->kind = FORM_NTH, f->n = last ? -1 : row->value, f->unit = (uint8_t)unit->value;
    uint32_t end = year(g, skip(g, k, ","), false, &f->year);
    return end ? end : k;
}

/* "at dawn", "in the early morning", "during the night", "pre-dawn". */
static uint32_t part(const grammar *g, uint32_t i, date_form *f) {
    f->kind = FORM_PART;
    i = skip(g, i, "the");
    f->part = (int8_t)value_of(g, i, DATE_PART, 0);
    f->weak = true;
    return f->part ? i + 1 : 0;
}

/* "the year", "the week": a unit told of already. */
static uint32_t definite(const grammar *g, uint32_t i, date_form *f) {
    if (!is(g, i, "the") || !has(g, i + 1, DATE_UNIT)) return 0;
    int unit = value_of(g, i + 1, DATE_UNIT, 0);
    bool plural = g->w[i + 1].len > 4 && g->w[i + 1].low[g->w[i + 1].len - 1] == 's';
    if (plural || unit < UNIT_DAY || unit == UNIT_HALF || unit == UNIT_FORTNIGHT) return 0;
    f->kind = FORM_PERIOD, f->has_direction = true, f->direction = AT_TOLD, f->unit = (uint8_t)unit;
    f->n = 1, f->weak = unit != UNIT_QUARTER && unit != UNIT_WEEKEND;
    return i + 2;
}

static const rule rules[] = {calendar, clock, decade,  directed_part, deictic,  span,   compared,
                             directed, shift, quarter, nth,           feast,    season, year_end,
                             duration, set,   part,    definite,      reference};

static uint32_t core(const grammar *g, uint32_t i, date_form *f) {
    date_form start = *f;
    uint32_t best = 0;
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        date_form tried = start;
        uint32_t end = rules[r](g, i, &tried);
        if (end > g->n) end = g->n;
        if (end > best) best = end, *f = tried;
    }
    return best;
}

/* --- what may stand before and behind --- */

/* "early", "late on", "mid-", "the end of", "the early hours of": sets the edge. */
static uint32_t edge_before(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = skip(g, i, "the");
    int edge = value_of(g, k, DATE_EDGE, 0);
    if (edge == 0 || (edge >= EDGE_BEGINNING && !is(g, k + 1, "of"))) return i;
    f->edge = (int8_t)edge;
    k = skip(g, skip(g, skip(g, k + 1, "-"), "part"), "hours");
    return skip(g, skip(g, skip(g, k, "of"), "on"), "in");
}

/* "the night of", "the morning of", "dawn on": sets the part; also "night between". */
static uint32_t part_before(const grammar *g, uint32_t i, date_form *f) {
    uint32_t k = skip(g, i, "the");
    int part = value_of(g, k, DATE_PART, 0);
    bool link = is(g, k + 1, "of") || is(g, k + 1, "on") || is(g, k + 1, "between");
    bool clock_time = part == PART_NOON || part == PART_MIDNIGHT;
    if (!part || !link || clock_time) {
        if (part && part != PART_NOON && part != PART_MIDNIGHT && has(g, k + 1, DATE_DEICTIC))
            return f->part = (int8_t)part, k + 1; /* "at dawn today" */
        return i;
    }
    f->part = (int8_t)part;
    return skip(g, k + 2, "the");
}

/* The prepositions and qualifiers before the expression; i when there are none. */
static uint32_t before(const grammar *g, uint32_t i, date_form *f) {
    static const char *const plain[] = {"on",   "in",     "at",         "during", "of", "for",
                                        "over", "within", "throughout", "around", "as", NULL};
    f->core = i;
    for (int steps = 0; steps < 6; steps++) {
        uint32_t k = i;
        bool joins = false; /* belongs to the expression: "early", "nearly" */
        const word_row *rough = has(g, i, DATE_ROUGH), *bound = has(g, i, DATE_BOUND);
        if (bound && f->bound == BOUND_NONE)
            f->bound = (int8_t)bound->value, k = i + 1;
        else if (rough && f->rough == -2)
            f->rough = (int8_t)rough->value, k = i + 1, joins = rough->value != 2;
        else if ((is(g, i, "more") || is(g, i, "less")) && is(g, i + 1, "than"))
            f->rough = is(g, i, "more") ? 1 : -1, k = i + 2, joins = true;
        else if (is_any(g, i, plain))
            k = i + 1;
        else if ((is(g, i, "earlier") || is(g, i, "later")) && i + 1 < g->n &&
                 g->w[i + 1].kind == WORD_LETTERS)
            k = i + 1, joins = true; /* "earlier this week": within it; alone it is a reference */
        else {
            joins = true;
            if ((k = edge_before(g, i, f)) == i) k = part_before(g, i, f);
        }
        if (k == i) break;
        i = k;
        if (!joins) f->core = i;
        if (is(g, i, "-") && glued(g, i)) i++;
    }
    return i;
}

/* "night", "at dawn", "in the evening" behind a day; a lone closing year ("August last year" is left to merging).
 */
static uint32_t behind(const grammar *g, uint32_t k, date_form *f) {
    bool day = f->kind == FORM_DEICTIC || f->weekday || f->day || f->kind == FORM_FEAST ||
               (f->kind == FORM_SHIFT && f->unit == UNIT_DAY);
    if (!day || f->kind == FORM_SET) return k;
    uint32_t p = k;
    static const char *const links[] = {"at", "before", NULL};
    p += has(g, p, DATE_EDGE) && !is(g, p, "end");
    p += is_any(g, p, links);
    if (is(g, p, "in") && is(g, p + 1, "the")) p += 2;
    p += has(g, p, DATE_EDGE) != NULL;
    int part = value_of(g, p, DATE_PART, 0);
    if (part && part != PART_NOON && part != PART_MIDNIGHT) {
        f->part = (int8_t)part;
        return p + 1;
    }
    return f->weekday && !f->day && is(g, k, "last") ? (f->has_direction = true, f->direction = -1, k + 1)
                                                     : k;
}

static bool check_day(const date_form *f) {
    static const uint8_t longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (f->kind != FORM_CALENDAR) return true;
    if (f->month < 0 || f->month > 12 || f->last_month > 12) return false;
    if (f->month && f->day > longest[f->month - 1]) return false;
    int last = f->last_month ? f->last_month : f->month;
    return !last || f->last_day <= longest[last - 1];
}

bool date_form_at(const word_table *lex, const word *w, uint32_t n, uint32_t i, date_form *out) {
    grammar g = {lex, w, n};
    date_form empty = {.hour = -1, .minute = -1, .rough = -2}, f = empty, bare = empty;
    uint32_t start = before(&g, i, &f);
    uint32_t end = start < n ? core(&g, start, &f) : 0, bare_end = core(&g, i, &bare);
    /* A preposition may be a word of the expression itself ("past", "earlier", "before"). */
    if (start != i && bare_end >= end && bare_end) f = bare, f.core = i, end = bare_end, start = i;
    if (!end) return false;
    end = behind(&g, end, &f);
    f.first = i, f.n_words = end - i;
    if (f.weak && start != i && (f.kind == FORM_CALENDAR || f.kind == FORM_PART)) f.weak = false;
    f.impossible = !check_day(&f);
    *out = f;
    return true;
}
