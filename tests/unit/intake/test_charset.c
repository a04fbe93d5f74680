/* test_charset.c - finding and undoing character sets; see intake/charset.h. */
#include "check.h"

#include "base/utf8.h"
#include "intake/charset.h"

/* "\xNN" becomes the byte. */
static size_t bytes_of(const char *cell, char *out) {
    size_t n = 0;
    while (*cell) {
        unsigned byte;
        if (sscanf(cell, "\\x%2x", &byte) == 1) {
            out[n++] = (char)byte;
            cell += 4;
        } else
            out[n++] = *cell++;
    }
    return n;
}

static bool row_passes(const check_row *row, char *why, size_t cap) {
    arena a = {0};
    char bytes[4096];
    uint32_t n_repaired;
    str in = {bytes, bytes_of(row->cell[0], bytes)}, text = {NULL, 0};
    const char *name = charset_find(in, str_of(row->cell[1]), NULL);
    dateline_status status = charset_decode(in, name, &a, &text, &n_repaired, NULL);
    snprintf(why, cap, "%s: %.*s", name, (int)text.len, text.at);
    bool passes = !status && strcmp(name, row->cell[2]) == 0 && str_equal(text, str_of(row->cell[3]));
    arena_clear(&a);
    return passes;
}

static void labels_in_any_case(void **state) {
    (void)state;
    assert_string_equal(charset_of_label(STR(" Latin1\n")), "windows-1252");
    assert_string_equal(charset_of_label(STR("ISO-8859-1")), "windows-1252");
    assert_string_equal(charset_of_label(STR("UTF8")), "UTF-8");
    assert_null(charset_of_label(STR("utf-7")));
    assert_null(charset_of_label(STR("")));
}

static void every_set_can_be_decoded(void **state) {
    (void)state;
    static const char *const names[] = {
#define CHARSET(name, iconv_name, labels) name,
#include "intake/charset_labels.def"
#undef CHARSET
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        arena a = {0};
        str text;
        uint32_t n;
        bool wide = strncmp(names[i], "UTF-16", 6) == 0;
        str in = wide ? (names[i][6] == 'L' ? (str){"a\0b\0", 4} : (str){"\0a\0b", 4}) : STR("ab");
        assert_int_equal(charset_decode(in, names[i], &a, &text, &n, NULL), 0);
        assert_string_equal(text.at, "ab");
        assert_int_equal(n, 0);
        arena_clear(&a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(labels_in_any_case),
                                       cmocka_unit_test(every_set_can_be_decoded)};
    int failed = check_table("charsets.tsv", 4, row_passes);
    return failed + cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
