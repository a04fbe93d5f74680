/* Tests of intake/plain: canonical text, metadata, refusals. */
#include "base/utf8.h"
#include "check.h"
#include "doc/document.h"
#include "intake/intake.h"

static arena memory;
static document doc;
static dateline_error err;

static dateline_status take_bytes(const char *bytes, size_t len) {
    dateline_input in = {.name = "a.txt", .bytes = bytes, .len = len};
    arena_reset(&memory, 0);
    document_init(&doc, &memory);
    return intake_plain(&doc, &in, &err);
}

#define TAKE(literal) take_bytes(literal, sizeof(literal) - 1)

static void check_text(const char *bytes, size_t len, const char *expected, uint32_t n_repaired) {
    assert_int_equal(take_bytes(bytes, len), 0);
    assert_int_equal(err.number, 0);
    assert_string_equal(doc.text.at, expected);
    assert_int_equal(doc.text.len, strlen(expected));
    assert_int_equal(doc.n_repaired, n_repaired);
}

#define CHECK_TEXT(literal, expected, n) check_text(literal, sizeof(literal) - 1, expected, n)

static void keeps_good_text_as_it_is(void **state) {
    (void)state;
    CHECK_TEXT("A bomb.\n\nTwo died.\n", "A bomb.\n\nTwo died.\n", 0);
    CHECK_TEXT(" \tcaf\xc3\xa9 \xf0\x9f\x98\x80 \x0c x\n", " \tcaf\xc3\xa9 \xf0\x9f\x98\x80 \x0c x\n", 0);
    CHECK_TEXT("a U+FFFD \xef\xbf\xbd of its own", "a U+FFFD \xef\xbf\xbd of its own", 0);
}

static void mends_line_ends_marks_and_broken_bytes(void **state) {
    (void)state;
    CHECK_TEXT("\xef\xbb\xbfOne\r\ntwo\rthree\n\r\n", "One\ntwo\nthree\n\n", 0);
    CHECK_TEXT("nul \0 here", "nul   here", 0);
    CHECK_TEXT("Le caf\xe9 est ferm\xe9 depuis hier, selon la police.",
               "Le caf\xef\xbf\xbd est ferm\xef\xbf\xbd depuis hier, selon la police.", 2);
    /* a mark inside the text is text */
    CHECK_TEXT("a \xef\xbb\xbf b", "a \xef\xbb\xbf b", 0);
}

static void canonical_text_is_a_fixed_point(void **state) {
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 500; round++) {
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] =
                (seed >> 24) % 9 ? (char)('a' + (seed >> 16) % 26) : "\r\n\xc3\xa9\xff\0 "[(seed >> 16) % 7];
        }
        if (take_bytes(bytes, sizeof bytes)) continue;
        assert_int_equal(utf8_valid_prefix(doc.text.at, doc.text.len), doc.text.len);
        char *once = strdup(doc.text.at), id[65];
        strcpy(id, doc.id);
        if (take_bytes(once, strlen(once)) == 0) { /* repairs may have left too many U+FFFD to matter */
            assert_string_equal(doc.text.at, once);
            assert_string_equal(doc.id, id);
            assert_int_equal(doc.n_repaired, 0);
        }
        free(once);
    }
}

static void refuses_what_is_empty(void **state) {
    (void)state;
    assert_int_equal(TAKE(""), -ERR_TEXT_EMPTY);
    assert_int_equal(TAKE(" \n\t\r\n"), -ERR_TEXT_EMPTY);
    assert_int_equal(TAKE("12. 34 -- !?"), -ERR_TEXT_EMPTY);
    assert_int_equal(TAKE("\xef\xbb\xbf"), -ERR_TEXT_EMPTY);
    assert_int_equal(take_bytes(NULL, 0), -ERR_TEXT_EMPTY);
    assert_int_equal(TAKE("\xd0\xb4"), 0);
    assert_int_equal(TAKE("\xe5\x86\x9b"), 0);
}

