/* columns.h - which column of a table, or key of an object, is which field of a report.
 *
 * The names of columns are those of data handed in: "headline" and "title" are both the title. A caller's map,
 * "title=Überschrift,text=Story", goes before the names known here. */
#ifndef INTAKE_COLUMNS_H
#define INTAKE_COLUMNS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "dateline/reader.h"

enum column {
    COLUMN_TEXT,
    COLUMN_NAME,
    COLUMN_TITLE,
    COLUMN_PUBLISHED,
    COLUMN_PUBLISHER,
    COLUMN_AUTHOR,
    COLUMN_URL,
    COLUMN_LANGUAGE,
    COLUMN_SOURCE, /* an address or a publisher, whichever the value is */
    COLUMN_NONE
};

/* Names given by the caller; NULL where none is. They live in the arena of columns_parse. */
typedef struct columns {
    const char *names[COLUMN_SOURCE];
} columns;

/* Reads "field=name,field=name", field being text, doc, title, published, publisher, author, url or language. NULL and
 * "" give no names. Fails with ERR_INPUT_COLUMNS, ERR_MEMORY. */
dateline_status columns_parse(const char *map, columns *out, arena *a, dateline_error *err);

/* The field of a column of that name, case and blanks around aside; COLUMN_NONE where it is none. */
enum column columns_find(const columns *c, str name);

/* Sets the field of in; value ends with NUL and is borrowed. Empty values are unknown. A day in another form than
 * YYYY-MM-DD is put into that form where it can be read in one way only. Fails with ERR_MEMORY. */
dateline_status columns_set(dateline_input *in, enum column column, str value, arena *a, dateline_error *err);

#endif
