/* Tests of the pool: input order whatever the number of threads, failures in their place, stopping. */
#include <unistd.h>

#include "base/error.h"
#include "check.h"
#include "faces/cli/jobs.h"
#include "faces/cli/options.h"

enum { N_DOCS = 500 };

/* A JSON Lines file of N_DOCS documents of different lengths; every 50th fails, every 70th line is broken. */
static char *write_docs(void) {
    static char path[] = "/tmp/dateline-jobs-XXXXXX";
    strcpy(path + sizeof path - 7, "XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    for (int i = 0; i < N_DOCS; i++) {
        if (i % 70 == 69)
            fprintf(f, "{\"broken\n");
        else
            fprintf(f, "{\"doc\":\"d%d\",\"text\":\"%s%.*s\"}\n", i, i % 50 == 49 ? "fail" : "words ", i % 17,
                    "aaaaaaaaaaaaaaaaaaaa");
    }
    fclose(f);
    return path;
}

static dateline_status put_name(const void *how, dateline_session *session, const dateline_input *input,
                                str_buf *out, dateline_error *err) {
    (void)how;
    dateline_report *report;
    dateline_status status = dateline_session_read(session, input, &report, err);
    if (status) return status;
    str_buf_print(out, "%s %s", report->name, input->title ? input->title : "-");
    dateline_report_close(report);
    return DATELINE_OK;
}

typedef struct collected {
    int next, failed, broken, stop_at;
} collected;

static dateline_status check_order(void *sink, const job *j) {
    collected *c = sink;
    char expected[32];
    int i = c->next++;
    snprintf(expected, sizeof expected, "d%d -", i);
    if (i % 70 == 69) {
        assert_int_equal(j->error.number, ERR_JSONL_SYNTAX);
        c->broken++;
    } else if (i % 50 == 49) {
        assert_int_equal(j->error.number, ERR_TEXT_EMPTY);
        c->failed++;
    } else {
        assert_int_equal(j->status, 0);
        assert_string_equal(j->output.at, expected);
    }
    return c->stop_at && c->next == c->stop_at ? -ERR_OUTPUT : DATELINE_OK;
}

static void run_with(int threads, collected *c, dateline_status expected) {
    const char *files[] = {write_docs(), "/no/such/file"};
    dateline_error err;
    dateline_reader *reader;
    assert_int_equal(dateline_reader_open(NULL, &reader, &err), 0);
    jobs_plan plan = {.files = files,
                      .n_files = 1,
                      .n_threads = threads,
                      .reader = reader,
                      .run = put_name,
                      .take = check_order,
                      .sink = c};
    assert_int_equal(jobs_run(&plan, &err), expected);
    dateline_reader_close(reader);
    unlink(files[0]);
}

static void results_come_in_the_order_of_the_input(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 3, 8};
    for (int i = 0; i < 4; i++) {
        collected c = {0};
        run_with(threads[i], &c, DATELINE_OK);
        assert_int_equal(c.next, N_DOCS);
        assert_int_equal(c.broken, N_DOCS / 70);
        assert_int_equal(c.failed, 9); /* 10 less the one at 349 that is a broken line */
    }
}

static dateline_status count_failure(void *sink, const job *j) {
    assert_int_equal(j->error.number, ERR_FILE_OPEN);
    ++*(int *)sink;
    return DATELINE_OK;
}

static void files_that_cannot_be_opened_are_failed_jobs(void **state) {
    (void)state;
    const char *files[] = {"/no/such/file", "/no/other"};
    int n = 0;
    dateline_error err;
    dateline_reader *reader;
    assert_int_equal(dateline_reader_open(NULL, &reader, &err), 0);
    jobs_plan plan = {.files = files,
                      .n_files = 2,
                      .n_threads = 2,
                      .reader = reader,
                      .run = put_name,
                      .take = count_failure,
                      .sink = &n};
    assert_int_equal(jobs_run(&plan, &err), 0);
    assert_int_equal(n, 2);
    dateline_reader_close(reader);
}

/* --- the command line --- */

static int parse(int command, options *o, const char *words) {
    static char line[512], *argv[32];
    int argc = 0;
    snprintf(line, sizeof line, "%s", words);
    for (char *rest = line, *word; (word = strsep(&rest, " "));)
        if (*word) argv[argc++] = word;
    dateline_error err = {0};
    options_parse(command, argc, argv, o, &err);
    return err.number;
}

static void options_are_understood(void **state) {
    (void)state;
    options o;
    assert_int_equal(parse(COMMAND_READ, &o, "--jsonl a --jobs 3 b --model=m -- --json -"), 0);
    assert_int_equal(o.format, FORMAT_JSONL);
    assert_int_equal(o.jobs, 3);
    assert_string_equal(o.model, "m");
    assert_int_equal(o.n_files, 4);
    assert_string_equal(o.files[1], "b");
    assert_string_equal(o.files[2], "--json");
    assert_int_equal(parse(COMMAND_READ, &o, "--arithmetic bf16 --color=never --with-text --explain -"), 0);
    assert_int_equal(o.arithmetic, DATELINE_ARITHMETIC_BF16);
    assert_int_equal(o.colour, COLOUR_NEVER);
    assert_true(o.with_text && o.explain);
    assert_int_equal(parse(COMMAND_EXPLAIN, &o, "--layer places --jsonl f"), 0);
    assert_string_equal(o.layer, "places");
    assert_int_equal(parse(COMMAND_READ, &o, "--help"), 0);
    assert_true(o.help);
}

static void wrong_options_have_numbers(void **state) {
    (void)state;
    static const struct {
        int command, number;
        const char *words;
    } rows[] = {{COMMAND_READ, ERR_OPTION, "--jsnol a"},
                {COMMAND_READ, ERR_OPTION, "-x a"},
                {COMMAND_READ, ERR_OPTION, "--layer places a"},
                {COMMAND_EXPLAIN, ERR_OPTION, "--text a"},
                {COMMAND_READ, ERR_ARGUMENT, "--jobs"},
                {COMMAND_READ, ERR_ARGUMENT, "--jobs 0 a"},
                {COMMAND_READ, ERR_ARGUMENT, "--jobs 1x a"},
                {COMMAND_READ, ERR_ARGUMENT, "--jobs 99999999999999999999 a"},
                {COMMAND_READ, ERR_ARGUMENT, "--arithmetic f16 a"},
                {COMMAND_READ, ERR_ARGUMENT, "--jsonl=yes a"},
                {COMMAND_READ, ERR_ARGUMENT, "--explain --json a"},
                {COMMAND_READ, ERR_ARGUMENT, "--jsonl"},
                {COMMAND_EXPLAIN, ERR_ARGUMENT, "a"}};
    options o;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(parse(rows[i].command, &o, rows[i].words), rows[i].number);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_the_order_of_the_input),
        cmocka_unit_test(files_that_cannot_be_opened_are_failed_jobs),
        cmocka_unit_test(options_are_understood),
        cmocka_unit_test(wrong_options_have_numbers),
    };
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
