/* head.c - see head.h.
 *
 * The dateline forms, most telling first; DASH is - -- – — _ and PLACE up to MAX_PLACE bytes of capitalised words:
 *
 *   A  PLACE[, DATE] (AGENCY) DASH      the dash may be missing behind a known agency; PLACE may too
 *   B  PLACE[, DATE] DASH AGENCY DASH   a known agency
 *   C  PLACE[, DATE] DASH               first word all capitals, or a date; in all-capital text a date. A place in
 *                                       capitals with a date needs no dash in text that has small letters
 *   D  PLACE:                           at most three words, none of them of the list not_places, a story behind and
 *                                       no title; only where no line of the head has another form
 *
 * Each parser takes a cursor by value and moves the caller's only when it matched. */
#include "intake/head.h"

#include "intake/furniture.h"
#include "intake/head_words.h"

enum {
    LOOK = 4096,
    MAX_LINES = 10,
    MAX_PLACE = 90,
    MAX_AGENCY = 60,
    MIN_STORY = 15,
    TITLE_WORDS = 10,
    LONG_LINE = 200
};

/* --- the dateline --- */

/* What the text looks like, for the forms that depend on it. */
typedef struct look {
    bool upper_text, lower_text; /* has no small letters, has no capitals */
    int lines_before;            /* lines of text, furniture aside */
    bool colon;                  /* the second look: form D alone */
    bool blank_before;           /* the line before is empty, or there is none */
} look;

static dateline_span between(uint32_t start, uint32_t end, const char *text) {
    while (end > start && strchr(" \t,-", text[end - 1])) end--;
    return (dateline_span){start, end};
}

/* One word of a place: capitalised, a particle, or al-Something. */
static bool place_word(cursor *c) {
    cursor t = *c;
    bool capital = cursor_upper(t);
    str w = cursor_word(&t);
    if (w.len == 0 || cursor_digit(w.at[0])) return false;
    if (!capital && !cursor_in_list(w, head_words_particles)) {
        cursor behind = *c;
        while (behind.at < t.at && cursor_peek(behind) != '-' && cursor_peek(behind) != '\'') behind.at++;
        behind.at++;
        if (behind.at - c->at > 4 || behind.at >= t.at || !cursor_upper(behind)) return false;
    }
    *c = t;
    return true;
}

typedef struct words {
    int n;           /* words of the place */
    bool first_caps; /* the first has no small letter and at least three letters */
} words;

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
        cursor_skip_blanks(&t);
        cursor before = t;
        if ((met.n || t.at == start) && cursor_date(&t, met.n > 0)) {
            head->date = (dateline_span){before.at, t.at};
            *c = t;
            break;
        }
        if (cursor_peek(t) == '(') { /* SANTA FE (ARGENTINA), 4 MAY 88 */
            cursor inside = t;
            while (inside.at < inside.end && cursor_peek(inside) != ')') inside.at++;
            if (!met.n || !cursor_take(&inside, ')') || cursor_peek(inside) != ',') break;
            t = inside;
            place_end = t.at;
        } else {
            cursor w = t;
            if (!place_word(&t) || (!met.n && is_by((str){w.text + w.at, t.at - w.at}))) break;
            str name = {w.text + w.at, t.at - w.at};
            if (met.n++ == 0 || (met.n == 2 && articled)) met.first_caps = cursor_all_capitals(name);
            articled = name.len == 2 && cursor_upper((cursor){name.at, 1, 2});
            cursor_take(&t, '.'); /* "St. Louis", "Calif." */
            place_end = t.at;
        }
        while (cursor_peek(t) == ',' || cursor_peek(t) == '/') t.at++;
        *c = t;
    }
    head->place = between(start, place_end, c->text);
    return met;
}

/* "(AGENCY)" */
static bool agency_in_brackets(cursor *c, dateline_head *head) {
    cursor t = *c;
    cursor_skip_blanks(&t);
    if (!cursor_take(&t, '(')) return false;
    uint32_t from = t.at;
    while (t.at < t.end && cursor_peek(t) != ')' && t.at - from < MAX_AGENCY) t.at++;
    uint32_t to = t.at;
    cursor first = {c->text, from, to};
    if (!cursor_take(&t, ')') || to == from || !cursor_upper(first)) return false;
    head->agency = (dateline_span){from, to};
    *c = t;
    return true;
}

