/* Tests of tables and arrays as streams of inputs: intake/csv, intake/json_array, intake/columns. */
#include "base/error.h"
#include "check.h"
#include "dateline/input.h"

static dateline_error err;
static dateline_input in;
static dateline_input_stream *s;

static void open_as(const char *bytes, const char *format, const char *columns, const char *found) {
    dateline_input_options options = {.format = format, .columns = columns};
    assert_int_equal(dateline_input_stream_of_bytes_as("x", bytes, strlen(bytes), &options, &s, &err), 0);
    assert_string_equal(dateline_input_stream_format(s), found);
}

static void expect(const char *name, const char *text) {
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_non_null(in.bytes);
    assert_string_equal(in.name, name);
    assert_int_equal(in.len, strlen(text));
    assert_memory_equal(in.bytes, text, in.len);
}

static void expect_error(int number, uint64_t offset) {
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -number);
    assert_string_equal(err.where, "x");
    assert_int_equal(err.offset, offset);
    assert_null(in.bytes);
}

static void expect_end(void) {
    for (int i = 0; i < 2; i++) {
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_null(in.bytes);
    }
    dateline_input_stream_close(s);
}

static void a_table_is_found_by_its_header(void **state) {
    (void)state;
    open_as("\xef\xbb\xbfHeadline,Date,Source,\"Body\",n\r\n"
            "H,\"Jan 13, 2020\",http://a.org/b,\"One, \"\"two\"\"\r\nthree\",9\r\n\r\n"
            "I,3/4/2020,The Paper,Four \"and\" five,\r\n",
            NULL, NULL, "csv");
    expect("x:1", "One, \"two\"\r\nthree");
    assert_string_equal(in.title, "H");
    assert_string_equal(in.published, "2020-01-13");
    assert_string_equal(in.url, "http://a.org/b");
    assert_null(in.publisher);
    expect("x:2", "Four \"and\" five");
    assert_string_equal(in.publisher, "The Paper");
    assert_string_equal(in.published, "3/4/2020"); /* two days: left for the reader to refuse */
    expect_end();
    open_as("id\ttext\n7\tone, two\n8\tthree", NULL, NULL, "tsv");
    expect("7", "one, two");
    expect("8", "three");
    expect_end();
    open_as("id;text\n7;one\n", NULL, NULL, "csv");
    expect("7", "one");
    expect_end();
}

static void prose_is_no_table(void **state) {
    (void)state;
    open_as("Text, she said, was sent.\nMore.\n", NULL, NULL, "text");
    dateline_input_stream_close(s);
    open_as("title,date\nno texts,2020-01-01\n", NULL, NULL, "text");
    dateline_input_stream_close(s);
    open_as("[TEXT] A bomb went off.\n", NULL, NULL, "text");
    dateline_input_stream_close(s);
}

static void one_bad_row_costs_only_itself(void **state) {
    (void)state;
    open_as("id,text\n1,one\n2\n3,a,b\n4,\n5,\"open\n6,six\n7,seven\n", NULL, NULL, "csv");
    expect("1", "one");
    expect_error(ERR_CSV_ROW, 14);
    assert_non_null(strstr(err.sentence, "row 2"));
    expect_error(ERR_CSV_ROW, 16);
    expect_error(ERR_CSV_TEXT, 22);
    expect_error(ERR_CSV_QUOTE, 25);
    expect("6", "six");
    expect("7", "seven");
    expect_end();
    /* a quote that opens in one row and closes in another */
    open_as("id,text\n1,\"open\n2,two\n3,\"three\"\n4,four\n", NULL, NULL, "csv");
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_CSV_QUOTE);
    expect("2", "two");
    expect("3", "three");
    expect("4", "four");
    expect_end();
}

