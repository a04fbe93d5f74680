/* test_decode.c - tests/cases/decode.tsv: spans offered (score:first-last, in any order) and those that stay. */
#include "check.h"

#include "spans/decode.h"

static bool passes(const check_row *row, char *why, size_t cap) {
    static decode_list d;
    char got[512] = "", *rest = row->cell[0], *item;
    decode_begin(&d);
    char *copy = strdup(rest);
    for (char *at = copy; (item = strsep(&at, " "));) {
        float score;
        unsigned first, last;
        if (sscanf(item, "%f:%u-%u", &score, &first, &last) == 3) decode_offer(&d, score, first, last);
    }
    free(copy);
    uint32_t n = decode_pick(&d);
    for (uint32_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%u-%u", i ? " " : "", d.spans[i].first,
                 d.spans[i].last);
    snprintf(why, cap, "%s instead of %s", got, row->cell[1]);
    return strcmp(got, row->cell[1]) == 0;
}

/* However many are offered, the number kept is bounded, and the best are among them. */
static void keeps_no_more_than_a_window_can_hold(void **state) {
    (void)state;
    static decode_list d;
    decode_begin(&d);
    for (uint32_t i = 0; i < DECODE_PIECES; i++)
        for (uint32_t j = i; j < DECODE_PIECES && j < i + 24; j++) decode_offer(&d, (float)i, i, j);
    assert_int_equal(d.n, DECODE_OFFERS - 24 * 23 / 2);
    assert_int_equal(decode_pick(&d), DECODE_KEPT);
    assert_int_equal(d.spans[DECODE_KEPT - 1].last, DECODE_PIECES - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_no_more_than_a_window_can_hold)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + check_table("decode.tsv", 2, passes);
}
