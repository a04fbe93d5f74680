/* Tests of values/date: tests/cases/dates.tsv, one date from all marked phrases of a row; what holds for any words;
 * the anchor; scanning. */
#include "marked.h"

#include "values/calendar.h"
#include "values/date.h"

static arena shared;
static const date_tables *tables;

static bool read_row(marked *m, const char *text, const char *published, dateline_when *when) {
    dateline_error err;
    if (!marked_open(m, text, published)) return false;
    date_anchor anchor = date_anchor_of(&m->doc, tables);
    return !date_of_phrases(&m->doc, m->phrase, m->n, &anchor, NULL, tables, when, &err);
}

/* "2020-01-12", "2020-01-01..2020-01-31", "..2020-01-12", "2020-01-12..", "?" for a date that stays open. */
static void print_when(const dateline_when *w, char *out, size_t cap) {
    if (!*w->start && !*w->end)
        snprintf(out, cap, "%s", w->known ? "?" : "none");
    else if (strcmp(w->start, w->end) == 0)
        snprintf(out, cap, "%s", w->start);
    else
        snprintf(out, cap, "%s..%s", w->start, w->end);
}

/* Columns: text, published, expected, precision ("" any), note. */
static bool row_passes(const check_row *row, char *why, size_t cap) {
    marked m;
    dateline_when when = {0};
    char met[64] = "unread";
    if (read_row(&m, row->cell[0], row->cell[1], &when)) print_when(&when, met, sizeof met);
    const char *precision = dateline_term_key(DATELINE_VOCABULARY_date_precision, when.precision);
    snprintf(why, cap, "expected %s %s, met %s %s (%s)", row->cell[2], row->cell[3], met, precision,
             when.basis.why ? when.basis.why : "");
    bool passed = strcmp(met, row->cell[2]) == 0 && (!*row->cell[3] || strcmp(row->cell[3], precision) == 0);
    marked_close(&m);
    return passed;
}

static void check_when(const document *doc, const dateline_when *w) {
    if (*w->start && *w->end) assert_true(strncmp(w->start, w->end, 10) <= 0);
    for (uint32_t i = 0; i < w->basis.n_evidence; i++)
        assert_true(w->basis.evidence[i].start < w->basis.evidence[i].end &&
                    w->basis.evidence[i].end <= doc->text.len);
    if (w->known) assert_true(w->basis.n_evidence > 0 && w->basis.why != NULL);
}

/* Words of the grammar in every order of three, between other words: ends in order, the same answer twice. */
static void holds_for_any_words(void **state) {
    (void)state;
    static const char *const bits[] = {
        "3",    "May",  "Friday", "last",    "week", "night", "at",      "10:30", "p.m.",  "since", "two",
        "days", "ago",  "2016",   "-",       "the",  "next",  "before",  "early", "1990s", "31",    "June",
        "of",   "noon", "today",  "quarter", ",",    "and",   "between", "'",     "90",    "GMT"};
    enum { N = sizeof bits / sizeof *bits };
    for (uint32_t i = 0; i < N * N * N; i += 7) {
        char text[160];
        snprintf(text, sizeof text, "Rebels attacked <%s %s %s> the village of Sabt.", bits[i % N],
                 bits[i / N % N], bits[i / N / N]);
        marked m;
        dateline_when first, again;
        assert_true(read_row(&m, text, "2016-08-14", &first));
        check_when(&m.doc, &first);
        marked_close(&m);
        assert_true(read_row(&m, text, "2016-08-14", &again));
        assert_string_equal(first.start, again.start);
        assert_string_equal(first.end, again.end);
        marked_close(&m);
    }
}

static date_anchor anchor_of(const char *text, const char *published) {
    marked m;
    assert_true(marked_open(&m, text, published));
    date_anchor a = date_anchor_of(&m.doc, tables);
    if (a.source == DATE_SOURCE_DATELINE || a.source == DATE_SOURCE_TEXT)
        assert_true(a.evidence.end > a.evidence.start);
    marked_close(&m);
    return a;
}

