/* test_mojibake.c - see intake/mojibake.h. */
#include "check.h"

#include "base/utf8.h"
#include "intake/mojibake.h"

static bool row_passes(const check_row *row, char *why, size_t cap) {
    arena a = {0};
    uint32_t n = 0;
    str met = mojibake_repair(str_of(row->cell[0]), &n, &a);
    snprintf(why, cap, "%u mended: %.*s", n, (int)met.len, met.at);
    bool passes = str_equal(met, str_of(row->cell[1])) && n == (uint32_t)atoi(row->cell[2]) &&
                  utf8_valid_prefix(met.at, met.len) == met.len;
    arena_clear(&a);
    return passes;
}

int main(void) {
    return check_table("mojibake.tsv", 3, row_passes);
}
