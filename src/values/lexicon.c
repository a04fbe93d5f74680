/* lexicon.c - see lexicon.h.
 *
 * All tables become one list of rows; a dictionary a table maps folded words to the first of their rows, further
 * rows of the same words hang on it. Scoring a phrase adds the strengths of the rows found in it, weighted by where
 * they stand. */
#include "values/lexicon.h"

#include <math.h>

#include "values/dictionary.h"

enum list { WEAPONS, TARGETS, PEOPLE, PERPETRATORS, SPEAKERS, TRIGGERS, EFFECTS, STAGES, N_LISTS };

enum { NO_INCIDENT = 100 }; /* a term of stages.tsv that is none of the vocabulary */

typedef struct row {
    const char *word;
    float strength;
    int16_t term;
    int16_t category;   /* second term of perpetrators.tsv, else -1 */
    uint8_t vocabulary; /* effects.tsv mixes two; elsewhere that of the list */
    bool acronym;       /* short and written in capitals: "US" is not "us" */
    bool self;          /* effects.tsv: tells of its own subject, as "died" does and "killed" does not */
    uint32_t next;      /* further row of the same words, or NONE */
} row;

struct lexicon {
    dictionary words[N_LISTS];
    VEC(row) rows;
    uint32_t base[N_LISTS]; /* rows of the word "*": hold for every phrase; NONE where there are none */
    arena *a;
};

/* --- opening --- */

typedef struct list_spec {
    const char *file;
    dateline_vocabulary vocabulary;
    const char *term_column, *second_column;
    bool nouns; /* make regular plurals */
} list_spec;

static const list_spec lists[N_LISTS] = {
    [WEAPONS] = {"weapons.tsv", DATELINE_VOCABULARY_weapon, "term", NULL, true},
    [TARGETS] = {"targets.tsv", DATELINE_VOCABULARY_target, "term", NULL, true},
    [PEOPLE] = {"people.tsv", DATELINE_VOCABULARY_people, "term", NULL, true},
    [PERPETRATORS] = {"perpetrators.tsv", DATELINE_VOCABULARY_perpetrator_kind, "kind", "category", true},
    [SPEAKERS] = {"speakers.tsv", DATELINE_VOCABULARY_speaker, "term", NULL, true},
    [TRIGGERS] = {"triggers.tsv", DATELINE_VOCABULARY_type, "term", NULL, false},
    [EFFECTS] = {"effects.tsv", DATELINE_VOCABULARY_people_effect, "term", "subject", false},
    [STAGES] = {"stages.tsv", DATELINE_VOCABULARY_stage, "term", NULL, false},
};

/* Fills the terms of a row; the vocabulary of a row of effects.tsv stands in a column of its own. */
static dateline_status read_terms(const list_spec *spec, const table *t, uint32_t i, row *out,
                                  dateline_error *err) {
    uint32_t term = table_column(t, spec->term_column), vocabulary = table_column(t, "vocabulary");
    str cell = table_cell(t, i, term);
    int value = -1;
    out->vocabulary = (uint8_t)spec->vocabulary;
    out->category = -1;
    if (vocabulary != NONE && str_equal(table_cell(t, i, vocabulary), STR("target_effect")))
        out->vocabulary = DATELINE_VOCABULARY_target_effect;
    if (spec->vocabulary == DATELINE_VOCABULARY_stage && str_equal(cell, STR("no_incident"))) {
        out->term = NO_INCIDENT;
        return DATELINE_OK;
    }
    dateline_status status = dictionary_term(t, i, term, out->vocabulary, &value, err);
    if (status) return status;
    if (value < 0) return table_bad(t, i, term, "a term of the record", err);
    out->term = (int16_t)value;
    if (!spec->second_column) return DATELINE_OK;
    uint32_t second = table_column(t, spec->second_column);
    if (spec->vocabulary != DATELINE_VOCABULARY_perpetrator_kind) {
        out->self = str_equal(table_cell(t, i, second), STR("self"));
        return DATELINE_OK;
    }
    status = dictionary_term(t, i, second, DATELINE_VOCABULARY_perpetrator_category, &value, err);
    out->category = (int16_t)value;
    return status;
}

