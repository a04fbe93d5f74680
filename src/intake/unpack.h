/* unpack.h - gzip and zstd below every format: the unpacked bytes of a file, a piece at a time.
 *
 *     enum unpack_kind kind = unpack_find(first_bytes);
 *     if (kind) status = unpack_open(kind, fd, first_bytes, name, &unpack_usual, &u, err);
 *     while (!(status = unpack_read(u, out, sizeof out, &n, err)) && n) ...
 *
 * A file may hold several members (gzip) or frames (zstd) one behind the other; zeros behind the last one are padding.
 * Memory is that of the window (at most 128 MiB with zstd) and one buffer, however long the file. Linear.
 *
 * Thread rule: an unpack belongs to one thread at a time. */
#ifndef INTAKE_UNPACK_H
#define INTAKE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

typedef struct unpack unpack;

enum unpack_kind { UNPACK_NONE, UNPACK_GZIP, UNPACK_ZSTD };

/* Against bombs: no more than size bytes of output, and no more than ratio times the input once the output has passed
 * free bytes. */
typedef struct unpack_limits {
    uint64_t size, free;
    uint32_t ratio;
} unpack_limits;

extern const unpack_limits unpack_usual; /* 1 TiB, 32 MiB, 250 */

/* What the first bytes (four will do) say. */
enum unpack_kind unpack_find(str head);

/* head is what was already read of fd, and is copied; with fd -1 it is the whole file, and is borrowed. name is copied.
 * fd stays the caller's. Fails with ERR_MEMORY. */
dateline_status unpack_open(enum unpack_kind kind, int fd, str head, const char *name,
                            const unpack_limits *limits, unpack **out, dateline_error *err);

/* Up to cap bytes of one member; *n is 0 at the end only. Fails with ERR_PACK_DAMAGED, ERR_PACK_SHORT, ERR_PACK_RATIO,
 * ERR_PACK_SIZE, ERR_PACK_WINDOW, ERR_PACK_TRAIL, ERR_FILE_READ, ERR_MEMORY; *n bytes before the fault are good.
 * A checksum stands at the end of a member, so damage that only it tells comes after the bytes.
 * err->offset counts in the packed file. After a failure every call gives the end, until unpack_resume. */
dateline_status unpack_read(unpack *u, char *out, size_t cap, size_t *n, dateline_error *err);

/* Behind damage: goes on at the next place that looks like a member. False when there is none, or when the failure was
 * not of the kind that one member's damage is. */
bool unpack_resume(unpack *u);

/* Bytes taken from the packed file so far. */
uint64_t unpack_position(const unpack *u);

/* Offset in the packed file of the member whose first byte is that of offset out in all that was unpacked, or
 * UINT64_MAX where no member (of the last 1024) begins there. */
uint64_t unpack_member(const unpack *u, uint64_t out);

/* NULL is allowed. */
void unpack_close(unpack *u);

#endif
