/* Tests of intake/stream and intake/jsonl through dateline/input.h. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "check.h"
#include "dateline/input.h"

static dateline_error err;
static dateline_input in;

static dateline_input_stream *open_bytes(const char *bytes, size_t len) {
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_of_bytes("x", bytes, len, &s, &err), 0);
    return s;
}

#define OPEN(literal) open_bytes(literal, sizeof(literal) - 1)

static void expect_input(dateline_input_stream *s, const char *name, const char *text) {
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_non_null(in.bytes);
    assert_string_equal(in.name, name);
    assert_int_equal(in.len, strlen(text));
    assert_memory_equal(in.bytes, text, in.len);
}

static void expect_end(dateline_input_stream *s) {
    for (int i = 0; i < 2; i++) {
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_null(in.bytes);
    }
    dateline_input_stream_close(s);
}

static void a_plain_file_is_one_report(void **state) {
    (void)state;
    dateline_input_stream *s = OPEN("A bomb went off.\n{\"text\": 1}\n");
    assert_false(dateline_input_stream_is_jsonl(s));
    expect_input(s, "x", "A bomb went off.\n{\"text\": 1}\n");
    expect_end(s);
    s = OPEN("");
    expect_input(s, "x", "");
    expect_end(s);
    s = OPEN("{a brace}");
    expect_input(s, "x", "{a brace}");
    expect_end(s);
}

static void every_line_is_a_report_with_its_fields(void **state) {
    (void)state;
    dateline_input_stream *s = OPEN("\xef\xbb\xbf\n{\"doc\": \"a/1\", \"text\": \"One \\u00e9\", \"title\": "
                                    "\"T\", \"published\": \"2016-01-12\", "
                                    "\"publisher\": \"P\", \"author\": \"A\", \"source\": \"http://s\", "
                                    "\"language\": \"en\", \"n\": [1]}\r\n"
                                    "  \n{\"id\": 7, \"text\": \"two\", \"title\": null, \"url\": "
                                    "\"http://u\", \"source\": \"http://s\"}\n{\"text\": \"\"}");
    assert_true(dateline_input_stream_is_jsonl(s));
    expect_input(s, "a/1", "One \xc3\xa9");
    assert_string_equal(in.title, "T");
    assert_string_equal(in.published, "2016-01-12");
    assert_string_equal(in.publisher, "P");
    assert_string_equal(in.author, "A");
    assert_string_equal(in.url, "http://s");
    assert_string_equal(in.language, "en");
    expect_input(s, "7", "two");
    assert_null(in.title);
    assert_null(in.author);
    assert_string_equal(in.url, "http://u");
    expect_input(s, "x:5", "");
    assert_int_equal(dateline_input_stream_position(s), dateline_input_stream_size(s));
    expect_end(s);
}

static void bad_lines_are_numbered_and_the_others_read(void **state) {
    (void)state;
    dateline_input_stream *s = OPEN("{\"text\": \"one\"}\n{\"text\": \"two\"\n[1]\n{\"title\": \"no "
                                    "text\"}\n{\"text\": 5}\n{\"text\": \"t\", \"url\": {}}\n"
                                    "{\"text\": \"t\", \"doc\": []}\nwords\n{\"text\": null}\n{\"doc\": "
                                    "\"last\", \"text\": \"nul \\u0000 kept\"}\n");
    static const int numbers[] = {ERR_JSONL_SYNTAX, ERR_JSONL_SYNTAX, ERR_JSONL_TEXT,   ERR_JSONL_FIELD,
                                  ERR_JSONL_FIELD,  ERR_JSONL_FIELD,  ERR_JSONL_SYNTAX, ERR_JSONL_TEXT};
    expect_input(s, "x:1", "one");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char line[16];
        snprintf(line, sizeof line, "line %zu", i + 2);
        assert_int_equal(dateline_input_stream_next(s, &in, &err), -numbers[i]);
        assert_int_equal(err.number, numbers[i]);
        assert_string_equal(err.where, "x");
        assert_non_null(strstr(err.sentence, line));
        assert_null(in.bytes);
    }
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_string_equal(in.name, "last");
    assert_int_equal(in.len, 10);
    assert_memory_equal(in.bytes, "nul \0 kept", 10);
    expect_end(s);
}

static void errors_tell_the_byte(void **state) {
    (void)state;
    dateline_input_stream *s = OPEN("{\"text\": \"one\"}\n{\"text\": x}\n");
    expect_input(s, "x:1", "one");
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_SYNTAX);
    assert_in_range(err.offset, 16, 16 + 12);
    expect_end(s);
}

static void broken_utf8_is_mended_and_deep_nesting_refused(void **state) {
    (void)state;
    dateline_input_stream *s = OPEN("{\"text\": \"caf\xe9\"}\n");
    expect_input(s, "x:1", "caf\xef\xbf\xbd");
    expect_end(s);
    size_t len = 100000;
    char *deep = malloc(len);
    memset(deep, '[', len);
    memcpy(deep, "{\"text\":", 8);
    s = open_bytes(deep, len);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_SYNTAX);
    expect_end(s);
    free(deep);
}

/* --- files and pipes --- */

