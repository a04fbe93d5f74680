/* dateline/wire.h - a report as JSON, "on the wire": one object, keys in the order of the record's page.
 *
 * The form is described by docs/record.schema.json. The same report gives the same bytes. */
#ifndef DATELINE_WIRE_H
#define DATELINE_WIRE_H

#include <stdbool.h>

#include "dateline/reader.h"

#ifdef __cplusplus
extern "C" {
#endif

/* {"report": {...}, "incidents": [...]} without white space or newline, UTF-8, ending with NUL. with_text
 * adds the canonical text to the report's object. *json is the caller's: give it back to dateline_wire_free.
 * Fails with DL-0101. */
dateline_status dateline_wire_write(const dateline_report *report, bool with_text, char **json, uint64_t *len,
                                    dateline_error *err);
void dateline_wire_free(char *json);

#ifdef __cplusplus
}
#endif
#endif
