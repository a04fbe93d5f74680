/* workspace.h - the working memory of one thread: activations and oneDNN's scratch, sized once and reused.
 *
 * The activations of a full window (512 rows, 8 MB) are allocated by the first run; short windows touch little
 * of them. The descriptors that oneDNN wants are made on the first run of each shape of product, then reused.
 * Belongs to one thread at a time; the engine must outlive it. */
#ifndef NN_WORKSPACE_H
#define NN_WORKSPACE_H

#include "nn/engine.h"

typedef struct workspace workspace;

/* Fails with ERR_MODEL_ENGINE or ERR_MEMORY. */
dateline_status workspace_open(const engine *e, workspace **out, dateline_error *err);

/* NULL is allowed. */
void workspace_close(workspace *ws);

#endif
