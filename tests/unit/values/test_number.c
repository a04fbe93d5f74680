/* Tests of values/number: tests/cases/numbers.tsv, one count from all marked phrases of a row; what holds for any words;
 * scanning. */
#include "marked.h"

#include "values/number.h"

static arena shared;
static const number_tables *tables;

/* "6..", "9..11", "..5", "12", "?" where the words tell no count. */
static void print_count(dateline_count c, char *out, size_t cap) {
    if (!c.known)
        snprintf(out, cap, "?");
    else if (c.min == c.max)
        snprintf(out, cap, "%lld", (long long)c.min);
    else if (c.min == DATELINE_OPEN)
        snprintf(out, cap, "..%lld", (long long)c.max);
    else if (c.max == DATELINE_OPEN)
        snprintf(out, cap, "%lld..", (long long)c.min);
    else
        snprintf(out, cap, "%lld..%lld", (long long)c.min, (long long)c.max);
}

static void check_value(const document *doc, number_value v) {
    if (!v.count.known) return;
    if (v.count.min != DATELINE_OPEN) assert_true(v.count.min >= 0);
    if (v.count.max != DATELINE_OPEN) assert_true(v.count.max >= 0);
    if (v.count.min != DATELINE_OPEN && v.count.max != DATELINE_OPEN) assert_true(v.count.min <= v.count.max);
    assert_true(v.count.min != DATELINE_OPEN || v.count.max != DATELINE_OPEN);
    assert_true(v.evidence.start < v.evidence.end && v.evidence.end <= doc->text.len);
    assert_non_null(v.why);
}

/* Columns: text, role (people, name, target, weapon), expected, flags ("part", "more" or ""), note. */
static bool row_passes(const check_row *row, char *why, size_t cap) {
    marked m;
    char met[80] = "unread";
    number_value v = {0};
    bool named = strcmp(row->cell[1], "name") == 0;
    enum number_role role = strcmp(row->cell[1], "target") == 0   ? NUMBER_TARGET
                            : strcmp(row->cell[1], "weapon") == 0 ? NUMBER_WEAPON
                                                                  : NUMBER_PEOPLE;
    if (marked_open(&m, row->cell[0], "")) {
        v = number_of_phrases(&m.doc, m.phrase, m.n, role, named, tables, NULL);
        print_count(v.count, met, sizeof met);
    }
    snprintf(why, cap, "expected %s %s, met %s%s%s (%s)", row->cell[2], row->cell[3], met,
             v.part ? " part" : "", v.more ? " more" : "", v.why ? v.why : "");
    bool flags = !*row->cell[3] || (strcmp(row->cell[3], "part") == 0 ? v.part : v.more);
    bool passed = strcmp(met, row->cell[2]) == 0 && flags;
    marked_close(&m);
    return passed;
}

static void holds_for_any_words(void **state) {
    (void)state;
    static const char *const bits[] = {
        "at least", "two",     "12",  "dozens", "of",       "hundred", "people",  "a",    "year",  "-",
        "or",       "more",    "no",  "one",    "the",      "1,200",   "up to",   "half", "dozen", "%",
        "and",      "several", "men", "nearly", "thousand", "than",    "between", "(",    ")",     "family"};
    enum { N = sizeof bits / sizeof *bits };
    for (uint32_t i = 0; i < N * N * N; i += 5) {
        char text[160];
        snprintf(text, sizeof text, "Rebels killed <%s %s %s> in the village of Sabt.", bits[i % N],
                 bits[i / N % N], bits[i / N / N]);
        marked m;
        assert_true(marked_open(&m, text, ""));
        for (int role = NUMBER_PEOPLE; role <= NUMBER_WEAPON; role++) {
            number_value v = number_of_phrase(&m.doc, m.phrase[0], (enum number_role)role, false, tables);
            number_value again = number_of_phrase(&m.doc, m.phrase[0], (enum number_role)role, false, tables);
            check_value(&m.doc, v);
            assert_true(v.count.known == again.count.known && v.count.min == again.count.min &&
                        v.count.max == again.count.max);
        }
        marked_close(&m);
    }
}

static void scan_finds_counts(void **state) {
    (void)state;
    static const char *const expected[] = {"At least 12", "up to five", "dozens of", "more than 1,200"};
    marked m;
    dateline_error err;
    number_list found;
    assert_true(marked_open(
        &m,
        "At least 12 people died in the 5-hour battle, up to five of them children. Near the AK-47 "
        "factory dozens of men aged 20 fled. The 17-year-old saw more than 1,200 soldiers.",
        ""));
    assert_int_equal(number_scan(&m.doc, tables, &found, &err), 0);
    assert_int_equal(found.n, 4);
    for (uint32_t i = 0; i < found.n; i++) {
        assert_true(str_equal(layers_text(&m.doc, found.at[i].span), str_of(expected[i])));
        check_value(&m.doc, found.at[i].value);
    }
    marked_close(&m);
}

static void joining_says_both_words(void **state) {
    (void)state;
    marked m;
    dateline_span other;
    assert_true(marked_open(&m, "Police counted <12 dead>, a hospital <15>.", ""));
    number_value v = number_of_phrases(&m.doc, m.phrase, m.n, NUMBER_PEOPLE, false, tables, &other);
    assert_int_equal(v.count.min, 12);
    assert_int_equal(v.count.max, 15);
    assert_true(str_equal(layers_text(&m.doc, other), STR("15")));
    marked_close(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_any_words),
        cmocka_unit_test(scan_finds_counts),
        cmocka_unit_test(joining_says_both_words),
    };
    if (number_tables_open(TEST_SOURCE_DIR "/data", &shared, &tables, NULL)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("numbers.tsv", 4, row_passes);
    arena_clear(&shared);
    return failed != 0;
}