static void refuses_what_is_binary(void **state) {
    (void)state;
    assert_int_equal(TAKE("%PDF-1.7 words"), -ERR_TEXT_BINARY);
    assert_non_null(strstr(err.sentence, "PDF"));
    assert_int_equal(TAKE("\xff\xfeh\0i\0"), -ERR_TEXT_BINARY);
    assert_int_equal(TAKE("\x1f\x8b\x08 words"), -ERR_TEXT_BINARY);
    assert_int_equal(TAKE("h\0i\0 \0t\0h\0e\0r\0e\0"), -ERR_TEXT_BINARY);
    assert_int_equal(TAKE("word \x01\x02\x03\x04"), -ERR_TEXT_BINARY);
    assert_int_equal(TAKE("\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb a"), -ERR_TEXT_BINARY);
    /* one control and one broken byte are still a text, however short */
    assert_int_equal(TAKE("w\x01"), 0);
    assert_int_equal(TAKE("w\xff"), 0);
}

static void refuses_what_is_too_long(void **state) {
    (void)state;
    dateline_input in = {.name = "big", .bytes = "", .len = (uint64_t)INTAKE_MAX_TEXT + 1};
    document_init(&doc, &memory);
    assert_int_equal(intake_plain(&doc, &in, &err), -ERR_TEXT_LONG);
    assert_string_equal(err.where, "big");
}

static void copies_and_checks_metadata(void **state) {
    (void)state;
    char title[] = "  A title\xff ";
    dateline_input in = {.name = "n",
                         .bytes = "words",
                         .len = 5,
                         .title = title,
                         .published = "2016-02-30",
                         .url = "",
                         .author = " "};
    arena_reset(&memory, 0);
    document_init(&doc, &memory);
    assert_int_equal(intake_plain(&doc, &in, &err), 0);
    title[2] = 'X';
    assert_string_equal(doc.title, "A title\xef\xbf\xbd");
    assert_null(doc.url);
    assert_null(doc.author);
    assert_null(doc.publisher);
    /* the note about the date that was left out */
    assert_null(doc.published);
    assert_int_equal(err.number, ERR_INPUT_DATE);
    in.published = "2016-02-29T10:30Z";
    document_init(&doc, &memory);
    assert_int_equal(intake_plain(&doc, &in, &err), 0);
    assert_string_equal(doc.published, in.published);
    assert_int_equal(err.number, 0);
}

static void knows_dates(void **state) {
    (void)state;
    static const char *const yes[] = {
        "2016-01-12",           "2016-02-29",           "2016-01-12T10:30",       "2016-01-12 10:30:59",
        "2016-01-12T10:30:59Z", "2016-01-12T10:30+01",  "2016-01-12T10:30-03:30", "2016-01-12T10:30:59.123Z",
        "0001-01-01",           "2016-01-12T24:00:00Z", "2016-12-31T23:59:60Z"};
    static const char *const no[] = {"",
                                     "2016",
                                     "2016-1-12",
                                     "2016-13-01",
                                     "2016-00-01",
                                     "2016-02-30",
                                     "2015-02-29",
                                     "1900-02-29",
                                     "12-01-2016",
                                     "2016-01-12x",
                                     "2016-01-12T1:30Z",
                                     "2016-01-12T10:61Z",
                                     "2016-01-12T10:30+1",
                                     "0000-01-01"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!intake_is_date(yes[i])) fail_msg("no date: %s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (intake_is_date(no[i])) fail_msg("a date: %s", no[i]);
}

static void mends_what_was_misread(void **state) {
    (void)state;
    TAKE("It didn\xc3\xa2\xe2\x82\xac\xe2\x84\xa2t end in the caf\xc3\x83\xc2\xa9.");
    assert_string_equal(doc.text.at, "It didn\xe2\x80\x99t end in the caf\xc3\xa9.");
    assert_int_equal(doc.n_mended, 2);
    TAKE("One caf\xc3\x83\xc2\xa9 is none.");
    assert_string_equal(doc.text.at, "One caf\xc3\x83\xc2\xa9 is none.");
    assert_int_equal(doc.n_mended, 0);
}

static int clear(void **state) {
    (void)state;
    arena_clear(&memory);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_good_text_as_it_is),
        cmocka_unit_test(mends_line_ends_marks_and_broken_bytes),
        cmocka_unit_test(canonical_text_is_a_fixed_point),
        cmocka_unit_test(mends_what_was_misread),
        cmocka_unit_test(refuses_what_is_empty),
        cmocka_unit_test(refuses_what_is_binary),
        cmocka_unit_test(refuses_what_is_too_long),
        cmocka_unit_test(copies_and_checks_metadata),
        cmocka_unit_test(knows_dates),
    };
    return cmocka_run_group_tests_name("plain", tests, NULL, clear);
}
