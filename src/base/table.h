/* table.h - the tables of data/: tab-separated text that a domain person edits.
 *
 * '#' begins a comment line, empty lines are skipped, the first other line names the columns. Every row must
 * have as many cells as the head (a trailing empty cell may be left out). UTF-8 throughout; no quoting, no
 * escapes.
 *
 * A table lives in the arena it was read into; after that it is const and any thread may read it. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

typedef struct table {
    const char *path;
    const str *heads;      /* [n_columns] */
    const str *cells;      /* [n_rows, n_columns] */
    const uint32_t *lines; /* [n_rows] line numbers, from 1, for errors */
    uint32_t n_columns, n_rows;
} table;

/* Reads folder/name. Fails with ERR_TABLE_MISSING, ERR_TABLE_ROW (offset is the line), ERR_MEMORY. */
dateline_status table_read(const char *folder, const char *name, table *out, arena *a, dateline_error *err);

/* Number of a column, or UINT32_MAX. */
uint32_t table_column(const table *t, const char *head);

static inline str table_cell(const table *t, uint32_t row, uint32_t column) {
    return t->cells[row * t->n_columns + column];
}

/* ERR_TABLE_ROW for a cell that does not hold what it should. */
dateline_status table_bad(const table *t, uint32_t row, uint32_t column, const char *expected,
                          dateline_error *err);

#endif
