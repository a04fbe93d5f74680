/* marked.h - documents for tests of the normalisers, from text in which phrases are marked: "Gunmen struck <late on
 * Friday>". A tag may stand before the phrase: "<k:three men>". The marks are taken out of the text. */
#ifndef TESTS_MARKED_H
#define TESTS_MARKED_H

#include "check.h"
#include "doc/document.h"
#include "intake/intake.h"
#include "text/segment.h"

enum { MARKED_MAX = 32 };

typedef struct marked {
    document doc;
    arena memory;
    dateline_span phrase[MARKED_MAX];
    char tag[MARKED_MAX]; /* 0 where there is none */
    uint32_t n;
} marked;

/* Tables of the segmenter, opened once. */
static segment_tables *marked_tables(void) {
    static segment_tables tables;
    static arena memory;
    static bool opened;
    if (!opened && segment_tables_open(TEST_SOURCE_DIR "/data", &tables, &memory, NULL)) abort();
    opened = true;
    return &tables;
}

/* Takes the marks out of text, in place, and notes their places. False when they do not pair. */
static inline bool marked_take(marked *m, char *text) {
    char *out = text;
    bool open = false;
    for (char *in = text; *in; in++) {
        if (*in == '<' && !open && m->n < MARKED_MAX) {
            open = true;
            if (in[1] && in[2] == ':') m->tag[m->n] = in[1], in += 2;
            m->phrase[m->n].start = (uint32_t)(out - text);
        } else if (*in == '>' && open) {
            open = false;
            m->phrase[m->n++].end = (uint32_t)(out - text);
        } else
            *out++ = *in;
    }
    *out = '\0';
    return !open;
}

/* Builds the document up to its sentences. published may be "". Give it back to marked_close. */
static inline bool marked_open(marked *m, const char *text, const char *published) {
    *m = (marked){0};
    char *copy = strdup(text);
    if (!copy) return false;
    bool paired = marked_take(m, copy);
    dateline_input in = {
        .name = "test", .bytes = copy, .len = strlen(copy), .published = *published ? published : NULL};
    dateline_error err;
    document_init(&m->doc, &m->memory);
    bool read = paired && !intake_plain(&m->doc, &in, &err) && !segment_run(&m->doc, marked_tables(), &err);
    free(copy);
    return read;
}

static inline void marked_close(marked *m) {
    arena_clear(&m->memory);
}

#endif