/* Enters row number under word; rows of the same words hang on the first of them. */
static bool put_word(lexicon *l, enum list list, str word, uint32_t number) {
    uint32_t was = l->base[list];
    if (str_equal(word, STR("*"))) {
        if (was == NONE) l->base[list] = number;
    } else {
        if (!dictionary_put(&l->words[list], word, number, &was, l->a)) return false;
    }
    if (was != NONE) {
        l->rows.at[number].next = l->rows.at[was].next;
        l->rows.at[was].next = number;
    }
    return true;
}

/* One row of a table: words, terms, strength. */
static dateline_status read_row(lexicon *l, enum list list, const table *t, uint32_t i, dateline_error *err) {
    const list_spec *spec = &lists[list];
    row *r = VEC_PUSH(&l->rows, l->a);
    if (!r) return error_memory(err, spec->file);
    uint32_t number = l->rows.n - 1;
    str word = table_cell(t, i, table_column(t, "word"));
    r->word = arena_copy(l->a, word.at, word.len);
    r->acronym = word.len >= 2 && word.len <= 4 && word.at[0] >= 'A' && word.at[0] <= 'Z' &&
                 word.at[1] >= 'A' && word.at[1] <= 'Z';
    r->next = NONE;
    dateline_status status = dictionary_number(t, i, table_column(t, "strength"), 0, &r->strength, err);
    if (!status) status = read_terms(spec, t, i, r, err);
    if (status) return status;
    if (!r->word || !put_word(l, list, word, number)) return error_memory(err, spec->file);
    return DATELINE_OK;
}

/* All rows of a table, then the plurals that they imply. */
static dateline_status read_list(lexicon *l, enum list list, const char *folder, dateline_error *err) {
    const list_spec *spec = &lists[list];
    const char *names[] = {"word", "strength", spec->term_column, spec->second_column, NULL};
    uint32_t columns[4], first = l->rows.n;
    table t;
    dateline_status status = table_read(folder, spec->file, &t, l->a, err);
    if (!status) status = dictionary_columns(&t, names, columns, err);
    for (uint32_t i = 0; !status && i < t.n_rows; i++) status = read_row(l, list, &t, i, err);
    /* Plurals come when all words are in, so that a row of its own ("troops") is never hung on a singular. */
    for (uint32_t i = first; !status && spec->nouns && i < l->rows.n; i++)
        if (!dictionary_put_noun(&l->words[list], str_of(l->rows.at[i].word), i, NULL, l->a))
            status = error_memory(err, spec->file);
    return status;
}

dateline_status lexicon_open(const char *folder, arena *a, const lexicon **out, dateline_error *err) {
    lexicon *l = arena_zalloc(a, 1, sizeof *l);
    if (!l) return error_memory(err, folder);
    l->a = a;
    memset(l->base, 0xFF, sizeof l->base); /* NONE */
    for (int list = 0; list < N_LISTS; list++) {
        dateline_status status = read_list(l, (enum list)list, folder, err);
        if (status) return status;
    }
    *out = l;
    return DATELINE_OK;
}

/* --- scoring --- */

/* Sum of a vocabulary's evidence, and the row that weighs most for each term. */
typedef struct tally {
    dateline_vocabulary vocabulary;
    float sum[LEXICON_MAX_TERMS];
    float most[LEXICON_MAX_TERMS];
    const row *why[LEXICON_MAX_TERMS];
    dateline_span word[LEXICON_MAX_TERMS];
    float no_incident;
    const row *no_why;
    dateline_span no_word;
    bool any;
} tally;

static void add_no_incident(tally *t, const row *r, float value, dateline_span word) {
    if (value > t->no_incident) t->no_why = r, t->no_word = word;
    t->no_incident += value;
}

