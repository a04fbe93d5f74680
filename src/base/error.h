/* error.h - how library code reports a failure. See include/dateline/error.h for what the caller sees.
 *
 *     return error_set(err, ERR_FILE_OPEN, path, DATELINE_NO_OFFSET, "%s", strerror(errno));
 *
 * gives "expected a file that can be opened, met: No such file or directory". err may be NULL. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "dateline/error.h"

enum error_number {
#define ERROR(number, name, title, expected, advice) ERR_##name = number,
#include "base/errors.def"
#undef ERROR
};

/* Fills err and returns the status (-number). where may be NULL. met is a printf format; the bytes it prints
 * are made safe to show. Cost: the length of the two strings. */
dateline_status error_set(dateline_error *err, enum error_number number, const char *where, uint64_t offset,
                          const char *met, ...) __attribute__((format(printf, 5, 6)));

/* Shorthand for ERR_MEMORY. */
dateline_status error_memory(dateline_error *err, const char *where);

#endif
