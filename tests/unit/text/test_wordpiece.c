/* Tests of text/wordpiece: the same pieces as the encoder's own tokenizer. */
#include <sodium/crypto_hash_sha256.h>

#include "check.h"
#include "doc/document.h"
#include "text/wordpiece.h"

#define VOCABULARY TEST_SOURCE_DIR "/models/reader-1/vocab.txt"

static arena shared;
static wordpiece vocabulary;

/* A document of one sentence. */
static void one_sentence(document *doc, arena *a, const char *text, size_t len) {
    document_init(doc, a);
    doc->text = (str){text, len};
    sentence *s = VEC_PUSH(&doc->sentences, a);
    s->span = (dateline_span){0, (uint32_t)len};
}

static size_t from_hex(const char *hex, size_t n, char *out) {
    for (size_t i = 0; i + 1 < n; i += 2) {
        char two[3] = {hex[i], hex[i + 1], 0};
        out[i / 2] = (char)strtol(two, NULL, 16);
    }
    return n / 2;
}

/* Does "hex TAB ids" agree with what we make of it? */
static bool line_agrees(char *line, char *text, arena *a) {
    char *ids = strchr(line, '\t');
    size_t len = from_hex(line, (size_t)(ids - line), text);
    document doc;
    one_sentence(&doc, a, text, len);
    if (wordpiece_run(&doc, &vocabulary, NULL)) return false;
    uint32_t n = 0;
    for (char *id = strtok(ids + 1, " \n"); id; id = strtok(NULL, " \n"), n++)
        if (n >= doc.pieces.n || doc.pieces.at[n].id != (uint32_t)atoi(id)) return false;
    return n == doc.pieces.n;
}

static void agrees_with_the_tokenizer_on_ten_thousand_lines(void **state) {
    (void)state;
    FILE *f = popen("gzip -dc '" TEST_SOURCE_DIR "/tests/vectors/wordpiece.tsv.gz'", "r");
    assert_non_null(f);
    char *line = NULL, text[1 << 16];
    size_t cap = 0, lines = 0, wrong = 0;
    arena a = {0};
    while (getline(&line, &cap, f) > 0) {
        lines++;
        assert_true(strlen(line) < sizeof text);
        if (!line_agrees(line, text, &a)) {
            wrong++;
            print_error("line %zu differs: %.120s\n", lines, text);
        }
        arena_reset(&a, 1 << 20);
    }
    free(line);
    arena_clear(&a);
    assert_int_equal(pclose(f), 0);
    assert_true(lines >= 10000);
    assert_int_equal(wrong, 0);
}

/* Every code point: what is left of it, and whether it stands alone. The digest was taken from the tokenizers package
 * (see wordpiece_unicode.h) over lines "41 42|0". */
static void normalises_all_of_unicode_as_the_tokenizer_does(void **state) {
    (void)state;
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    for (uint32_t point = 0; point < 0x110000; point++) {
        if (point >= 0xd800 && point <= 0xdfff) continue;
        uint32_t out[WORDPIECE_MAX_NORMALIZED];
        int n = wordpiece_normalize(point, out), len = 0;
        char line[128];
        for (int i = 0; i < n; i++) len += snprintf(line + len, 16, "%s%x", i ? " " : "", out[i]);
        bool apart = n == 1 && out[0] != ' ' && wordpiece_is_punctuation(out[0]);
        len += snprintf(line + len, 16, "|%d\n", apart);
        crypto_hash_sha256_update(&hash, (unsigned char *)line, (size_t)len);
    }
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&hash, digest);
    char hex[65] = "";
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, "acf0e209f91bf2f06654c0f4f256e4cc29e519169d047e6d0fa3915be704b6fa");
}

