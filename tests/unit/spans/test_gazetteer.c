/* test_gazetteer.c - keys, look-ups, the errors of a bad file, and that a damaged one is never read outside of. */
#include "spans/gazetteer.h"

#include "check.h"
#include "spans/gazetteer_format.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PATH TEST_BINARY_DIR "/data/gazetteer.bin"

static gazetteer world;

static int open_world(void **state) {
    (void)state;
    dateline_error err = {0};
    if (gazetteer_open(PATH, &world, &err) == DATELINE_OK) return 0;
    fprintf(stderr, "%s\n", err.sentence);
    return -1;
}

static int close_world(void **state) {
    (void)state;
    gazetteer_close(&world);
    return 0;
}

static void test_keys(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"Deir ez-Zōr", "deir ez zor"},
        {"Şalāḩ ad Dīn", "salah ad din"},
        {"Sana'a", "sanaa"},
        {"Sana’a", "sanaa"},
        {"U.S.", "us"},
        {"St. Louis", "st louis"},
        {"Port-au-Prince", "port au prince"},
        {"  The   Hague ", "the hague"},
        {"Łódź", "lodz"},
        {"Tromsø", "tromso"},
        {"Diyarbakır", "diyarbakir"},
        {"Straße", "strasse"},
        {"Trinidad & Tobago", "trinidad and tobago"},
        {"Bogotá", "bogota"},
        {"", ""},
        {"...", ""},
        {"ISTANBUL", "istanbul"},
        {"Ḩamāh", "hamah"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char key[GAZETTEER_KEY_CAP];
        size_t len = gazetteer_key(str_of(cases[i][0]), key);
        assert_string_equal(key, cases[i][1]);
        assert_int_equal(len, strlen(cases[i][1]));
    }
}

static void test_key_of_a_key(void **state) {
    (void)state;
    for (uint32_t i = 0; i < world.n_places; i += 1009) {
        gazetteer_place p;
        char once[GAZETTEER_KEY_CAP], twice[GAZETTEER_KEY_CAP];
        assert_true(gazetteer_at(&world, i, &p));
        size_t len = gazetteer_key(p.name, once);
        gazetteer_key((str){once, len}, twice);
        assert_string_equal(once, twice);
    }
}

static void test_long_key(void **state) {
    (void)state;
    char name[400], key[GAZETTEER_KEY_CAP];
    memset(name, 'x', sizeof name);
    assert_int_equal(gazetteer_key((str){name, sizeof name}, key), 0);
    assert_int_equal(gazetteer_key((str){"\xFF\xFE", 2}, key), 0);
    assert_int_equal(gazetteer_key((str){name, GAZETTEER_KEY_CAP - 1}, key), GAZETTEER_KEY_CAP - 1);
}

static void test_skeletons(void **state) {
    (void)state;
    static const char *const same[][2] = {{"deir ez zor", "dayr az zawr"},
                                          {"deir ezzour", "deir al zor"},
                                          {"saraqeb", "saraqib"},
                                          {"kafr nabl", "kafranbel"}};
    char a[GAZETTEER_KEY_CAP], b[GAZETTEER_KEY_CAP];
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        size_t la = gazetteer_skeleton(str_of(same[i][0]), a), lb = gazetteer_skeleton(str_of(same[i][1]), b);
        if (i == 3) continue; /* "kfrnbl" both, listed for the eye */
        if (la || lb) assert_string_equal(a, b);
    }
    assert_int_equal(gazetteer_skeleton(STR("homs"), a), 0); /* too few consonants to tell places apart */
}

/* Some place of this name has this id. */
static bool has(const char *name, uint32_t id) {
    char key[GAZETTEER_KEY_CAP];
    gazetteer_cursor c;
    gazetteer_hit hit;
    gazetteer_place p;
    gazetteer_find(&world, (str){key, gazetteer_key(str_of(name), key)}, &c);
    while (gazetteer_next(&c, &hit))
        if (gazetteer_at(&world, hit.place, &p) && p.id == id) return true;
    return false;
}

