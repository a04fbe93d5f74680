/* html_date.c - see html_date.h. A string becomes a row of numbers and words, and forms of dates are looked for in it. */
#include "intake/html_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "intake/intake.h"

enum { MAX_WORD = 48, MAX_LOOK = 4096, MIN_YEAR = 1990, MAX_YEAR = 2049, AHEAD = 8 };

static const struct month_row {
    const char *word;
    int month;
} months[] = {
#define ROW(word, month, unused) {word, month},
#include "page_months.h"
#undef ROW
};

typedef enum part_kind { PART_END, PART_NUMBER, PART_MONTH, PART_WORD, PART_MARK } part_kind;

typedef struct part {
    part_kind kind;
    int value, n_digits; /* of a number; of a month, 1 to 12 */
    char mark;
    size_t from, to;
} part;

/* Small letters of the word at s; returns its length in s. */
static size_t fold_word(str s, char out[MAX_WORD]) {
    size_t at = 0, n = 0;
    while (at < s.len) {
        uint32_t point;
        int len = utf8_next(s.at + at, s.len - at, &point);
        if (len <= 0) break;
        utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)point);
        bool letter = (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_MC) || c == UTF8PROC_CATEGORY_MN;
        if (!letter) break;
        if (n + 5 < MAX_WORD)
            n += (size_t)utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)point), out + n);
        at += (size_t)len;
    }
    out[n] = '\0';
    return at;
}

static int month_of(const char *word) {
    int month = 0;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (months[i].word[0] != word[0]) continue; /* most end here */
        size_t len = strlen(months[i].word);
        if (len > longest && strncmp(word, months[i].word, len) == 0) longest = len, month = months[i].month;
    }
    return month;
}

static part next_part(str s, size_t *at) {
    while (*at < s.len && strchr(" \t\r\n", s.at[*at]) && s.at[*at]) ++*at;
    part p = {.from = *at, .to = *at};
    if (*at >= s.len) return p;
    str rest = {s.at + *at, s.len - *at};
    size_t n = 0;
    while (n < rest.len && rest.at[n] >= '0' && rest.at[n] <= '9') {
        if (n < 9) p.value = p.value * 10 + rest.at[n] - '0';
        n++;
    }
    if (n) {
        p.kind = PART_NUMBER, p.n_digits = (int)n;
    } else {
        char word[MAX_WORD];
        n = fold_word(rest, word);
        p.value = n ? month_of(word) : 0;
        p.kind = p.value ? PART_MONTH : n ? PART_WORD : PART_MARK;
        p.mark = rest.at[0];
        if (!n) {
            uint32_t point;
            int len = utf8_next(rest.at, rest.len, &point);
            n = len > 0 ? (size_t)len : 1;
        }
    }
    *at += n;
    p.to = *at;
    return p;
}

static bool is_day_of(int year, int month, int day, char out[HTML_DATE_SIZE]) {
    if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12 || day < 1 || day > 31) return false;
    snprintf(out, HTML_DATE_SIZE, "%04d-%02d-%02d", year, month, day);
    if (intake_is_date(out)) return true;
    out[0] = '\0';
    return false;
}

static bool is_number(const part *p, int least, int most) {
    return p->kind == PART_NUMBER && p->n_digits >= least && p->n_digits <= most;
}

static bool is_mark(const part *p, const char *marks) {
    return p->kind == PART_MARK && p->mark && strchr(marks, p->mark);
}

/* "st", "de", "of", "." and the like between the parts of a date. */
static int skip_small(const part *p, int i, int n) {
    while (i < n && (is_mark(&p[i], ".,'") || (p[i].kind == PART_WORD && p[i].to - p[i].from <= 3))) i++;
    return i;
}

static bool numeric(const part *p, int n, bool month_first, char out[HTML_DATE_SIZE]) {
    if (n < 5 || p[0].kind != PART_NUMBER || p[2].kind != PART_NUMBER || p[4].kind != PART_NUMBER)
        return false;
    if (!is_mark(&p[1], "-/.") || !is_mark(&p[3], "-/.")) return false;
    if (p[0].n_digits == 4 && p[2].n_digits <= 2 && p[4].n_digits <= 2)
        return is_day_of(p[0].value, p[2].value, p[4].value, out);
    if (p[0].n_digits > 2 || p[2].n_digits > 2 || p[4].n_digits != 4) return false;
    bool swap = p[0].value <= 12 && (p[2].value > 12 || (month_first && p[1].mark != '.'));
    return swap ? is_day_of(p[4].value, p[0].value, p[2].value, out)
                : is_day_of(p[4].value, p[2].value, p[0].value, out);
}

