/* arena.c - chunks that double in size, served from the front. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, FIRST_CHUNK = 16 << 10, LARGEST_CHUNK = 4 << 20 };

struct arena_chunk {
    arena_chunk *next;
    size_t used, cap; /* bytes behind this header */
};

#define HEADER ((sizeof(arena_chunk) + ALIGN - 1) / ALIGN * ALIGN)

void arena_init(arena *a) {
    *a = (arena){0};
}

void arena_clear(arena *a) {
    for (arena_chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    arena_init(a);
}

void arena_reset(arena *a, size_t keep) {
    arena_chunk *best = NULL;
#ifndef DATELINE_ARENA_MALLOC
    for (arena_chunk *c = a->head; c; c = c->next)
        if (c->cap <= keep && (!best || c->cap > best->cap)) best = c;
#else
    (void)keep;
#endif
    for (arena_chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        if (c != best) free(c);
    }
    arena_init(a);
    if (!best) return;
    *best = (arena_chunk){.cap = best->cap};
    a->head = best;
}

static arena_chunk *add_chunk(arena *a, size_t size) {
    size_t cap = size;
#ifndef DATELINE_ARENA_MALLOC
    size_t wanted = a->head ? a->head->cap * 2 : FIRST_CHUNK;
    if (wanted > LARGEST_CHUNK) wanted = LARGEST_CHUNK;
    if (cap < wanted) cap = wanted;
#endif
    arena_chunk *c = malloc(HEADER + cap);
    if (!c) return NULL;
    *c = (arena_chunk){.next = a->head, .cap = cap};
    a->head = c;
    return c;
}

void *arena_alloc(arena *a, size_t size) {
    if (size > SIZE_MAX / 2) return NULL;
#ifndef DATELINE_ARENA_MALLOC
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
#endif
    arena_chunk *c = a->head;
    if (!c || c->cap - c->used < size) c = add_chunk(a, size);
    if (!c) return NULL;
    void *at = (char *)c + HEADER + c->used;
    c->used += size;
    a->used += size;
    return at;
}

void *arena_zalloc(arena *a, size_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) return NULL;
    void *at = arena_alloc(a, bytes);
    return at ? memset(at, 0, bytes) : NULL;
}

char *arena_copy(arena *a, const char *bytes, size_t len) {
    char *at = arena_alloc(a, len + 1);
    if (!at) return NULL;
    if (len) memcpy(at, bytes, len);
    at[len] = '\0';
    return at;
}

char *arena_print(arena *a, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *at = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
    if (at) vsnprintf(at, (size_t)len + 1, format, again);
    va_end(again);
    return at;
}
