/* Tests of doc/document. */
#include "check.h"
#include "doc/document.h"

static void begins_empty(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    assert_int_equal(doc.text.len, 0);
    assert_int_equal(doc.sentences.n + doc.tokens.n + doc.pieces.n + doc.spans.n + doc.incidents.n, 0);
    assert_true(document_span_empty(doc.head.whole));
    assert_int_equal(document_sentence_at(&doc, 0), NONE);
    assert_int_equal(document_token_at(&doc, 0), 0);
    arena_clear(&a);
}

/* The test vectors of FIPS 180-2. */
static void is_named_by_the_sha256_of_its_text(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    doc.text = STR("abc");
    document_identify(&doc);
    assert_string_equal(doc.id, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    doc.text = STR("");
    document_identify(&doc);
    assert_string_equal(doc.id, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    arena_clear(&a);
}

static void finds_the_sentence_and_the_token_of_an_offset(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    static const dateline_span spans[] = {{2, 5}, {6, 9}, {12, 13}};
    for (int i = 0; i < 3; i++) {
        ((sentence *)VEC_PUSH(&doc.sentences, &a))->span = spans[i];
        ((token *)VEC_PUSH(&doc.tokens, &a))->span = spans[i];
    }
    static const uint32_t sentences[] = {NONE, NONE, 0, 0, 0, NONE, 1, 1, 1, NONE, NONE, NONE, 2, NONE};
    static const uint32_t tokens[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3};
    for (uint32_t offset = 0; offset < 14; offset++) {
        assert_int_equal(document_sentence_at(&doc, offset), sentences[offset]);
        assert_int_equal(document_token_at(&doc, offset), tokens[offset]);
    }
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_empty),
        cmocka_unit_test(is_named_by_the_sha256_of_its_text),
        cmocka_unit_test(finds_the_sentence_and_the_token_of_an_offset),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
