/* test_html.c - see intake/html.h. */
#include "check.h"

#include "base/file.h"
#include "base/utf8.h"
#include "intake/html.h"
#include "intake/html_tree.h"

static arena a;
static html_page page;
static dateline_error err;

static dateline_status read_page(const char *bytes) {
    arena_clear(&a);
    return html_read(str_of(bytes), STR(""), STR(""), &a, &page, &err);
}

static void a_story_and_its_fields(void **state) {
    (void)state;
    file_bytes file;
    assert_int_equal(file_open(TEST_SOURCE_DIR "/tests/cases/pages/story.html", 1 << 20, &file, &err), 0);
    assert_int_equal(html_read((str){file.at, file.len}, STR(""), STR(""), &a, &page, &err), 0);
    file_close(&file);
    assert_string_equal(
        page.text.at,
        "Three people were killed and nine wounded on Monday when shells fell on the vegetable market "
        "of Northville, the mayor\xe2\x80\x99s office said.\n\n"
        "The shelling began at dawn\nand went on for an hour, said a trader who hid under his stall "
        "with two children.\n\n"
        "Hospital full\n\n"
        "The district hospital asked for blood donors on the radio, and sent the lightly wounded home "
        "by bus.\n\n"
        "Three dead\n\nNine wounded");
    assert_string_equal(page.title.value, "Three killed as market is shelled");
    assert_int_equal(page.title.origin, HTML_JSON_LD);
    assert_string_equal(page.published.value, "2021-03-08T19:30:00+00:00");
    assert_int_equal(page.published.origin, HTML_JSON_LD);
    assert_string_equal(page.author.value, "Ada Example");
    assert_string_equal(page.publisher.value, "Courier");
    assert_string_equal(page.language.value, "en-GB");
    assert_string_equal(page.url.value, "https://courier.example/world/market-shelled");
    assert_string_equal(page.charset, "UTF-8");
    arena_clear(&a);
}

#define STORY                                                                                                \
    "<p>Three people were killed on Monday when shells fell on the market of Northville, officials said, "   \
    "and nine were wounded.</p>"

/* The sources of the day, each after what is trusted more has been taken away. */
static void days_in_the_order_of_trust(void **state) {
    (void)state;
    static const struct {
        const char *source, *day;
        enum html_origin origin;
    } parts[] = {
        {"<script "
         "type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2020-01-01\"}</script>",
         "2020-01-01", HTML_JSON_LD},
        {"<meta property='article:published_time' content='2020-01-02'>", "2020-01-02", HTML_OPEN_GRAPH},
        {"<time itemprop=datePublished datetime='2020-01-03'>3</time>", "2020-01-03", HTML_TIME},
        {"<meta name=date content='2020-01-04'>", "2020-01-04", HTML_META},
        {"<link rel=canonical href='https://x.org/2020/01/05/a'>", "2020-01-05", HTML_URL},
        {"<div class=date>6 January 2020</div>", "2020-01-06", HTML_VISIBLE},
    };
    size_t n = sizeof parts / sizeof *parts;
    for (size_t from = 0; from < n; from++) {
        str_buf html;
        str_buf_init(&html);
        str_buf_puts(&html, "<!doctype html><body>");
        for (size_t i = n; i-- > from;) str_buf_puts(&html, parts[i].source);
        str_buf_puts(&html, STORY);
        str_buf_add(&html, "", 1);
        assert_int_equal(read_page(html.at), 0);
        assert_string_equal(page.published.value, parts[from].day);
        assert_int_equal(page.published.origin, parts[from].origin);
        assert_true(*html_origin_name(page.published.origin));
        str_buf_clear(&html);
    }
    assert_int_equal(read_page("<!doctype html>" STORY), 0);
    assert_null(page.published.value);
    assert_string_equal(html_origin_name(page.published.origin), "");
    arena_clear(&a);
}

static void what_is_a_page(void **state) {
    (void)state;
    static const char *const yes[] = {"<!DOCTYPE html>",
                                      "\xef\xbb\xbf<!doctype HTML>\n",
                                      "<!-- x --> \n<html lang=en>",
                                      "<?xml version='1.0'?><html>",
                                      "<head><title>x",
                                      "<p>A bomb went off."};
    static const char *const no[] = {
        "",         "A bomb <html>", "{\"text\": 1}", "<?xml version='1.0'?><rss>",
        "<htmlish", "< html>",       "<!-- never",    "<rss><channel>"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!html_is_page(str_of(yes[i]))) fail_msg("no page: %s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (html_is_page(str_of(no[i]))) fail_msg("a page: %s", no[i]);
    assert_true(html_is_page((str){"\xff\xfe<\0h\0t\0m\0l\0>\0", 14}));
}

static void mojibake_is_mended_and_counted(void **state) {
    (void)state;
    assert_int_equal(
        read_page("<!doctype html><meta charset=utf-8><p>The mayor didn\xc3\xa2\xe2\x82\xac\xe2\x84\xa2t "
                  "know, he said, that the market of Northville had been shelled on Monday."),
        0);
    assert_non_null(strstr(page.text.at, "didn\xe2\x80\x99t know"));
    assert_int_equal(page.n_mojibake, 1);
    arena_clear(&a);
}

/* --- limits --- */

static void refuses(const char *start, const char *repeated, int n, int number) {
    str_buf html;
    str_buf_init(&html);
    str_buf_puts(&html, "<!doctype html>" STORY);
    str_buf_puts(&html, start);
    for (int i = 0; i < n; i++) str_buf_puts(&html, repeated);
    str_buf_puts(&html, ">");
    str_buf_add(&html, "", 1);
    err.number = 0;
    read_page(html.at);
    if (err.number != number) fail_msg("%s: met %d, expected %d", repeated, err.number, number);
    str_buf_clear(&html);
    arena_clear(&a);
}

static void limits_have_numbers(void **state) {
    (void)state;
    refuses("", "<div>", HTML_MAX_DEPTH + 1, 311);
    refuses("", "<div>", HTML_MAX_DEPTH - 1, 0);
    refuses("", "<div></div>", 4 * HTML_MAX_DEPTH, 0);
    refuses("", "<p>", 4 * HTML_MAX_DEPTH, 0);
    refuses("<b ", " x=1", HTML_MAX_ATTRIBUTES + 1, 312);
    refuses("<b ", " x='1 2 3'", HTML_MAX_ATTRIBUTES / 2, 0);
    refuses("", "0123456789abcdef", (HTML_MAX_BYTES >> 4), 310);
    assert_int_equal(read_page("<!doctype html><div>"), -314);
}

static void references_beyond_unicode(void **state) {
    (void)state;
    assert_int_equal(read_page("<!doctype html>" STORY "<p>&#11111111111; &#xFFFFFFFFFF; went off."), 0);
    assert_int_equal(utf8_valid_prefix(page.text.at, page.text.len), page.text.len);
    assert_non_null(strstr(page.text.at, "\xef\xbf\xbd \xef\xbf\xbd went off."));
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_and_its_fields), cmocka_unit_test(days_in_the_order_of_trust),
        cmocka_unit_test(what_is_a_page),         cmocka_unit_test(mojibake_is_mended_and_counted),
        cmocka_unit_test(limits_have_numbers),    cmocka_unit_test(references_beyond_unicode),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
