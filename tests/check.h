/* check.h - what every unit test includes: cmocka, and tables of cases where each row counts as a test.
 *
 * A table is tests/cases/NAME.tsv: a head line with the names of the columns, then rows; lines that begin
 * with '#' and empty lines are comments. A row whose note begins with "known" is a known failure: it counts
 * as skipped while it fails, and fails when it passes. In cells "\n" and "\t" stand for the characters. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CHECK_MAX_CELLS = 16 };

typedef struct check_row {
    char *cell[CHECK_MAX_CELLS]; /* "" where the row has no such cell */
    int n_cells, line;
    bool known; /* a known failure */
    bool (*passes)(const struct check_row *row, char *why, size_t why_cap);
} check_row;

static inline void check_unescape(char *s) {
    char *out = s;
    for (; *s; s++) {
        if (s[0] == '\\' && (s[1] == 'n' || s[1] == 't')) {
            *out++ = s[1] == 'n' ? '\n' : '\t';
            s++;
        } else
            *out++ = *s;
    }
    *out = '\0';
}

static inline void check_row_run(void **state) {
    check_row *row = *state;
    char why[1024] = "";
    bool passed = row->passes(row, why, sizeof why);
    if (row->known && passed)
        fail_msg("line %d: listed as a known failure, but it passes: %s", row->line, row->cell[0]);
    if (row->known) skip();
    if (!passed) fail_msg("line %d: %s: %s", row->line, row->cell[0], why);
}

/* Runs every row of tests/cases/NAME; returns the number of failures (1 when the table cannot be read or is
 * empty). note_column: where "known" may stand. */
static inline int check_table(const char *name, int note_column,
                              bool (*passes)(const check_row *, char *, size_t)) {
    char path[1024], line[65536];
    snprintf(path, sizeof path, "%s/tests/cases/%s", TEST_SOURCE_DIR, name);
    FILE *f = fopen(path, "r");
    if (!f) return fprintf(stderr, "not ok - no table %s\n", path), 1;
    struct CMUnitTest *tests = NULL;
    size_t n = 0;
    for (int number = 1; fgets(line, sizeof line, f); number++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (number == 1 || line[0] == '#' || line[0] == '\0') continue;
        check_row *row = calloc(1, sizeof *row);
        char *rest = strdup(line), *title = malloc(160), *cell;
        row->line = number;
        row->passes = passes;
        while ((cell = strsep(&rest, "\t")) && row->n_cells < CHECK_MAX_CELLS) {
            check_unescape(cell);
            row->cell[row->n_cells++] = cell;
        }
        for (int i = row->n_cells; i < CHECK_MAX_CELLS; i++) row->cell[i] = "";
        row->known = strncmp(row->cell[note_column], "known", 5) == 0;
        snprintf(title, 160, "%s:%d %.100s", name, number, row->cell[0]);
        for (char *c = title; *c; c++)
            if (*c == '\n' || *c == '#') *c = ' ';
        tests = realloc(tests, (n + 1) * sizeof *tests);
        tests[n++] = (struct CMUnitTest){title, check_row_run, NULL, NULL, row};
    }
    fclose(f);
    if (!n) return fprintf(stderr, "not ok - empty table %s\n", path), 1;
    int failed = _cmocka_run_group_tests(name, tests, n, NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        check_row *row = tests[i].initial_state;
        free(row->cell[0]); /* the line that all cells point into */
        free(row);
        free((char *)(uintptr_t)tests[i].name);
    }
    free(tests);
    return failed;
}

#endif
