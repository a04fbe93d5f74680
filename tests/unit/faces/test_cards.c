/* Tests of what the faces write: the wire form, cards, the page under them, indented JSON. */
#include "check.h"
#include "dateline/wire.h"
#include "faces/cli/cards.h"
#include "faces/cli/indent.h"
#include "faces/cli/page.h"
#include "fake_report.h"

static void the_wire_form_has_the_keys_of_the_record_in_order(void **state) {
    (void)state;
    fake_report f;
    char *json;
    uint64_t len;
    assert_int_equal(dateline_wire_write(fake_report_fill(&f), false, &json, &len, NULL), 0);
    assert_int_equal(strlen(json), len);
    static const char *const keys[] = {
        "{\"report\":{\"id\":\"abc\",\"doc\":\"fake.txt\",\"title\":null,\"published\":\"2020-03-08\",",
        "\"dateline\":{\"place\":\"HIT, Iraq\",\"date\":null,\"agency\":\"Meridian\",\"evidence\":[[0,29]]}}",
        "\"incidents\":[{\"id\":\"abc#0\",\"type\":\"shelling\",\"stage\":\"accomplished\",\"mentions\":[[44,"
        "51],[",
        "\"when\":{\"start\":\"2020-03-08\",\"end\":\"2020-03-08\",\"precision\":\"day\",\"evidence\":[[61,"
        "70]],\"score\":0.875}",
        "\"where\":{\"name\":\"the base\",\"kind\":\"airfield\",\"path\":[\"Iraq\",\"Al "
        "Anbar\"],\"country\":\"IQ\","
        "\"lat\":33.78564,\"lon\":42.44124,\"radius_km\":null,\"precision\":\"near\",\"gazetteer_id\":99,"
        "\"relation\":{\"distance_km\":15,\"bearing\":270,\"of\":\"Hit\"},\"evidence\":[[52,60]],"
        "\"inferred\":true,"
        "\"score\":0.5,\"why\":\"dateline\"}",
        "\"perpetrators\":[{\"name\":\"a "
        "militia\",\"actor\":null,\"kind\":\"group\",\"category\":\"non_state\","
        "\"certainty\":\"suspected\",\"by\":\"officials\",\"nation\":null,",
        "\"claim\":{\"status\":\"none_reported\",\"by\":null,",
        "\"weapons\":[{\"name\":\"rockets\",\"type\":\"rocket\",\"count\":{\"min\":2,\"max\":2},",
        "\"targets\":[{\"name\":\"the "
        "base\",\"type\":\"military\",\"nation\":\"IQ\",\"count\":null,\"effect\":\"damaged\",",
        "\"people\":[{\"name\":null,\"description\":\"2 "
        "soldiers\",\"type\":\"military\",\"nation\":null,\"count\":{\"min\":2,\"max\":2},"
        "\"effect\":\"injured\",\"sex\":\"male\",\"age_group\":null,",
        "\"count\":{\"min\":1,\"max\":null}",
        "\"said_by\":[{\"name\":\"officials\",\"kind\":\"official\",",
        "\"killed\":null,\"injured\":{\"min\":3,\"max\":null,\"evidence\":",
        "\"intent\":\"unknown\",\"background\":false,\"related\":[{\"incident\":\"abc#0\",\"relation\":"
        "\"follows\",\"score\":0.55}]",
        "\"score\":0.97,\"scores\":{\"type\":0.9,"};
    const char *at = json;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *found = strstr(at, keys[i]);
        if (!found) fail_msg("not in order: %s\nin %s", keys[i], json);
        at = found;
    }
    assert_null(strstr(json, "\"text\""));
    dateline_wire_free(json);
    assert_int_equal(dateline_wire_write(&f.report, true, &json, &len, NULL), 0);
    assert_non_null(strstr(json, "\"text\":\"HIT, Iraq"));
    dateline_wire_free(json);
}

/* Renders the fake report; the caller frees. */
static char *cards(int width, bool colour) {
    fake_report f;
    str_buf out;
    str_buf_init(&out);
    page p = page_on(&out, width, colour);
    cards_write(&p, fake_report_fill(&f));
    assert_false(out.failed);
    return out.at;
}

static void a_card_shows_each_value_with_its_words(void **state) {
    (void)state;
    char *text = cards(100, false);
    static const char *const lines[] = {
        "fake.txt\nHIT, Iraq · Meridian · published 2020-03-08 · 1 incident\n",
        "1   Shelling\n",
        "    called     97%  “fell on” “attack”\n",
        "    when       88%  Sunday 8 March 2020 “on Sunday”\n",
        "    where      50%  the base, Al Anbar, Iraq (15 km west of Hit) · near (inferred)\n",
        "    injured    80%  3 or more “2 soldiers and at least one guard”\n",
        "    by         60%  a militia (group), suspected, by officials “officials”\n",
        "    claim      90%  nobody has claimed it “No one has claimed”\n",
        "    with      100%  2 rockets “Two rockets”\n",
        "    hit        70%  the base (military, IQ), damaged\n",
        "    people     81%  2 soldiers, male, injured “2 soldiers”\n",
        "               40%  1 or more guards, injured: guard, says officials “at least one guard”\n",
        "    said by    95%  officials (official)\n",
        "    related    55%  follows incident 1\n"};
    const char *at = text;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *found = strstr(at, lines[i]);
        if (!found) fail_msg("no line %s in\n%s", lines[i], text);
        at = found;
    }
    assert_null(strchr(text, '\033'));
    free(text);
}

