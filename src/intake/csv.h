/* csv.h - rows of CSV and TSV (RFC 4180: fields in quotes may hold separators, line ends and "" for a quote).
 *
 * A quote opens a field only at its start, and closes it only before a separator or a line end; elsewhere it stands for
 * itself. So a stray quote costs nothing. */
#ifndef INTAKE_CSV_H
#define INTAKE_CSV_H

#include <stdint.h>

#include "intake/columns.h"

enum { CSV_MAX_FIELDS = 1024 };

/* Where the search for the end of a row has got to; all zero bytes at the start of a row. */
typedef struct csv_scan {
    bool inside, quote, begun; /* in a quoted field; behind a quote in it; behind the first byte of a field */
} csv_scan;

/* The header of a table. */
typedef struct csv_head {
    char separator;
    uint32_t n;
    enum column columns[CSV_MAX_FIELDS];
} csv_head;

/* Where a row stands, for names and errors. */
typedef struct csv_place {
    const char *file;
    uint64_t offset, row; /* of the first byte; from 1, the header not counted */
} csv_place;

/* Separator of a table whose first row has a column of texts and at least one more known column, else 0. */
char csv_find(str bytes, const columns *names);

/* Offset of the line end that ends the row within bytes, or SIZE_MAX; scan goes on from call to call. */
size_t csv_end(csv_scan *scan, char separator, const char *bytes, size_t len);

/* Reads the first row. Fails with ERR_CSV_TEXT (no column of texts), ERR_CSV_FIELDS, ERR_CSV_QUOTE, ERR_MEMORY. */
dateline_status csv_read_head(str row, char separator, const columns *names, const char *file, csv_head *out,
                              arena *a, dateline_error *err);

/* Reads a row; broken UTF-8 is left to the reader. A row without a name is called "file:row". The strings of out live
 * in a. Fails with ERR_CSV_ROW, ERR_CSV_QUOTE, ERR_CSV_TEXT, ERR_MEMORY. Linear. */
dateline_status csv_read(str row, const csv_head *head, const csv_place *place, dateline_input *out, arena *a,
                         dateline_error *err);

#endif
