/* test_weights.c - the file of tensors: what it reads, and the five ways in which it can be wrong. */
#include "check.h"

#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "nn/weights.h"

enum { HEADER = 64, ENTRY = 136, MAX_FILE = 4096 };

/* A file made by hand, aligned as a mapping is. */
static _Alignas(64) unsigned char file[MAX_FILE];
static size_t file_len;

static void put32(size_t at, uint32_t v) {
    memcpy(file + at, &v, 4);
}

static void put64(size_t at, uint64_t v) {
    memcpy(file + at, &v, 8);
}

static void put_entry(size_t i, const char *name, uint32_t type, uint32_t rows, uint32_t columns,
                      uint64_t offset, uint64_t bytes, uint64_t scales) {
    size_t at = HEADER + i * ENTRY;
    memset(file + at, 0, ENTRY);
    memcpy(file + at, name, strlen(name));
    put32(at + 64, type);
    put32(at + 68, 2);
    put32(at + 72, rows);
    put32(at + 76, columns);
    put32(at + 80, 1);
    put32(at + 84, 1);
    put64(at + 88, offset);
    put64(at + 96, bytes);
    put64(at + 104, scales);
}

static void seal(void) {
    put64(16, file_len);
    put64(24, XXH3_64bits(file + HEADER, file_len - HEADER));
}

/* f32 [2, 2] at 512, bf16 [1, 2] at 576, int8 rows [2, 3] at 640 with scales at 704. */
static int make_file(void **state) {
    (void)state;
    memset(file, 0, sizeof file);
    file_len = 768;
    memcpy(file, "DLWEIGHT", 8);
    put32(8, 1);
    put32(12, 3);
    put_entry(0, "wide", TENSOR_F32, 2, 2, 512, 16, 0);
    put_entry(1, "half", TENSOR_BF16, 1, 2, 576, 4, 0);
    put_entry(2, "byte", TENSOR_INT8_ROWS, 2, 3, 640, 6, 704);
    const float wide[] = {1, -2, 3.5f, 0}, scales[] = {0.5f, 2};
    const uint16_t half[] = {0x3f80, 0xc000}; /* 1, -2 */
    const int8_t byte[] = {1, -1, 127, -127, 0, 3};
    memcpy(file + 512, wide, sizeof wide);
    memcpy(file + 576, half, sizeof half);
    memcpy(file + 640, byte, sizeof byte);
    memcpy(file + 704, scales, sizeof scales);
    seal();
    return 0;
}

/* Status of opening the bytes as they are now, from memory and from a file. */
static dateline_status opens(void) {
    weights *w = NULL;
    dateline_error err = {0};
    dateline_status status = weights_open_bytes("made", file, file_len, &w, &err);
    assert_int_equal(err.number, -status);
    assert_true((status == 0) == (w != NULL));
    weights_close(w);
    char path[] = "/tmp/dateline-weights-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, file, file_len), (ssize_t)file_len);
    close(fd);
    assert_int_equal(weights_open(path, &w, NULL), status);
    weights_close(w);
    unlink(path);
    return status;
}

static void reads_every_type(void **state) {
    (void)state;
    weights *w;
    const tensor *t;
    const float *f32;
    float out[6];
    assert_int_equal(weights_open_bytes("made", file, file_len, &w, NULL), 0);
    assert_int_equal(weights_f32(w, "wide", 2, 2, &f32, NULL), 0);
    assert_true(f32[2] == 3.5f);
    assert_int_equal(weights_tensor(w, "half", 1, 2, &t, NULL), 0);
    tensor_rows(t, 0, 1, out);
    assert_true(out[0] == 1 && out[1] == -2);
    assert_int_equal(weights_tensor(w, "byte", 2, 3, &t, NULL), 0);
    tensor_rows(t, 0, 2, out);
    assert_true(out[0] == 0.5f && out[2] == 63.5f && out[3] == -254 && out[5] == 6);
    tensor_rows(t, 1, 1, out);
    assert_true(out[0] == -254);
    weights_close(w);
}

