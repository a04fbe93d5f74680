/* test_place.c - places of tests/cases/places.tsv, the scanner, and properties that hold for any text. */
#include "values/place.h"

#include <math.h>

#include "check.h"

static gazetteer world;

static bool resolve(const char *text, dateline_span span, bool bare, place_value *out, arena *a) {
    place_context context = {.text = str_of(text)};
    place_mention mention = {.span = span, .bare = bare};
    dateline_error err = {0};
    return place_resolve_report(&world, &mention, 1, &context, out, a, &err) == DATELINE_OK;
}

/* --- the table --- */

static bool agrees(const place_value *v, char *expected, char *why, size_t cap) {
    const dateline_where *w = &v->where;
    const char *word[12] = {0};
    int n = 0;
    for (char *cell; n < 12 && (cell = strsep(&expected, " "));) word[n++] = cell;
    const char *precision = dateline_term_key(DATELINE_VOCABULARY_place_precision, w->precision);
    snprintf(why, cap, "met %s %s %s %.2f %.2f, %s, rel %.1f %d %s, %s", w->known ? "known" : "no place",
             *w->country ? w->country : "-", w->has_point ? precision : "unpinned", w->lat, w->lon,
             w->name ? w->name : "-", w->distance_km, w->bearing, w->relation_of ? w->relation_of : "-",
             w->basis.why ? w->basis.why : "-");
    if (n == 2 && strcmp(word[1], "-") == 0) return !w->known && !w->has_point;
    if (n == 2) return w->known && !w->has_point && w->gazetteer_id == 0;
    if (n < 5 || !w->known || !w->has_point) return false;
    if (strcmp(word[0], *w->country ? w->country : "-") != 0 || strcmp(word[1], precision) != 0) return false;
    if (place_distance_km(atof(word[2]), atof(word[3]), w->lat, w->lon) > atof(word[4])) return false;
    bool adjective = n > 5 && strcmp(word[5], "adjective") == 0;
    if (adjective != v->adjective) return false;
    if (n < 9 || strcmp(word[5], "rel") != 0) return true;
    bool distance =
        strcmp(word[6], "-") == 0 ? w->distance_km < 0 : fabs(w->distance_km - atof(word[6])) < 0.1;
    return w->has_relation && distance && w->bearing == atoi(word[7]) && strcmp(w->relation_of, word[8]) == 0;
}

static bool row_passes(const check_row *row, char *why, size_t cap) {
    const char *at = strstr(row->cell[0], row->cell[1]);
    if (!at) return snprintf(why, cap, "mention is not in the text"), false;
    arena a = {0};
    place_value v;
    dateline_span span = {(uint32_t)(at - row->cell[0]),
                          (uint32_t)(at - row->cell[0] + strlen(row->cell[1]))};
    bool ok = resolve(row->cell[0], span, false, &v, &a) && agrees(&v, row->cell[2], why, cap);
    arena_clear(&a);
    return ok;
}

/* --- the scanner --- */

/* Names found in text, in order, with ';' behind each. */
static void scanned(const char *text, char *out, size_t cap) {
    arena a = {0};
    place_context context = {.text = str_of(text)};
    place_mention *found;
    size_t n, len = 0;
    dateline_error err = {0};
    assert_int_equal(place_scan(&world, &context, &found, &n, &a, &err), DATELINE_OK);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        len += (size_t)snprintf(out + len, cap - len, "%.*s;", (int)(found[i].span.end - found[i].span.start),
                                text + found[i].span.start);
    arena_clear(&a);
}

static void test_scan(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"A bomb went off in Ghazni, Afghanistan, on Monday.", "Ghazni;Afghanistan;"},
        {"Iraqi troops and U.S. jets hit Mosul.", "Iraqi;U.S.;Mosul;"},
        {"Mr. London said so.", ""},
        {"President Ali Hassan spoke on Friday.", ""},
        {"Police said the General had left.", ""},
        {"They went to New York and to Al-Bab.", "New York;Al-Bab;"},
        {"NATO and the FBI denied it.", ""},
        {"He saw May and June in March.", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char found[1024];
        scanned(cases[i][0], found, sizeof found);
        assert_string_equal(found, cases[i][1]);
    }
}

/* --- a report as a whole --- */

static void test_names_explain_each_other(void **state) {
    (void)state;
    arena a = {0};
    const char *text = "Gunmen attacked Tripoli. The Lebanese army sent troops from Beirut and Sidon.";
    place_value v;
    assert_true(resolve(text, (dateline_span){16, 23}, true, &v, &a));
    assert_string_equal(v.where.country, "LB");
    arena_clear(&a);
}

static void test_path(void **state) {
    (void)state;
    arena a = {0};
    place_value v;
    assert_true(resolve("Shells hit Ghazni, Afghanistan.", (dateline_span){11, 17}, true, &v, &a));
    assert_true(v.where.n_path >= 2);
    assert_string_equal(v.where.path[0], "Afghanistan");
    assert_string_equal(v.where.path[v.where.n_path - 1], "Ghazni");
    assert_int_equal(v.where.basis.n_evidence, 1);
    assert_int_equal(v.where.basis.evidence[0].start, 11);
    assert_non_null(v.where.basis.why);
    arena_clear(&a);
}

