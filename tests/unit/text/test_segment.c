/* Tests of text/segment: the table tests/cases/sentences.tsv, invariants over odd texts, failures. */
#include "check.h"
#include "doc/document.h"
#include "intake/intake.h"
#include "text/explain_text.h"
#include "text/segment.h"

static arena shared;
static segment_tables tables;

static dateline_status read_text(document *doc, arena *a, const char *text, size_t len) {
    dateline_input in = {.name = "test", .bytes = text, .len = len};
    dateline_error err;
    document_init(doc, a);
    dateline_status status = intake_plain(doc, &in, &err);
    return status ? status : segment_run(doc, &tables, &err);
}

/* The sentences in the form of the table. */
static void print_sentences(const document *doc, str_buf *out) {
    static const char *const kinds[] = {"", "{headline}", "{head}", "{byline}"};
    for (uint32_t i = 0; i < doc->sentences.n; i++) {
        const sentence *s = &doc->sentences.at[i];
        if (i) str_buf_puts(out, s->block == s[-1].block ? " | " : " || ");
        str_buf_puts(out, kinds[s->kind]);
        str bytes = layers_text(doc, s->span);
        for (size_t k = 0; k < bytes.len; k++) str_buf_add(out, bytes.at[k] == '\n' ? " " : &bytes.at[k], 1);
    }
    str_buf_add(out, "", 1);
}

static bool row_passes(const check_row *row, char *why, size_t cap) {
    arena a = {0};
    document doc;
    str_buf out;
    str_buf_init(&out);
    bool passed = read_text(&doc, &a, row->cell[0], strlen(row->cell[0])) == 0;
    if (passed) print_sentences(&doc, &out);
    passed = passed && strcmp(out.at, row->cell[1]) == 0;
    snprintf(why, cap, "expected %s, met %s", row->cell[1], out.at ? out.at : "nothing");
    str_buf_clear(&out);
    arena_clear(&a);
    return passed;
}

/* What segment.h promises of every text. */
static void check_invariants(const document *doc) {
    uint32_t at = 0, block = 0;
    for (uint32_t i = 0; i < doc->sentences.n; i++) {
        const sentence *s = &doc->sentences.at[i];
        assert_true(s->span.start >= at && s->span.end > s->span.start && s->span.end <= doc->text.len);
        assert_false(strchr(" \t\n\r", doc->text.at[s->span.start]));
        assert_false(strchr(" \t\n\r", doc->text.at[s->span.end - 1]));
        assert_true(((unsigned char)doc->text.at[s->span.start] & 0xc0) != 0x80);
        assert_true(((unsigned char)doc->text.at[s->span.end] & 0xc0) != 0x80);
        assert_true(s->block >= block);
        bool last = i + 1 == doc->sentences.n || doc->sentences.at[i + 1].block != s->block;
        assert_int_equal(s->ends_block, last);
        at = s->span.end, block = s->block;
    }
}

static void keeps_its_promises_on_random_text(void **state) {
    (void)state;
    static const char *const bits[] = {"a",
                                       "The ",
                                       "U.S.",
                                       ". ",
                                       ".",
                                       "\n",
                                       "\n\n",
                                       " ",
                                       "\"",
                                       "'' ",
                                       "Gen.",
                                       "...",
                                       "(",
                                       ")",
                                       "12",
                                       "x",
                                       "-- ",
                                       "?",
                                       "! ",
                                       "A",
                                       "[1]",
                                       ", ",
                                       "\xc2\xa0",
                                       "\xe2\x80\x9d ",
                                       "\xe3\x80\x82",
                                       "By ",
                                       ":",
                                       "_"};
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        char text[512] = "";
        for (int k = 0; k < 40; k++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, bits[(seed >> 16) % (sizeof bits / sizeof *bits)]);
        }
        arena a = {0};
        document doc;
        if (read_text(&doc, &a, text, strlen(text)) == 0) check_invariants(&doc);
        arena_clear(&a);
    }
}