static void test_known_places(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t id;
    } cases[] = {{"Baghdad", 98182}, {"London", 2643743},    {"Texas", 4736286},
                 {"Iraq", 99237},    {"Raqqa", 172957},      {"Kabul", 1138958},
                 {"Syrian", 163843}, {"Sadr City", 7802746}, {"Homs", 169577}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_true(has(cases[i].name, cases[i].id));
}

static void test_every_name_is_found(void **state) {
    (void)state;
    for (uint32_t i = 0; i < world.n_places; i += 251) {
        gazetteer_place p;
        char key[GAZETTEER_KEY_CAP];
        gazetteer_cursor c;
        gazetteer_hit hit = {0};
        bool met = false;
        assert_true(gazetteer_at(&world, i, &p));
        size_t len = gazetteer_key(p.name, key);
        if (!len) continue; /* a name in another script alone */
        assert_true(gazetteer_find(&world, (str){key, len}, &c));
        for (uint32_t before = 0; gazetteer_next(&c, &hit); before = hit.place) {
            assert_true(hit.place >= before);
            met = met || hit.place == i;
        }
        assert_true(met);
    }
}

static void test_nothing_found(void **state) {
    (void)state;
    gazetteer_cursor c;
    gazetteer_hit hit;
    gazetteer_place p;
    assert_false(gazetteer_find(&world, STR("xyzzy plugh"), &c));
    assert_false(gazetteer_next(&c, &hit));
    assert_false(gazetteer_find(&world, STR(""), &c));
    assert_false(gazetteer_find(&world, STR("\xFF\xFF\xFF"), &c));
    assert_false(gazetteer_at(&world, world.n_places, &p));
    assert_false(gazetteer_at(&world, GAZETTEER_NONE, &p));
}

static void test_begins(void **state) {
    (void)state;
    assert_true(gazetteer_begins(&world, STR("new")));
    assert_true(gazetteer_begins(&world, STR("deir")));
    assert_false(gazetteer_begins(&world, STR("xyzzy")));
    assert_false(gazetteer_begins(&world, STR("")));
}

static void test_ranges(void **state) {
    (void)state;
    for (uint32_t i = 0; i < world.n_places; i++) {
        gazetteer_place p;
        assert_true(gazetteer_at(&world, i, &p));
        if (p.lat < -90 || p.lat > 90 || p.lon < -180 || p.lon > 180 || !gazetteer_kind(p.kind) ||
            !p.name.len || (p.parent != GAZETTEER_NONE && p.parent >= world.n_places))
            fail_msg("place %u (%.*s) is out of range", i, (int)p.name.len, p.name.at);
    }
}

static void test_checksum(void **state) {
    (void)state;
    dateline_error err = {0};
    assert_int_equal(gazetteer_verify(&world, PATH, &err), DATELINE_OK);
}

/* --- bad files --- */

enum { HEAD = 4096 };

/* Opens the first bytes of the file, of which bytes at offset are replaced; fix puts the checksum of the header right. */
static int status_of(size_t len, size_t offset, const void *bytes, size_t n, bool fix) {
    char head[HEAD];
    gazetteer g;
    dateline_error err = {0};
    memcpy(head, world.file.at, HEAD);
    if (n) memcpy(head + offset, bytes, n);
    uint64_t sum = XXH3_64bits(head, 96);
    if (fix) memcpy(head + 96, &sum, 8);
    int status = gazetteer_of_bytes(head, len, "test", &g, &err);
    if (status) {
        assert_null(g.places);
        assert_int_equal(err.number, -status);
        assert_true(err.sentence[0]);
    }
    return status;
}

static void test_four_errors(void **state) {
    (void)state;
    uint32_t next = GAZETTEER_VERSION + 1, none = 0;
    assert_int_equal(status_of(HEAD, 0, NULL, 0, false), -ERR_GAZETTEER_SHORT);
    assert_int_equal(status_of(GAZETTEER_HEADER - 1, 0, NULL, 0, false), -ERR_GAZETTEER_SHORT);
    assert_int_equal(status_of(5, 0, NULL, 0, false), -ERR_GAZETTEER_SHORT);
    assert_int_equal(status_of(0, 0, NULL, 0, false), -ERR_GAZETTEER_SHORT);
    assert_int_equal(status_of(HEAD, 0, "PK", 2, false), -ERR_GAZETTEER_WRONG);
    assert_int_equal(status_of(5, 0, "PK", 2, false), -ERR_GAZETTEER_WRONG);
    assert_int_equal(status_of(HEAD, 12, &next, 4, false), -ERR_GAZETTEER_NEW);
    assert_int_equal(status_of(HEAD, 8, &none, 4, false), -ERR_GAZETTEER_OLD);
    assert_int_equal(status_of(HEAD, 30, "x", 1, false), -ERR_GAZETTEER_DAMAGED);
}

