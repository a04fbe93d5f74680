/* workspace_parts.h - the inside of workspace.h, for the files of nn/. */
#ifndef NN_WORKSPACE_PARTS_H
#define NN_WORKSPACE_PARTS_H

#include <dnnl.h>

#include "nn/workspace.h"

/* Descriptors for one shape of product. */
typedef struct workspace_shape {
    uint64_t key; /* of gemm.c; 0: empty */
    dnnl_memory_t x, y, scratch;
} workspace_shape;

enum { WORKSPACE_SHAPES = 256 }; /* a power of two, well above the shapes of one model */

struct workspace {
    const engine *engine;
    dnnl_stream_t stream;
    workspace_shape shapes[WORKSPACE_SHAPES];
    unsigned n_shapes;
    char *block;
    char *bytes; /* in block, aligned to 64: activations of the encoder, blocks of rows of linear layers */
    size_t cap;
};

/* At least size bytes aligned to 64, the same for every call: whoever runs owns all of it until it returns.
 * NULL when memory is refused. */
void *workspace_bytes(workspace *ws, size_t size);

/* The entry of key (not 0); its memories are NULL when it is new. NULL when the table is full. */
workspace_shape *workspace_shape_of(workspace *ws, uint64_t key);

#endif
