/* json_array.h - a JSON array of objects, cut into its elements as it streams; jsonl.h reads each. */
#ifndef INTAKE_JSON_ARRAY_H
#define INTAKE_JSON_ARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Where the search for the end of an element has got to; all zero bytes at its start. */
typedef struct json_scan {
    uint64_t depth;
    bool in_string, escaped;
} json_scan;

/* Offset of the first byte behind "[" where bytes begin (blanks and a byte order mark aside) with "[" and "{", else 0. */
size_t json_array_find(str bytes);

/* Offset of the "," or "]" behind an element within bytes, or SIZE_MAX; scan goes on from call to call. */
size_t json_array_end(json_scan *scan, const char *bytes, size_t len);

#endif