static void anchor_is_dateline_then_published_then_text(void **state) {
    (void)state;
    int32_t day = calendar_day(2016, 8, 12);
    date_anchor a = anchor_of("KABUL, Aug 12 (Reuters) - Gunmen attacked a post on Thursday.", "2016-08-13");
    assert_int_equal(a.source, DATE_SOURCE_DATELINE);
    assert_int_equal(a.day, day);
    a = anchor_of("Gunmen attacked a post on Thursday.", "2016-08-12T09:30:00Z");
    assert_int_equal(a.source, DATE_SOURCE_PUBLISHED);
    assert_int_equal(a.day, day);
    assert_int_equal(a.minute, 9 * 60 + 30);
    a = anchor_of("The court heard that he was shot on 12 August 2016 in a bar.", "");
    assert_int_equal(a.source, DATE_SOURCE_TEXT);
    assert_int_equal(a.day, day);
    a = anchor_of("Gunmen attacked a post on Thursday.", "");
    assert_int_equal(a.source, DATE_SOURCE_NONE);
}

static void scan_finds_times_with_values(void **state) {
    (void)state;
    static const char *const expected[][2] = {{"late on Friday", "2016-08-12"},
                                              {"9 a.m. Saturday", "2016-08-13T09:00"},
                                              {"three days", "P3D"},
                                              {"March 2015", "2015-03"},
                                              {"last week", "2016-W31"}};
    marked m;
    dateline_error err;
    date_list found;
    assert_true(marked_open(
        &m,
        "Shelling began late on Friday and went on until 9 a.m. Saturday. It was the worst in three days. "
        "The town fell in March 2015. Two were hurt last week.",
        "2016-08-14"));
    date_anchor anchor = date_anchor_of(&m.doc, tables);
    assert_int_equal(date_scan(&m.doc, &anchor, tables, &found, &err), 0);
    assert_int_equal(found.n, 5);
    for (uint32_t i = 0; i < found.n; i++) {
        str words = layers_text(&m.doc, found.at[i].span);
        assert_true(str_equal(words, str_of(expected[i][0])));
        assert_string_equal(found.at[i].timex, expected[i][1]);
        check_when(&m.doc, &found.at[i].when);
    }
    marked_close(&m);
}

static void empty_phrases_are_unknown(void **state) {
    (void)state;
    marked m;
    dateline_error err;
    dateline_when when;
    assert_true(marked_open(&m, "Gunmen attacked a post.", ""));
    date_anchor anchor = date_anchor_of(&m.doc, tables);
    assert_int_equal(date_of_phrases(&m.doc, NULL, 0, &anchor, NULL, tables, &when, &err), 0);
    assert_false(when.known);
    date_value v;
    assert_int_equal(date_read(&m.doc, (dateline_span){3, 3}, &anchor, NULL, tables, &v, &err), 0);
    assert_false(v.when.known);
    marked_close(&m);
}

static void calendar_agrees_with_itself(void **state) {
    (void)state;
    for (int32_t day = -40000; day < 60000; day += 13) {
        calendar_date d = calendar_of(day);
        assert_true(calendar_exists(d.year, d.month, d.day));
        assert_int_equal(calendar_day(d.year, d.month, d.day), day);
        assert_int_equal(calendar_weekday(day + 7), calendar_weekday(day));
    }
    int year;
    assert_int_equal(calendar_weekday(calendar_day(2016, 8, 14)), 7);
    assert_int_equal(calendar_week(calendar_day(2016, 1, 1), &year), 53);
    assert_int_equal(year, 2015);
    assert_int_equal(calendar_easter(2015), calendar_day(2015, 4, 5));
    assert_false(calendar_exists(2015, 6, 31) || calendar_exists(2015, 2, 29));
    assert_true(calendar_exists(2016, 2, 29));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_any_words),
        cmocka_unit_test(anchor_is_dateline_then_published_then_text),
        cmocka_unit_test(scan_finds_times_with_values),
        cmocka_unit_test(empty_phrases_are_unknown),
        cmocka_unit_test(calendar_agrees_with_itself),
    };
    if (date_tables_open(TEST_SOURCE_DIR "/data", &shared, &tables, NULL)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("dates.tsv", 4, row_passes);
    arena_clear(&shared);
    return failed != 0;
}
