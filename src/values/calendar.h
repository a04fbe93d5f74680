/* calendar.h - days as numbers: 1970-01-01 is 0, proleptic Gregorian. Pure functions, any thread. */
#ifndef VALUES_CALENDAR_H
#define VALUES_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct calendar_date {
    int year, month, day; /* month and day from 1 */
} calendar_date;

/* Day number of a date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
int32_t calendar_day(int year, int month, int day);
calendar_date calendar_of(int32_t day);

/* 1 Monday .. 7 Sunday. */
int calendar_weekday(int32_t day);
int calendar_month_length(int year, int month);

/* False for 31 June, month 13, years outside 1..9999. */
bool calendar_exists(int year, int month, int day);

/* ISO 8601 week of a day; *year is the year that the week belongs to. */
int calendar_week(int32_t day, int *year);

/* First day of the month that lies n months after that of day. */
int32_t calendar_add_months(int32_t day, int n);

/* Easter Sunday of the western churches (Meeus, "Astronomical Algorithms", chapter 8). */
int32_t calendar_easter(int year);

#endif