/* Adds the rows from number on, each times weight. */
static void add_rows(const lexicon *l, tally *t, uint32_t number, float weight, dateline_span word) {
    for (; number != NONE && number != MAP_NONE; number = l->rows.at[number].next) {
        const row *r = &l->rows.at[number];
        float value = r->strength * weight;
        int term = r->term;
        if (t->vocabulary == DATELINE_VOCABULARY_perpetrator_category)
            term = r->category;
        else if (r->vocabulary != t->vocabulary)
            continue;
        if (term == NO_INCIDENT) add_no_incident(t, r, 1.5f * value, word); /* these stand farther off */
        if (term < 0 || term >= LEXICON_MAX_TERMS) continue;
        t->sum[term] += value;
        t->any = true;
        if (value > t->most[term]) t->most[term] = value, t->why[term] = r, t->word[term] = word;
    }
}

typedef struct weights {
    float head, before, after; /* of rows that cover the head, that stand before it, behind it */
} weights;

/* Some archives have no capitals at all; acronyms do without them there. */
static bool no_capitals(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (p->words[i].flags & PHRASE_CAPITAL) return false;
    return p->n_words > 2;
}

/* Rows in words [first, end), longest first from the right, because English heads stand last. */
static void score_words(const lexicon *l, enum list list, const phrase *p, uint32_t first, uint32_t end,
                        uint32_t head, weights w, tally *t) {
    bool small = no_capitals(p);
    for (uint32_t i = end; i-- > first;) {
        uint32_t n, number = dictionary_ending(&l->words[list], p, first, i, &n);
        if (number == MAP_NONE) continue;
        uint32_t start = i + 1 - n;
        if (l->rows.at[number].acronym && !small && !(p->words[i].flags & PHRASE_ACRONYM)) continue;
        float weight = start <= head && head <= i ? w.head : i < head ? w.before : w.after;
        add_rows(l, t, number, weight, phrase_span(p, start, n));
        i = start;
    }
}

/* Does an apposition begin at word i: ", a local policeman", ", 45, a teacher", ", head of"? */
static bool opens_apposition(const phrase *p, uint32_t i) {
    static const char *const words[] = {"a", "an", "the", "his", "her", "their", "one", "former", "who"};
    if (i >= p->n_words || !(p->words[i].flags & PHRASE_BREAK) || (p->words[i].flags & PHRASE_STOP))
        return false;
    if (p->words[i].flags & PHRASE_NUMBER) return true;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (phrase_is(p, i, words[k])) return true;
    return false;
}

/* An apposition behind a name (", a local police officer,") and the title right before it. */
static void score_beside(const lexicon *l, enum list list, const phrase *p, tally *t) {
    uint32_t end = p->core + p->n_core, last = end;
    if (opens_apposition(p, end)) {
        uint32_t breaks = p->words[end].flags & PHRASE_NUMBER ? 2 : 1;
        for (; last < p->n_words && last < end + 8; last++) {
            if (p->words[last].flags & PHRASE_STOP) break;
            if ((p->words[last].flags & PHRASE_BREAK) && breaks-- == 0) break;
        }
        score_words(l, list, p, end, last, last, (weights){0.7f, 0.7f, 0}, t);
    }
    uint32_t n, number = p->core ? dictionary_ending(&l->words[list], p, 0, p->core - 1, &n) : MAP_NONE;
    if (number != MAP_NONE && !(p->words[p->core].flags & (PHRASE_BREAK | PHRASE_STOP)))
        add_rows(l, t, number, 0.6f, phrase_span(p, p->core - n, n));
}

/* A phrase for a thing: from its own words, and for a name from what stands beside it. */
static void score_phrase(const lexicon *l, enum list list, const document *doc, dateline_span span,
                         tally *t) {
    phrase p;
    phrase_window(doc, span, 3, 8, &p);
    if (p.head == NONE) return;
    score_words(l, list, &p, p.core, p.core + p.n_core, p.head, (weights){1, 0.6f, 0.4f}, t);
    bool named = p.words[p.head].flags & PHRASE_CAPITAL;
    if (!t->any && named && (list == PEOPLE || list == SPEAKERS)) score_beside(l, list, &p, t);
}

