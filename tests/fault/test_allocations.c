/* Every allocation made to fail in turn: of opening a reader, of reading one report, of writing its JSON. Each
 * failure must be a numbered error, the program must live, and (under LeakSanitizer) nothing may leak.
 *
 * The linker sends malloc, calloc and realloc of our code through the __wrap_ functions below. Where there are
 * too many allocations for the time (sanitizer builds malloc each request of an arena), all of the first
 * ALL_BELOW are tried and then a fixed sample. */
#include "base/file.h"
#include "check.h"
#include "dateline/reader.h"
#include "dateline/wire.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define LEAKS() __lsan_do_recoverable_leak_check()
enum { ALL_BELOW = 40, SAMPLE = 60 }; /* opening takes ten times as long here */
#else
#define LEAKS() 0
enum { ALL_BELOW = 400, SAMPLE = 150 };
#endif

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t size);

/* The plan: allocation number fail_at fails, and with and_all_after every later one. 0: none. */
static struct {
    uint64_t made, fail_at;
    bool and_all_after;
} plan;

static bool refuse(void) {
    uint64_t number = ++plan.made;
    return plan.fail_at && (number == plan.fail_at || (plan.and_all_after && number > plan.fail_at));
}

void *__wrap_malloc(size_t size) {
    return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size) {
    return refuse() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *at, size_t size) {
    return refuse() ? NULL : __real_realloc(at, size);
}

/* --- what is made to fail --- */

static const dateline_reader_options options = {
    .model = TEST_BINARY_DIR "/share/models/reader-1",
    .data = TEST_BINARY_DIR "/share",
    .arithmetic = DATELINE_ARITHMETIC_F32,
};

static dateline_reader *reader; /* of the steps that need one */
static file_bytes sample;

static dateline_status step_open(dateline_error *err) {
    dateline_reader *r = NULL;
    dateline_status status = dateline_reader_open(&options, &r, err);
    if (status) assert_null(r);
    dateline_reader_close(r);
    return status;
}

static dateline_status step_read(dateline_error *err) {
    dateline_session *session = NULL;
    dateline_report *report = NULL;
    dateline_input in = {.name = "sample", .bytes = sample.at, .len = sample.len, .published = "2020-03-09"};
    dateline_status status = dateline_session_open(reader, &session, err);
    if (status) return assert_null(session), status;
    status = dateline_session_read(session, &in, &report, err);
    if (status) assert_null(report);
    char *json = NULL;
    uint64_t len;
    if (!status) status = dateline_wire_write(report, true, &json, &len, err);
    dateline_wire_free(json);
    dateline_report_close(report);
    dateline_session_close(session);
    return status;
}

static dateline_status step_explain(dateline_error *err) {
    dateline_session *session = NULL;
    const char *json = NULL;
    dateline_input in = {.name = "sample", .bytes = sample.at, .len = sample.len};
    dateline_status status = dateline_session_open(reader, &session, err);
    if (!status) status = dateline_session_explain(session, &in, "places", &json, err);
    dateline_session_close(session);
    return status;
}

/* --- failing it --- */

/* The same report must be readable after any failure: step_read uses one reader throughout. */
static void fail_once(dateline_status (*step)(dateline_error *), uint64_t at, bool and_all_after) {
    dateline_error err = {0};
    plan.made = 0;
    plan.fail_at = at;
    plan.and_all_after = and_all_after;
    dateline_status status = step(&err);
    plan.fail_at = 0;
    if (status && (err.number != -status || !*err.sentence || !dateline_error_title(err.number)))
        fail_msg("allocation %lu: status %d, error %d \"%s\"", (unsigned long)at, status, err.number,
                 err.sentence);
    if (status && err.number != 101 && err.number != 409) /* 409: the matrix engine's own memory */
        fail_msg("allocation %lu: refused memory reported as DL-%04d %s", (unsigned long)at, err.number,
                 err.sentence);
    if (!status && and_all_after && at < plan.made)
        fail_msg("allocation %lu and all after it were refused, and the step succeeded", (unsigned long)at);
}

static void fail_each(dateline_status (*step)(dateline_error *)) {
    dateline_error err = {0};
    assert_int_equal(step(&err), 0); /* warm: what is made once for all time is made now */
    plan.made = 0;
    if (step(&err)) fail_msg("without a failure: DL-%04d %s %s", err.number, err.where, err.sentence);
    uint64_t n = plan.made;
    uint64_t stride = n > ALL_BELOW + SAMPLE ? (n - ALL_BELOW) / SAMPLE : 1;
    print_message("# %lu allocations\n", (unsigned long)n);
    for (uint64_t i = 1; i <= n; i += i < ALL_BELOW ? 1 : stride) {
        fail_once(step, i, false);
        if (i % 7 == 0) fail_once(step, i, true);
    }
    assert_int_equal(step(&err), 0);
    assert_int_equal(LEAKS(), 0);
}

static void opening_a_reader(void **state) {
    (void)state;
    fail_each(step_open);
}

static void reading_a_report(void **state) {
    (void)state;
    fail_each(step_read);
}

static void explaining_a_layer(void **state) {
    (void)state;
    fail_each(step_explain);
}

static int set_up(void **state) {
    (void)state;
    dateline_error err = {0};
    dateline_status status =
        file_open(TEST_SOURCE_DIR "/samples/1-rockets-airfield.txt", SIZE_MAX, &sample, &err);
    if (!status) status = dateline_reader_open(&options, &reader, &err);
    if (status) fprintf(stderr, "DL-%04d %s: %s\n", err.number, err.where, err.sentence);
    return status;
}

static int tear_down(void **state) {
    (void)state;
    dateline_reader_close(reader);
    file_close(&sample);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_a_reader),
        cmocka_unit_test(reading_a_report),
        cmocka_unit_test(explaining_a_layer),
    };
    return cmocka_run_group_tests_name("each allocation fails", tests, set_up, tear_down);
}
