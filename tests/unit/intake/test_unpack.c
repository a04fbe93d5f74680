/* Tests of intake/unpack, alone and below the stream of inputs. What is unpacked here is packed here. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/error.h"
#include "check.h"
#include "dateline/input.h"
#include "intake/unpack.h"

static dateline_error err;
static char packed[1 << 22];
static size_t n_packed;

static void add_gzip(const char *text, size_t len) {
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text, z.avail_in = (uInt)len;
    z.next_out = (Bytef *)packed + n_packed, z.avail_out = (uInt)(sizeof packed - n_packed);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    n_packed = sizeof packed - z.avail_out;
    deflateEnd(&z);
}

static void add_zstd(const char *text, size_t len) {
    size_t n = ZSTD_compress(packed + n_packed, sizeof packed - n_packed, text, len, 3);
    assert_false(ZSTD_isError(n));
    n_packed += n;
}

static void add(enum unpack_kind kind, const char *text) {
    (kind == UNPACK_GZIP ? add_gzip : add_zstd)(text, strlen(text));
}

static unpack *open_packed(const unpack_limits *limits) {
    unpack *u;
    str in = {packed, n_packed};
    assert_int_equal(unpack_open(unpack_find(in), -1, in, "x", limits, &u, &err), 0);
    return u;
}

/* The next piece, which must be this text. */
static void expect(unpack *u, const char *text) {
    char out[256];
    size_t n;
    assert_int_equal(unpack_read(u, out, sizeof out, &n, &err), 0);
    assert_int_equal(n, strlen(text));
    assert_memory_equal(out, text, n);
}

/* Reads until the first failure; the number of bytes before it. */
static uint64_t expect_failure(unpack *u, int number) {
    static char out[1 << 16];
    uint64_t total = 0;
    size_t n;
    for (;;) {
        dateline_status status = unpack_read(u, out, sizeof out, &n, &err);
        total += n;
        if (status) {
            assert_int_equal(status, -number);
            assert_string_equal(err.where, "x");
            return total;
        }
        assert_true(n > 0);
    }
}

static void the_kind_is_found_from_the_bytes(void **state) {
    (void)state;
    assert_int_equal(unpack_find(STR("\x1f\x8b\x08")), UNPACK_NONE);
    assert_int_equal(unpack_find(STR("\x1f\x8b\x08\x08")), UNPACK_GZIP);
    assert_int_equal(unpack_find(STR("\x1f\x8b\x08\xff")), UNPACK_NONE);
    assert_int_equal(unpack_find(STR("\x28\xb5\x2f\xfd")), UNPACK_ZSTD);
    assert_int_equal(unpack_find(STR("\x5d\x2a\x4d\x18")), UNPACK_ZSTD);
    assert_int_equal(unpack_find(STR("text")), UNPACK_NONE);
}

static void members_come_one_by_one(void **state) {
    (void)state;
    for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
        n_packed = 0;
        add(kind, "one");
        size_t second = n_packed;
        add(kind, "");
        size_t third = n_packed;
        add(kind, "three");
        if (kind == UNPACK_GZIP) memset(packed + n_packed, 0, 10), n_packed += 10; /* padding */
        unpack *u = open_packed(&unpack_usual);
        expect(u, "one");
        expect(u, "three");
        expect(u, "");
        expect(u, "");
        assert_int_equal(unpack_member(u, 0), 0);
        assert_int_equal(unpack_member(u, 3), third); /* the latest that begins there */
        assert_true(second < third);
        assert_int_equal(unpack_member(u, 4), UINT64_MAX);
        assert_int_equal(unpack_position(u), n_packed);
        unpack_close(u);
    }
}

static void damage_costs_one_member(void **state) {
    (void)state;
    for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
        n_packed = 0;
        add(kind, "one");
        size_t second = n_packed;
        add(kind, "a second member, which will be damaged");
        size_t third = n_packed;
        add(kind, "three");
        memset(packed + second + (kind == UNPACK_GZIP ? 10 : 4), 0xff, 6);
        unpack *u = open_packed(&unpack_usual);
        expect(u, "one");
        expect_failure(u, ERR_PACK_DAMAGED);
        assert_in_range(err.offset, second, third + 8);
        expect(u, ""); /* stopped until it is asked to go on */
        assert_true(unpack_resume(u));
        expect(u, "three");
        assert_int_equal(unpack_member(u, 3 + 0), third);
        expect(u, "");
        assert_false(unpack_resume(u));
        unpack_close(u);
    }
}

static void a_cut_end_is_told(void **state) {
    (void)state;
    for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
        n_packed = 0;
        add(kind, "one");
        add(kind, "two two two two two");
        n_packed -= 5;
        unpack *u = open_packed(&unpack_usual);
        expect(u, "one");
        expect_failure(u, ERR_PACK_SHORT);
        assert_int_equal(err.offset, n_packed);
        assert_false(unpack_resume(u));
        unpack_close(u);
    }
}