static void no_line_is_wider_than_the_page(void **state) {
    (void)state;
    for (int width = 40; width <= 110; width += 5) {
        char *text = cards(width, false);
        for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
            assert_in_range(page_columns((str){line, (size_t)(end - line)}), 0, width);
        free(text);
    }
}

static void colour_is_only_there_when_asked_for(void **state) {
    (void)state;
    char *text = cards(80, true);
    assert_non_null(strstr(text, "\033[1mfake.txt\033[0m"));
    free(text);
}

/* --- the page --- */

static const char *on_page(int width, const char *text, size_t len) {
    static char shown[4096];
    str_buf out;
    str_buf_init(&out);
    page p = page_on(&out, width, false);
    page_add(&p, PAGE_PLAIN, (str){text, len});
    snprintf(shown, sizeof shown, "%s", out.at ? out.at : "");
    str_buf_clear(&out);
    return shown;
}

static void the_page_makes_text_harmless(void **state) {
    (void)state;
    static const struct {
        const char *text, *shown;
    } rows[] = {{"plain words", "plain words"},
                {"a\033[31mred", "a\xef\xbf\xbd[31mred"},
                {"bell\a", "bell\xef\xbf\xbd"},
                {"a\nb\r\nc\td", "a b c d"},
                {"c1 \xc2\x9b"
                 "31m",
                 "c1 \xef\xbf\xbd"
                 "31m"},
                {"right \xe2\x80\xaeto left", "right \xef\xbf\xbdto left"},
                {"isolate\xe2\x81\xa6", "isolate\xef\xbf\xbd"},
                {"soft\xc2\xadhyphen", "softhyphen"},
                {"line\xe2\x80\xa8sep", "line sep"},
                {"tag\xf3\xa0\x81\x81", "tag\xef\xbf\xbd"},
                {"broken \xff\xfe", "broken \xef\xbf\xbd\xef\xbf\xbd"},
                {"acc\xcc\x81"
                 "ent",
                 "acc\xcc\x81"
                 "ent"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(on_page(60, rows[i].text, strlen(rows[i].text)), rows[i].shown);
    assert_string_equal(on_page(60, "nul\0nul", 7), "nul\xef\xbf\xbdnul");
}

static void the_page_wraps_by_columns(void **state) {
    (void)state;
    static const struct {
        int width;
        const char *text, *shown;
    } rows[] = {{10, "one two three", "one two\nthree"},
                {10, "abcdefghijklmn op", "abcdefghij\nklmn op"},
                {10, "日本語日本語", "日本語日本\n語"},
                {9, "日本語日本語", "日本語日\n本語"},
                {10, "ab 日本語日本", "ab 日本語\n日本"},
                {10,
                 "e\xcc\x81"
                 "e\xcc\x81"
                 "e\xcc\x81 five six",
                 "e\xcc\x81"
                 "e\xcc\x81"
                 "e\xcc\x81 five\nsix"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(on_page(rows[i].width, rows[i].text, strlen(rows[i].text)), rows[i].shown);
}

static void indented_json_says_the_same(void **state) {
    (void)state;
    static const struct {
        const char *json, *shown;
    } rows[] = {
        {"{}", "{}"},
        {"[]", "[]"},
        {"{\"a\":1,\"b\":[]}", "{\n  \"a\": 1,\n  \"b\": []\n}"},
        {"{\"a\":[[1,2],[3,4]]}", "{\n  \"a\": [[1, 2], [3, 4]]\n}"},
        {"[{\"a\":{}}]", "[\n  {\n    \"a\": {}\n  }\n]"},
        {"[\"a,b[{\\\"\",\"\\\\\"]", "[\"a,b[{\\\"\", \"\\\\\"]"},
        {"{\"k\":\"a:{,\"}", "{\n  \"k\": \"a:{,\"\n}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str_buf out;
        str_buf_init(&out);
        indent_json(str_of(rows[i].json), 0, &out);
        assert_string_equal(out.at, rows[i].shown);
        str_buf_clear(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wire_form_has_the_keys_of_the_record_in_order),
        cmocka_unit_test(a_card_shows_each_value_with_its_words),
        cmocka_unit_test(no_line_is_wider_than_the_page),
        cmocka_unit_test(colour_is_only_there_when_asked_for),
        cmocka_unit_test(the_page_makes_text_harmless),
        cmocka_unit_test(the_page_wraps_by_columns),
        cmocka_unit_test(indented_json_says_the_same),
    };
    return cmocka_run_group_tests_name("faces", tests, NULL, NULL);
}