static char path[64];

static FILE *temporary(void) {
    strcpy(path, "/tmp/dateline-stream-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    return fdopen(fd, "w");
}

static void lines_of_ten_megabytes_are_read(void **state) {
    (void)state;
    size_t len = 10 << 20;
    char *words = malloc(len + 1);
    memset(words, 'w', len);
    words[len] = '\0';
    FILE *f = temporary();
    fprintf(f, "{\"text\": \"small\"}\n{\"text\": \"%s\"}\n{\"text\": \"last\"}\n", words);
    fclose(f);
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_open(path, &s, &err), 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_int_equal(in.len, len);
    assert_memory_equal(in.bytes, words, len);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_memory_equal(in.bytes, "last", 5);
    expect_end(s);
    remove(path);
    free(words);
}

static void a_line_over_the_limit_is_skipped(void **state) {
    (void)state;
    FILE *f = temporary();
    fputs("{\"text\": \"", f);
    for (int i = 0; i < 66; i++)
        for (int k = 0; k < 1 << 10; k++) fprintf(f, "%01024d", 7);
    fputs("\"}\n{\"text\": \"last\"}\n", f);
    fclose(f);
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_open(path, &s, &err), 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_LINE);
    assert_int_equal(err.offset, 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_memory_equal(in.bytes, "last", 5);
    expect_end(s);
    /* the same bytes as one plain text */
    f = fopen(path, "r+");
    fputs("A", f);
    fclose(f);
    assert_int_equal(dateline_input_stream_open(path, &s, &err), 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_TEXT_LONG);
    expect_end(s);
    remove(path);
}

static void a_pipe_may_give_byte_by_byte(void **state) {
    (void)state;
    FILE *f = temporary();
    fputs("for c in '{' '\"' 'text' '\": ' '\"a' 'b\"}'; do printf %s \"$c\"; sleep 0.01; done; echo; echo "
          "'{\"text\": \"cd\"}'",
          f);
    fclose(f);
    char script[256], fifo[80];
    snprintf(fifo, sizeof fifo, "%s.fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    snprintf(script, sizeof script, "sh %s >%s", path, fifo);
    FILE *writer = popen(script, "r");
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_open(fifo, &s, &err), 0);
    assert_int_equal(dateline_input_stream_size(s), 0);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_memory_equal(in.bytes, "ab", 3);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_memory_equal(in.bytes, "cd", 3);
    expect_end(s);
    pclose(writer);
    remove(fifo);
    remove(path);
}

static void what_cannot_be_opened_is_told(void **state) {
    (void)state;
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_open("/nowhere/x", &s, &err), -ERR_FILE_OPEN);
    assert_null(s);
    assert_int_equal(dateline_input_stream_open("/tmp", &s, &err), -ERR_FILE_KIND);
    assert_null(s);
    dateline_input_stream_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_one_report),
        cmocka_unit_test(every_line_is_a_report_with_its_fields),
        cmocka_unit_test(bad_lines_are_numbered_and_the_others_read),
        cmocka_unit_test(errors_tell_the_byte),
        cmocka_unit_test(broken_utf8_is_mended_and_deep_nesting_refused),
        cmocka_unit_test(lines_of_ten_megabytes_are_read),
        cmocka_unit_test(a_line_over_the_limit_is_skipped),
        cmocka_unit_test(a_pipe_may_give_byte_by_byte),
        cmocka_unit_test(what_cannot_be_opened_is_told),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