static void test_demonyms(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"Syrian", "SY"}, {"Syrians", "SY"}, {"French", "FR"},         {"Iraq", "IQ"},   {"US", "US"},
        {"UK", "GB"},     {"Briton", "GB"},  {"South Sudanese", "SS"}, {"Emirati", "AE"}};
    char country[3];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(place_country_of_demonym(&world, str_of(cases[i][0]), country));
        assert_string_equal(country, cases[i][1]);
    }
    assert_false(place_country_of_demonym(&world, STR("us"), country));
    assert_false(place_country_of_demonym(&world, STR("policeman"), country));
    assert_false(place_country_of_demonym(&world, STR(""), country));
    str name = place_country_name(&world, "IQ");
    assert_true(str_equal(name, STR("Iraq")));
    assert_int_equal(place_country_name(&world, "??").len, 0);
}

static void test_sphere(void **state) {
    (void)state;
    double lat = 33.31, lon = 44.37;
    assert_true(fabs(place_distance_km(51.5, -0.1, 48.85, 2.35) - 343) < 5); /* London to Paris */
    assert_true(place_distance_km(0, 179.9, 0, -179.9) < 23);
    place_move(&lat, &lon, 80, 0);
    assert_true(fabs(place_distance_km(33.31, 44.37, lat, lon) - 80) < 0.1 && lat > 33.9);
    lat = 0, lon = 179.9;
    place_move(&lat, &lon, 50, 90);
    assert_true(lon < -179 && lon >= -180);
    lat = 90;
    place_move(&lat, &lon, 20000, 77);
    assert_true(lat >= -90 && lat <= 90);
}

/* --- properties --- */

static uint64_t noise(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void check_value(const place_value *v, const char *text, size_t len) {
    const dateline_where *w = &v->where;
    assert_true(w->basis.score >= 0 && w->basis.score <= 1);
    assert_true(w->basis.n_evidence == 1 && w->basis.evidence[0].start <= w->basis.evidence[0].end &&
                w->basis.evidence[0].end <= len);
    (void)text;
    if (!w->has_point) return;
    assert_true(w->known && w->lat >= -90 && w->lat <= 90 && w->lon >= -180 && w->lon <= 180 &&
                w->radius_km > 0);
    assert_true(w->n_path > 0 && w->name);
}

/* Words put together at random, spans at random: values stay in range, and the same again gives the same. */
static void test_any_text(void **state) {
    (void)state;
    static const char *const words[] = {
        "Baghdad",       "50",  "miles",  "north", "of",       "the",      "outskirts",
        "between",       "and", "Aleppo", ",",     ".",        "\n",       "Syria",
        "al-",           "St.", "U.S.",   "Texas", "province", "air base", "'s",
        "\xE2\x80\x99s", "(",   "Ali",    "Mr.",   "near",     "km",       "road",
        "from",          "to",  "\xC3",   "Ḩ",     "NATO",     "IN",       "a",
        "1,200"};
    uint64_t seed = 2463534242u;
    arena a = {0};
    for (int round = 0; round < 400; round++) {
        char text[600];
        size_t len = 0;
        for (int i = 0; i < 30; i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                    words[noise(&seed) % (sizeof words / sizeof *words)],
                                    noise(&seed) % 5 ? " " : "");
        place_mention mentions[6];
        place_value first[6], second[6];
        for (int i = 0; i < 6; i++) {
            uint32_t x = (uint32_t)(noise(&seed) % (len + 1)), y = (uint32_t)(noise(&seed) % (len + 1));
            mentions[i] = (place_mention){.span = {x < y ? x : y, x < y ? y : x}, .bare = i % 2};
        }
        place_context context = {.text = {text, len}, .home = round % 3 ? NULL : "IQ"};
        dateline_error err = {0};
        assert_int_equal(place_resolve_report(&world, mentions, 6, &context, first, &a, &err), DATELINE_OK);
        assert_int_equal(place_resolve_report(&world, mentions, 6, &context, second, &a, &err), DATELINE_OK);
        for (int i = 0; i < 6; i++) {
            check_value(&first[i], text, len);
            assert_true(first[i].place == second[i].place && first[i].where.lat == second[i].where.lat &&
                        first[i].where.lon == second[i].where.lon);
        }
        arena_reset(&a, 1 << 20);
    }
    arena_clear(&a);
}

int main(void) {
    dateline_error err = {0};
    if (gazetteer_open(TEST_BINARY_DIR "/data/gazetteer.bin", &world, &err))
        return fprintf(stderr, "%s\n", err.sentence), 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan),   cmocka_unit_test(test_names_explain_each_other),
        cmocka_unit_test(test_path),   cmocka_unit_test(test_demonyms),
        cmocka_unit_test(test_sphere), cmocka_unit_test(test_any_text),
    };
    int failed = check_table("places.tsv", 3, row_passes);
    failed += cmocka_run_group_tests(tests, NULL, NULL);
    gazetteer_close(&world);
    return failed != 0;
}
