/* Tests of text/token: the table tests/cases/tokens.tsv, case, order, bounds. */
#include "check.h"
#include "doc/document.h"
#include "text/explain_text.h"
#include "text/token.h"

/* A document of one sentence. */
static void read_tokens(document *doc, arena *a, const char *text, size_t len) {
    document_init(doc, a);
    doc->name = "test";
    doc->text = (str){text, len};
    sentence *s = VEC_PUSH(&doc->sentences, a);
    s->span = (dateline_span){0, (uint32_t)len};
    assert_int_equal(token_run(doc, NULL), 0);
}

static bool row_passes(const check_row *row, char *why, size_t cap) {
    arena a = {0};
    document doc;
    str_buf out;
    str_buf_init(&out);
    read_tokens(&doc, &a, row->cell[0], strlen(row->cell[0]));
    for (uint32_t i = 0; i < doc.tokens.n; i++) {
        const token *t = &doc.tokens.at[i];
        str bytes = layers_text(&doc, t->span);
        if (i) str_buf_puts(&out, " ");
        str_buf_add(&out, bytes.at, bytes.len);
        if (t->shape == TOKEN_NUMBER) str_buf_puts(&out, "#");
        if (t->shape == TOKEN_OTHER) str_buf_puts(&out, "!");
    }
    str_buf_add(&out, "", 1);
    bool passed = strcmp(out.at, row->cell[1]) == 0;
    snprintf(why, cap, "expected %s, met %s", row->cell[1], out.at);
    str_buf_clear(&out);
    arena_clear(&a);
    return passed;
}

static void tells_case(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum token_case expected;
    } rows[] = {{"the", CASE_LOWER},
                {"Iraq", CASE_TITLE},
                {"FARC", CASE_UPPER},
                {"McGurk", CASE_MIXED},
                {"A", CASE_TITLE},
                {"G3", CASE_UPPER},
                {"U.S.", CASE_UPPER},
                {"12", CASE_NONE},
                {"al-Qaeda", CASE_MIXED},
                {"iPhone", CASE_MIXED},
                {"\xc3\x89mile", CASE_TITLE},
                {"10am", CASE_LOWER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        arena a = {0};
        document doc;
        read_tokens(&doc, &a, rows[i].text, strlen(rows[i].text));
        assert_int_equal(doc.tokens.n, 1);
        assert_int_equal(doc.tokens.at[0].letter_case, rows[i].expected);
        arena_clear(&a);
    }
}

static void tells_where_space_stood(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    read_tokens(&doc, &a, "(a b)", 5);
    assert_int_equal(doc.tokens.n, 4);
    assert_true(doc.tokens.at[0].space_before);
    assert_false(doc.tokens.at[1].space_before);
    assert_true(doc.tokens.at[2].space_before);
    assert_false(doc.tokens.at[3].space_before);
    arena_clear(&a);
}

static void tokens_stay_within_their_sentences(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    doc.text = STR("U.S. troops. 12,000 men.");
    /* a sentence that ends inside what would be one token */
    sentence *s = VEC_PUSH(&doc.sentences, &a);
    s->span = (dateline_span){0, 3};
    s = VEC_PUSH(&doc.sentences, &a);
    s->span = (dateline_span){13, 17};
    assert_int_equal(token_run(&doc, NULL), 0);
    for (uint32_t i = 0; i < doc.tokens.n; i++) {
        dateline_span of = doc.sentences.at[doc.tokens.at[i].sentence].span;
        assert_true(doc.tokens.at[i].span.start >= of.start && doc.tokens.at[i].span.end <= of.end);
    }
    assert_int_equal(doc.sentences.at[0].n_tokens + doc.sentences.at[1].n_tokens, doc.tokens.n);
    assert_int_equal(doc.sentences.at[1].first_token, doc.sentences.at[0].n_tokens);
    arena_clear(&a);
}

/* A quadratic rule would need minutes here. */
static void long_runs_of_anything_are_read(void **state) {
    (void)state;
    static const char *const units[] = {"a",  "a.", "1,20,", "1",  ".",   "-",        "'",  "a-",
                                        "a'", "1:", "@",     "a@", "://", "\xcc\x81", "&A", "www."};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        str_buf text;
        str_buf_init(&text);
        while (text.len < 1 << 18) str_buf_puts(&text, units[u]);
        arena a = {0};
        document doc;
        read_tokens(&doc, &a, text.at, text.len);
        assert_true(doc.tokens.n > 0);
        str_buf_clear(&text);
        arena_clear(&a);
    }
}

static void explains_tokens_as_json(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    str_buf out;
    str_buf_init(&out);
    json_writer w = json_writer_to(&out);
    read_tokens(&doc, &a, "Go 5", 4);
    explain_text_tokens(&doc, &w);
    str_buf_add(&out, "", 1);
    assert_string_equal(out.at,
                        "{\"doc\":\"test\",\"spans\":[{\"start\":0,\"end\":2,\"value\":{\"shape\":\"word\","
                        "\"case\":\"title\"}},"
                        "{\"start\":3,\"end\":4,\"value\":{\"shape\":\"number\",\"case\":\"none\"}}]}");
    str_buf_clear(&out);
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_case),
        cmocka_unit_test(tells_where_space_stood),
        cmocka_unit_test(tokens_stay_within_their_sentences),
        cmocka_unit_test(long_runs_of_anything_are_read),
        cmocka_unit_test(explains_tokens_as_json),
    };
    int failed = check_table("tokens.tsv", 2, row_passes);
    return failed + cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
