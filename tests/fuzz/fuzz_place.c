/* fuzz_place - any text, any cut of it: its places found and resolved, values in range and the same each time. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "values/place.h"

static gazetteer world;

static void check(const place_value *v, str text) {
    const dateline_where *w = &v->where;
    if (w->basis.n_evidence != 1 || w->basis.evidence[0].end > text.len) abort();
    if (!(w->basis.score >= 0 && w->basis.score <= 1)) abort();
    if (!w->has_point) return;
    if (!w->known || !w->name || !w->n_path) abort();
    if (!(w->lat >= -90 && w->lat <= 90 && w->lon >= -180 && w->lon <= 180 && w->radius_km > 0)) abort();
}

static void resolve(const place_mention *mentions, size_t n, const place_context *context, arena *a) {
    place_value *first = arena_zalloc(a, n + 1, sizeof *first),
                *second = arena_zalloc(a, n + 1, sizeof *second);
    if (place_resolve_report(&world, mentions, n, context, first, a, NULL) ||
        place_resolve_report(&world, mentions, n, context, second, a, NULL))
        abort();
    for (size_t i = 0; i < n; i++) {
        check(&first[i], context->text);
        if (first[i].place != second[i].place || first[i].where.lat != second[i].where.lat) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (!world.n_places && gazetteer_open(FUZZ_GAZETTEER, &world, NULL)) abort();
    if (len < 4) return 0;
    arena a = {0};
    str text = {arena_copy(&a, (const char *)bytes + 3, len - 3), len - 3};
    place_context context = {.text = text, .home = bytes[2] & 1 ? "US" : NULL};
    place_mention *found, mine[2] = {0};
    size_t n;
    mine[0].span.start = (uint32_t)(bytes[0] % text.len);
    mine[0].span.end = mine[0].span.start + bytes[1];
    if (mine[0].span.end > text.len) mine[0].span.end = (uint32_t)text.len;
    mine[1].span = (dateline_span){mine[0].span.end, (uint32_t)text.len};
    mine[1].in_dateline = bytes[2] & 2;
    resolve(mine, 2, &context, &a);
    if (place_scan(&world, &context, &found, &n, &a, NULL)) abort();
    for (size_t i = 0; i < n; i++)
        if (found[i].span.start >= found[i].span.end || (i && found[i].span.start < found[i - 1].span.end))
            abort();
    resolve(found, n, &context, &a);
    arena_clear(&a);
    return 0;
}
