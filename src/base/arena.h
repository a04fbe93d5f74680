/* arena.h - memory with one lifetime: everything allocated from an arena is freed together.
 *
 * A document owns one arena, a worker owns one for scratch. Nothing is freed singly. The build option
 * DATELINE_ARENA_MALLOC makes every request a malloc of its own, so that sanitizers and fuzzers see overruns.
 *
 * Thread rule: an arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct arena_chunk arena_chunk;

typedef struct arena {
    arena_chunk *head; /* chunk that serves requests; older ones follow */
    size_t used;       /* bytes handed out since the last reset, padding included */
} arena;

/* An arena that is all zero bytes is ready for use; arena_init says so aloud. */
void arena_init(arena *a);

/* Frees everything. The arena may be used again afterwards. */
void arena_clear(arena *a);

/* Forgets every allocation but keeps the largest chunk for reuse, if it is at most keep bytes. */
void arena_reset(arena *a, size_t keep);

/* size bytes aligned to 16, or NULL when memory is refused. A size of 0 gives a valid pointer. Not cleared.
 */
void *arena_alloc(arena *a, size_t size);

/* n * size bytes, all zero; NULL when refused or when the product overflows. */
void *arena_zalloc(arena *a, size_t n, size_t size);

/* Copy of len bytes with a NUL behind it; NULL when refused. */
char *arena_copy(arena *a, const char *bytes, size_t len);

/* printf into the arena; NULL when refused. */
char *arena_print(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
