/* vec.c - see vec.h. */
#include "base/vec.h"

#include <string.h>

bool vec_reserve(void **at, uint32_t *cap, uint32_t used, uint32_t n, size_t size, arena *a) {
    if (n <= *cap) return true;
    uint32_t more = *cap < 8 ? 8 : *cap > UINT32_MAX / 2 ? UINT32_MAX : *cap * 2;
    if (more < n) more = n;
    if (more > SIZE_MAX / size) return false;
    void *grown = arena_alloc(a, more * size);
    if (!grown) return false;
    if (used) memcpy(grown, *at, used * size);
    *at = grown;
    *cap = more;
    return true;
}

void *vec_push(void **at, uint32_t *n, uint32_t *cap, size_t size, arena *a) {
    if (*n == UINT32_MAX || !vec_reserve(at, cap, *n, *n + 1, size, a)) return NULL;
    return memset((char *)*at + size * (*n)++, 0, size);
}