static void other_bytes_behind_are_told(void **state) {
    (void)state;
    n_packed = 0;
    add_gzip("one", 3);
    size_t end = n_packed;
    memcpy(packed + n_packed, "rubbish", 7), n_packed += 7;
    add_gzip("two", 3);
    unpack *u = open_packed(&unpack_usual);
    expect(u, "one");
    assert_int_equal(expect_failure(u, ERR_PACK_TRAIL), 0);
    assert_int_equal(err.offset, end);
    assert_true(unpack_resume(u));
    expect(u, "two");
    unpack_close(u);
}

static void bombs_are_refused(void **state) {
    (void)state;
    size_t len = 64 << 20;
    char *zeros = calloc(1, len);
    for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
        n_packed = 0;
        (kind == UNPACK_GZIP ? add_gzip : add_zstd)(zeros, len);
        unpack *u = open_packed(&unpack_usual);
        assert_in_range(expect_failure(u, ERR_PACK_RATIO), 32 << 20, 34 << 20);
        assert_false(unpack_resume(u));
        unpack_close(u);
        u = open_packed(&(unpack_limits){.size = 1 << 20, .free = 1 << 30, .ratio = 250});
        assert_in_range(expect_failure(u, ERR_PACK_SIZE), 1 << 20, 2 << 20);
        unpack_close(u);
    }
    free(zeros);
}

static void a_wide_window_is_refused(void **state) {
    (void)state;
    /* frame header: magic, descriptor without a size, window of 2^31; then an empty last block */
    memcpy(packed, "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
    n_packed = 9;
    unpack *u = open_packed(&unpack_usual);
    expect_failure(u, ERR_PACK_WINDOW);
    unpack_close(u);
}

/* --- below the stream of inputs --- */

static dateline_input in;

static dateline_input_stream *open_stream(void) {
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_of_bytes("x", packed, n_packed, &s, &err), 0);
    return s;
}

static void every_format_may_be_packed(void **state) {
    (void)state;
    for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
        n_packed = 0;
        add(kind, "{\"text\": \"one\"}\n{\"te");
        add(kind, "xt\": \"two\"}\n");
        dateline_input_stream *s = open_stream();
        assert_string_equal(dateline_input_stream_format(s), "jsonl");
        assert_string_equal(dateline_input_stream_packing(s), kind == UNPACK_GZIP ? "gzip" : "zstd");
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_memory_equal(in.bytes, "one", 4);
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_memory_equal(in.bytes, "two", 4);
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_null(in.bytes);
        assert_int_equal(dateline_input_stream_position(s), dateline_input_stream_size(s));
        dateline_input_stream_close(s);
    }
}

static void lines_before_damage_are_good(void **state) {
    (void)state;
    n_packed = 0;
    add_gzip("{\"text\": \"one\"}\n{\"text\": \"half", 29);
    size_t second = n_packed;
    add_gzip("of a line\"}\n", 12);
    memset(packed + second + 10, 0xff, 4);
    dateline_input_stream *s = open_stream();
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_memory_equal(in.bytes, "one", 4);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_PACK_DAMAGED);
    assert_null(in.bytes);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_null(in.bytes);
    }
    dateline_input_stream_close(s);
}

static void half_a_report_is_none(void **state) {
    (void)state;
    n_packed = 0;
    add_gzip("A bomb went off in Kabul.\n", 26);
    n_packed -= 3;
    dateline_input_stream *s = open_stream();
    assert_int_equal(dateline_input_stream_next(s, &in, &err), -ERR_PACK_SHORT);
    assert_null(in.bytes);
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_null(in.bytes);
    dateline_input_stream_close(s);
}

static void a_long_file_streams(void **state) {
    (void)state;
    char path[] = "/tmp/dateline-unpack-XXXXXX";
    int fd = mkstemp(path);
    close(fd);
    gzFile f = gzopen(path, "wb1");
    for (int i = 0; i < 100000; i++) gzprintf(f, "{\"id\": %d, \"text\": \"report %d\"}\n", i, i * 7919);
    gzclose(f);
    dateline_input_stream *s;
    assert_int_equal(dateline_input_stream_open(path, &s, &err), 0);
    for (int i = 0; i < 100000; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
        assert_string_equal(in.name, name);
    }
    assert_int_equal(dateline_input_stream_next(s, &in, &err), 0);
    assert_null(in.bytes);
    dateline_input_stream_close(s);
    remove(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_is_found_from_the_bytes),
        cmocka_unit_test(members_come_one_by_one),
        cmocka_unit_test(damage_costs_one_member),
        cmocka_unit_test(a_cut_end_is_told),
        cmocka_unit_test(other_bytes_behind_are_told),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(a_wide_window_is_refused),
        cmocka_unit_test(every_format_may_be_packed),
        cmocka_unit_test(lines_before_damage_are_good),
        cmocka_unit_test(half_a_report_is_none),
        cmocka_unit_test(a_long_file_streams),
    };
    return cmocka_run_group_tests_name("unpack", tests, NULL, NULL);
}
