/* calendar.c - see calendar.h. */
#include "values/calendar.h"

int32_t calendar_day(int year, int month, int day) {
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

calendar_date calendar_of(int32_t day) {
    int z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    return (calendar_date){year + era * 400 + (month <= 2), month, of_year - (153 * m + 2) / 5 + 1};
}

int calendar_weekday(int32_t day) {
    return (day % 7 + 7 + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
}

int calendar_month_length(int year, int month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool calendar_exists(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= calendar_month_length(year, month);
}

int calendar_week(int32_t day, int *year) {
    int32_t thursday = day - calendar_weekday(day) + 4; /* a week belongs to the year of its Thursday */
    *year = calendar_of(thursday).year;
    return (thursday - calendar_day(*year, 1, 1)) / 7 + 1;
}

int32_t calendar_add_months(int32_t day, int n) {
    calendar_date d = calendar_of(day);
    int months = d.year * 12 + d.month - 1 + n;
    return calendar_day(months / 12, months % 12 + 1, 1);
}

int32_t calendar_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return calendar_day(year, n / 31, n % 31 + 1);
}
