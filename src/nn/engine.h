/* engine.h - what all of the network shares: the arithmetic in use, the vector operations, oneDNN's handle.
 *
 * Immutable after opening: any number of threads may share it. It outlives everything opened with it. */
#ifndef NN_ENGINE_H
#define NN_ENGINE_H

#include "base/error.h"
#include "dateline/reader.h"
#include "nn/ops.h"

typedef struct engine engine;

/* wanted AUTO takes the fastest that the processor has. Fails with ERR_MODEL_DEVICE when it lacks the wanted
 * one, ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status engine_open(dateline_arithmetic wanted, engine **out, dateline_error *err);

/* NULL is allowed. */
void engine_close(engine *e);

/* Never AUTO. */
dateline_arithmetic engine_arithmetic(const engine *e);

const ops *engine_ops(const engine *e);

#endif
