/* source.c - see source.h.
 *
 * A sentence is read as words; each cue of verbs.tsv in it looks for its speaker on the side that the table names and
 * for the content on the other. All of it is patterns over words: no parse, bounded steps. */
#include "values/source.h"

#include "doc/document.h"

#include <math.h>

#include "values/dictionary.h"

enum place { BEFORE, AFTER, NOWHERE };

typedef struct cue {
    uint8_t act;
    uint8_t speaker; /* enum place */
} cue;

enum nearness { BESIDE, CUE_BEFORE, CUE_AFTER, N_NEAR };

typedef struct hint {
    int certainty;
    float strength;
    uint8_t place; /* enum nearness */
    uint32_t next;
} hint;

struct source_table {
    dictionary cue_words; /* -> cues */
    VEC(cue) cues;
    dictionary hint_words; /* -> hints */
    VEC(hint) hints;
    const lexicon *words;
};

enum { AS_SAYING = SOURCE_QUOTE + 1 }; /* "as saying": ends the speaker of a quote */

/* --- opening --- */

static int key_of(str cell, const char *const *keys, int n) {
    for (int i = 0; i < n; i++)
        if (str_equal(cell, str_of(keys[i]))) return i;
    return -1;
}

/* One row of verbs.tsv. */
static dateline_status read_cue(source_table *s, const table *t, uint32_t row, const uint32_t *column,
                                arena *a, dateline_error *err) {
    static const char *const acts[] = {"say",  "claim",   "accuse", "suspect",
                                       "deny", "confirm", "quote",  "as_saying"};
    static const char *const places[] = {"before", "after", "none"};
    cue *c = VEC_PUSH(&s->cues, a);
    if (!c) return error_memory(err, t->path);
    int act = key_of(table_cell(t, row, column[1]), acts, 8),
        place = key_of(table_cell(t, row, column[2]), places, 3);
    if (act < 0) return table_bad(t, row, column[1], "an act", err);
    if (place < 0) return table_bad(t, row, column[2], "before, after or none", err);
    c->act = (uint8_t)act, c->speaker = (uint8_t)place;
    bool put = dictionary_put(&s->cue_words, table_cell(t, row, column[0]), row, NULL, a);
    return put ? DATELINE_OK : error_memory(err, t->path);
}

/* One row of certainties.tsv; hints of the same words hang on the first of them. */
static dateline_status read_hint(source_table *s, const table *t, uint32_t row, const uint32_t *column,
                                 arena *a, dateline_error *err) {
    static const char *const places[] = {"beside", "before", "after"};
    hint *h = VEC_PUSH(&s->hints, a);
    if (!h) return error_memory(err, t->path);
    int place = key_of(table_cell(t, row, column[2]), places, 3);
    if (place < 0) return table_bad(t, row, column[2], "beside, before or after", err);
    dateline_status status =
        dictionary_term(t, row, column[1], DATELINE_VOCABULARY_certainty, &h->certainty, err);
    if (!status) status = dictionary_number(t, row, column[3], 1, &h->strength, err);
    if (status) return status;
    h->place = (uint8_t)place, h->next = NONE;
    uint32_t was;
    if (!dictionary_put(&s->hint_words, table_cell(t, row, column[0]), row, &was, a))
        return error_memory(err, t->path);
    if (was != MAP_NONE) {
        h->next = s->hints.at[was].next;
        s->hints.at[was].next = row;
    }
    return DATELINE_OK;
}

dateline_status source_open(const char *folder, const lexicon *words, arena *a, const source_table **out,
                            dateline_error *err) {
    static const char *const verb_columns[] = {"word", "act", "speaker", NULL};
    static const char *const hint_columns[] = {"word", "certainty", "place", "strength", NULL};
    uint32_t column[4];
    table t;
    source_table *s = arena_zalloc(a, 1, sizeof *s);
    if (!s) return error_memory(err, folder);
    s->words = words;
    dateline_status status = table_read(folder, "verbs.tsv", &t, a, err);
    if (!status) status = dictionary_columns(&t, verb_columns, column, err);
    for (uint32_t i = 0; !status && i < t.n_rows; i++) status = read_cue(s, &t, i, column, a, err);
    if (!status) status = table_read(folder, "certainties.tsv", &t, a, err);
    if (!status) status = dictionary_columns(&t, hint_columns, column, err);
    for (uint32_t i = 0; !status && i < t.n_rows; i++) status = read_hint(s, &t, i, column, a, err);
    if (!status) *out = s;
    return status;
}

/* --- one speaker --- */

