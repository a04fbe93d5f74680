/* simd.h - vectors of f32 for ops_kernels.c, in the widest form that the compiler flags of the file allow.
 *
 * Only ops_kernels.c includes it, once for each set of flags. VF_WIDTH floats a vector. Multiply-add is fused
 * where the instruction set has it, and only where vf_fma says so (contraction is off). */
#ifndef NN_SIMD_H
#define NN_SIMD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
enum { VF_WIDTH = 16 };
typedef __m512 vf;
static inline vf vf_load(const float *p) {
    return _mm512_loadu_ps(p);
}
static inline void vf_store(float *p, vf v) {
    _mm512_storeu_ps(p, v);
}
static inline vf vf_set(float x) {
    return _mm512_set1_ps(x);
}
static inline vf vf_fma(vf a, vf b, vf c) {
    return _mm512_fmadd_ps(a, b, c);
}
static inline vf vf_max(vf a, vf b) {
    return _mm512_max_ps(a, b);
}
static inline vf vf_min(vf a, vf b) {
    return _mm512_min_ps(a, b);
}
static inline float vf_sum(vf v) {
    return _mm512_reduce_add_ps(v);
}
static inline float vf_top(vf v) {
    return _mm512_reduce_max_ps(v);
}
static inline vf vf_from_int(const int32_t *p) {
    return _mm512_cvtepi32_ps(_mm512_loadu_si512(p));
}
/* v = whole + fraction, fraction in [0, 1) */
static inline vf vf_fraction(vf v) {
    return _mm512_reduce_ps(v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
/* x * 2^floor(v) */
static inline vf vf_scale(vf x, vf v) {
    return _mm512_scalef_ps(x, v);
}
/* Numbers in 0..255, rounded to even. */
static inline void vf_store_u8(uint8_t *p, vf v) {
    _mm_storeu_si128((void *)p, _mm512_cvtusepi32_epi8(_mm512_cvtps_epi32(v)));
}
#elif defined(__AVX2__)
#include <immintrin.h>
enum { VF_WIDTH = 8 };
typedef __m256 vf;
static inline vf vf_load(const float *p) {
    return _mm256_loadu_ps(p);
}
static inline void vf_store(float *p, vf v) {
    _mm256_storeu_ps(p, v);
}
static inline vf vf_set(float x) {
    return _mm256_set1_ps(x);
}
static inline vf vf_fma(vf a, vf b, vf c) {
    return _mm256_fmadd_ps(a, b, c);
}
static inline vf vf_max(vf a, vf b) {
    return _mm256_max_ps(a, b);
}
static inline vf vf_min(vf a, vf b) {
    return _mm256_min_ps(a, b);
}
static inline float vf_sum(vf v) {
    float x[8];
    vf_store(x, v);
    return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}
static inline float vf_top(vf v) {
    float x[8], top;
    vf_store(x, v);
    top = x[0];
    for (int i = 1; i < 8; i++) top = x[i] > top ? x[i] : top;
    return top;
}
static inline vf vf_from_int(const int32_t *p) {
    return _mm256_cvtepi32_ps(_mm256_loadu_si256((const void *)p));
}
static inline vf vf_fraction(vf v) {
    return v - _mm256_floor_ps(v);
}
static inline vf vf_scale(vf x, vf v) {
    __m256i whole = _mm256_cvtps_epi32(_mm256_floor_ps(_mm256_max_ps(v, _mm256_set1_ps(-126.0f))));
    return x * _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(whole, _mm256_set1_epi32(127)), 23));
}
static inline void vf_store_u8(uint8_t *p, vf v) {
    int32_t x[8];
    _mm256_storeu_si256((void *)x, _mm256_cvtps_epi32(v));
    for (int i = 0; i < 8; i++) p[i] = (uint8_t)x[i];
}
#else
/* Vector extensions of GCC and Clang: SSE2 on x86-64, whatever there is elsewhere. */
enum { VF_WIDTH = 4 };
typedef float vf __attribute__((vector_size(16)));
typedef int32_t vi __attribute__((vector_size(16)));
static inline vf vf_load(const float *p) {
    vf v;
    memcpy(&v, p, sizeof v);
    return v;
}
static inline void vf_store(float *p, vf v) {
    memcpy(p, &v, sizeof v);
}
static inline vf vf_set(float x) {
    return (vf){x, x, x, x};
}
static inline vf vf_fma(vf a, vf b, vf c) {
    return a * b + c;
}
static inline vf vf_choose(vi mask, vf a, vf b) {
    return (vf)(((vi)a & mask) | ((vi)b & ~mask));
}
static inline vf vf_max(vf a, vf b) {
    return vf_choose(a > b, a, b);
}
static inline vf vf_min(vf a, vf b) {
    return vf_choose(a < b, a, b);
}
static inline float vf_sum(vf v) {
    return (v[0] + v[2]) + (v[1] + v[3]);
}
static inline float vf_top(vf v) {
    float a = v[0] > v[1] ? v[0] : v[1], b = v[2] > v[3] ? v[2] : v[3];
    return a > b ? a : b;
}
static inline vf vf_from_int(const int32_t *p) {
    vi v;
    memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, vf);
}
/* Arguments under -126 count as -126: the result of vf_scale is then as good as 0. */
static inline vi vf_whole(vf v) {
    v = vf_max(v, vf_set(-126.0f));
    vi whole = __builtin_convertvector(v, vi);
    return whole + (vi)(__builtin_convertvector(whole, vf) > v); /* rounded towards zero: mend negatives */
}
static inline vf vf_fraction(vf v) {
    v = vf_max(v, vf_set(-126.0f));
    return v - __builtin_convertvector(vf_whole(v), vf);
}
static inline vf vf_scale(vf x, vf v) {
    return x * (vf)((vf_whole(v) + 127) << 23);
}
static inline void vf_store_u8(uint8_t *p, vf v) {
    vf magic = vf_set(12582912.0f); /* 1.5 * 2^23: adding it rounds to even into the low bits */
    vi x = (vi)(v + magic);
    for (int i = 0; i < 4; i++) p[i] = (uint8_t)x[i];
}
#endif

/* The first n < VF_WIDTH floats of p, the others fill. */
static inline vf vf_load_part(const float *p, size_t n, float fill) {
    float x[VF_WIDTH];
    for (size_t i = 0; i < VF_WIDTH; i++) x[i] = i < n ? p[i] : fill;
    return vf_load(x);
}
static inline void vf_store_part(float *p, vf v, size_t n) {
    float x[VF_WIDTH];
    vf_store(x, v);
    memcpy(p, x, n * sizeof *p);
}

#endif
