/* test_settings.c - model.json: what is read, and what is refused. tests/cases/settings.tsv names a piece of the real
 * model.json, what it is replaced by, and the error that must come of it. */
#include "check.h"

#include <math.h>

#include "base/file.h"
#include "spans/model.h"

#define MODEL_JSON TEST_SOURCE_DIR "/models/reader-1/model.json"

/* The real file with the first (or, for "all", every) find replaced; the caller frees. */
static char *edited(const char *find, const char *put) {
    file_bytes f;
    if (file_open(MODEL_JSON, 1 << 20, &f, NULL)) return NULL;
    char *text = strndup(f.at, f.len), *at = *find ? strstr(text, find) : NULL, *out = NULL;
    file_close(&f);
    if (!*find)
        out = strdup(put);
    else if (at && asprintf(&out, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find)) < 0)
        out = NULL;
    free(text);
    return out;
}

static bool passes(const check_row *row, char *why, size_t cap) {
    char *text = edited(row->cell[0], row->cell[1]);
    if (!text) return snprintf(why, cap, "not in model.json"), false;
    arena a = {0};
    settings s;
    dateline_error err = {0};
    settings_read("model.json", text, strlen(text), &s, &a, &err);
    snprintf(why, cap, "error %d (%s) instead of %s", err.number, err.sentence, row->cell[2]);
    arena_clear(&a);
    free(text);
    return err.number == atoi(row->cell[2]);
}

static void reads_labels_by_key(void **state) {
    (void)state;
    char *text = edited("\"format\"", "\"format\"");
    arena a = {0};
    settings s;
    dateline_error err = {0};
    assert_non_null(text);
    if (settings_read("model.json", text, strlen(text), &s, &a, &err))
        fail_msg("%s: %s", err.where, err.sentence);
    assert_string_equal(s.name, "reader-1");
    assert_int_equal(s.heads[HEAD_TYPE].n, dateline_term_count(DATELINE_VOCABULARY_type));
    assert_int_equal(s.heads[HEAD_PEOPLE_EFFECT2].term[0], SETTINGS_NO_TERM);
    assert_int_equal(s.heads[HEAD_PEOPLE_EFFECT2].n, s.heads[HEAD_PEOPLE_EFFECT].n + 1);
    for (int h = 0; h < N_HEADS; h++)
        for (uint32_t i = s.heads[h].term[0] == SETTINGS_NO_TERM; i < s.heads[h].n; i++)
            assert_non_null(dateline_term_key(s.heads[h].vocabulary, s.heads[h].term[i]));
    assert_true(s.n_stop > 5);
    for (uint32_t i = 1; i < s.n_stop; i++) assert_true(s.stop[i - 1] < s.stop[i]);
    arena_clear(&a);
    free(text);
}

static void calibration_is_a_line_through_logits(void **state) {
    (void)state;
    const settings_calibration rows[] = {{"type", 2, 1}};
    settings s = {.calibration = rows, .n_calibration = 1};
    assert_true(fabsf(settings_calibrate(&s, "type", 0.5f) - 1 / (1 + expf(-1))) < 1e-6f);
    assert_true(settings_calibrate(&s, "type", 0) < 1e-4f && settings_calibrate(&s, "type", 1) > 0.9999f);
    assert_true(settings_calibrate(&s, "when", 0.25f) == 0.25f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_labels_by_key),
        cmocka_unit_test(calibration_is_a_line_through_logits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + check_table("settings.tsv", 3, passes);
}
