/* scorer.h - running the pair scorers over many pairs at a small price.
 *
 * score = out . gelu(a x + b y + p (x*z) + [m z + q (x*y)] + features + bias) + out_bias, z being y but for links.
 * What depends on one item alone (a x, b y, m z) is made once an item by scorer_side; a pair then costs one product
 * of 192 x 128 (two for links), and those are made SCORER_BATCH pairs at a time.
 *
 * All memory is from the arena given; results do not depend on how pairs fall into batches. */
#ifndef INCIDENTS_SCORER_H
#define INCIDENTS_SCORER_H

#include "incidents/features.h"

enum { SCORER_BATCH = 64 };

/* What every step of the linker works with. Borrowed, for one report. */
typedef struct scorer_tools {
    const model *m;
    const ops *ops;
    workspace *network;
    arena *scratch;
    const char *name; /* of the report, for errors */
} scorer_tools;

/* Runs a layer over n vectors that stand anywhere: from[i] is f32 [in] -> out [n, width]. Fails with ERR_MODEL_ENGINE,
 * ERR_MEMORY. */
dateline_status scorer_side(const scorer_tools *t, const linear *layer, const float *const *from, uint32_t n,
                            uint32_t in, uint32_t width, float *out, dateline_error *err);

typedef struct scorer_pair {
    const float *x, *y, *z;    /* [MODEL_VECTOR]; z NULL but for links */
    const float *ax, *by, *mz; /* [MODEL_HIDDEN]; mz NULL but for links */
    feature_rows features;
    float *out; /* [n_out]; written by a later scorer_add or by scorer_flush */
} scorer_pair;

typedef struct scorer {
    const scorer_tools *tools;
    const model_scorer *weights;
    uint32_t n;
    float *products, *others; /* [SCORER_BATCH, MODEL_VECTOR]: x*z (or x*y), and x*y of links */
    float *hidden, *more;     /* [SCORER_BATCH, MODEL_HIDDEN] */
    float *start;             /* the part of hidden that needs no product */
    float *out[SCORER_BATCH];
} scorer;

/* Fails with ERR_MEMORY. */
dateline_status scorer_begin(scorer *s, const scorer_tools *t, const model_scorer *of, dateline_error *err);

/* Fail with ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status scorer_add(scorer *s, const scorer_pair *pair, dateline_error *err);
dateline_status scorer_flush(scorer *s, dateline_error *err);

/* 1 / (1 + e^-x). */
float scorer_sigmoid(float x);

/* Adds the rows of a table [rows, width] that hold to out. */
void scorer_add_rows(const scorer_tools *t, const float *table, uint32_t width, const feature_rows *f,
                     float *out);

#endif