static void names_what_does_not_fit(void **state) {
    (void)state;
    weights *w;
    const tensor *t;
    const float *f32;
    assert_int_equal(weights_open_bytes("made", file, file_len, &w, NULL), 0);
    assert_null(weights_find(w, "absent"));
    assert_int_equal(weights_tensor(w, "absent", 1, 1, &t, NULL), -ERR_MODEL_SHAPE);
    assert_int_equal(weights_tensor(w, "wide", 2, 3, &t, NULL), -ERR_MODEL_SHAPE);
    assert_int_equal(weights_f32(w, "half", 1, 2, &f32, NULL), -ERR_MODEL_SHAPE);
    weights_close(w);
}

static void five_ways_to_be_wrong(void **state) {
    (void)state;
    weights *w;
    assert_int_equal(weights_open("/nonexistent/weights.bin", &w, NULL), -ERR_MODEL_MISSING);
    assert_int_equal(opens(), 0);
    for (file_len = 0; file_len < 768; file_len += 7) assert_int_equal(opens(), -ERR_MODEL_SHORT);
    make_file(state);
    file[3] = 'l';
    assert_int_equal(opens(), -ERR_MODEL_WRONG);
    make_file(state);
    put32(8, 0);
    assert_int_equal(opens(), -ERR_MODEL_OLD);
    put32(8, 2);
    assert_int_equal(opens(), -ERR_MODEL_NEW);
    make_file(state);
    file[513] ^= 1;
    assert_int_equal(opens(), -ERR_MODEL_DAMAGED);
    make_file(state);
    file_len++;
    assert_int_equal(opens(), -ERR_MODEL_DAMAGED);
}

/* Tables that cannot be, each under a checksum that agrees. */
static void refuses_impossible_tables(void **state) {
    static const struct {
        size_t at, size;
        uint64_t value;
    } changes[] = {
        {12, 4, 6},          /* more entries than there is room for */
        {12, 4, UINT32_MAX}, /* far more */
        {HEADER, 1, 0},      /* no name */
        {HEADER + 64, 4, 9}, /* no such type */
        {HEADER + 64, 4, 1}, /* a type of another size */
        {HEADER + 68, 4, 0}, /* no dimensions */
        {HEADER + 68, 4, 5}, /* too many */
        {HEADER + 68, 4, 1}, /* a second dimension that should not be */
        {HEADER + 72, 4, 0}, /* no rows */
        {HEADER + 72, 4, UINT32_MAX} /* too many rows */,
        {HEADER + 76, 4, UINT32_MAX},
        {HEADER + 88, 8, 516},              /* not aligned */
        {HEADER + 88, 8, 0},                /* in the header */
        {HEADER + 88, 8, 768},              /* behind the end */
        {HEADER + 88, 8, ~63ull},           /* far behind it */
        {HEADER + 96, 8, 15},               /* bytes that do not agree with the shape */
        {HEADER + 2 * ENTRY + 104, 8, 764}, /* scales across the end */
        {HEADER + 2 * ENTRY + 104, 8, 702}, /* scales that are not aligned */
        {HEADER + ENTRY, 4, 0x65646977},    /* "wide" again */
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        make_file(state);
        memcpy(file + changes[i].at, &changes[i].value, changes[i].size);
        if (changes[i].at != 16) seal();
        if (opens() != -ERR_MODEL_DAMAGED) fail_msg("change %zu is let through", i);
    }
    make_file(state);
    memset(file + HEADER, 'x', 64); /* a name without end */
    seal();
    assert_int_equal(opens(), -ERR_MODEL_DAMAGED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_every_type, make_file),
        cmocka_unit_test_setup(names_what_does_not_fit, make_file),
        cmocka_unit_test_setup(five_ways_to_be_wrong, make_file),
        cmocka_unit_test_setup(refuses_impossible_tables, make_file),
    };
    return cmocka_run_group_tests_name("weights", tests, NULL, NULL);
}
