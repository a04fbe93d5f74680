/* engine.c - see engine.h and engine_parts.h. */
#include "nn/engine.h"

#include <stdlib.h>

#include "nn/engine_parts.h"

static bool processor_has(dateline_arithmetic arithmetic, const ops *o) {
    unsigned isa = dnnl_get_effective_cpu_isa(); /* each set's bits contain those of the sets below it */
    if (arithmetic == DATELINE_ARITHMETIC_BF16)
        return o->attend_bf16 && (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    /* Without VNNI oneDNN's 8-bit products saturate at 16 bits. */
    if (arithmetic == DATELINE_ARITHMETIC_INT8)
        return (isa & dnnl_cpu_isa_avx512_core_vnni) == dnnl_cpu_isa_avx512_core_vnni;
    return true;
}

static const char *const arithmetic_names[] = {"auto", "f32", "bf16", "int8"};

static dateline_status choose(dateline_arithmetic wanted, const ops *o, dateline_arithmetic *chosen,
                              dateline_error *err) {
    if ((unsigned)wanted > DATELINE_ARITHMETIC_INT8)
        return error_set(err, ERR_MODEL_DEVICE, "", DATELINE_NO_OFFSET, "arithmetic %d", (int)wanted);
    if (wanted != DATELINE_ARITHMETIC_AUTO) {
        *chosen = wanted;
        if (processor_has(wanted, o)) return DATELINE_OK;
        return error_set(err, ERR_MODEL_DEVICE, "", DATELINE_NO_OFFSET, "a processor without %s",
                         arithmetic_names[wanted]);
    }
    *chosen = DATELINE_ARITHMETIC_INT8; /* the fastest first */
    while (!processor_has(*chosen, o)) (*chosen)--;
    return DATELINE_OK;
}

dateline_status engine_open_with(dateline_arithmetic wanted, const ops *o, engine **out,
                                 dateline_error *err) {
    *out = NULL;
    dateline_arithmetic chosen = DATELINE_ARITHMETIC_F32;
    dateline_status status = choose(wanted, o, &chosen, err);
    if (status) return status;
    engine *e = calloc(1, sizeof *e);
    if (!e) return error_memory(err, "engine");
    e->arithmetic = chosen;
    e->ops = o;
    dnnl_status_t failed = dnnl_engine_create(&e->dnnl, dnnl_cpu, 0);
    if (failed) {
        free(e);
        return engine_error(err, failed, "dnnl_engine_create");
    }
    *out = e;
    return DATELINE_OK;
}

dateline_status engine_open(dateline_arithmetic wanted, engine **out, dateline_error *err) {
    return engine_open_with(wanted, ops_best(), out, err);
}

void engine_close(engine *e) {
    if (!e) return;
    dnnl_engine_destroy(e->dnnl);
    free(e);
}

dateline_arithmetic engine_arithmetic(const engine *e) {
    return e->arithmetic;
}

const ops *engine_ops(const engine *e) {
    return e->ops;
}

bool engine_has_bf16(const engine *e) {
    return e->arithmetic != DATELINE_ARITHMETIC_F32 && processor_has(DATELINE_ARITHMETIC_BF16, e->ops);
}

dateline_status engine_error(dateline_error *err, dnnl_status_t status, const char *call) {
    if (status == dnnl_out_of_memory) return error_memory(err, call);
    return error_set(err, ERR_MODEL_ENGINE, call, DATELINE_NO_OFFSET, "status %d of oneDNN", (int)status);
}
