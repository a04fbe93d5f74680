/* cursor.c - see cursor.h. */
#include "intake/cursor.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "intake/head_words.h"

/* --- reading words --- */

bool cursor_in_list(str s, const char *const *list) {
    /* Lines by the million are looked up here: the first letter, case aside, turns most words away. */
    for (; s.len && *list; list++)
        if ((((*list)[0] ^ s.at[0]) & ~0x20) == 0 && str_equal_nocase(s, str_of(*list))) return true;
    return false;
}

static uint32_t point_at(cursor c) {
    uint32_t point;
    return utf8_next(c.text + c.at, c.end - c.at, &point) > 0 ? point : 0;
}

static utf8proc_category_t category(cursor c) {
    return c.at < c.end ? utf8proc_category((utf8proc_int32_t)point_at(c)) : UTF8PROC_CATEGORY_CN;
}

bool cursor_upper(cursor c) {
    return category(c) == UTF8PROC_CATEGORY_LU || category(c) == UTF8PROC_CATEGORY_LT;
}

bool cursor_lower(cursor c) {
    return category(c) == UTF8PROC_CATEGORY_LL;
}

void cursor_skip_blanks(cursor *c) {
    while (cursor_peek(*c) == ' ' || cursor_peek(*c) == '\t' || cursor_take_bytes(c, STR("\xc2\xa0")))
        if (cursor_peek(*c) == ' ' || cursor_peek(*c) == '\t') c->at++;
}

bool cursor_ends_word(char c) {
    return c == '\0' || strchr(" \t\n,.:;()[]/_", c) != NULL;
}

/* The word at the cursor, without the mark behind it; moves behind it. */
str cursor_word(cursor *c) {
    uint32_t from = c->at;
    while (c->at < c->end && !cursor_ends_word(c->text[c->at])) c->at++;
    return (str){c->text + from, c->at - from};
}

bool cursor_take(cursor *c, char mark) {
    if (cursor_peek(*c) != mark) return false;
    c->at++;
    return true;
}

bool cursor_take_bytes(cursor *c, str s) {
    if (c->end - c->at < s.len || memcmp(c->text + c->at, s.at, s.len) != 0) return false;
    c->at += (uint32_t)s.len;
    return true;
}

/* - -- – — _ with the blanks before; a hyphen must not stand inside a word. */
bool cursor_dash(cursor *c) {
    cursor t = *c;
    cursor_skip_blanks(&t);
    bool spaced = t.at > c->at;
    if (cursor_take_bytes(&t, STR("\xe2\x80\x94")) || cursor_take_bytes(&t, STR("\xe2\x80\x93")) ||
        cursor_take_bytes(&t, STR("--")) || cursor_take(&t, '_') ||
        (cursor_take(&t, '-') && (spaced || cursor_peek(t) == ' '))) {
        while (cursor_take(&t, '-')) continue;
        *c = t;
        return true;
    }
    return false;
}

bool cursor_all_capitals(str w) {
    int letters = 0;
    cursor c = {w.at, 0, (uint32_t)w.len};
    while (c.at < c.end) {
        uint32_t point = 0;
        int n = utf8_next(c.text + c.at, c.end - c.at, &point);
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
        if (category == UTF8PROC_CATEGORY_LL) return false;
        letters += category == UTF8PROC_CATEGORY_LU;
        c.at += (uint32_t)(n > 0 ? n : 1);
    }
    return letters >= 3;
}

/* Words of phrase at the cursor, case aside, followed by the end of a word. */
bool cursor_take_phrase(cursor *c, const char *phrase) {
    if (((phrase[0] ^ cursor_peek(*c)) & ~0x20) != 0) return false;
    str p = str_of(phrase);
    if (c->end - c->at < p.len) return false;
    if (!str_equal_nocase((str){c->text + c->at, p.len}, p)) return false;
    cursor t = *c;
    t.at += (uint32_t)p.len;
    if (!cursor_ends_word(cursor_peek(t))) return false;
    *c = t;
    return true;
}

/* --- dates: only their extent --- */

bool cursor_number(cursor *c, int least, int most) {
    cursor t = *c;
    while (cursor_digit(cursor_peek(t))) t.at++;
    int n = (int)(t.at - c->at);
    if (n < least || n > most) return false;
    *c = t;
    return true;
}

static bool month(cursor *c) {
    cursor t = *c;
    if (!cursor_in_list(cursor_word(&t), head_words_months)) return false;
    cursor_take(&t, '.');
    *c = t;
    return true;
}

void cursor_gap(cursor *c) {
    cursor_skip_blanks(c);
    if (cursor_take(c, ',')) cursor_skip_blanks(c);
}

/* ", 2016" or " 90" */
static void optional_year(cursor *c) {
    cursor t = *c;
    cursor_gap(&t);
    cursor year = t;
    if (t.at > c->at && (cursor_number(&t, 4, 4) || (t = year, cursor_number(&t, 2, 2))) &&
        (cursor_ends_word(cursor_peek(t)) && cursor_peek(t) != ':'))
        *c = t;
}

static bool day_number(cursor *c) {
    if (!cursor_number(c, 1, 2)) return false;
    cursor t = *c;
    str suffix = cursor_word(&t);
    if (str_equal_nocase(suffix, STR("st")) || str_equal_nocase(suffix, STR("nd")) ||
        str_equal_nocase(suffix, STR("rd")) || str_equal_nocase(suffix, STR("th")))
        *c = t;
    return cursor_ends_word(cursor_peek(*c));
}

/* 12 January[, 2016] */
static bool day_month(cursor *c) {
    cursor t = *c;
    if (!day_number(&t)) return false;
    cursor_skip_blanks(&t);
    if (!month(&t)) return false;
    optional_year(&t);
    *c = t;
    return true;
}

/* Jan. 12[, 2016] */
static bool month_day(cursor *c) {
    cursor t = *c;
    if (!month(&t)) return false;
    cursor_skip_blanks(&t);
    if (!day_number(&t)) return false;
    optional_year(&t);
    *c = t;
    return true;
}

static bool any_mark(cursor *c, const char *marks_of_dates) {
    if (!cursor_peek(*c) || !strchr(marks_of_dates, cursor_peek(*c))) return false;
    c->at++;
    return true;
}

/* 2016-01-12, 12/01/2016, 12.01.2016, 12-01-2016 */
static bool numeric_date(cursor *c) {
    cursor t = *c;
    if (cursor_number(&t, 4, 4) && any_mark(&t, "-/") && cursor_number(&t, 1, 2) && any_mark(&t, "-/") &&
        cursor_number(&t, 1, 2)) {
        *c = t;
        return true;
    }
    t = *c;
    if (cursor_number(&t, 1, 2) && any_mark(&t, "/.-") && cursor_number(&t, 1, 2) && any_mark(&t, "/.-") &&
        cursor_number(&t, 4, 4)) {
        *c = t;
        return true;
    }
    return false;
}

/* A date, with its weekday; a weekday alone will do where alone is set. */
bool cursor_date(cursor *c, bool alone) {
    cursor t = *c;
    cursor day = t;
    bool weekday = cursor_in_list(cursor_word(&t), head_words_weekdays);
    if (weekday) {
        cursor_take(&t, '.');
        day = t;
        cursor_gap(&t);
    } else
        t = *c;
    if (day_month(&t) || month_day(&t) || numeric_date(&t)) {
        *c = t;
        return true;
    }
    if (weekday && alone) *c = day;
    return weekday && alone;
}