/* A mention: its own words count full, the sentence around it less the farther it is. */
static void score_mention(const lexicon *l, enum list list, const document *doc, dateline_span span,
                          tally *t) {
    phrase p;
    phrase_window(doc, span, 12, 12, &p);
    for (uint32_t i = p.n_words; i-- > 0;) {
        uint32_t n, number = dictionary_ending(&l->words[list], &p, 0, i, &n), end = p.core + p.n_core;
        if (number == MAP_NONE) continue;
        uint32_t start = i + 1 - n;
        uint32_t gap = i < p.core ? p.core - i : start >= end ? start - end + 1 : 0;
        float near = list == STAGES ? 0.6f / (1 + 0.1f * (float)gap) : 0.5f / (1 + 0.25f * (float)gap);
        add_rows(l, t, number, gap ? near : 1, phrase_span(&p, start, n));
        i = start;
    }
}

/* --- the nearest verb --- */

/* Sorted. */
static const char *const auxiliaries[] = {"are", "be",  "been", "being", "get", "gets", "got",
                                          "had", "has", "have", "is",    "was", "were"};

/* "was", "have": what makes a participle passive or perfect. */
static bool is_auxiliary(const phrase *p, uint32_t i) {
    for (size_t k = 0; k < sizeof auxiliaries / sizeof *auxiliaries; k++)
        if (phrase_is(p, i, auxiliaries[k])) return true;
    return false;
}

/* Is the verb a passive: an auxiliary at most three words before it, not before limit? */
static bool passive_before(const phrase *p, uint32_t verb, uint32_t limit) {
    for (uint32_t i = verb; i-- > limit && verb - i <= 3;)
        if (is_auxiliary(p, i)) return true;
    return false;
}

/* Does a word that may follow a reduced participle ("three people killed in ...") stand at i? */
static bool closes_participle(const phrase *p, uint32_t i) {
    static const char *const after[] = {"in",  "by", "when", "during", "after", "on",
                                        "and", "at", "near", "while",  "as"};
    if (i >= p->n_words || (p->words[i].flags & (PHRASE_BREAK | PHRASE_STOP))) return true;
    for (size_t k = 0; k < sizeof after / sizeof *after; k++)
        if (phrase_is(p, i, after[k])) return true;
    return false;
}

/* Clauses between two words, by their punctuation. */
static uint32_t breaks_between(const phrase *p, uint32_t first, uint32_t end) {
    uint32_t n = 0;
    for (uint32_t i = first; i < end; i++) n += (p->words[i].flags & (PHRASE_BREAK | PHRASE_STOP)) != 0;
    return n;
}

/* "killed SPAN": how well verb words [start, end) before the phrase fit it. */
static float fit_before(const phrase *p, uint32_t start, uint32_t end, bool self) {
    float fit = self ? 0.35f : 1;
    if (p->core > end && phrase_is(p, p->core - 1, "by")) return 0.1f; /* the agent */
    if (passive_before(p, start, 0) && !closes_participle(p, p->core)) fit *= 0.6f;
    uint32_t n = breaks_between(p, end, p->core + 1);
    return n == 0 ? fit : n == 1 ? fit * 0.6f : fit * 0.3f;
}

/* "SPAN were killed", "SPAN killed in": verb words behind the phrase. */
static float fit_after(const phrase *p, uint32_t start, uint32_t end, bool self) {
    uint32_t core_end = p->core + p->n_core;
    float fit = 0.15f;
    if (self || passive_before(p, start, core_end))
        fit = 1;
    else if (start == core_end && closes_participle(p, end))
        fit = 0.9f;
    uint32_t n = breaks_between(p, core_end, start + 1);
    return n == 0 ? fit : n == 1 ? fit * 0.5f : fit * 0.2f;
}

/* Does the verb tell of its own subject in this vocabulary? */
static bool row_self(const lexicon *l, uint32_t number, dateline_vocabulary vocabulary) {
    for (; number != NONE; number = l->rows.at[number].next)
        if (l->rows.at[number].vocabulary == vocabulary) return l->rows.at[number].self;
    return false;
}

