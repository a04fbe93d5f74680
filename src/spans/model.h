/* model.h - a model folder, opened: what src/spans and src/incidents need of the network.
 *
 *     reader-1/model.json   format, shape, labels, thresholds, calibration (settings.h)
 *     reader-1/weights.bin  tensors (nn/weights.h), named as train/MODEL.md names them
 *     reader-1/vocab.txt    the encoder's pieces, opened by text/wordpiece.h
 *
 * Everything is immutable after model_open: any number of threads share one model. It owns the mapping, the
 * packed matrices and its strings until model_close. Opening takes tens of milliseconds (packing). */
#ifndef SPANS_MODEL_H
#define SPANS_MODEL_H

#include "base/arena.h"
#include "nn/encoder.h"
#include "nn/linear.h"
#include "spans/settings.h"

/* Widths that the program is compiled for; model.json must agree (ERR_MODEL_SHAPE). */
enum {
    MODEL_DIM = ENCODER_DIM,
    MODEL_VECTOR = 192, /* span and incident vectors */
    MODEL_HIDDEN = 128, /* of pair scorers and attributes */
    MODEL_KEY = 48,     /* of a label's q and k */
    MODEL_WIDTH = 24,   /* pieces of the longest span */
    MODEL_WINDOW = 510, /* pieces of a window, without [CLS] and [SEP] */
    MODEL_PROJECTION = N_LABELS * (2 * MODEL_KEY + 2)
};

/* Rows of the feature tables (train/MODEL.md, "Features"). */
enum {
    MODEL_PAIR_FEATURES = 23,
    MODEL_GROUP_FEATURES = 31,
    MODEL_LINK_FEATURES = 160,
    MODEL_RELATION_FEATURES = 9,
    MODEL_BACKGROUND_FEATURES = 7,
    MODEL_ATTRIBUTE_FEATURES = 24
};

/* A softmax over the labels of one list. */
typedef struct model_head {
    enum settings_head head;
    const label_list *labels;
    linear *logits; /* [labels->n, in] */
} model_head;

/* out . gelu(a x + b y + p (x*y) + features + bias) + out_bias; m and q for the link scorer only. */
typedef struct model_scorer {
    linear *a, *b, *p, *m, *q;
    const float *feature; /* [n_features, MODEL_HIDDEN] */
    const float *bias;    /* [MODEL_HIDDEN] */
    const float *out;     /* [n_out, MODEL_HIDDEN] */
    const float *out_bias;
    uint32_t n_features, n_out;
} model_scorer;

enum { MODEL_MAX_ATTRIBUTES = 3 };

/* The attributes of one role: a shared hidden layer and a head each, in the order of the settings. */
typedef struct model_role {
    linear *hidden;       /* [MODEL_HIDDEN, 3 MODEL_VECTOR] */
    const float *feature; /* [MODEL_ATTRIBUTE_FEATURES, MODEL_HIDDEN] */
    model_head heads[MODEL_MAX_ATTRIBUTES];
    uint32_t n_heads;
} model_role;

typedef struct model {
    settings settings;
    const char *vocabulary; /* path of vocab.txt */
    engine *engine;
    weights *weights;
    encoder *encoder;
    linear *span_projection;   /* [MODEL_PROJECTION, MODEL_DIM] */
    const float *span_length;  /* [N_LABELS, MODEL_WIDTH] */
    linear *span_vector;       /* [MODEL_VECTOR, 4 MODEL_DIM] */
    const float *vector_label; /* [N_LABELS, MODEL_VECTOR] */
    linear *incident_vector;   /* [MODEL_VECTOR, MODEL_VECTOR + MODEL_DIM] */
    model_head type, stage, claim, intent;
    linear *real, *background;       /* [1, MODEL_VECTOR] */
    const float *background_feature; /* [7] */
    model_scorer pair, group, link, relation;
    model_role roles[N_LABELS]; /* n_heads 0 for labels without attributes */
    arena arena;
} model;

/* Opens folder. Fails with ERR_MODEL_MISSING, _SHORT, _WRONG, _OLD, _NEW, _DAMAGED, _SHAPE, _DEVICE, _ENGINE, ERR_MEMORY. */
dateline_status model_open(const char *folder, dateline_arithmetic arithmetic, model **out,
                           dateline_error *err);

/* NULL is allowed. */
void model_close(model *m);

/* A raw probability (train/MODEL.md, "Raw score of a value") as the calibrated score of a field of the record
 * ("type", "people.effect", ... as model.json names them); p itself for a field without a row. */
float model_calibrate(const model *m, const char *field, float p);

#endif
