/* map.h - a hash map from byte strings to uint32_t, in an arena.
 *
 * Keys are borrowed: they must live as long as the map. Built once, then read by many threads. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define MAP_NONE UINT32_MAX

typedef struct map_slot {
    str key; /* key.at NULL: empty */
    uint32_t value, hash;
} map_slot;

typedef struct map {
    map_slot *slots;
    uint32_t n, cap; /* cap is a power of two, at most 3/4 full */
} map;

/* Sets key to value; false when memory is refused. */
bool map_put(map *m, str key, uint32_t value, arena *a);

/* Value of key, or MAP_NONE. Expected constant cost. */
uint32_t map_get(const map *m, str key);

#endif