/* Every effect verb around the phrase, by how well it fits and how near it stands. */
static void score_effect(const lexicon *l, const document *doc, dateline_span span, tally *t) {
    phrase p;
    phrase_window(doc, span, 20, 20, &p);
    uint32_t core_end = p.core + p.n_core;
    for (uint32_t i = p.n_words; i-- > 0;) {
        uint32_t n, number = dictionary_ending(&l->words[EFFECTS], &p, 0, i, &n);
        if (number == MAP_NONE) continue;
        uint32_t start = i + 1 - n, end = i + 1, gap = 0;
        bool self = row_self(l, number, t->vocabulary);
        float fit = 1;
        if (end <= p.core)
            gap = p.core - end, fit = fit_before(&p, start, end, self);
        else if (start >= core_end)
            gap = start - core_end, fit = fit_after(&p, start, end, self);
        add_rows(l, t, number, fit * expf(-(float)gap / 10), phrase_span(&p, start, n));
        i = start;
    }
}

/* --- answers --- */

/* Rows of the word "*": what is to be expected of any phrase. They are no evidence, so priors leave them out: the
 * model knows them. An answer from the lexicon alone needs them. */
static void add_base(const lexicon *l, enum list list, tally *t, dateline_span span) {
    bool any = t->any;
    add_rows(l, t, l->base[list], 1, (dateline_span){span.start, span.start});
    t->any = any;
}

static void score(const lexicon *l, dateline_vocabulary vocabulary, const document *doc, dateline_span span,
                  bool base, tally *t) {
    *t = (tally){.vocabulary = vocabulary};
    if (vocabulary == DATELINE_VOCABULARY_people_effect || vocabulary == DATELINE_VOCABULARY_target_effect) {
        score_effect(l, doc, span, t);
        add_base(l, EFFECTS, t, span); /* "unknown" is what a distant verb has to beat */
        return;
    }
    for (int list = 0; list < N_LISTS; list++) {
        if (lists[list].vocabulary != vocabulary &&
            !(list == PERPETRATORS && vocabulary == DATELINE_VOCABULARY_perpetrator_category))
            continue;
        if (list == TRIGGERS || list == STAGES)
            score_mention(l, (enum list)list, doc, span, t);
        else
            score_phrase(l, (enum list)list, doc, span, t);
        if (base) add_base(l, (enum list)list, t, span);
    }
}

bool lexicon_prior(const lexicon *l, dateline_vocabulary vocabulary, const document *doc, dateline_span span,
                   float *prior) {
    tally t;
    int n = dateline_term_count(vocabulary);
    score(l, vocabulary, doc, span, false, &t);
    for (int i = 0; i < n; i++) prior[i] = t.any && i < LEXICON_MAX_TERMS ? fminf(t.sum[i], 6) : 0;
    return t.any;
}

lexicon_answer lexicon_best(const lexicon *l, dateline_vocabulary vocabulary, const document *doc,
                            dateline_span span) {
    tally t;
    lexicon_answer out = {.term = -1, .word = {span.start, span.start}};
    score(l, vocabulary, doc, span, true, &t);
    int best = 0;
    float second = 0;
    for (int i = 1; i < LEXICON_MAX_TERMS; i++)
        if (t.sum[i] > t.sum[best]) best = i;
    for (int i = 0; i < LEXICON_MAX_TERMS; i++)
        if (i != best) second = fmaxf(second, t.sum[i]);
    if (t.sum[best] <= 0 || !t.why[best]) return out;
    return (lexicon_answer){best, t.sum[best] - second, t.word[best], t.why[best]->word};
}

/* No mention of the 4,496 of the training gold has two nats against it, mock attacks and films have three to eight:
 * what is beyond two counts fourfold. */
static float beyond_doubt(float nats) {
    return nats > 2 ? nats + 3 * (nats - 2) : nats;
}

float lexicon_no_incident(const lexicon *l, const document *doc, dateline_span mention, lexicon_answer *cue) {
    tally t = {.vocabulary = DATELINE_VOCABULARY_stage};
    score_mention(l, STAGES, doc, mention, &t);
    if (cue)
        *cue = (lexicon_answer){.term = -1,
                                .strength = t.no_incident,
                                .word = t.no_word,
                                .why = t.no_why ? t.no_why->word : NULL};
    return beyond_doubt(t.no_incident);
}