static bool is_agency(cursor c, dateline_span span) {
    return cursor_in_list((str){c.text + span.start, span.end - span.start}, head_words_agencies);
}

/* "[TEXT]", "[REPORT] [RENE HURTADO] [TEXT]" behind the dash. */
static void marks(cursor *c) {
    for (;;) {
        cursor t = *c;
        cursor_skip_blanks(&t);
        if (cursor_take(&t, '\n')) cursor_skip_blanks(&t);
        if (!cursor_take(&t, '[')) return;
        uint32_t from = t.at;
        while (t.at < t.end && cursor_peek(t) != ']' && t.at - from < MAX_AGENCY) t.at++;
        if (!cursor_take(&t, ']')) return;
        *c = t;
    }
}

/* A mark like [TEXT] on the next line of wrapped text. */
static bool bracket_below(cursor c) {
    return cursor_take(&c, '\n') && cursor_peek(c) == '[';
}

/* What begins a story behind a dash or colon: anything but a small letter in text that has capitals. */
static bool story_follows(cursor c, bool lower_text) {
    cursor_skip_blanks(&c);
    if (bracket_below(c)) return true;
    return c.at < c.end && cursor_peek(c) != '\n' && (lower_text || !cursor_lower(c));
}

static bool form_a(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    dateline_head met = *head;
    if (!agency_in_brackets(&t, &met)) return false;
    bool known = is_agency(t, met.agency);
    if (cursor_peek(t) == '\n' && t.at + 1 < t.end && t.text[t.at + 1] == '-')
        t.at++; /* wrapped before the dash */
    bool dashed = cursor_dash(&t) || cursor_take(&t, ':');
    if (!known && (place.n == 0 || !story_follows(t, l->lower_text))) return false;
    if (!dashed && !(known && (place.n == 0 || place.first_caps || met.date.end))) return false;
    *head = met;
    *c = t;
    return true;
}

static bool form_b(cursor *c, dateline_head *head, words place) {
    cursor t = *c;
    if (!place.n || !cursor_dash(&t)) return false;
    cursor_skip_blanks(&t);
    uint32_t from = t.at;
    for (int i = 0; i < 3; i++) {
        cursor_word(&t);
        dateline_span name = {from, t.at};
        cursor behind = t;
        if (is_agency(t, name) && (cursor_dash(&behind) || cursor_take(&behind, ':'))) {
            head->agency = name;
            *c = behind;
            return true;
        }
        cursor_skip_blanks(&t);
    }
    return false;
}

static bool mark_follows(cursor c) {
    cursor_skip_blanks(&c);
    return cursor_peek(c) == '[' || bracket_below(c);
}

static bool form_c(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    bool dated = head->date.end > head->place.start && head->date.end > 0;
    bool dashed = cursor_dash(&t) || (dated && place.first_caps && !l->upper_text && cursor_peek(t) == ' ');
    if (!place.n || !dashed || !story_follows(t, l->lower_text)) return false;
    if (!dated && !(place.first_caps && (!l->upper_text || mark_follows(t)))) return false;
    *c = t;
    return true;
}

static bool has_word_of(str s, const char *const *list) {
    for (cursor c = {s.at, 0, (uint32_t)s.len}; c.at < c.end; c.at++)
        if (cursor_in_list(cursor_word(&c), list)) return true;
    return false;
}

/* "Kabul: Five Die in Blast" is a title: most of its longer words have capitals. */
static bool title_follows(cursor c) {
    int long_words = 0, capitals = 0;
    cursor_skip_blanks(&c);
    cursor_word(&c); /* the first word has one in any case */
    for (int n = 0; n < TITLE_WORDS && cursor_peek(c) && cursor_peek(c) != '\n'; n++) {
        while (cursor_peek(c) && cursor_peek(c) != '\n' && cursor_ends_word(cursor_peek(c))) c.at++;
        bool capital = cursor_upper(c);
        if (cursor_word(&c).len < 4) continue;
        long_words++;
        capitals += capital;
    }
    return long_words > 1 && 3 * capitals > 2 * long_words;
}