source_speaker source_read(const source_table *t, const document *doc, dateline_span span) {
    lexicon_answer kind = lexicon_best(t->words, DATELINE_VOCABULARY_speaker, doc, span);
    source_speaker out = {.span = span, .kind = DATELINE_speaker_UNKNOWN, .strength = 0.4f};
    if (kind.term >= 0) {
        out.kind = kind.term;
        out.strength = 1 - expf(-0.4f * (1 + kind.strength));
        out.why = kind.why;
        return out;
    }
    phrase p;
    phrase_read(doc, span, &p);
    if (p.head != NONE && (p.words[p.head].flags & PHRASE_CAPITAL) &&
        !(p.words[p.head].flags & PHRASE_ALL_CAPS)) {
        out.kind = DATELINE_speaker_PERSON;
        out.why = "a name";
    }
    return out;
}

/* --- noun phrases around a cue --- */

static bool is_any(const phrase *p, uint32_t i, const char *const *words, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (phrase_is(p, i, words[k])) return true;
    return false;
}

#define ANY(p, i, list) is_any(p, i, list, sizeof list / sizeof *list)

/* Words that a speaker phrase does not reach across. */
static const char *const walls[] = {"that", "but",    "because",  "when",  "while",  "which", "who",
                                    "if",   "where",  "although", "after", "before", "since", "until",
                                    "as",   "though", "whose",    "than",  "so"};
/* Between a speaker and its verb. */
static const char *const fillers[] = {
    "has",     "have",       "had",      "also",       "later",    "then",      "however",
    "is",      "was",        "were",     "are",        "earlier",  "meanwhile", "immediately",
    "further", "already",    "quickly",  "reportedly", "today",    "yesterday", "monday",
    "tuesday", "wednesday",  "thursday", "friday",     "saturday", "sunday",    "late",
    "on",      "officially", "publicly", "repeatedly", "now"};
static const char *const determiners[] = {"the", "a", "an", "his", "her", "their", "one", "another"};
static const char *const pronouns[] = {"he",  "she",  "they",  "it",    "i",    "we",
                                       "who", "this", "these", "those", "there"};

typedef struct range {
    uint32_t first, n; /* words of the sentence; n 0: none */
} range;

/* What no apposition reaches across: all punctuation but commas. */
static bool hard_break(const phrase *p, uint32_t i) {
    uint8_t flags = p->words[i].flags;
    return (flags & PHRASE_STOP) || ((flags & PHRASE_BREAK) && !(flags & PHRASE_COMMA));
}

/* Cue at word i of *n words, or MAP_NONE. Two cues in a row begin with a noun: "reports said". So does a sentence. */
static uint32_t cue_at(const source_table *t, const phrase *p, uint32_t i, uint32_t *n) {
    uint32_t next, number = dictionary_starting(&t->cue_words, p, i, p->n_words, n);
    if (number == MAP_NONE || t->cues.at[number].speaker != BEFORE || *n > 1) return number;
    if (i == 0 && !str_ends(phrase_slice(p, i, 1), STR("ing"))) return MAP_NONE;
    if (i + 1 >= p->n_words || dictionary_starting(&t->cue_words, p, i + 1, p->n_words, &next) == MAP_NONE)
        return number;
    return str_ends(phrase_slice(p, i, 1), STR("s")) ? MAP_NONE : number;
}

static bool is_cue(const source_table *t, const phrase *p, uint32_t i) {
    uint32_t n;
    return cue_at(t, p, i, &n) != MAP_NONE;
}

enum { LONGEST = 14 }; /* words of a speaker phrase */

/* The noun phrase that ends before word end. An apposition between commas belongs to it: "X, head of Y, said". */
static range phrase_before(const source_table *t, const phrase *p, uint32_t end) {
    uint32_t floor = end > LONGEST ? end - LONGEST : 0, first = end, commas = 0;
    if (end < p->n_words && (p->words[end].flags & PHRASE_COMMA))
        commas = 2; /* "..., X, said": one apposition back */
    while (first > floor) {
        uint32_t i = first - 1;
        if (ANY(p, i, walls) || is_cue(t, p, i)) break;
        first = i;
        if (hard_break(p, i)) break;
        if (p->words[i].flags & PHRASE_COMMA) {
            if (commas < 2 || --commas == 0) break;
            commas = 1;
            if (i == 0) break;
        }
    }
    while (first < end && ANY(p, end - 1, fillers)) end--;
    while (first < end && (ANY(p, first, fillers) || phrase_is(p, first, "and"))) first++;
    return (range){first, end - first};
}

