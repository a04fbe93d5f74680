/* link.h - spans -> drafts: which mentions make one incident, which phrases fill it, and of what class they are.
 *
 *     mentions    every two near ones scored, clustered by average link            incident.c, cluster.c
 *     incidents   a vector each -> real?, type, stage, claim, intent, background    incident.c
 *     arguments   linked to the incidents near them                                argument.c
 *     entries     phrases for one thing joined                                     entry.c
 *     attributes  a softmax each                                                   attribute.c
 *     relations   between incidents that are near each other                       relation.c
 *
 * What is compared is bounded, so that the cost is linear in the length of the report; a report within the bounds is
 * read exactly as train/MODEL.md says. Probabilities in draft_choice.all stand in the vocabulary's order; their
 * logarithms are the model's logits but for a constant, so whoever has a prior adds it to those. */
#ifndef INCIDENTS_LINK_H
#define INCIDENTS_LINK_H

#include "base/json_writer.h"
#include "spans/tagger.h"

enum {
    LINK_MENTION_REACH = 96, /* a mention is compared with so many before it; news reports rarely have 60 */
    LINK_PHRASE_REACH = 48,  /* the same for phrases of one role in one incident */
    LINK_INCIDENTS = 16,     /* an argument is compared with the so many incidents nearest to it */
    LINK_RELATION_REACH = 12 /* an incident is compared with so many before it */
};

/* Fills doc->drafts (in order of their first mention), doc->arguments and doc->relations from doc->spans and what
 * tagger_run left in w. Arguments stand in order of incident, then label, then:
 *   TIME PLACE CLAIM                   one phrase each, by falling link probability
 *   PERP WEAPON TARGET PERSON SOURCE   one entry each, in order of the first phrase; a person who suffered two effects
 *                                      stands twice, with the same phrases
 * score of an argument: sigmoid(best span score) * best link probability, of its phrases.
 * Everything is in the document's arena. Fails with ERR_MODEL_ENGINE, ERR_MEMORY. */
dateline_status link_run(document *doc, const model *m, tagger_workspace *w, dateline_error *err);

/* Writes the layers "spans" and "drafts" as arrays of {"start", "end", "value", "why"} (dateline_session_explain). */
void link_explain_spans(const document *doc, json_writer *w);
void link_explain_drafts(const document *doc, json_writer *w);

#endif
