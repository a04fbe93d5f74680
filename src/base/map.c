/* map.c - open addressing with linear probes; the hash is XXH3, so that hostile keys do not pile up by
 * accident. */
#include "base/map.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static map_slot *slot_of(map_slot *slots, uint32_t cap, str key, uint32_t hash) {
    for (uint32_t i = hash & (cap - 1);; i = (i + 1) & (cap - 1)) {
        map_slot *s = &slots[i];
        if (!s->key.at || (s->hash == hash && str_equal(s->key, key))) return s;
    }
}

static bool grow(map *m, arena *a) {
    if (m->cap > UINT32_MAX / 4) return false;
    uint32_t cap = m->cap ? m->cap * 2 : 16;
    map_slot *slots = arena_zalloc(a, cap, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < m->cap; i++)
        if (m->slots[i].key.at) *slot_of(slots, cap, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    m->slots = slots;
    m->cap = cap;
    return true;
}

bool map_put(map *m, str key, uint32_t value, arena *a) {
    if (!key.at) key.at = "";
    if (m->n >= m->cap / 4 * 3 && !grow(m, a)) return false;
    uint32_t hash = (uint32_t)XXH3_64bits(key.at, key.len);
    map_slot *s = slot_of(m->slots, m->cap, key, hash);
    if (!s->key.at) m->n++;
    *s = (map_slot){key, value, hash};
    return true;
}

uint32_t map_get(const map *m, str key) {
    if (!m->n) return MAP_NONE;
    if (!key.at) key.at = "";
    const map_slot *s = slot_of(m->slots, m->cap, key, (uint32_t)XXH3_64bits(key.at, key.len));
    return s->key.at ? s->value : MAP_NONE;
}
