/* vec.h - growing arrays in an arena.
 *
 *     VEC(token) tokens = {0};
 *     token *t = VEC_PUSH(&tokens, arena);   // zeroed, or NULL when memory is refused
 *
 * Growth leaves the old array in the arena, so a pointer into it stays readable until the arena is reset, but
 * no longer sees writes. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define VEC(type)                                                                                            \
    struct {                                                                                                 \
        type *at;                                                                                            \
        uint32_t n, cap;                                                                                     \
    }

/* Makes room for n elements of size bytes; false when memory is refused (the array is as it was). */
bool vec_reserve(void **at, uint32_t *cap, uint32_t used, uint32_t n, size_t size, arena *a);

/* A zeroed element at the end, or NULL. Amortised constant cost. */
void *vec_push(void **at, uint32_t *n, uint32_t *cap, size_t size, arena *a);

#define VEC_RESERVE(v, count, a)                                                                             \
    vec_reserve((void **)&(v)->at, &(v)->cap, (v)->n, (count), sizeof *(v)->at, (a))
#define VEC_PUSH(v, a)                                                                                       \
    ((__typeof__((v)->at))vec_push((void **)&(v)->at, &(v)->n, &(v)->cap, sizeof *(v)->at, (a)))

#endif
