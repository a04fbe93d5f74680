/* test_html_date.c - see intake/html_date.h. */
#include "check.h"

#include "intake/html_date.h"

static bool row_passes(const check_row *row, char *why, size_t cap) {
    char date[HTML_DATE_SIZE];
    str s = str_of(row->cell[0]);
    bool url = strncmp(row->cell[2], "url", 3) == 0, us = strcmp(row->cell[2], "us") == 0;
    bool found = url ? html_date_of_url(s, date) : html_date_read(s, us, date);
    snprintf(why, cap, "met %s", found ? date : "nothing");
    return found == (row->cell[1][0] != '\0') && strcmp(date, row->cell[1]) == 0;
}

int main(void) {
    return check_table("page_dates.tsv", 2, row_passes);
}