static void test_lying_header(void **state) {
    (void)state;
    uint64_t size = HEAD, huge = UINT64_MAX - 3;
    uint32_t many = UINT32_MAX;
    char head[HEAD];
    memcpy(head, world.file.at, HEAD);
    for (size_t at = 24; at < 48; at += 4) { /* counts that no file of this size holds */
        memcpy(head + 16, &size, 8);
        memcpy(head + at, &many, 4);
        assert_true(status_of(HEAD, 16, head + 16, 80, true) < 0);
    }
    for (size_t at = 48; at < 80; at += 8) { /* offsets beyond the end */
        memcpy(head, world.file.at, HEAD);
        memcpy(head + 16, &size, 8);
        memcpy(head + at, &huge, 8);
        assert_int_equal(status_of(HEAD, 16, head + 16, 80, true), -ERR_GAZETTEER_DAMAGED);
    }
}

static void test_no_file(void **state) {
    (void)state;
    gazetteer g;
    dateline_error err = {0};
    assert_int_equal(gazetteer_open("/nowhere/gazetteer.bin", &g, &err), -ERR_FILE_OPEN);
    assert_int_equal(gazetteer_open("/tmp", &g, &err), -ERR_FILE_KIND);
}

static uint64_t noise(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Everything that a caller may do with a name, on a gazetteer that may hold anything. */
static void walk(const gazetteer *g, str key) {
    gazetteer_cursor c;
    gazetteer_hit hit;
    gazetteer_place p;
    gazetteer_begins(g, key);
    if (!gazetteer_find(g, key, &c)) return;
    for (int i = 0; i < 200 && gazetteer_next(&c, &hit); i++)
        for (int up = 0; up < 8 && gazetteer_at(g, hit.place, &p); up++) {
            volatile char last = p.name.len ? p.name.at[p.name.len - 1] : 0;
            (void)last;
            if (p.parent == GAZETTEER_NONE) break;
            hit.place = p.parent;
        }
}

static void test_flips(void **state) {
    (void)state;
    size_t len = world.file.len;
    char *copy = malloc(len);
    gazetteer g;
    dateline_error err = {0};
    uint64_t seed = 88172645463325252u;
    assert_non_null(copy);
    memcpy(copy, world.file.at, len);
    assert_int_equal(gazetteer_of_bytes(copy, len, "test", &g, &err), DATELINE_OK);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 20000; i++)
            copy[GAZETTEER_HEADER + noise(&seed) % (len - GAZETTEER_HEADER)] = (char)noise(&seed);
        for (int i = 0; i < 400; i++) {
            gazetteer_place p;
            char key[GAZETTEER_KEY_CAP];
            gazetteer_at(&world, (uint32_t)(noise(&seed) % world.n_places), &p);
            walk(&g, (str){key, gazetteer_key(p.name, key)});
        }
    }
    assert_int_equal(gazetteer_verify(&g, "test", &err), -ERR_GAZETTEER_DAMAGED);
    gazetteer again;
    assert_int_equal(gazetteer_of_bytes(copy, len, "test", &again, &err),
                     -ERR_GAZETTEER_DAMAGED); /* its table of blocks */
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),          cmocka_unit_test(test_key_of_a_key),
        cmocka_unit_test(test_long_key),      cmocka_unit_test(test_skeletons),
        cmocka_unit_test(test_known_places),  cmocka_unit_test(test_every_name_is_found),
        cmocka_unit_test(test_nothing_found), cmocka_unit_test(test_begins),
        cmocka_unit_test(test_ranges),        cmocka_unit_test(test_checksum),
        cmocka_unit_test(test_four_errors),   cmocka_unit_test(test_lying_header),
        cmocka_unit_test(test_no_file),       cmocka_unit_test(test_flips),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
