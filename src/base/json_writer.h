/* json_writer.h - writing JSON (RFC 8259) into a str_buf, keys in the order of the calls, no white space.
 *
 * Commas are placed by the writer. Strings must be valid UTF-8; control characters are escaped, everything
 * else is written as it is. Parsing is jansson's business. */
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct json_writer {
    str_buf *out;
    bool comma; /* a value stands before this point in the open object or array */
} json_writer;

static inline json_writer json_writer_to(str_buf *out) {
    return (json_writer){out, false};
}

void json_writer_open(json_writer *w, char bracket);  /* '{' or '[' */
void json_writer_close(json_writer *w, char bracket); /* '}' or ']' */
void json_writer_key(json_writer *w, const char *key);
void json_writer_string(json_writer *w, str s); /* null when s.at is NULL */
void json_writer_int(json_writer *w, int64_t value);
void json_writer_real(json_writer *w, double value,
                      int decimals); /* fixed, trailing zeros dropped; null when not finite */
void json_writer_bool(json_writer *w, bool value);
void json_writer_null(json_writer *w);

/* "key": "value" or null. */
void json_writer_field(json_writer *w, const char *key, const char *value);

#endif
