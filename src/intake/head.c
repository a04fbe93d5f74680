/* head.c - see head.h.
 *
 * The dateline forms, most telling first; DASH is - -- – — _ and PLACE up to MAX_PLACE bytes of capitalised words:
 *
 *   A  PLACE[, DATE] (AGENCY) DASH      the dash may be missing behind a known agency; PLACE may too
 *   B  PLACE[, DATE] DASH AGENCY DASH   a known agency
 *   C  PLACE[, DATE] DASH               first word all capitals, or a date; in all-capital text a date. A place in
 *                                       capitals with a date needs no dash in text that has small letters
 *   D  PLACE:                           at most three words, none of them of the list not_places, a story behind
 *
 * Each parser takes a cursor by value and moves the caller's only when it matched. */
#include "intake/head.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "intake/head_words.h"

enum { LOOK = 4096, MAX_LINES = 10, MAX_PLACE = 90, MAX_AGENCY = 60, MAX_CREDIT = 400, MIN_STORY = 15 };

typedef struct cursor {
    const char *text; /* of the document, for offsets */
    uint32_t at, end;
} cursor;

/* --- reading words --- */

static bool in_list(str s, const char *const *list) {
    /* Lines by the million are looked up here: the first letter, case aside, turns most words away. */
    for (; s.len && *list; list++)
        if ((((*list)[0] ^ s.at[0]) & ~0x20) == 0 && str_equal_nocase(s, str_of(*list))) return true;
    return false;
}

static char peek(cursor c) {
    return c.at < c.end ? c.text[c.at] : '\0';
}

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

static uint32_t point_at(cursor c) {
    uint32_t point;
    return utf8_next(c.text + c.at, c.end - c.at, &point) > 0 ? point : 0;
}

static utf8proc_category_t category_at(cursor c) {
    return c.at < c.end ? utf8proc_category((utf8proc_int32_t)point_at(c)) : UTF8PROC_CATEGORY_CN;
}

