/* engine_parts.h - the inside of engine.h, for the files of nn/ that call oneDNN. */
#ifndef NN_ENGINE_PARTS_H
#define NN_ENGINE_PARTS_H

#include <dnnl.h>

#include "nn/engine.h"

struct engine {
    dateline_arithmetic arithmetic;
    const ops *ops;
    dnnl_engine_t dnnl;
};

/* engine_open with a table of operations other than the best (tests). */
dateline_status engine_open_with(dateline_arithmetic wanted, const ops *o, engine **out, dateline_error *err);

/* True when layers may multiply in bf16: not in f32 arithmetic. */
bool engine_has_bf16(const engine *e);

/* ERR_MEMORY or ERR_MODEL_ENGINE for a failed call of oneDNN. */
dateline_status engine_error(dateline_error *err, dnnl_status_t status, const char *call);

/* Of OpenMP, declared here because Clang finds GCC's omp.h nowhere. */
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int n);

/* Debian's oneDNN runs on OpenMP, which would start a team of threads in each of our workers. The number of
 * threads is a setting of the calling thread alone: it is 1 between engine_enter and engine_leave, around
 * every creation and run of a primitive, and then again what the program had. */
static inline int engine_enter(void) {
    int before = omp_get_max_threads();
    if (before != 1) omp_set_num_threads(1);
    return before;
}

static inline void engine_leave(int before) {
    if (before != 1) omp_set_num_threads(before);
}

#endif
