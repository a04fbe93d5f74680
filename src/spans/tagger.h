/* tagger.h - pieces -> scored spans and their vectors: the encoder and the span heads over one report.
 *
 * The report is read window by window (whole sentences, up to MODEL_WINDOW pieces); a sentence longer than a window
 * is read in parts, and a part counts as a sentence in all that the model sees. Each window's states are dropped
 * once its spans are decoded and their vectors made, so that memory grows with the spans, not with states.
 *
 * Thread rule: a workspace belongs to one thread at a time; the model is shared. */
#ifndef SPANS_TAGGER_H
#define SPANS_TAGGER_H

#include "doc/layers.h"
#include "spans/model.h"

/* A sentence as the model counts them: pieces [start, end). Sentences without pieces do not count. */
typedef struct tagger_part {
    uint32_t start, end;
} tagger_part;

/* Buffers of one window, and oneDNN's. */
typedef struct tagger_buffers tagger_buffers;

/* The working memory of one thread, and what the tagger found in the report read last, for the linker. */
typedef struct tagger_workspace {
    workspace *network;
    tagger_buffers *buffers;
    arena scratch; /* until the next tagger_run: the arrays below, and what the linker needs for a while */
    VEC(tagger_part) parts;   /* of the whole report */
    VEC(uint32_t) part_of;    /* [n spans] index into parts */
    VEC(float) vectors;       /* [n spans, MODEL_VECTOR], in order of doc->spans */
    float context[MODEL_DIM]; /* c: mean of the windows' [CLS] states */
} tagger_workspace;

/* Fails with ERR_MODEL_ENGINE, ERR_MEMORY. The model must outlive the workspace. About 4 MB. */
dateline_status tagger_workspace_open(const model *m, tagger_workspace **out, dateline_error *err);

/* NULL is allowed. */
void tagger_workspace_close(tagger_workspace *w);

/* Fills doc->spans (in order of first piece, last piece, label) from doc->pieces, and w for link_run. A report without
 * pieces has no spans. Fails with ERR_MODEL_ENGINE, ERR_MODEL_SHAPE (a piece that the vocabulary lacks), ERR_MEMORY.
 * Cost: linear in the pieces. */
dateline_status tagger_run(document *doc, const model *m, tagger_workspace *w, dateline_error *err);

#endif
