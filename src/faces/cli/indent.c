/* indent.c - see indent.h. */
#include "faces/cli/indent.h"

/* Offset behind the string that begins at at. */
static size_t string_end(str json, size_t at) {
    for (at++; at < json.len && json.at[at] != '"'; at++)
        if (json.at[at] == '\\') at++;
    return at + 1 < json.len ? at + 1 : json.len;
}

/* Offset behind the bracket that closes the array at at, or 0 when it holds an object. */
static size_t flat_array_end(str json, size_t at) {
    int depth = 0;
    while (at < json.len) {
        char c = json.at[at];
        if (c == '{') return 0;
        if (c == '"') {
            at = string_end(json, at);
            continue;
        }
        depth += (c == '[') - (c == ']');
        at++;
        if (!depth) return at;
    }
    return 0;
}

static void new_line(str_buf *out, int level) {
    str_buf_print(out, "\n%*s", level * 2, "");
}

/* Copies [at, end) with a blank behind each comma. */
static void copy_flat(str json, size_t at, size_t end, str_buf *out) {
    while (at < end) {
        size_t next = json.at[at] == '"' ? string_end(json, at) : at + 1;
        str_buf_add(out, json.at + at, next - at);
        if (json.at[at] == ',') str_buf_add(out, " ", 1);
        at = next;
    }
}

void indent_json(str json, int level, str_buf *out) {
    for (size_t at = 0; at < json.len;) {
        char c = json.at[at];
        size_t end = c == '"' ? string_end(json, at) : c == '[' ? flat_array_end(json, at) : 0;
        bool opens = c == '{' || c == '[';
        if (!end && opens && at + 1 < json.len && (json.at[at + 1] == '}' || json.at[at + 1] == ']'))
            end = at + 2;
        if (end) {
            copy_flat(json, at, end, out);
            at = end;
            continue;
        }
        if (c == '}' || c == ']') new_line(out, --level);
        str_buf_add(out, &c, 1);
        if (opens) new_line(out, ++level);
        if (c == ',') new_line(out, level);
        if (c == ':') str_buf_add(out, " ", 1);
        at++;
    }
}
