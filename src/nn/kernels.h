/* kernels.h - what the files share that are compiled once for each instruction set (ops_kernels.c,
 * attention_kernels.c, attention_int8.c). OPS_SET names the set: "avx2". */
#ifndef NN_KERNELS_H
#define NN_KERNELS_H

#include "nn/ops.h"
#include "nn/simd.h"

#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define INLINE static inline __attribute__((always_inline))

/* KERNEL(attend) is attend_avx2. */
#define KERNEL(verb)            KERNEL_JOIN(verb, OPS_SET)
#define KERNEL_JOIN(verb, set)  KERNEL_PASTE(verb, set)
#define KERNEL_PASTE(verb, set) verb##_##set
#define KERNEL_TEXT(set)        KERNEL_QUOTE(set)
#define KERNEL_QUOTE(set)       #set

extern const ops KERNEL(ops);

void KERNEL(attend)(const attention *a);
#if defined(__AVX512BF16__)
void KERNEL(attend_bf16)(const attention *a);
#endif
#if defined(__AVX512VNNI__)
void KERNEL(attend_int8)(const attention *a);
#endif

/* Σ c[i] u^i, Horner. */
INLINE vf polynomial(const float *c, int degree, vf u) {
    vf y = vf_set(c[degree]);
    UNROLL
    for (int i = degree - 1; i >= 0; i--) y = vf_fma(y, u, vf_set(c[i]));
    return y;
}

/* 2^v for v <= 0; relative error 2e-7 (least squares at Chebyshev nodes of [0, 1]). */
INLINE vf exp2_of(vf v) {
    static const float c[] = {0.9999999403953552f,  0.6931529641151428f,  0.24015453457832336f,
                              0.05582360550761223f, 0.00899258442223072f, 0.0018762329127639532f};
    return vf_scale(polynomial(c, 5, vf_fraction(v)), v);
}

/* Relative error 3e-6: where the result is rounded to bf16 anyway. */
INLINE vf exp2_fast(vf v) {
    static const float c[] = {1.0000025033950806f, 0.6930066347122192f, 0.2414274960756302f,
                              0.05203742906451225f, 0.013520603068172932f};
    return vf_scale(polynomial(c, 4, vf_fraction(v)), v);
}

INLINE uint32_t bf16_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}

#endif
