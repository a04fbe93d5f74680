/* layers.h - the data model on one page.
 *
 * A document is read in stages; each stage adds one layer and leaves the earlier ones alone:
 *
 *     text, metadata, head   intake     canonical UTF-8, never edited afterwards
 *     sentences, tokens      text       [start, end) byte ranges
 *     pieces                 text       WordPiece ids for the encoder
 *     spans                  spans      scored spans with a label (MENTION, TIME, ...)
 *     drafts, arguments      incidents  which mentions make one incident, which spans fill it (link.h)
 *     incidents              incidents  the finished record (dateline/record.h)
 *
 * Layers are arrays, links between layers are indices, ranges are half open, offsets are bytes of text. All
 * memory is the document's arena. Thread rule: a document belongs to one thread at a time. */
#ifndef DOC_LAYERS_H
#define DOC_LAYERS_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "dateline/record.h"

#define NONE UINT32_MAX /* an index that points nowhere */

/* --- intake --- */

/* The agency dateline at the head of the text: "TIKRIT, Iraq, Jan 12 (Reuters) -". Empty spans: not there. */
typedef struct dateline_head {
    dateline_span whole, place, date, agency;
    dateline_span byline;
} dateline_head;

/* --- text --- */

enum sentence_kind {
    SENTENCE_BODY,
    SENTENCE_HEADLINE, /* a title line of the text itself */
    SENTENCE_HEAD,     /* dateline or other furniture at the head; read by the model, never a body sentence */
    SENTENCE_BYLINE    /* not shown to the model */
};

typedef struct sentence {
    dateline_span span;
    uint8_t kind;    /* enum sentence_kind */
    bool ends_block; /* last of its paragraph */
    uint32_t block;  /* ordinal of the paragraph */
    uint32_t first_token, n_tokens;
    uint32_t first_piece, n_pieces;
} sentence;

enum token_shape { TOKEN_WORD, TOKEN_NUMBER, TOKEN_PUNCTUATION, TOKEN_OTHER };
enum token_case { CASE_NONE, CASE_LOWER, CASE_TITLE, CASE_UPPER, CASE_MIXED };

typedef struct token {
    dateline_span span;
    uint32_t sentence;
    uint8_t shape;       /* enum token_shape */
    uint8_t letter_case; /* enum token_case */
    bool space_before;
} token;

typedef struct piece {
    uint32_t id;        /* row of the encoder's vocabulary */
    dateline_span span; /* bytes of the text that the piece stands for */
    uint32_t sentence;
    bool starts_word; /* false: a ## continuation */
} piece;

/* --- spans --- */

enum span_label {
    LABEL_MENTION,
    LABEL_TIME,
    LABEL_PLACE,
    LABEL_PERP,
    LABEL_WEAPON,
    LABEL_TARGET,
    LABEL_PERSON,
    LABEL_SOURCE,
    LABEL_CLAIM,
    N_LABELS
};

typedef struct scored_span {
    dateline_span span;
    uint32_t first_piece, last_piece; /* both inclusive */
    uint32_t sentence;
    uint8_t label; /* enum span_label */
    float score;   /* logit */
} scored_span;

/* --- incidents: the draft that the linker makes and the assembler fills --- */

/* Heads of the model that choose one term each; the distributions stand in draft_choice arrays. */
typedef struct draft_choice {
    uint8_t best;      /* term of the vocabulary */
    uint8_t second;    /* runner-up */
    float p, p_second; /* softmax probabilities */
    const float *all;  /* [number of terms of the vocabulary], in the vocabulary's order */
} draft_choice;

typedef struct draft_incident {
    const uint32_t *mentions; /* indices into spans, in order of the text */
    uint32_t n_mentions;
    draft_choice type, stage, claim, intent;
    float background; /* probability */
    float score;      /* probability that it is an incident: that of its best mention */
} draft_incident;

/* One thing (phrases that mean the same) in one role of one incident. */
typedef struct draft_argument {
    uint8_t label;           /* enum span_label */
    uint32_t incident;       /* index into drafts */
    const uint32_t *phrases; /* indices into spans, the most informative first */
    uint32_t n_phrases;
    float score;                             /* probability of span and link together */
    draft_choice people_type, people_effect; /* label PERSON */
    draft_choice weapon_type;                /* WEAPON */
    draft_choice target_type, target_effect; /* TARGET */
    draft_choice perpetrator_kind, perpetrator_category, certainty; /* PERP */
    draft_choice speaker_kind;                                      /* SOURCE */
    draft_choice claim_status;                                      /* CLAIM */
} draft_argument;

typedef struct draft_relation {
    uint32_t from, to; /* drafts */
    uint8_t relation;  /* vocabulary relation */
    float p;
} draft_relation;

/* --- the document --- */

typedef struct document {
    arena *arena;        /* borrowed; everything below lives in it */
    const char *name;    /* "doc" on the wire: a file name, or the caller's id */
    char id[65];         /* sha256 of text, hex */
    str text;            /* canonical UTF-8, NUL behind the end */
    uint32_t n_repaired; /* broken byte sequences that became U+FFFD */
    uint32_t n_mended;   /* characters of UTF-8 read as windows-1252, put right (intake/mojibake.h) */
    const char *title, *published, *publisher, *author, *url, *language;
    dateline_head head;

    VEC(sentence) sentences;
    VEC(token) tokens;
    VEC(piece) pieces;
    VEC(scored_span) spans;
    VEC(draft_incident) drafts;
    VEC(draft_argument) arguments;
    VEC(draft_relation) relations;
    VEC(dateline_incident) incidents;
} document;

/* Bytes of a span. */
static inline str layers_text(const document *doc, dateline_span span) {
    return (str){doc->text.at + span.start, span.end - span.start};
}

#endif