static void a_map_names_columns_and_keys(void **state) {
    (void)state;
    static const char map[] = "text=Story, title = Kopf";
    open_as("Kopf,Story,text\nT,words,other\n", NULL, map, "csv");
    expect("x:1", "words");
    assert_string_equal(in.title, "T");
    expect_end();
    open_as("{\"Story\": \"words\", \"text\": \"other\", \"Kopf\": \"T\"}\n", NULL, map, "jsonl");
    expect("x:1", "words");
    assert_string_equal(in.title, "T");
    expect_end();
    dateline_input_options wrong = {.columns = "words=x"};
    assert_int_equal(dateline_input_stream_of_bytes_as("x", "", 0, &wrong, &s, &err), -ERR_INPUT_COLUMNS);
    assert_null(s);
}

static void a_format_may_be_forced(void **state) {
    (void)state;
    open_as("text\none\n", "csv", NULL, "csv");
    expect("x:1", "one");
    expect_end();
    open_as("{\"text\": \"one\"}\n", "text", NULL, "text");
    expect("x", "{\"text\": \"one\"}\n");
    expect_end();
    static const struct {
        const char *bytes, *format;
        int number;
    } cases[] = {{"a", "doc", ERR_INPUT_FORMAT},
                 {"a,b\nc,d\n", "csv", ERR_CSV_TEXT},
                 {"", "csv", ERR_CSV_TEXT},
                 {"\"a,text\n", "csv", ERR_CSV_QUOTE},
                 {"{\"text\": 1}", "json", ERR_JSONL_SYNTAX}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dateline_input_options options = {.format = cases[i].format};
        assert_int_equal(dateline_input_stream_of_bytes_as("x", cases[i].bytes, strlen(cases[i].bytes),
                                                           &options, &s, &err),
                         -cases[i].number);
        assert_null(s);
    }
}

static void too_many_columns_are_refused(void **state) {
    (void)state;
    static char wide[1200 * 2 + 16] = "id,text";
    for (int i = 0; i < 1200; i++) strcat(wide, ",a");
    assert_int_equal(dateline_input_stream_of_bytes("x", wide, strlen(wide), &s, &err), -ERR_CSV_FIELDS);
}

static void an_array_is_read_by_elements(void **state) {
    (void)state;
    open_as(" [ {\"doc\": \"a\", \"text\": \"o,n]e \\\" \\\\\", \"x\": [1, {}]} ,\n{\"text\": \"two\"}]\n",
            NULL, NULL, "json");
    expect("a", "o,n]e \" \\");
    expect("x:2", "two");
    expect_end();
    open_as("[{\"text\": \"one\"}, {\"text\": }, 5, {\"title\": \"t\"}, {\"text\": \"two\"},]", NULL, NULL,
            "json");
    expect("x:1", "one");
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_SYNTAX);
    assert_non_null(strstr(err.sentence, "element 2"));
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_SYNTAX);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_JSONL_TEXT);
    expect("x:5", "two");
    expect_end();
    open_as("[{\"text\": \"one\"}, {\"text\": \"cut", NULL, NULL, "json");
    expect("x:1", "one");
    expect_error(ERR_JSON_END, 17);
    expect_end();
}

static void a_row_over_the_limit_is_skipped(void **state) {
    (void)state;
    size_t len = (size_t)66 << 20;
    char *bytes = malloc(len + 64);
    memcpy(bytes, "id,text\n1,", 10);
    memset(bytes + 10, 'w', len);
    memcpy(bytes + 10 + len, "\n2,two\n", 8);
    assert_int_equal(dateline_input_stream_of_bytes("x", bytes, len + 17, &s, &err), 0);
    expect_error(ERR_CSV_LINE, 8);
    expect("2", "two");
    expect_end();
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_found_by_its_header), cmocka_unit_test(prose_is_no_table),
        cmocka_unit_test(one_bad_row_costs_only_itself),  cmocka_unit_test(a_map_names_columns_and_keys),
        cmocka_unit_test(a_format_may_be_forced),         cmocka_unit_test(too_many_columns_are_refused),
        cmocka_unit_test(an_array_is_read_by_elements),   cmocka_unit_test(a_row_over_the_limit_is_skipped),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