/* The noun phrase that begins at word first. */
static range phrase_after(const source_table *t, const phrase *p, uint32_t first) {
    uint32_t end = first;
    while (end < p->n_words && end < first + LONGEST) {
        if (end > first && (p->words[end].flags & (PHRASE_BREAK | PHRASE_STOP))) break;
        if (ANY(p, end, walls) || ANY(p, end, fillers) || is_cue(t, p, end)) break;
        /* "prosecutors of killing his wife" */
        if (end > first && end + 1 < p->n_words && (phrase_is(p, end, "of") || phrase_is(p, end, "for")) &&
            str_ends(phrase_slice(p, end + 1, 1), STR("ing")))
            break;
        end++;
    }
    return (range){first, end - first};
}

/* Is the range a speaker: does the lexicon know it, or is it a name? Pronouns are left alone. */
static bool good_speaker(const source_table *t, const document *doc, const phrase *p, range r,
                         source_speaker *out) {
    if (r.n == 0 || (r.n == 1 && ANY(p, r.first, pronouns)) || phrase_is(p, r.first, "no")) return false;
    *out = source_read(t, doc, phrase_span(p, r.first, r.n));
    if (out->why) return true;
    if (r.n <= 4 && ANY(p, r.first, determiners)) return true; /* "the announcer said" */
    for (uint32_t i = r.first; i < r.first + r.n; i++)
        if (i > 0 && (p->words[i].flags & PHRASE_CAPITAL)) return true;
    return false;
}

/* --- attributions of a sentence --- */

typedef struct scan {
    const source_table *t;
    const document *doc;
    phrase p;
    source_attribution *out;
    uint32_t n;
} scan;

/* The next hop of a chain, the nearest to the content first. */
static void push_speaker(source_attribution *a, source_speaker who) {
    if (a->n_chain < SOURCE_MAX_CHAIN) a->chain[a->n_chain++] = who;
}

/* "told AFP": the listener passes the words on. */
static uint32_t take_listener(scan *s, uint32_t i, source_attribution *a) {
    static const char *const opens[] = {"the", "a",   "an",    "his",  "her", "their",
                                        "its", "two", "three", "some", "no"};
    range r = phrase_after(s->t, &s->p, i);
    source_speaker who;
    for (uint32_t k = 1; k < r.n; k++) /* "told Reuters the base was hit": the next noun phrase is content */
        if (ANY(&s->p, r.first + k, opens)) r.n = k;
    if (r.n > 6 || !good_speaker(s->t, s->doc, &s->p, r, &who)) return i;
    if (who.kind != DATELINE_speaker_MEDIA && who.kind != DATELINE_speaker_GROUP) return i;
    push_speaker(a, who);
    return r.first + r.n;
}

static bool says_anonymously(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (phrase_is(p, i, "anonymity") || phrase_is(p, i, "unnamed") || phrase_is(p, i, "anonymous"))
            return true;
    return false;
}

static bool tells_somebody(const phrase *p, uint32_t first, uint32_t end) {
    static const char *const verbs[] = {"told", "tell", "tells", "telling", "informed", "informing"};
    return end == first + 1 && ANY(p, first, verbs);
}

/* Content of a cue at words [first, end) whose speaker is who: behind the cue, or before the speaker when the cue
 * stands at the end of the sentence. */
static dateline_span content_of(const phrase *p, range who, uint32_t first, uint32_t end) {
    uint32_t left = who.n && who.first < first ? who.first : first;
    uint32_t right = who.n && who.first >= end ? who.first + who.n : end;
    uint32_t behind = p->n_words - (right < p->n_words ? right : p->n_words);
    if (behind >= 3 && behind >= left) return phrase_span(p, right, behind);
    if (left > 0) return phrase_span(p, 0, left);
    if (behind > 0) return phrase_span(p, right, behind);
    return phrase_span(p, 0, p->n_words);
}

/* Writes an attribution into the list: cue, content, anonymity. */
static void finish(scan *s, source_attribution *a, range who, uint32_t first, uint32_t end, uint32_t right) {
    const phrase *p = &s->p;
    a->cue = phrase_span(p, first, end - first);
    a->content = content_of(p, who, first, right > end ? right : end);
    if (says_anonymously(p) && a->n_chain) a->chain[0].anonymous = true;
    if (a->n_chain && s->n < SOURCE_MAX_FOUND) s->out[s->n++] = *a;
}

