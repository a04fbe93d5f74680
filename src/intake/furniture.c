/* furniture.c - see furniture.h. */
#include "intake/furniture.h"

#include "intake/head_words.h"

enum { MAX_LINE = 100, MAX_CREDIT = 400, MAX_NAMES = 14 };

/* --- the line of the day --- */

static bool opener(cursor *c) {
    for (const char *const *o = head_words_day_openers; *o; o++)
        if (cursor_take_phrase(c, *o)) {
            cursor_take(c, ':');
            cursor_skip_blanks(c);
            return true;
        }
    return false;
}

/* 10:30[:00] [GMT|a.m. EST] behind a date or an opener. */
static void optional_time(cursor *c) {
    cursor t = *c;
    cursor_gap(&t);
    cursor_take_phrase(&t, "at");
    cursor_skip_blanks(&t);
    if (!cursor_number(&t, 1, 2) || !(cursor_take(&t, ':') || cursor_take(&t, '.')) ||
        !cursor_number(&t, 2, 2))
        return;
    if (cursor_take(&t, ':') && !cursor_number(&t, 2, 2)) return;
    for (int i = 0; i < 2; i++) {
        cursor zone = t;
        cursor_skip_blanks(&zone);
        str w = cursor_word(&zone);
        if (str_equal_nocase(w, STR("a")) || str_equal_nocase(w, STR("p"))) {
            if (!cursor_take(&zone, '.') || !cursor_take_phrase(&zone, "m")) break;
            cursor_take(&zone, '.');
            t = zone;
        } else if (str_equal_nocase(w, STR("am")) || str_equal_nocase(w, STR("pm")) ||
                   (w.len >= 2 && w.len <= 4 && cursor_all_capitals(w)) || str_equal(w, STR("ET")))
            t = zone;
    }
    *c = t;
}

static bool ends_in_year(const char *text, dateline_span day) {
    bool year = day.end - day.start > 4;
    for (uint32_t i = day.end - 4; year && i < day.end; i++) year = cursor_digit(text[i]);
    return year;
}

bool furniture_day_line(cursor *c, dateline_head *head) {
    cursor t = *c;
    bool opened = opener(&t);
    if (opened) optional_time(&t);
    cursor_gap(&t);
    uint32_t from = t.at;
    if (!cursor_date(&t, false)) return false;
    dateline_span day = {from, t.at};
    optional_time(&t);
    cursor next = t;
    cursor_skip_blanks(&next);
    bool line_ends = next.at == next.end || cursor_peek(next) == '\n';
    if (!opened && !line_ends &&
        (next.at == t.at ||
         !(cursor_upper(next) || (ends_in_year(t.text, day) && cursor_digit(cursor_peek(next))))))
        return false;
    head->date = day;
    head->whole = (dateline_span){c->at, t.at};
    *c = t;
    return true;
}

/* --- whole lines --- */

/* Names, and what joins them: no verb of a sentence. */
static bool names_only(cursor c) {
    for (int n = 0; c.at < c.end; n++) {
        cursor_skip_blanks(&c);
        if (c.at == c.end) break;
        bool fits = cursor_upper(c) || cursor_digit(cursor_peek(c));
        str w = cursor_word(&c);
        if (n > MAX_NAMES ||
            (w.len && !fits && !cursor_in_list(w, head_words_particles) && !str_equal(w, STR("for")) &&
             !str_equal(w, STR("with")) && !str_equal(w, STR("van")) && !str_equal(w, STR("von"))))
            return false;
        while (c.at < c.end && cursor_peek(c) != ' ' && cursor_ends_word(cursor_peek(c))) c.at++;
    }
    return true;
}

/* Behind "Reporting by": a name, a year, or nothing; "reporting by the paper shows" is a sentence. */
static bool name_follows(cursor c) {
    cursor_take(&c, ':');
    cursor_skip_blanks(&c);
    return c.at == c.end || cursor_upper(c) || cursor_digit(cursor_peek(c)) || cursor_take(&c, '(') ||
           cursor_take(&c, '.') || cursor_take_bytes(&c, STR("\xc2\xa9"));
}

bool furniture_is_credit(str line) {
    line = str_trim(line);
    if (line.len < 5 || line.len > MAX_CREDIT) return false;
    cursor c = cursor_of(line);
    if (cursor_take(&c, '(') || cursor_take(&c, '[')) cursor_skip_blanks(&c);
    for (const char *const *o = head_words_credit_openers; *o; o++)
        if (cursor_take_phrase(&c, *o)) return name_follows(c);
    if (cursor_take_bytes(&c, STR("\xc2\xa9"))) return true;
    if (str_find(line, STR("contributed to this report")) != SIZE_MAX ||
        str_find(line, STR("contributed to this story")) != SIZE_MAX)
        return true;
    cursor by = c;
    if (!cursor_take_phrase(&by, "by")) return false;
    cursor_take(&by, ':');
    cursor_skip_blanks(&by);
    /* "By Monday the town had fallen" has small words, "By Friday" names nobody. */
    cursor first = by;
    str w = cursor_word(&first);
    return cursor_upper(by) && !str_equal_nocase(w, STR("the")) && !cursor_in_list(w, head_words_weekdays) &&
           !cursor_in_list(w, head_words_months) && names_only(by) && line.at[line.len - 1] != '.';
}

/* "1 of 8" */
static bool is_counter(str line) {
    cursor c = cursor_of(line);
    cursor_take_phrase(&c, "image");
    cursor_skip_blanks(&c);
    if (!cursor_number(&c, 1, 3)) return false;
    cursor_skip_blanks(&c);
    if (!cursor_take_phrase(&c, "of")) return false;
    cursor_skip_blanks(&c);
    return cursor_number(&c, 1, 3) && c.at == c.end;
}

/* "(NOSC)", "DEV-MUC3-0001 (NOSC)": a number of an archive and a word in brackets. */
static bool is_archive_mark(str line) {
    cursor c = cursor_of(line);
    if (line.len > 48) return false;
    str number_word = cursor_word(&c);
    bool numbered = false;
    for (size_t i = 0; i < number_word.len; i++) numbered |= cursor_digit(number_word.at[i]);
    cursor_skip_blanks(&c);
    if (c.at == c.end)
        return numbered && memchr(line.at, '-', line.len) && cursor_upper(cursor_of(line)) && line.len > 6;
    if ((number_word.len && !numbered) || !cursor_take(&c, '(')) return false;
    while (c.at < c.end && cursor_peek(c) != ')') c.at++;
    return cursor_take(&c, ')') && c.at == c.end;
}

bool furniture_is_line(str line) {
    line = str_trim(line);
    if (line.len == 0 || line.len > MAX_LINE) return false;
    cursor c = cursor_of(line);
    dateline_head head = {0};
    if (cursor_in_list(line, head_words_furniture) || is_counter(line) || is_archive_mark(line)) return true;
    if (furniture_day_line(&c, &head)) {
        cursor_skip_blanks(&c);
        return c.at == c.end;
    }
    c = cursor_of(line);
    if (!opener(&c)) return false;
    uint32_t from = c.at;
    optional_time(&c);
    return c.at > from && c.at == c.end; /* "Updated 10:30 GMT" */
}