static bool upper_at(cursor c) {
    utf8proc_category_t category = category_at(c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

static void skip_blanks(cursor *c) {
    while (peek(*c) == ' ' || peek(*c) == '\t') c->at++;
    /* no-break space */
    if (peek(*c) == '\xc2' && c->at + 1 < c->end && c->text[c->at + 1] == '\xa0') {
        c->at += 2;
        skip_blanks(c);
    }
}

static bool ends_word(char c) {
    return c == '\0' || strchr(" \t\n,.:;()[]/_", c) != NULL;
}

/* The word at the cursor, without the mark behind it; moves behind it. */
static str word(cursor *c) {
    uint32_t from = c->at;
    while (c->at < c->end && !ends_word(c->text[c->at])) c->at++;
    return (str){c->text + from, c->at - from};
}

static bool take(cursor *c, char mark) {
    if (peek(*c) != mark) return false;
    c->at++;
    return true;
}

static bool take_bytes(cursor *c, str s) {
    if (c->end - c->at < s.len || memcmp(c->text + c->at, s.at, s.len) != 0) return false;
    c->at += (uint32_t)s.len;
    return true;
}

/* - -- – — _ with the blanks before; a hyphen must not stand inside a word. */
static bool dash(cursor *c) {
    cursor t = *c;
    skip_blanks(&t);
    bool spaced = t.at > c->at;
    if (take_bytes(&t, STR("\xe2\x80\x94")) || take_bytes(&t, STR("\xe2\x80\x93")) ||
        take_bytes(&t, STR("--")) || take(&t, '_') || (take(&t, '-') && (spaced || peek(t) == ' '))) {
        while (take(&t, '-')) continue;
        *c = t;
        return true;
    }
    return false;
}

/* --- dates: only their extent --- */

static bool number(cursor *c, int least, int most) {
    cursor t = *c;
    while (digit(peek(t))) t.at++;
    int n = (int)(t.at - c->at);
    if (n < least || n > most) return false;
    *c = t;
    return true;
}

static bool month(cursor *c) {
    cursor t = *c;
    if (!in_list(word(&t), months)) return false;
    take(&t, '.');
    *c = t;
    return true;
}

static void gap(cursor *c) {
    skip_blanks(c);
    if (take(c, ',')) skip_blanks(c);
}

/* ", 2016" or " 90" */
static void optional_year(cursor *c) {
    cursor t = *c;
    gap(&t);
    cursor year = t;
    if (t.at > c->at && (number(&t, 4, 4) || (t = year, number(&t, 2, 2))) &&
        (ends_word(peek(t)) && peek(t) != ':'))
        *c = t;
}

static bool day_number(cursor *c) {
    if (!number(c, 1, 2)) return false;
    cursor t = *c;
    str suffix = word(&t);
    if (str_equal_nocase(suffix, STR("st")) || str_equal_nocase(suffix, STR("nd")) ||
        str_equal_nocase(suffix, STR("rd")) || str_equal_nocase(suffix, STR("th")))
        *c = t;
    return ends_word(peek(*c));
}

/* 12 January[, 2016] */
static bool day_month(cursor *c) {
    cursor t = *c;
    if (!day_number(&t)) return false;
    skip_blanks(&t);
    if (!month(&t)) return false;
    optional_year(&t);
    *c = t;
    return true;
}

/* Jan. 12[, 2016] */
static bool month_day(cursor *c) {
    cursor t = *c;
    if (!month(&t)) return false;
    skip_blanks(&t);
    if (!day_number(&t)) return false;
    optional_year(&t);
    *c = t;
    return true;
}

static bool any_mark(cursor *c, const char *marks_of_dates) {
    if (!peek(*c) || !strchr(marks_of_dates, peek(*c))) return false;
    c->at++;
    return true;
}

/* 2016-01-12, 12/01/2016, 12.01.2016, 12-01-2016 */
static bool numeric_date(cursor *c) {
    cursor t = *c;
    if (number(&t, 4, 4) && any_mark(&t, "-/") && number(&t, 1, 2) && any_mark(&t, "-/") &&
        number(&t, 1, 2)) {
        *c = t;
        return true;
    }
    t = *c;
    if (number(&t, 1, 2) && any_mark(&t, "/.-") && number(&t, 1, 2) && any_mark(&t, "/.-") &&
        number(&t, 4, 4)) {
        *c = t;
        return true;
    }
    return false;
}

/* A date, with its weekday; a weekday alone will do where alone is set. */
static bool date(cursor *c, bool alone) {
    cursor t = *c;
    cursor day = t;
    bool weekday = in_list(word(&t), weekdays);
    if (weekday) {
        take(&t, '.');
        day = t;
        gap(&t);
    } else
        t = *c;
    if (day_month(&t) || month_day(&t) || numeric_date(&t)) {
        *c = t;
        return true;
    }
    if (weekday && alone) *c = day;
    return weekday && alone;
}

/* --- the dateline --- */

/* What the text looks like, for the forms that depend on it. */
typedef struct look {
    bool upper_text, lower_text; /* has no small letters, has no capitals */
    int lines_before;            /* lines of text, furniture aside */
    bool blank_before;           /* the line before is empty, or there is none */
} look;

static dateline_span between(uint32_t start, uint32_t end, const char *text) {
    while (end > start && strchr(" \t,-", text[end - 1])) end--;
    return (dateline_span){start, end};
}

/* One word of a place: capitalised, a particle, or al-Something. */
static bool place_word(cursor *c) {
    cursor t = *c;
    bool capital = upper_at(t);
    str w = word(&t);
    if (w.len == 0 || digit(w.at[0])) return false;
    if (!capital && !in_list(w, particles)) {
        cursor behind = *c;
        while (behind.at < t.at && peek(behind) != '-' && peek(behind) != '\'') behind.at++;
        behind.at++;
        if (behind.at - c->at > 4 || behind.at >= t.at || !upper_at(behind)) return false;
    }
    *c = t;
    return true;
}

typedef struct words {
    int n;           /* words of the place */
    bool first_caps; /* the first has no small letter and at least three letters */
} words;

static bool all_capitals(str w) {
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

static bool is_by(str w) {
    return str_equal_nocase(w, STR("by"));
}

/* PLACE[, DATE]: words, commas and slashes, "(COUNTRY)" followed by a comma. Stops before what is no part of it;
 * the cursor moves in any case and head gets what was met. */
static words place_and_date(cursor *c, dateline_head *head) {
    words met = {0};
    bool articled = false; /* the first word was AL, EL, ST: the second tells */
    uint32_t start = c->at, place_end = c->at;
    if (c->end - start > MAX_PLACE) c->end = start + MAX_PLACE;
    for (;;) {
        cursor t = *c;
        skip_blanks(&t);
        cursor before = t;
        if ((met.n || t.at == start) && date(&t, met.n > 0)) {
            head->date = (dateline_span){before.at, t.at};
            *c = t;
            break;
        }
        if (peek(t) == '(') { /* SANTA FE (ARGENTINA), 4 MAY 88 */
            cursor inside = t;
            while (inside.at < inside.end && peek(inside) != ')') inside.at++;
            if (!met.n || !take(&inside, ')') || peek(inside) != ',') break;
            t = inside;
            place_end = t.at;
        } else {
            cursor w = t;
            if (!place_word(&t) || (!met.n && is_by((str){w.text + w.at, t.at - w.at}))) break;
            str name = {w.text + w.at, t.at - w.at};
            if (met.n++ == 0 || (met.n == 2 && articled)) met.first_caps = all_capitals(name);
            articled = name.len == 2 && upper_at((cursor){name.at, 1, 2});
            take(&t, '.'); /* "St. Louis", "Calif." */
            place_end = t.at;
        }
        while (peek(t) == ',' || peek(t) == '/') t.at++;
        *c = t;
    }
    head->place = between(start, place_end, c->text);
    return met;
}

/* "(AGENCY)" */
static bool agency_in_brackets(cursor *c, dateline_head *head) {
    cursor t = *c;
    skip_blanks(&t);
    if (!take(&t, '(')) return false;
    uint32_t from = t.at;
    while (t.at < t.end && peek(t) != ')' && t.at - from < MAX_AGENCY) t.at++;
    uint32_t to = t.at;
    cursor first = {c->text, from, to};
    if (!take(&t, ')') || to == from || !upper_at(first)) return false;
    head->agency = (dateline_span){from, to};
    *c = t;
    return true;
}

static bool is_agency(cursor c, dateline_span span) {
    return in_list((str){c.text + span.start, span.end - span.start}, agencies);
}

/* "[TEXT]", "[REPORT] [RENE HURTADO] [TEXT]" behind the dash. */
static void marks(cursor *c) {
    for (;;) {
        cursor t = *c;
        skip_blanks(&t);
        if (take(&t, '\n')) skip_blanks(&t);
        if (!take(&t, '[')) return;
        uint32_t from = t.at;
        while (t.at < t.end && peek(t) != ']' && t.at - from < MAX_AGENCY) t.at++;
        if (!take(&t, ']')) return;
        *c = t;
    }
}

/* A mark like [TEXT] on the next line of wrapped text. */
static bool bracket_below(cursor c) {
    return take(&c, '\n') && peek(c) == '[';
}

/* What begins a story behind a dash or colon: anything but a small letter in text that has capitals. */
static bool story_follows(cursor c, bool lower_text) {
    skip_blanks(&c);
    if (bracket_below(c)) return true;
    return c.at < c.end && peek(c) != '\n' && (lower_text || category_at(c) != UTF8PROC_CATEGORY_LL);
}

static bool form_a(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    dateline_head met = *head;
    if (!agency_in_brackets(&t, &met)) return false;
    bool known = is_agency(t, met.agency);
    if (peek(t) == '\n' && t.at + 1 < t.end && t.text[t.at + 1] == '-') t.at++; /* wrapped before the dash */
    bool dashed = dash(&t) || take(&t, ':');
    if (!known && (place.n == 0 || !story_follows(t, l->lower_text))) return false;
    if (!dashed && !(known && (place.n == 0 || place.first_caps || met.date.end))) return false;
    *head = met;
    *c = t;
    return true;
}

static bool form_b(cursor *c, dateline_head *head, words place) {
    cursor t = *c;
    if (!place.n || !dash(&t)) return false;
    skip_blanks(&t);
    uint32_t from = t.at;
    for (int i = 0; i < 3; i++) {
        word(&t);
        dateline_span name = {from, t.at};
        cursor behind = t;
        if (is_agency(t, name) && (dash(&behind) || take(&behind, ':'))) {
            head->agency = name;
            *c = behind;
            return true;
        }
        skip_blanks(&t);
    }
    return false;
}

static bool mark_follows(cursor c) {
    skip_blanks(&c);
    return peek(c) == '[' || bracket_below(c);
}

static bool form_c(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    bool dated = head->date.end > head->place.start && head->date.end > 0;
    bool dashed = dash(&t) || (dated && place.first_caps && !l->upper_text && peek(t) == ' ');
    if (!place.n || !dashed || !story_follows(t, l->lower_text)) return false;
    if (!dated && !(place.first_caps && (!l->upper_text || mark_follows(t)))) return false;
    *c = t;
    return true;
}

static bool has_word_of(str s, const char *const *list) {
    for (cursor c = {s.at, 0, (uint32_t)s.len}; c.at < c.end; c.at++)
        if (in_list(word(&c), list)) return true;
    return false;
}

static bool form_d(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    str name = {c->text + head->place.start, head->place.end - head->place.start};
    if (!place.n || place.n > 3 || l->upper_text || l->lines_before > 1 || has_word_of(name, not_places))
        return false;
    if (!take(&t, ':') || !story_follows(t, l->lower_text) || t.end - t.at < MIN_STORY) return false;
    *c = t;
    return true;
}

/* Small-letter archives: "new delhi: there is", up to three words and a colon. */
static words lower_place(cursor *c, dateline_head *head) {
    words met = {0};
    uint32_t start = c->at;
    cursor t = *c;
    while (met.n < 4) {
        str w = word(&t);
        if (w.len == 0 || digit(w.at[0])) break;
        met.n++;
        if (peek(t) == ':') {
            head->place = (dateline_span){start, t.at};
            *c = t;
            return met;
        }
        while (peek(t) == ' ' || peek(t) == '/' || peek(t) == ',') t.at++;
    }
    return (words){0};
}

static bool dateline_at(cursor *c, dateline_head *head, const look *l) {
    cursor t = *c;
    dateline_head met = *head;
    words place = l->lower_text ? lower_place(&t, &met) : place_and_date(&t, &met);
    t.end = c->end; /* the place was bounded, what follows is not */
    if (!form_a(&t, &met, place, l) && !form_b(&t, &met, place) && !form_c(&t, &met, place, l) &&
        !form_d(&t, &met, place, l))
        return false;
    marks(&t);
    if (met.whole.end == 0) met.whole.start = c->at;
    met.whole.end = t.at;
    *head = met;
    *c = t;
    return true;
}

/* --- the line of the day --- */

/* Words of phrase at the cursor, case aside, followed by the end of a word. */
static bool take_phrase(cursor *c, const char *phrase) {
    if (((phrase[0] ^ peek(*c)) & ~0x20) != 0) return false;
    str p = str_of(phrase);
    if (c->end - c->at < p.len) return false;
    if (!str_equal_nocase((str){c->text + c->at, p.len}, p)) return false;
    cursor t = *c;
    t.at += (uint32_t)p.len;
    if (!ends_word(peek(t))) return false;
    *c = t;
    return true;
}

static bool opener(cursor *c) {
    for (const char *const *o = day_openers; *o; o++)
        if (take_phrase(c, *o)) {
            take(c, ':');
            skip_blanks(c);
            return true;
        }
    return false;
}

/* 10:30[:00] [GMT|a.m. EST] behind a date or an opener. */
static void optional_time(cursor *c) {
    cursor t = *c;
    gap(&t);
    take_phrase(&t, "at");
    skip_blanks(&t);
    if (!number(&t, 1, 2) || !(take(&t, ':') || take(&t, '.')) || !number(&t, 2, 2)) return;
    if (take(&t, ':') && !number(&t, 2, 2)) return;
    for (int i = 0; i < 2; i++) {
        cursor zone = t;
        skip_blanks(&zone);
        str w = word(&zone);
        if (str_equal_nocase(w, STR("a")) || str_equal_nocase(w, STR("p"))) {
            if (!take(&zone, '.') || !take_phrase(&zone, "m")) break;
            take(&zone, '.');
            t = zone;
        } else if (str_equal_nocase(w, STR("am")) || str_equal_nocase(w, STR("pm")) ||
                   (w.len >= 2 && w.len <= 4 && all_capitals(w)) || str_equal(w, STR("ET")))
            t = zone;
    }
    *c = t;
}

/* "Published: 3 May 2016, 10:30 GMT"; a bare date only where a story or the end of the line follows. */
static bool day_line(cursor *c, dateline_head *head) {
    cursor t = *c;
    bool opened = opener(&t);
    if (opened) optional_time(&t);
    gap(&t);
    uint32_t from = t.at;
    if (!date(&t, false)) return false;
    dateline_span day = {from, t.at};
    optional_time(&t);
    cursor next = t;
    skip_blanks(&next);
    bool line_ends = next.at == next.end || peek(next) == '\n';
    bool with_year =
        t.at > from + 3 && digit(t.text[t.at - 4 + (t.at - from < 4)]) && digit(t.text[t.at - 1]);
    if (!opened && !line_ends && (next.at == t.at || !(upper_at(next) || (with_year && digit(peek(next))))))
        return false;
    head->date = day;
    head->whole = (dateline_span){c->at, t.at};
    *c = t;
    return true;
}

/* --- whole lines --- */

static cursor cursor_of(str line) {
    return (cursor){line.at, 0, (uint32_t)line.len};
}

/* Names, and what joins them: no verb of a sentence. */
static bool names_only(cursor c) {
    for (int n = 0; c.at < c.end; n++) {
        skip_blanks(&c);
        if (c.at == c.end) break;
        bool fits = upper_at(c) || digit(peek(c));
        str w = word(&c);
        if (n > 14 || (w.len && !fits && !in_list(w, particles) && !str_equal(w, STR("for")) &&
                       !str_equal(w, STR("with")) && !str_equal(w, STR("van")) && !str_equal(w, STR("von"))))
            return false;
        while (c.at < c.end && peek(c) != ' ' && ends_word(peek(c))) c.at++;
    }
    return true;
}

/* Behind "Reporting by": a name, a year, or nothing; "reporting by the paper shows" is a sentence. */
static bool name_follows(cursor c) {
    take(&c, ':');
    skip_blanks(&c);
    return c.at == c.end || upper_at(c) || digit(peek(c)) || take(&c, '(') || take(&c, '.') ||
           take_bytes(&c, STR("\xc2\xa9"));
}

bool head_is_credit(str line) {
    line = str_trim(line);
    if (line.len < 5 || line.len > MAX_CREDIT) return false;
    cursor c = cursor_of(line);
    if (take(&c, '(') || take(&c, '[')) skip_blanks(&c);
    for (const char *const *o = credit_openers; *o; o++)
        if (take_phrase(&c, *o)) return name_follows(c);
    if (take_bytes(&c, STR("\xc2\xa9"))) return true;
    if (str_find(line, STR("contributed to this report")) != SIZE_MAX ||
        str_find(line, STR("contributed to this story")) != SIZE_MAX)
        return true;
    cursor by = c;
    if (!take_phrase(&by, "by")) return false;
    take(&by, ':');
    skip_blanks(&by);
    /* "By Monday the town had fallen" has small words, "By Friday" names nobody. */
    cursor first = by;
    str w = word(&first);
    return upper_at(by) && !str_equal_nocase(w, STR("the")) && !in_list(w, weekdays) && !in_list(w, months) &&
           names_only(by) && line.at[line.len - 1] != '.';
}

/* "1 of 8" */
static bool is_counter(str line) {
    cursor c = cursor_of(line);
    take_phrase(&c, "image");
    skip_blanks(&c);
    if (!number(&c, 1, 3)) return false;
    skip_blanks(&c);
    if (!take_phrase(&c, "of")) return false;
    skip_blanks(&c);
    return number(&c, 1, 3) && c.at == c.end;
}

/* "(NOSC)", "DEV-MUC3-0001 (NOSC)": a number of an archive and a word in brackets. */
static bool is_archive_mark(str line) {
    cursor c = cursor_of(line);
    if (line.len > 48) return false;
    str number_word = word(&c);
    bool numbered = false;
    for (size_t i = 0; i < number_word.len; i++) numbered |= digit(number_word.at[i]);
    skip_blanks(&c);
    if (c.at == c.end)
        return numbered && memchr(line.at, '-', line.len) && upper_at(cursor_of(line)) && line.len > 6;
    if ((number_word.len && !numbered) || !take(&c, '(')) return false;
    while (c.at < c.end && peek(c) != ')') c.at++;
    return take(&c, ')') && c.at == c.end;
}

bool head_is_furniture(str line) {
    line = str_trim(line);
    if (line.len == 0 || line.len > 100) return false;
    cursor c = cursor_of(line);
    dateline_head head = {0};
    if (in_list(line, furniture) || is_counter(line) || is_archive_mark(line)) return true;
    if (day_line(&c, &head)) {
        skip_blanks(&c);
        return c.at == c.end;
    }
    c = cursor_of(line);
    if (!opener(&c)) return false;
    uint32_t from = c.at;
    optional_time(&c);
    return c.at > from && c.at == c.end; /* "Updated 10:30 GMT" */
}

/* --- the head --- */

/* Letters of the text's beginning: has it capitals, has it small letters? */
static void case_of(const char *text, uint32_t len, bool *upper_text, bool *lower_text) {
    uint32_t upper = 0, lower = 0;
    for (uint32_t i = 0; i < len && i < LOOK; i++) {
        char c = text[i];
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
    }
    *upper_text = upper > 4 * lower;
    *lower_text = lower > 60 * upper;
}

/* The paragraph of the line: in hard-wrapped text a bracket may go on behind the newline. */
static cursor paragraph(cursor line, uint32_t len) {
    uint32_t most = line.end + MAX_AGENCY * 4 < len ? line.end + MAX_AGENCY * 4 : len;
    while (line.end < most &&
           !(line.text[line.end] == '\n' && line.end + 1 < len && line.text[line.end + 1] == '\n'))
        line.end++;
    return line;
}

static void trim_line(cursor *line) {
    while (line->at < line->end && strchr(" \t\f\v", peek(*line))) line->at++;
    while (line->end > line->at && strchr(" \t\f\v", line->text[line->end - 1])) line->end--;
}

/* One line of the head; true when the story begins in it. */
static bool head_line(cursor line, uint32_t len, dateline_head *head, look *l) {
    str bytes = {line.text + line.at, line.end - line.at};
    /* In capitals "BY THE ARMY" may be the second line of a sentence. */
    if (head_is_credit(bytes) && (!l->upper_text || l->blank_before)) {
        if (!head->byline.end) head->byline = (dateline_span){line.at, line.end};
        return false;
    }
    bool furnished = head_is_furniture(bytes);
    if (l->lines_before == 0 && day_line(&line, head)) {
        skip_blanks(&line);
        if (line.at == line.end) return false;
        /* "This story is from March 5, 2002  hyderabad: ..." has capitals in its day only. */
        case_of(line.text + line.at, line.end - line.at, &l->upper_text, &l->lower_text);
        line = paragraph(line, len);
        dateline_at(&line, head, l);
        return true;
    }
    if (furnished) return false;
    line = paragraph(line, len);
    dateline_head met = {.byline = head->byline};
    if (!dateline_at(&line, &met, l)) return l->lines_before++, false;
    if (!met.date.end) met.date = head->date; /* a line of the day before */
    *head = met;
    return true;
}

void head_find(document *doc) {
    look l = {.blank_before = true};
    bool story = false;
    doc->head = (dateline_head){0};
    uint32_t at = 0, len = (uint32_t)doc->text.len;
    case_of(doc->text.at, len, &l.upper_text, &l.lower_text);
    for (int n = 0; n < MAX_LINES && at < len && at < LOOK && !story;) {
        const char *newline = memchr(doc->text.at + at, '\n', len - at);
        uint32_t end = newline ? (uint32_t)(newline - doc->text.at) : len;
        cursor line = {doc->text.at, at, end};
        trim_line(&line);
        at = end + 1;
        if (line.at == line.end) {
            l.blank_before = true;
            continue;
        }
        story = head_line(line, len, &doc->head, &l);
        l.blank_before = false;
        n++;
        /* A long line is the story itself: what follows is no head. */
        if (line.end - line.at > 200) break;
    }
}
