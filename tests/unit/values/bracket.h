/* bracket.h - documents for tests of the who-normalisers: text in which [brackets] mark the span that is asked about. */
#ifndef TESTS_BRACKET_H
#define TESTS_BRACKET_H

#include "check.h"

#include "doc/document.h"
#include "intake/intake.h"
#include "text/segment.h"

typedef struct bracket {
    arena a;
    document doc;
    dateline_span span; /* what stood in brackets; empty without brackets */
} bracket;

/* Reads the text without its brackets into b->doc, sentences included. */
static inline void bracket_read(bracket *b, const char *marked, const segment_tables *tables) {
    char text[4096];
    size_t n = 0;
    dateline_error err;
    memset(b, 0, sizeof *b);
    for (const char *c = marked; *c && n + 1 < sizeof text; c++) {
        if (*c == '[')
            b->span.start = (uint32_t)n;
        else if (*c == ']')
            b->span.end = (uint32_t)n;
        else
            text[n++] = *c;
    }
    dateline_input in = {.name = "case", .bytes = text, .len = n};
    document_init(&b->doc, &b->a);
    if (intake_plain(&b->doc, &in, &err) || segment_run(&b->doc, tables, &err)) fail_msg("%s", err.sentence);
}

static inline void bracket_clear(bracket *b) {
    arena_clear(&b->a);
}

/* True when want is empty or equal to got; else says so in why. */
static inline bool bracket_same(const char *what, const char *want, const char *got, char *why, size_t cap) {
    if (!*want || strcmp(want, got ? got : "") == 0) return true;
    snprintf(why, cap, "%s: expected %s, met %s", what, want, got ? got : "(nothing)");
    return false;
}

#endif