static bool form_d(cursor *c, dateline_head *head, words place, const look *l) {
    cursor t = *c;
    str name = {c->text + head->place.start, head->place.end - head->place.start};
    if (!place.n || place.n > 3 || l->upper_text || l->lines_before > 1 ||
        has_word_of(name, head_words_not_places))
        return false;
    if (!cursor_take(&t, ':') || !story_follows(t, l->lower_text) || t.end - t.at < MIN_STORY) return false;
    if (!l->lower_text && title_follows(t)) return false;
    *c = t;
    return true;
}

/* Small-letter archives: "new delhi: there is", up to three words and a colon. */
static words lower_place(cursor *c, dateline_head *head) {
    words met = {0};
    uint32_t start = c->at;
    cursor t = *c;
    while (met.n < 4) {
        str w = cursor_word(&t);
        if (w.len == 0 || cursor_digit(w.at[0])) break;
        met.n++;
        if (cursor_peek(t) == ':') {
            head->place = (dateline_span){start, t.at};
            *c = t;
            return met;
        }
        while (cursor_peek(t) == ' ' || cursor_peek(t) == '/' || cursor_peek(t) == ',') t.at++;
    }
    return (words){0};
}

static bool dateline_at(cursor *c, dateline_head *head, const look *l) {
    cursor t = *c;
    dateline_head met = *head;
    words place = l->lower_text ? lower_place(&t, &met) : place_and_date(&t, &met);
    t.end = c->end; /* the place was bounded, what follows is not */
    bool matched = l->colon
                       ? form_d(&t, &met, place, l)
                       : form_a(&t, &met, place, l) || form_b(&t, &met, place) || form_c(&t, &met, place, l);
    if (!matched) return false;
    marks(&t);
    if (met.whole.end == 0) met.whole.start = c->at;
    met.whole.end = t.at;
    *head = met;
    *c = t;
    return true;
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
    while (line->at < line->end && strchr(" \t\f\v", cursor_peek(*line))) line->at++;
    while (line->end > line->at && strchr(" \t\f\v", line->text[line->end - 1])) line->end--;
}

/* One line of the head; true when the story begins in it. */
static bool head_line(cursor line, uint32_t len, dateline_head *head, look *l) {
    str bytes = {line.text + line.at, line.end - line.at};
    /* In capitals "BY THE ARMY" may be the second line of a sentence. */
    if (furniture_is_credit(bytes) && (!l->upper_text || l->blank_before)) {
        if (!head->byline.end) head->byline = (dateline_span){line.at, line.end};
        return false;
    }
    bool furnished = furniture_is_line(bytes);
    if (l->lines_before == 0 && furniture_day_line(&line, head)) {
        cursor_skip_blanks(&line);
        if (line.at == line.end) return false;
        /* "This story is from March 5, 2002  hyderabad: ..." has capitals in its day only. */
        case_of(line.text + line.at, line.end - line.at, &l->upper_text, &l->lower_text);
        line = paragraph(line, len);
        look colon = *l;
        colon.colon = true;
        if (!dateline_at(&line, head, l)) dateline_at(&line, head, &colon);
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

/* One look over the first lines; true when a dateline or the line that the story begins in was found. */
static bool look_for_head(document *doc, bool colon) {
    look l = {.blank_before = true, .colon = colon};
    uint32_t at = 0, len = (uint32_t)doc->text.len;
    case_of(doc->text.at, len, &l.upper_text, &l.lower_text);
    doc->head = (dateline_head){0};
    for (int n = 0; n < MAX_LINES && at < len && at < LOOK; n++) {
        const char *newline = memchr(doc->text.at + at, '\n', len - at);
        uint32_t end = newline ? (uint32_t)(newline - doc->text.at) : len;
        cursor line = {doc->text.at, at, end - at < LOOK ? end : at + LOOK};
        trim_line(&line);
        at = end + 1;
        bool blank = line.at == line.end;
        n -= blank;
        if (!blank && head_line(line, len, &doc->head, &l)) return true;
        l.blank_before = blank;
        /* A long line is the story itself: what follows is no head. */
        if (line.end - line.at > LONG_LINE) break;
    }
    return false;
}

void head_find(document *doc) {
    if (!look_for_head(doc, false)) look_for_head(doc, true);
}
