/* json_array.c - see json_array.h. Only brackets and strings are told apart here; jansson judges the rest. */
#include "intake/json_array.h"

static size_t behind_blanks(str s, size_t i) {
    while (i < s.len && s.at[i] && strchr(" \t\r\n", s.at[i])) i++;
    return i;
}

size_t json_array_find(str bytes) {
    size_t i = behind_blanks(bytes, str_starts(bytes, STR("\xef\xbb\xbf")) ? 3 : 0);
    if (i == bytes.len || bytes.at[i] != '[') return 0;
    size_t first = behind_blanks(bytes, i + 1);
    return first < bytes.len && bytes.at[first] == '{' ? i + 1 : 0;
}

size_t json_array_end(json_scan *scan, const char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (scan->in_string) {
            scan->in_string = scan->escaped || c != '"';
            scan->escaped = !scan->escaped && c == '\\';
        } else if (c == '"')
            scan->in_string = true;
        else if (c == '{' || c == '[')
            scan->depth++;
        else if ((c == ',' || c == ']') && scan->depth == 0) {
            *scan = (json_scan){0};
            return i;
        } else if ((c == '}' || c == ']') && scan->depth > 0)
            scan->depth--;
    }
    return SIZE_MAX;
}