/* "state media quoted the army as saying", "the army was quoted by state media as saying". */
static uint32_t take_quote(scan *s, uint32_t first, uint32_t end, source_attribution *a) {
    range outer = phrase_before(s->t, &s->p, first), inner = phrase_after(s->t, &s->p, end);
    source_speaker near, far;
    bool passive = first > 0 && (phrase_is(&s->p, first - 1, "was") || phrase_is(&s->p, first - 1, "were"));
    uint32_t right = inner.n ? inner.first + inner.n : end;
    if (passive && phrase_is(&s->p, end, "by")) {
        inner = phrase_after(s->t, &s->p, end + 1);
        right = inner.first + inner.n;
        if (good_speaker(s->t, s->doc, &s->p, outer, &near)) push_speaker(a, near);
        if (good_speaker(s->t, s->doc, &s->p, inner, &far)) push_speaker(a, far);
    } else {
        if (!passive && good_speaker(s->t, s->doc, &s->p, inner, &near)) push_speaker(a, near);
        if (good_speaker(s->t, s->doc, &s->p, outer, &far))
            push_speaker(a, far);
        else if (a->n_chain && s->n)
            push_speaker(a, s->out[s->n - 1].chain[0]); /* "X reported, citing Y" */
    }
    if (phrase_is(&s->p, right, "as") && phrase_is(&s->p, right + 1, "saying")) right += 2;
    a->act = SOURCE_SAY;
    finish(s, a, outer, first, end, right);
    return right;
}

/* "was accused", "have been charged": the words before are no speaker. */
static bool is_passive(const phrase *p, uint32_t first) {
    static const char *const be[] = {"was", "were", "been", "is", "are", "be", "being", "get", "got"};
    str word = phrase_slice(p, first, 1);
    if (first == 0 || str_ends(word, STR("ing"))) return false;
    return ANY(p, first - 1, be) ||
           (first > 1 && ANY(p, first - 2, be) && str_ends(phrase_slice(p, first - 1, 1), STR("ly")));
}

/* A cue with one speaker: "X said", "said X", "according to X". Returns the word to go on from. */
static uint32_t take_cue(scan *s, const cue *c, uint32_t first, uint32_t end) {
    source_attribution a = {.act = c->act};
    const phrase *p = &s->p;
    if (c->act == SOURCE_QUOTE) return take_quote(s, first, end, &a);
    bool passive = c->speaker == BEFORE && is_passive(p, first);
    if (passive && !phrase_is(p, end, "by")) return end;
    range who = passive               ? phrase_after(s->t, p, end + 1)
                : c->speaker == AFTER ? phrase_after(s->t, p, end)
                                      : phrase_before(s->t, p, first);
    source_speaker speaker;
    bool good = good_speaker(s->t, s->doc, p, who, &speaker);
    if (c->speaker == AFTER && who.n && !ANY(p, who.first, pronouns))
        good = true; /* nothing else can stand there */
    bool inverted =
        !good && !passive && c->speaker == BEFORE && first > 0 && (p->words[first].flags & PHRASE_BREAK);
    if (inverted || (!good && c->speaker == BEFORE && phrase_is(p, first, "said"))) {
        who = phrase_after(s->t, p, end);
        good = good_speaker(s->t, s->doc, p, who, &speaker);
    } else if (c->speaker == BEFORE && !passive && first > 0 && (p->words[first].flags & PHRASE_BREAK)) {
        /* "..., said X." at the end: what stands before the comma is content, not a speaker. */
        range behind = phrase_after(s->t, p, end);
        source_speaker after;
        bool closes =
            behind.first + behind.n >= p->n_words || (p->words[behind.first + behind.n].flags & PHRASE_BREAK);
        if (closes && good_speaker(s->t, s->doc, p, behind, &after)) who = behind, speaker = after;
    }
    if (!good) return end;
    push_speaker(&a, speaker);
    uint32_t right = who.first >= end ? who.first + who.n : end;
    if (who.first < end && tells_somebody(p, first, end)) right = take_listener(s, end, &a);
    finish(s, &a, who, first, end, right);
    /* "He was accused by prosecutors of ...": all of it is theirs. */
    if (passive && s->n) s->out[s->n - 1].content = phrase_span(p, 0, p->n_words);
    return right > end ? right : end;
}

uint32_t source_scan(const source_table *t, const document *doc, uint32_t number,
                     source_attribution out[SOURCE_MAX_FOUND]) {
    scan s = {.t = t, .doc = doc, .out = out};
    if (number >= doc->sentences.n) return 0;
    phrase_read(doc, doc->sentences.at[number].span, &s.p);
    for (uint32_t i = 0; i < s.p.n_words;) {
        uint32_t n, index = cue_at(t, &s.p, i, &n);
        const cue *c = index == MAP_NONE ? NULL : &t->cues.at[index];
        if (!c || c->act == AS_SAYING)
            i++;
        else
            i = take_cue(&s, c, i, i + n);
    }
    return s.n;
}

