/* heads_vectors.h - the made-up report of tests/vectors/heads.bin as a document, and its numbers by name. train/vectors.py
 * says what each tensor is. */
#ifndef TESTS_HEADS_VECTORS_H
#define TESTS_HEADS_VECTORS_H

#include "check.h"

#include <math.h>

#include "doc/document.h"
#include "spans/tagger.h"

#define MODEL_FOLDER TEST_SOURCE_DIR "/models/reader-1"
#define HEADS_FILE   TEST_SOURCE_DIR "/tests/vectors/heads.bin"

/* How far f32 in C may be from the reference. */
#define TOLERANCE 1e-3f

typedef struct heads_vectors {
    model *model; /* f32 */
    weights *file;
    tagger_workspace *workspace;
    arena arena;
    document doc; /* pieces and sentences of the report, no text */
} heads_vectors;

static inline const tensor *heads_tensor(const heads_vectors *h, const char *name) {
    const tensor *t = weights_find(h->file, name);
    if (!t || t->type != TENSOR_F32) fail_msg("no tensor %s", name);
    return t;
}

static inline const float *heads_row(const tensor *t, uint32_t row) {
    return (const float *)t->data + (size_t)row * t->columns;
}

static inline uint32_t heads_whole(const tensor *t, uint32_t row, uint32_t column) {
    return (uint32_t)heads_row(t, row)[column];
}

/* Fails the test when n numbers differ by more than TOLERANCE. */
static inline void heads_near(const char *what, uint32_t row, const float *got, const float *want,
                              uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (!(fabsf(got[i] - want[i]) <= TOLERANCE))
            fail_msg("%s[%u][%u]: %g instead of %g", what, row, i, got[i], want[i]);
}

static inline void heads_document(heads_vectors *h) {
    const tensor *ids = heads_tensor(h, "ids"), *ranges = heads_tensor(h, "sentences");
    document *doc = &h->doc;
    document_init(doc, &h->arena);
    doc->name = "vectors";
    for (uint32_t s = 0; s < ranges->rows; s++) {
        sentence *out = VEC_PUSH(&doc->sentences, doc->arena);
        out->first_piece = heads_whole(ranges, s, 0);
        out->n_pieces = heads_whole(ranges, s, 1) - out->first_piece;
        for (uint32_t i = 0; i < out->n_pieces; i++) {
            piece *p = VEC_PUSH(&doc->pieces, doc->arena);
            *p = (piece){.id = heads_whole(ids, out->first_piece + i, 0), .sentence = s, .starts_word = true};
            p->span = (dateline_span){2 * (out->first_piece + i), 2 * (out->first_piece + i) + 1};
        }
    }
    assert_int_equal(doc->pieces.n, ids->rows);
}

/* Group setup: *state becomes a heads_vectors. */
static inline int heads_open(void **state) {
    static heads_vectors h;
    dateline_error err = {0};
    if (model_open(MODEL_FOLDER, DATELINE_ARITHMETIC_F32, &h.model, &err) ||
        weights_open(HEADS_FILE, &h.file, &err) || tagger_workspace_open(h.model, &h.workspace, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.sentence);
        return 1;
    }
    heads_document(&h);
    *state = &h;
    return 0;
}

static inline int heads_close(void **state) {
    heads_vectors *h = *state;
    tagger_workspace_close(h->workspace);
    weights_close(h->file);
    model_close(h->model);
    arena_clear(&h->arena);
    return 0;
}

#endif
