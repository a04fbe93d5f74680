/* Tests of base/: strings, UTF-8, arena, map, JSON writer, files, errors, terms. */
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "check.h"
#include "dateline/record.h"

static void utf8_accepts_and_refuses_what_the_standard_does(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t good;
    } rows[] = {{"plain", 5},        {"\xc3\xa9", 2},         {"\xc0\x80", 0},
                {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0}, {"\xf0\x9f\x98\x80", 4},
                {"ab\xe2\x82", 2},   {"\xef\xbf\xbd", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(utf8_valid_prefix(rows[i].bytes, strlen(rows[i].bytes)), rows[i].good);
}

static void utf8_repairs_each_maximal_subpart_once(void **state) {
    (void)state;
    arena a = {0};
    size_t n;
    /* The example of Unicode 15, table 3-8: 61 F1 80 80 E1 80 C2 62 80 63 80 BF 64. */
    str s = utf8_repair("a\xf1\x80\x80\xe1\x80\xc2"
                        "b\x80"
                        "c\x80\xbf"
                        "d",
                        13, &n, &a);
    assert_int_equal(n, 6);
    assert_true(str_equal(s, STR("a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                                 "b\xef\xbf\xbd"
                                 "c\xef\xbf\xbd\xef\xbf\xbd"
                                 "d")));
    assert_int_equal(utf8_valid_prefix(s.at, s.len), s.len);
    arena_clear(&a);
}

static void utf8_round_trips_every_plane(void **state) {
    (void)state;
    for (uint32_t p = 1; p <= 0x10ffff; p += p < 0x11000 ? 1 : 257) {
        if (p >= 0xd800 && p < 0xe000) continue;
        char bytes[4];
        uint32_t back = 0;
        int n = utf8_put(p, bytes);
        assert_int_equal(utf8_next(bytes, (size_t)n, &back), n);
        assert_int_equal(back, p);
    }
}

static void arena_gives_aligned_distinct_memory_and_refuses_overflow(void **state) {
    (void)state;
    arena a = {0};
    char *first = arena_alloc(&a, 3), *second = arena_alloc(&a, 1 << 20);
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal((uintptr_t)second % 16, 0);
    memset(second, 7, 1 << 20);
    assert_null(arena_zalloc(&a, SIZE_MAX / 2, 4));
    arena_reset(&a, 1 << 22);
    assert_int_equal(a.used, 0);
    assert_string_equal(arena_print(&a, "%d-%s", 7, "x"), "7-x");
    arena_clear(&a);
}

static void vec_and_map_hold_what_was_put(void **state) {
    (void)state;
    arena a = {0};
    VEC(int) v = {0};
    map m = {0};
    for (int i = 0; i < 1000; i++) {
        *VEC_PUSH(&v, &a) = i;
        char *key = arena_print(&a, "key %d", i);
        assert_true(map_put(&m, str_of(key), (uint32_t)i, &a));
    }
    assert_int_equal(v.n, 1000);
    assert_int_equal(v.at[999], 999);
    assert_int_equal(map_get(&m, STR("key 512")), 512);
    assert_int_equal(map_get(&m, STR("key 1000")), MAP_NONE);
    assert_true(map_put(&m, STR("key 512"), 7, &a));
    assert_int_equal(map_get(&m, STR("key 512")), 7);
    assert_int_equal(m.n, 1000);
    arena_clear(&a);
}

static void json_writes_commas_and_escapes(void **state) {
    (void)state;
    str_buf b;
    str_buf_init(&b);
    json_writer w = json_writer_to(&b);
    json_writer_open(&w, '{');
    json_writer_field(&w, "a", "q\"\\\n\x01\xc3\xa9");
    json_writer_key(&w, "b");
    json_writer_open(&w, '[');
    json_writer_int(&w, -3);
    json_writer_real(&w, 0.250, 4);
    json_writer_real(&w, 2.0, 4);
    json_writer_bool(&w, true);
    json_writer_null(&w);
    json_writer_close(&w, ']');
    json_writer_field(&w, "c", NULL);
    json_writer_close(&w, '}');
    assert_false(b.failed);
    assert_string_equal(b.at,
                        "{\"a\":\"q\\\"\\\\\\n\\u0001\xc3\xa9\",\"b\":[-3,0.25,2,true,null],\"c\":null}");
    str_buf_clear(&b);
}

static void files_are_replaced_whole_and_refused_by_number(void **state) {
    (void)state;
    char folder[] = "/tmp/dateline-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f", folder);
    dateline_error err;
    file_bytes f;
    assert_int_equal(file_open(path, 100, &f, &err), -ERR_FILE_OPEN);
    assert_int_equal(file_replace(path, "hello", 5, &err), DATELINE_OK);
    assert_int_equal(file_open(path, 100, &f, &err), DATELINE_OK);
    assert_int_equal(f.len, 5);
    assert_memory_equal(f.at, "hello", 5);
    file_close(&f);
    assert_int_equal(file_open(path, 4, &f, &err), -ERR_FILE_SIZE);
    assert_int_equal(file_open(folder, 4, &f, &err), -ERR_FILE_KIND);
    assert_int_equal(file_replace("/nowhere/at/all", "x", 1, &err), -ERR_FILE_WRITE);
    unlink(path);
    rmdir(folder);
}

static void errors_tell_number_place_and_sentence_safely(void **state) {
    (void)state;
    dateline_error err;
    char line[1024];
    assert_int_equal(error_set(&err, ERR_JSONL_SYNTAX, "a\x1b[31m.jsonl", 17, "%s", "\xff{"), -301);
    dateline_error_print(&err, line, sizeof line);
    assert_string_equal(line, "DL-0301 a?[31m.jsonl:17: expected one JSON object a line, met: ?{");
    assert_string_equal(dateline_error_title(301), "line is not JSON");
    assert_null(dateline_error_title(1));
    assert_int_equal(error_set(NULL, ERR_MEMORY, NULL, 0, "x"), -101);
}

static void terms_map_both_ways(void **state) {
    (void)state;
    for (int v = 0; v < DATELINE_N_VOCABULARIES; v++)
        for (int t = 0; t < dateline_term_count((dateline_vocabulary)v); t++) {
            const char *key = dateline_term_key((dateline_vocabulary)v, t);
            assert_int_equal(dateline_term_of((dateline_vocabulary)v, key, strlen(key)), t);
        }
    assert_int_equal(dateline_term_count(DATELINE_VOCABULARY_type), 24);
    assert_int_equal(dateline_term_of(DATELINE_VOCABULARY_type, "nothing", 7), -1);
    assert_null(dateline_term_key(DATELINE_VOCABULARY_sex, 3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_accepts_and_refuses_what_the_standard_does),
        cmocka_unit_test(utf8_repairs_each_maximal_subpart_once),
        cmocka_unit_test(utf8_round_trips_every_plane),
        cmocka_unit_test(arena_gives_aligned_distinct_memory_and_refuses_overflow),
        cmocka_unit_test(vec_and_map_hold_what_was_put),
        cmocka_unit_test(json_writes_commas_and_escapes),
        cmocka_unit_test(files_are_replaced_whole_and_refused_by_number),
        cmocka_unit_test(errors_tell_number_place_and_sentence_safely),
        cmocka_unit_test(terms_map_both_ways),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