/* Do two spans overlap? */
static bool holds(dateline_span outer, dateline_span inner) {
    return outer.start < inner.end && inner.start < outer.end;
}

bool source_of(const source_table *t, const document *doc, dateline_span evidence, source_attribution *out) {
    source_attribution found[SOURCE_MAX_FOUND];
    uint32_t n = source_scan(t, doc, document_sentence_at(doc, evidence.start), found), best = NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!holds(found[i].content, evidence)) continue;
        uint32_t size = found[i].content.end - found[i].content.start;
        uint32_t least = best == NONE ? UINT32_MAX : found[best].content.end - found[best].content.start;
        if (size < least || (size == least && found[i].n_chain > found[best].n_chain)) best = i;
    }
    if (best == NONE) return false;
    *out = found[best];
    return true;
}

/* --- certainty --- */

/* Words of certainties.tsv at their places around the perpetrator. */
static bool add_hints(const source_table *t, const document *doc, dateline_span span, float *prior) {
    phrase p;
    bool any = false;
    phrase_window(doc, span, 8, 8, &p);
    uint32_t end = p.core + p.n_core;
    for (uint32_t i = 0, n; i < p.n_words; i++) {
        uint32_t index = dictionary_starting(&t->hint_words, &p, i, p.n_words, &n);
        if (index == MAP_NONE) continue;
        bool before = i + n <= p.core, after = i >= end;
        uint32_t gap = before ? p.core - i - n : after ? i - end : 0;
        for (; index != NONE; index = t->hints.at[index].next) {
            const hint *h = &t->hints.at[index];
            bool fits = h->place == BESIDE ? gap <= 4 : h->place == CUE_BEFORE ? before : after;
            if (!fits || h->certainty < 0) continue;
            prior[h->certainty] += h->strength / (1 + 0.2f * (float)gap);
            any = true;
        }
        i += n - 1;
    }
    return any;
}

/* What an attribution says for a certainty of the perpetrators in its content. Nats: log of how much oftener the
 * certainty is met there than anywhere, on the development data (tools/evaluate/who.py). */
static int certainty_of(const source_attribution *a, float *nats) {
    int kind = a->chain[0].kind;
    bool authority = kind == DATELINE_speaker_OFFICIAL || kind == DATELINE_speaker_POLICE ||
                     kind == DATELINE_speaker_MILITARY;
    bool party = kind == DATELINE_speaker_GROUP || kind == DATELINE_speaker_WITNESS;
    *nats = 2;
    switch (a->act) {
    case SOURCE_SUSPECT:
        return DATELINE_certainty_SUSPECTED;
    case SOURCE_DENY:
        *nats = 1;
        return DATELINE_certainty_DENIED;
    case SOURCE_CLAIM:
        return DATELINE_certainty_CLAIMED;
    case SOURCE_ACCUSE:
        *nats = authority || party ? 2.5f : 1.2f;
        break;
    default:
        *nats = party ? 1.3f : 0.9f;
        break;
    }
    if (authority) return DATELINE_certainty_ACCUSED_BY_AUTHORITIES;
    if (party || kind == DATELINE_speaker_PERSON || a->act == SOURCE_ACCUSE)
        return DATELINE_certainty_ACCUSED;
    *nats = 0.2f;
    return DATELINE_certainty_FACT;
}

bool source_certainty(const source_table *t, const document *doc, dateline_span perpetrator, float *prior,
                      source_speaker *by) {
    source_attribution found[SOURCE_MAX_FOUND];
    if (by) *by = (source_speaker){.kind = -1};
    for (int i = dateline_term_count(DATELINE_VOCABULARY_certainty); i-- > 0;) prior[i] = 0;
    bool any = add_hints(t, doc, perpetrator, prior);
    uint32_t n = source_scan(t, doc, document_sentence_at(doc, perpetrator.start), found);
    for (uint32_t i = 0; i < n; i++) {
        const source_attribution *a = &found[i];
        float nats = a->act == SOURCE_CLAIM || a->act == SOURCE_DENY ? 3 : 0.8f;
        if (holds(a->chain[0].span, perpetrator)) {
            /* The perpetrator itself speaks: of its own act, or denying one. */
            prior[a->act == SOURCE_DENY ? DATELINE_certainty_DENIED : DATELINE_certainty_CLAIMED] += nats;
        } else if (holds(a->content, perpetrator)) {
            int certainty = certainty_of(a, &nats);
            prior[certainty] += nats;
            if (by && by->kind < 0) *by = a->chain[0];
        } else
            continue;
        any = true;
    }
    return any;
}
