/* workspace.c - see workspace.h. */
#include "nn/workspace.h"

#include <stdlib.h>

#include "nn/engine_parts.h"
#include "nn/workspace_parts.h"

dateline_status workspace_open(const engine *e, workspace **out, dateline_error *err) {
    *out = NULL;
    workspace *ws = calloc(1, sizeof *ws);
    if (!ws) return error_memory(err, "workspace");
    ws->engine = e;
    dnnl_status_t failed = dnnl_stream_create(&ws->stream, e->dnnl, dnnl_stream_default_flags);
    if (failed) {
        free(ws);
        return engine_error(err, failed, "dnnl_stream_create");
    }
    *out = ws;
    return DATELINE_OK;
}

void workspace_close(workspace *ws) {
    if (!ws) return;
    for (size_t i = 0; i < WORKSPACE_SHAPES; i++) {
        workspace_shape *shape = &ws->shapes[i];
        if (shape->x) dnnl_memory_destroy(shape->x);
        if (shape->y) dnnl_memory_destroy(shape->y);
        if (shape->scratch) dnnl_memory_destroy(shape->scratch);
    }
    dnnl_stream_destroy(ws->stream);
    free(ws->block);
    free(ws);
}

void *workspace_bytes(workspace *ws, size_t size) {
    if (size <= ws->cap) return ws->bytes;
    free(ws->block);
    ws->cap = 0;
    ws->block = malloc(size + 63);
    if (!ws->block) return NULL;
    ws->bytes = ws->block + (-(uintptr_t)ws->block & 63);
    ws->cap = size;
    return ws->bytes;
}

workspace_shape *workspace_shape_of(workspace *ws, uint64_t key) {
    uint64_t slot = (key * 0x9e3779b97f4a7c15u) >> 32; /* Fibonacci hashing */
    for (;; slot++) {
        workspace_shape *shape = &ws->shapes[slot % WORKSPACE_SHAPES];
        if (shape->key == key) return shape;
        if (shape->key) continue;
        if (ws->n_shapes == WORKSPACE_SHAPES - 1) return NULL; /* one stays empty to end the search */
        ws->n_shapes++;
        shape->key = key;
        return shape;
    }
}
