/* date_form.h - the grammar of time expressions: words to a form that is not resolved yet.
 *
 * A form says what the words say ("Friday", "night", "the one before now") and nothing of what that means today;
 * date.c resolves it. Pure functions over words; any thread. */
#ifndef VALUES_DATE_FORM_H
#define VALUES_DATE_FORM_H

#include "values/words.h"

/* Classes of data/dates.tsv, in the order of date_form_classes. */
enum date_class {
    DATE_MONTH,
    DATE_WEEKDAY,
    DATE_UNIT,
    DATE_PART,
    DATE_DEICTIC,
    DATE_DIRECTION,
    DATE_SHIFT,
    DATE_EDGE,
    DATE_ROUGH,
    DATE_BOUND,
    DATE_REFERENCE,
    DATE_SEASON,
    DATE_SET,
    DATE_EACH,
    DATE_ZONE,
    DATE_FEAST,
    DATE_TENSE,
    DATE_NUMBER,
    DATE_ORDINAL,
    DATE_DECADE,
    N_DATE_CLASSES
};

extern const char *const date_form_classes[N_DATE_CLASSES];

/* Values of class unit. */
enum date_unit {
    UNIT_NONE,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_WEEKEND,
    UNIT_NIGHT,
    UNIT_FORTNIGHT,
    UNIT_HALF
};

enum date_part {
    PART_NONE,
    PART_MORNING,
    PART_AFTERNOON,
    PART_EVENING,
    PART_NIGHT,
    PART_NOON,
    PART_MIDNIGHT,
    PART_DAY
};
enum date_edge { EDGE_NONE, EDGE_EARLY, EDGE_MIDDLE, EDGE_LATE, EDGE_BEGINNING, EDGE_END };
enum date_bound {
    BOUND_NONE,
    BOUND_SINCE,
    BOUND_UNTIL,
    BOUND_BEFORE,
    BOUND_AFTER,
    BOUND_BETWEEN,
    BOUND_FROM,
    BOUND_BY,
    BOUND_TO
};

/* Values of classes direction and shift. */
enum date_direction { BEFORE_TOLD = -2, BEFORE_NOW, AT_NOW, AFTER_NOW, AFTER_TOLD, AT_TOLD };

enum date_form_kind {
    FORM_NONE,
    FORM_CALENDAR,  /* any of year, month, day, weekday, with a second day or weekday of a range */
    FORM_CLOCK,     /* hour and minute alone */
    FORM_PART,      /* "at dawn", "in the evening" */
    FORM_DEICTIC,   /* n days from now: "yesterday", "last night" */
    FORM_PERIOD,    /* direction + unit: "last week"; direction AT_TOLD: "the week", "that day" */
    FORM_SPAN,      /* "the past three days", "the next two weeks" */
    FORM_SHIFT,     /* n units from now or from the date told last: "two days ago", "the next day" */
    FORM_DURATION,  /* "three days", "five-year" */
    FORM_SET,       /* "every Friday", "daily" */
    FORM_REFERENCE, /* "now", "recently", "in recent days" */
    FORM_DECADE,    /* "the 1990s" */
    FORM_SEASON,
    FORM_QUARTER, /* n of a year; unit UNIT_QUARTER or UNIT_HALF */
    FORM_FEAST,   /* "Christmas", "Labor Day" */
    FORM_NTH      /* "the first week of July": n, unit, month, year; n -1 the last */
};

typedef struct date_form {
    uint8_t kind;            /* enum date_form_kind */
    uint32_t first, n_words; /* words that it stands on, prepositions included */
    uint32_t core;           /* first word behind the prepositions: "early June" of "in early June" */
    int16_t year;            /* 0: not told */
    int8_t month, day;       /* 0: not told */
    int8_t last_month, last_day;
    int8_t weekday, last_weekday;
    int8_t hour, minute; /* -1: not told */
    bool half_day;       /* the hour may be of either half of the day: \"10 o'clock\" */
    int16_t zone;        /* minutes east of Greenwich; meaningless unless has_zone */
    bool has_zone;
    int8_t part, edge, bound, rough; /* rough: -2 none, else the value of class rough */
    int8_t direction; /* enum date_direction, for PERIOD, SPAN, SHIFT and month, weekday, season, quarter */
    bool has_direction;
    int32_t n;         /* -1: some */
    bool and_half;     /* "two and a half" */
    uint8_t unit;      /* enum date_unit */
    int16_t reference; /* -1 past, 0 present, 1 future, 2 meanwhile, 3 later */
    int16_t feast;
    bool rolling;    /* PERIOD: "the past week", the seven days up to now */
    bool weak;       /* only a phrase known to be a time may be read so: "May", "the year" */
    bool impossible; /* "31 June" */
} date_form;

/* The longest time expression that begins at word i of w[0..n), its prepositions included. False: none. */
bool date_form_at(const word_table *lex, const word *w, uint32_t n, uint32_t i, date_form *out);

#endif