static bool named(const part *p, int n, char out[HTML_DATE_SIZE]) {
    int i;
    if (is_number(&p[0], 1, 2)) { /* 13. de Januar de 2020 */
        if ((i = skip_small(p, 1, n)) >= n || is_mark(&p[i], "-/")) i++;
        if (i >= n || p[i].kind != PART_MONTH) return false;
        int year = skip_small(p, i + 1, n);
        if (year < n && is_mark(&p[year], "-/")) year++;
        return year < n && is_number(&p[year], 4, 4) && is_day_of(p[year].value, p[i].value, p[0].value, out);
    }
    if (p[0].kind == PART_MONTH) { /* January 13th, 2020 */
        i = skip_small(p, 1, n);
        if (i >= n || !is_number(&p[i], 1, 2)) return false;
        int year = skip_small(p, i + 1, n);
        return year < n && is_number(&p[year], 4, 4) && is_day_of(p[year].value, p[0].value, p[i].value, out);
    }
    if (is_number(&p[0], 4, 4)) { /* 2020. január 13. */
        i = skip_small(p, 1, n);
        if (i + 1 >= n || p[i].kind != PART_MONTH) return false;
        int day = skip_small(p, i + 1, n);
        return day < n && is_number(&p[day], 1, 2) && is_day_of(p[0].value, p[i].value, p[day].value, out);
    }
    return false;
}

/* 2020年1月13日 and 2020년 1월 13일. */
static bool eastern(str s, const part *p, int n, char out[HTML_DATE_SIZE]) {
    if (n < 6 || !is_number(&p[0], 4, 4) || !is_number(&p[2], 1, 2) || !is_number(&p[4], 1, 2)) return false;
    str year = {s.at + p[1].from, p[1].to - p[1].from}, month = {s.at + p[3].from, p[3].to - p[3].from};
    bool fits = (str_starts(year, STR("\xe5\xb9\xb4")) && str_starts(month, STR("\xe6\x9c\x88"))) ||
                (str_starts(year, STR("\xeb\x85\x84")) && str_starts(month, STR("\xec\x9b\x94")));
    return fits && is_day_of(p[0].value, p[2].value, p[4].value, out);
}

static bool packed(const part *p, char out[HTML_DATE_SIZE]) {
    if (p[0].kind != PART_NUMBER || (p[0].n_digits != 8)) return false;
    return is_day_of(p[0].value / 10000, p[0].value / 100 % 100, p[0].value % 100, out);
}

/* Puts the time behind an ISO day where it makes a valid whole. */
static void add_time(str s, char out[HTML_DATE_SIZE]) {
    char whole[HTML_DATE_SIZE];
    size_t n = 0;
    while (n < s.len && n + 1 < sizeof whole &&
           (strchr("0123456789-:.TZ+", s.at[n]) || (s.at[n] == ' ' && n == 10)))
        whole[n] = s.at[n], n++;
    for (; n > 10; n--) {
        whole[n] = '\0';
        if (intake_is_date(whole)) {
            memcpy(out, whole, n + 1);
            return;
        }
    }
}

static bool since_1970(str s, char out[HTML_DATE_SIZE]) {
    s = str_trim(s);
    if (s.len != 10 && s.len != 13) return false;
    long long seconds = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') return false;
        if (i < 10) seconds = seconds * 10 + s.at[i] - '0';
    }
    time_t when = (time_t)seconds;
    struct tm day;
    return gmtime_r(&when, &day) && is_day_of(day.tm_year + 1900, day.tm_mon + 1, day.tm_mday, out);
}

bool html_date_read(str s, bool month_first, char out[HTML_DATE_SIZE]) {
    part p[AHEAD];
    int n = 0;
    size_t at = 0;
    out[0] = '\0';
    if (s.len > MAX_LOOK) s.len = MAX_LOOK;
    if (since_1970(s, out)) return true;
    for (;;) {
        while (n < AHEAD && (p[n] = next_part(s, &at)).kind != PART_END) n++;
        if (n == 0) return false;
        if (numeric(p, n, month_first, out)) {
            if (p[0].n_digits == 4) add_time((str){s.at + p[0].from, s.len - p[0].from}, out);
            return true;
        }
        if (named(p, n, out) || eastern(s, p, n, out) || packed(p, out)) return true;
        memmove(p, p + 1, (size_t)--n * sizeof *p);
    }
}

bool html_date_of_url(str url, char out[HTML_DATE_SIZE]) {
    out[0] = '\0';
    size_t scheme = str_find(url, STR("://"));
    if (scheme != SIZE_MAX) url.at += scheme + 3, url.len -= scheme + 3;
    for (size_t i = 0; i + 8 <= url.len; i++) {
        bool bounded = i > 0 && strchr("/-_.=", url.at[i - 1]) && (url.at[i] == '1' || url.at[i] == '2');
        if (!bounded) continue;
        part p[AHEAD];
        size_t at = i;
        int n = 0;
        while (n < 5) p[n++] = next_part(url, &at);
        bool marked = is_mark(&p[1], "-/_") && is_mark(&p[3], "-/_") && p[0].n_digits == 4;
        if (marked && p[2].kind == PART_NUMBER && p[4].kind == PART_NUMBER && p[2].n_digits <= 2 &&
            p[4].n_digits <= 2 && is_day_of(p[0].value, p[2].value, p[4].value, out))
            return true;
        if (p[0].kind == PART_NUMBER && p[0].n_digits > 8 && p[0].n_digits <= 14) {
            at = i;
            p[0] = next_part((str){url.at, i + 8}, &at);
        }
        if (packed(p, out)) return true;
    }
    return false;
}
