/* settings.h - model.json: what a model says of itself in words and numbers.
 *
 * Labels stand in the model's own order and are mapped here by key to the vocabularies of dateline/terms.def, so
 * that neither order depends on the other. Numbers of shape are compared with those compiled in; thresholds and
 * calibration are taken as they are (train/MODEL.md, "Decoding").
 *
 * Const after settings_read. */
#ifndef SPANS_SETTINGS_H
#define SPANS_SETTINGS_H

#include "base/arena.h"
#include "base/error.h"
#include "doc/layers.h"

/* Formats of model.json that this program reads. */
enum { SETTINGS_OLDEST = 1, SETTINGS_NEWEST = 1 };

enum { SETTINGS_MAX_LABELS = 32, SETTINGS_NO_TERM = 255 };

/* The outputs of one softmax. */
typedef struct label_list {
    const char *name; /* "type", "PERSON.effect" */
    dateline_vocabulary vocabulary;
    uint32_t n; /* outputs */
    uint8_t
        term[SETTINGS_MAX_LABELS]; /* output -> term of the vocabulary; SETTINGS_NO_TERM: no second effect */
} label_list;

/* Heads over incidents and arguments, as rows of settings.c name them. */
enum settings_head {
    HEAD_TYPE,
    HEAD_STAGE,
    HEAD_CLAIM,
    HEAD_INTENT,
    HEAD_RELATION,
    HEAD_PEOPLE_TYPE,
    HEAD_PEOPLE_EFFECT,
    HEAD_PEOPLE_EFFECT2,
    HEAD_PERPETRATOR_KIND,
    HEAD_PERPETRATOR_CATEGORY,
    HEAD_CERTAINTY,
    HEAD_WEAPON_TYPE,
    HEAD_TARGET_TYPE,
    HEAD_TARGET_EFFECT,
    HEAD_SPEAKER_KIND,
    HEAD_CLAIM_STATUS,
    N_HEADS
};

/* Where decisions are cut. Scores of spans are logits, all others probabilities. */
typedef struct settings_thresholds {
    float span[N_LABELS];
    float link[N_LABELS], link_low[N_LABELS], group[N_LABELS];
    float cluster, real, type_mix, background, effect2, relation;
} settings_thresholds;

/* score = sigmoid(a logit(p) + b) for values of a field. */
typedef struct settings_calibration {
    const char *field;
    float a, b;
} settings_calibration;

typedef struct settings {
    const char *name; /* "reader-1" */
    label_list heads[N_HEADS];
    settings_thresholds thresholds;
    const settings_calibration *calibration;
    uint32_t n_calibration;
    const uint32_t *stop; /* ids of pieces that are no content, rising */
    uint32_t n_stop;
    uint64_t checksum; /* of weights.bin; 0 when not named */
} settings;

/* Key of a span label as models write it: "MENTION". Static. */
const char *settings_label_key(int label);

/* Reads the bytes of a model.json; path is for errors. Everything is copied into a. Fails with ERR_MODEL_WRONG (not a
 * model.json), _OLD, _NEW, _DAMAGED (not JSON), _SHAPE (labels or numbers that do not fit), ERR_MEMORY. */
dateline_status settings_read(const char *path, const char *bytes, size_t len, settings *out, arena *a,
                              dateline_error *err);

/* See model_calibrate. */
float settings_calibrate(const settings *s, const char *field, float p);

#endif
