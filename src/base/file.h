/* file.h - whole files: read or mapped, and written so that a reader never sees half of one. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The bytes of a file, read-only. Owns them until file_close; valid for any number of reading threads. */
typedef struct file_bytes {
    const char *at;
    size_t len;
    bool mapped; /* else on the heap: a pipe, a device, standard input */
} file_bytes;

/* Opens path ("-" is standard input); fails with ERR_FILE_OPEN, ERR_FILE_KIND (a folder), ERR_FILE_READ,
 * ERR_FILE_SIZE (longer than limit) or ERR_MEMORY. */
dateline_status file_open(const char *path, size_t limit, file_bytes *out, dateline_error *err);
void file_close(file_bytes *f);

/* Writes len bytes to path by way of a temporary file beside it and a rename. */
dateline_status file_replace(const char *path, const char *bytes, size_t len, dateline_error *err);

#endif
