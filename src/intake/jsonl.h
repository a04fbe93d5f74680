/* jsonl.h - one line of JSON Lines as a dateline_input (dateline/input.h has the fields). */
#ifndef INTAKE_JSONL_H
#define INTAKE_JSONL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "dateline/reader.h"
#include "intake/columns.h"

/* Where a line stands, for names and errors. */
typedef struct jsonl_place {
    const char *file;
    uint64_t offset;      /* of the first byte of the line */
    uint64_t line;        /* from 1 */
    const char *unit;     /* what is counted by line, NULL for "line" */
    const columns *names; /* keys that the caller named, may be NULL */
} jsonl_place;

/* Reads line (any bytes; broken UTF-8 is repaired first). The strings of out live in a. A line without doc and id
 * is called "file:line". Fails with ERR_JSONL_SYNTAX, ERR_JSONL_FIELD, ERR_JSONL_TEXT, ERR_MEMORY. Linear. */
dateline_status jsonl_read(str line, const jsonl_place *place, dateline_input *out, arena *a,
                           dateline_error *err);

#endif