static void pieces_span_the_words_of_the_text(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    /* "é" of two code points: the mark belongs to the letter before it */
    const char *text = "Cafe\xcc\x81 Kuwaiti, xyzzyqv";
    one_sentence(&doc, &a, text, strlen(text));
    assert_int_equal(wordpiece_run(&doc, &vocabulary, NULL), 0);
    assert_int_equal(doc.pieces.at[0].span.end, 6);
    assert_true(doc.pieces.at[0].starts_word);
    uint32_t at = 0;
    for (uint32_t i = 0; i < doc.pieces.n; i++) {
        assert_true(doc.pieces.at[i].span.start >= at &&
                    doc.pieces.at[i].span.end > doc.pieces.at[i].span.start);
        at = doc.pieces.at[i].span.end;
        assert_int_equal(doc.pieces.at[i].sentence, 0);
    }
    assert_int_equal(at, strlen(text));
    assert_int_equal(doc.sentences.at[0].n_pieces, doc.pieces.n);
    assert_false(doc.pieces.at[doc.pieces.n - 1].starts_word);
    arena_clear(&a);
}

static void a_word_of_a_megabyte_is_one_unknown_piece(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    size_t len = 1 << 20;
    char *text = malloc(len);
    memset(text, 'a', len);
    one_sentence(&doc, &a, text, len);
    assert_int_equal(wordpiece_run(&doc, &vocabulary, NULL), 0);
    assert_int_equal(doc.pieces.n, 1);
    assert_int_equal(doc.pieces.at[0].id, vocabulary.unk);
    assert_int_equal(doc.pieces.at[0].span.end, len);
    /* one hundred characters are still looked up, one more is not */
    one_sentence(&doc, &a, text, 100);
    assert_int_equal(wordpiece_run(&doc, &vocabulary, NULL), 0);
    assert_true(doc.pieces.n > 1);
    one_sentence(&doc, &a, text, 101);
    assert_int_equal(wordpiece_run(&doc, &vocabulary, NULL), 0);
    assert_int_equal(doc.pieces.n, 1);
    free(text);
    arena_clear(&a);
}

static void bylines_have_no_pieces(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    one_sentence(&doc, &a, "By John Smith", 13);
    doc.sentences.at[0].kind = SENTENCE_BYLINE;
    assert_int_equal(wordpiece_run(&doc, &vocabulary, NULL), 0);
    assert_int_equal(doc.pieces.n, 0);
    arena_clear(&a);
}

static dateline_status open_bytes(const char *bytes, size_t len) {
    char path[] = "/tmp/dateline-vocab-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    fwrite(bytes, 1, len, f);
    fclose(f);
    arena a = {0};
    wordpiece wp;
    dateline_error err;
    dateline_status status = wordpiece_open(path, &wp, &a, &err);
    arena_clear(&a);
    remove(path);
    return status;
}

static void refuses_what_is_no_vocabulary(void **state) {
    (void)state;
    arena a = {0};
    wordpiece wp;
    dateline_error err;
    assert_int_equal(wordpiece_open("/nowhere/vocab.txt", &wp, &a, &err), -ERR_MODEL_MISSING);
    assert_int_equal(open_bytes("", 0), -ERR_MODEL_SHAPE);
    assert_int_equal(open_bytes("[UNK]\n[CLS]\nthe\n", 16), -ERR_MODEL_SHAPE);
    assert_int_equal(open_bytes("[UNK]\n[CLS]\n[SEP]\nthe\nthe\n", 26), -ERR_MODEL_SHAPE);
    assert_int_equal(open_bytes("[UNK]\n[CLS]\n[SEP]\n\xff\n", 20), -ERR_MODEL_SHAPE);
    assert_int_equal(open_bytes("[UNK]\n[CLS]\n[SEP]\nthe\n##the\n", 28), 0);
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_tokenizer_on_ten_thousand_lines),
        cmocka_unit_test(normalises_all_of_unicode_as_the_tokenizer_does),
        cmocka_unit_test(pieces_span_the_words_of_the_text),
        cmocka_unit_test(a_word_of_a_megabyte_is_one_unknown_piece),
        cmocka_unit_test(bylines_have_no_pieces),
        cmocka_unit_test(refuses_what_is_no_vocabulary),
    };
    dateline_error err;
    if (wordpiece_open(VOCABULARY, &vocabulary, &shared, &err)) {
        fprintf(stderr, "not ok - %s\n", err.sentence);
        return 1;
    }
    int failed = cmocka_run_group_tests_name("wordpiece", tests, NULL, NULL);
    arena_clear(&shared);
    return failed;
}