static void cuts_endless_sentences_at_the_best_mark(void **state) {
    (void)state;
    str_buf text;
    str_buf_init(&text);
    for (int i = 0; i < 5000; i++) str_buf_puts(&text, i % 60 == 30 ? "word; " : "word ");
    arena a = {0};
    document doc;
    assert_int_equal(read_text(&doc, &a, text.at, text.len), 0);
    check_invariants(&doc);
    assert_true(doc.sentences.n >= 20);
    for (uint32_t i = 0; i < doc.sentences.n; i++) {
        str s = layers_text(&doc, doc.sentences.at[i].span);
        size_t words = 1;
        for (size_t k = 0; k < s.len; k++) words += s.at[k] == ' ';
        assert_true(words <= 250);
        if (i + 1 < doc.sentences.n) assert_int_equal(s.at[s.len - 1], ';');
    }
    str_buf_clear(&text);
    arena_clear(&a);
}

static void long_runs_of_anything_are_read(void **state) {
    (void)state;
    static const char *const units[] = {"\xc2\xa0", "a",  "a. ", "A.",  "\n",     ".",  "\"",   "U.S. ",
                                        "(",        "- ", "a\n", "1. ", "By A\n", ",1", "x\n\n"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        str_buf text;
        str_buf_init(&text);
        str_buf_puts(&text, "Start ");
        while (text.len < 1 << 18) str_buf_puts(&text, units[u]);
        arena a = {0};
        document doc;
        assert_int_equal(read_text(&doc, &a, text.at, text.len), 0);
        check_invariants(&doc);
        str_buf_clear(&text);
        arena_clear(&a);
    }
}

static void explains_sentences_as_json(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    str_buf out;
    str_buf_init(&out);
    json_writer w = json_writer_to(&out);
    assert_int_equal(read_text(&doc, &a, "He ran. She fell.", 17), 0);
    explain_text_sentences(&doc, &w);
    str_buf_add(&out, "", 1);
    assert_string_equal(
        out.at,
        "{\"doc\":\"test\",\"spans\":[{\"start\":0,\"end\":7,\"value\":{\"kind\":\"body\",\"block\":0}},"
        "{\"start\":8,\"end\":17,\"value\":{\"kind\":\"body\",\"block\":0}}]}");
    str_buf_clear(&out);
    arena_clear(&a);
}

static dateline_status open_tables(const char *abbreviations, const char *starters) {
    char folder[] = "/tmp/dateline-tables-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    const char *const names[] = {"abbreviations.tsv", "sentence_starters.tsv"};
    const char *const contents[] = {abbreviations, starters};
    for (int i = 0; i < 2; i++) {
        if (!contents[i]) continue;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        FILE *f = fopen(path, "w");
        fputs(contents[i], f);
        fclose(f);
    }
    arena a = {0};
    segment_tables t;
    dateline_error err;
    dateline_status status = segment_tables_open(folder, &t, &a, &err);
    arena_clear(&a);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    remove(folder);
    return status;
}

static void refuses_tables_that_are_wrong(void **state) {
    (void)state;
    const char *good = "abbreviation\tkind\ngen\ttitle\n", *words = "word\talone\nthe\tyes\n";
    assert_int_equal(open_tables(good, words), 0);
    assert_int_equal(open_tables(NULL, words), -ERR_TABLE_MISSING);
    assert_int_equal(open_tables(good, NULL), -ERR_TABLE_MISSING);
    assert_int_equal(open_tables("abbreviation\tkind\ngen\tsoldier\n", words), -ERR_TABLE_ROW);
    assert_int_equal(open_tables(good, "word\talone\nthe\tperhaps\n"), -ERR_TABLE_ROW);
    assert_int_equal(open_tables("abbreviation\ngen\n", words), -ERR_TABLE_ROW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_its_promises_on_random_text),
        cmocka_unit_test(cuts_endless_sentences_at_the_best_mark),
        cmocka_unit_test(long_runs_of_anything_are_read),
        cmocka_unit_test(explains_sentences_as_json),
        cmocka_unit_test(refuses_tables_that_are_wrong),
    };
    dateline_error err;
    if (segment_tables_open(TEST_SOURCE_DIR "/data", &tables, &shared, &err)) {
        fprintf(stderr, "not ok - %s\n", err.sentence);
        return 1;
    }
    int failed = check_table("sentences.tsv", 2, row_passes);
    failed += cmocka_run_group_tests_name("segment", tests, NULL, NULL);
    arena_clear(&shared);
    return failed;
}
