/* charset.h - which character set a page is in, and its bytes as UTF-8.
 *
 * The order is that of the WHATWG: byte order mark, what the server said, <meta> in the first 1024 bytes, a later
 * <meta>. A page that names nothing is UTF-8 when its bytes are valid UTF-8 with something beyond ASCII, else
 * windows-1252; so are the labels of latin-1 and ASCII. Decoding is iconv's of the C library. */
#ifndef INTAKE_CHARSET_H
#define INTAKE_CHARSET_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum charset_source { CHARSET_MARK, CHARSET_HINT, CHARSET_META, CHARSET_GUESS };

/* Name of a label in any case ("latin1" gives "windows-1252"), or NULL. A static string. */
const char *charset_of_label(str label);

/* What a Content-Type says, "text/html; charset=utf-8": the label in it, empty where there is none. */
str charset_of_content(str content);

/* The name of the character set of bytes, a static string; never NULL. hint is a label or a Content-Type, may be empty.
 * source may be NULL. Linear in the first megabyte. */
const char *charset_find(str bytes, str hint, enum charset_source *source);

/* What charset_find would answer, but for the guess at UTF-8: the WHATWG's answer. */
const char *charset_declared(str bytes, str hint, enum charset_source *source);

/* bytes in the set name as valid UTF-8 with NUL behind it, byte order mark taken off. What cannot be decoded becomes
 * U+FFFD, counted in *n_repaired. Fails with ERR_MEMORY. Linear. */
dateline_status charset_decode(str bytes, const char *name, arena *a, str *text, uint32_t *n_repaired,
                               dateline_error *err);

#endif
