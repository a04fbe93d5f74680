/* indent.h - compact JSON made readable: two blanks a level, arrays without objects on one line. */
#ifndef FACES_INDENT_H
#define FACES_INDENT_H

#include "base/str.h"

/* Appends json, which must be valid, to out; lines after the first begin with level * 2 blanks. */
void indent_json(str json, int level, str_buf *out);

#endif
