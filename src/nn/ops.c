/* ops.c - which table of ops_kernels.c this processor can run. */
#include "nn/ops.h"

#include <string.h>

extern const ops ops_baseline;
#if defined(__x86_64__)
extern const ops ops_avx2, ops_avx512, ops_avx512_vnni, ops_avx512_bf16;
#endif

static bool has_baseline(void) {
    return true;
}

#if defined(__x86_64__)
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

static bool has_avx512_vnni(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vnni");
}

static bool has_avx512_bf16(void) {
    return has_avx512_vnni() && __builtin_cpu_supports("avx512bf16");
}
#endif

/* Best first. */
static const struct {
    const ops *table;
    bool (*present)(void);
} choices[] = {
#if defined(__x86_64__)
    {&ops_avx512_bf16, has_avx512_bf16}, {&ops_avx512_vnni, has_avx512_vnni},
    {&ops_avx512, has_avx512},           {&ops_avx2, has_avx2},
#endif
    {&ops_baseline, has_baseline},
};

const ops *ops_best(void) {
    size_t i = 0;
    while (!choices[i].present()) i++;
    return choices[i].table;
}

const ops *ops_named(const char *name) {
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (strcmp(choices[i].table->name, name) == 0) return choices[i].present() ? choices[i].table : NULL;
    return NULL;
}
