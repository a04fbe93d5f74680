/* Tests of intake/head and intake/furniture: the table tests/cases/heads.tsv, credit lines, furniture. */
#include "check.h"
#include "doc/document.h"
#include "intake/furniture.h"
#include "intake/head.h"

static bool is(const document *doc, dateline_span span, const char *expected) {
    return str_equal(layers_text(doc, span), str_of(expected));
}

static bool row_passes(const check_row *row, char *why, size_t cap) {
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    doc.text = str_of(row->cell[0]);
    head_find(&doc);
    const dateline_head *h = &doc.head;
    uint32_t story = h->whole.end;
    while (doc.text.at[story] == ' ' || doc.text.at[story] == '\n') story++;
    bool passed = is(&doc, h->place, row->cell[1]) && is(&doc, h->date, row->cell[2]) &&
                  is(&doc, h->agency, row->cell[3]) && is(&doc, h->byline, row->cell[4]) &&
                  str_starts((str){doc.text.at + story, doc.text.len - story}, str_of(row->cell[5]));
    snprintf(why, cap, "met place '%.*s' date '%.*s' agency '%.*s' byline '%.*s' story '%.20s'",
             (int)(h->place.end - h->place.start), doc.text.at + h->place.start,
             (int)(h->date.end - h->date.start), doc.text.at + h->date.start,
             (int)(h->agency.end - h->agency.start), doc.text.at + h->agency.start,
             (int)(h->byline.end - h->byline.start), doc.text.at + h->byline.start, doc.text.at + story);
    arena_clear(&a);
    return passed;
}

static void knows_credits(void **state) {
    (void)state;
    static const char *const yes[] = {"By John Smith",
                                      "By John Smith, Reuters",
                                      "BY JOHN SMITH",
                                      "By Ann Lee and Omar bin Haddad",
                                      "Reporting by Ann Lee; Editing by Omar Haddad",
                                      "(Reporting by Ann Lee in Beirut; Writing by B. Roy)",
                                      "Additional reporting by Ann Lee",
                                      "Associated Press writer Ann Lee contributed to this report.",
                                      "Copyright 2016 The Daily",
                                      "\xc2\xa9 2016 The Daily"};
    static const char *const no[] = {"By Monday the town had fallen",
                                     "By Friday",
                                     "By March, Omar Haddad had left.",
                                     "By the river two men were shot",
                                     "By Omar Haddad's count, ten men died.",
                                     "Reporting by the paper shows that it was arson.",
                                     "Byron Smith was shot",
                                     "",
                                     "By"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!furniture_is_credit(str_of(yes[i]))) fail_msg("no credit: %s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (furniture_is_credit(str_of(no[i]))) fail_msg("a credit: %s", no[i]);
}

static void knows_furniture(void **state) {
    (void)state;
    static const char *const yes[] = {"(NOSC)",
                                      "DEV-MUC9-0001 (SRI)",
                                      "Updated 10:30 GMT",
                                      "Published: 3 May 2016",
                                      "3 May 2016",
                                      "1 of 8",
                                      "Image 2 of 8",
                                      "Read Also",
                                      "ADVERTISEMENT",
                                      "Last updated: 3 May 2016, 10:30 a.m. EST"};
    static const char *const no[] = {"Updated rules are in force",
                                     "Two of eight men died",
                                     "(He was shot) in the leg",
                                     "Al-Qaeda",
                                     "3 May 2016 was quiet",
                                     "Read the report",
                                     ""};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!furniture_is_line(str_of(yes[i]))) fail_msg("no furniture: %s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (furniture_is_line(str_of(no[i]))) fail_msg("furniture: %s", no[i]);
}

static void looks_no_further_than_the_head(void **state) {
    (void)state;
    arena a = {0};
    document doc;
    str_buf text;
    str_buf_init(&text);
    for (int i = 0; i < 30; i++) str_buf_puts(&text, "A line of the story that is long enough.\n");
    str_buf_puts(&text, "BAGHDAD (Reuters) - A bomb went off.\n");
    document_init(&doc, &a);
    doc.text = (str){text.at, text.len};
    head_find(&doc);
    assert_true(document_span_empty(doc.head.whole));
    str_buf_clear(&text);
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_credits),
        cmocka_unit_test(knows_furniture),
        cmocka_unit_test(looks_no_further_than_the_head),
    };
    int failed = check_table("heads.tsv", 6, row_passes);
    return failed + cmocka_run_group_tests_name("head", tests, NULL, NULL);
}
