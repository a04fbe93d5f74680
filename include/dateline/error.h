/* dateline/error.h - numbered failures.
 *
 * Every function of the library that can fail returns a dateline_status and takes a caller-owned
 * dateline_error as its last argument. The numbers and their texts stand in one table, src/base/errors.def,
 * from which docs/ERRORS.md is made. Nothing found is not an error.
 *
 * Thread rule: a dateline_error is plain data of its owner; no function keeps a pointer to it. */
#ifndef DATELINE_ERROR_H
#define DATELINE_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 0 is success; a failure is the negative of its error number: -417 is DL-0417. */
typedef int dateline_status;

#define DATELINE_OK 0

/* Offset of an error that belongs to no byte. */
#define DATELINE_NO_OFFSET UINT64_MAX

/* One failure: number, place and a sentence. Filled by the failing function; all strings end with NUL and are
 * valid UTF-8 (what was met in the input is shown with control characters escaped). */
typedef struct dateline_error {
    int number;         /* 417 for DL-0417; 0 when nothing failed */
    uint64_t offset;    /* byte in the named input, or DATELINE_NO_OFFSET */
    char where[256];    /* file, report or option; may be empty */
    char sentence[512]; /* "expected ..., met ..." */
} dateline_error;

/* Writes "DL-0417 where:offset: sentence" into out (always NUL-terminated when cap > 0). */
void dateline_error_print(const dateline_error *err, char *out, uint64_t cap);

/* Static title of an error number ("file cannot be opened"), or NULL for a number that is not in the table.
 */
const char *dateline_error_title(int number);

#ifdef __cplusplus
}
#endif
#endif
