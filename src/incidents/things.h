/* things.h - what fills an incident's roles: perpetrators, weapons, targets, people, speakers, each from the phrases that
 * the linker grouped as one.
 *
 * Internal to incidents/: assemble.c calls these. Memory: the document's arena. */
#ifndef INCIDENTS_THINGS_H
#define INCIDENTS_THINGS_H

#include "incidents/assemble.h"

/* What a builder needs to know of the incident around it. */
typedef struct things_context {
    document *doc;
    const assemble_tools *tools;
    const char *country; /* of the incident, "" unknown */
    const char *date;    /* ISO day of the incident or of the report, "" unknown */
} things_context;

/* A class chosen by model and lexicon together. */
typedef struct things_choice {
    int term;
    float p;
} things_choice;

/* argmax of softmax(log model + weight * prior); prior may be NULL. */
things_choice things_choose(const draft_choice *said, dateline_vocabulary vocabulary, const float *prior,
                            float weight);

/* Evidence of an argument: the spans of its phrases, the most telling first. NULL when memory is refused. */
const dateline_span *things_evidence(const things_context *c, const draft_argument *a);

/* Each fills one entry from one argument; false when memory is refused. */
bool things_perpetrator(const things_context *c, const draft_argument *a, dateline_perpetrator *out);
bool things_weapon(const things_context *c, const draft_argument *a, dateline_weapon *out);
bool things_target(const things_context *c, const draft_argument *a, dateline_target *out);
bool things_people(const things_context *c, const draft_argument *a, dateline_people *out, bool *named);
bool things_speaker(const things_context *c, const draft_argument *a, dateline_speaker *out);

#endif
