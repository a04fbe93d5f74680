/* toll.c - see toll.h.
 *
 * The entries of one effect are walked in the order of the text. The first is the total so far; each later one is
 * a part of it, is added, takes its place, or differs from it:
 *
 *     part     "12 people, including 3 children"; "Six persons ... three women and a child"; names of those counted
 *     add      "three militants and a soldier"; "nine others"
 *     replace  the toll rises: "a woman ... at least 48 people"
 *     differ   sources at odds over the same people: the widest range
 *
 * The words between two entries decide within a sentence, the sums and the nouns across sentences. */
#include "incidents/toll.h"

#include "values/number_words.h"

enum {
    MAX_ENTRIES = 64, /* people of one incident that are looked at */
    FAR = 100, /* bytes: further apart, one sentence says as little as two (wire text without points) */
    GAP_WORDS = 32,
    AFTER_BYTES = 40,
    LOSS_REACH = 8 /* words between a negation and what did not happen */
};

typedef struct entry {
    const toll_people *people;
    dateline_span span;
    dateline_count count;
    uint32_t sentence; /* where it begins */
    word noun;
    uint8_t basis; /* enum number_basis */
    bool named, part, more, counted;
} entry;

enum action { ADD, PART, REPLACE, DIFFER };

/* What is known when the walk comes to entry k. */
typedef struct walk {
    const document *doc;
    const word_table *lex;
    entry *at;
    uint32_t n;
    dateline_count total;
    const entry *head; /* that the total came from */
    const entry *last; /* the entry before */
    word noun;         /* of the total; len 0 when it is made of several kinds */
    bool only_named, any_noun;
    int64_t parts; /* sum of the parts met */
    uint32_t n_added, names;
    uint32_t group_end; /* entries up to here are parts: their sum is the total */
    int chain;          /* the entry before was a part: 1 within a sentence, 2 in a sentence of its own */
    const char *why;
} walk;

static int64_t low(dateline_count c) {
    return c.min != DATELINE_OPEN ? c.min : c.max != DATELINE_OPEN ? c.max : 0;
}

/* The most that a total holds; that of an open one is what it says at least. */
static int64_t capacity(dateline_count c) {
    return c.max != DATELINE_OPEN ? c.max : low(c);
}

static int64_t bound_sum(int64_t a, int64_t b) {
    return a == DATELINE_OPEN || b == DATELINE_OPEN ? DATELINE_OPEN : a + b;
}

static dateline_count sum(dateline_count a, dateline_count b) {
    return (dateline_count){true, bound_sum(a.min, b.min), bound_sum(a.max, b.max)};
}

static dateline_count widest(dateline_count a, dateline_count b) {
    bool open_min = a.min == DATELINE_OPEN || b.min == DATELINE_OPEN,
         open_max = a.max == DATELINE_OPEN || b.max == DATELINE_OPEN;
    a.min = open_min ? DATELINE_OPEN : a.min < b.min ? a.min : b.min;
    a.max = open_max ? DATELINE_OPEN : a.max > b.max ? a.max : b.max;
    return a;
}

/* --- words --- */

static bool has(const walk *k, const word *w, int class) {
    return words_row(k->lex, w, class) != NULL;
}

/* The singular of a noun, for comparing: "soldiers", "soldier"; "men", "man". */
static void stem(const word *noun, char out[WORD_CAP]) {
    memcpy(out, noun->low, WORD_CAP);
    size_t n = noun->len;
    if (n > 3 && memcmp(out + n - 3, "men", 3) == 0)
        out[n - 2] = 'a';
    else if (n > 4 && memcmp(out + n - 3, "ies", 3) == 0)
        memcpy(out + n - 3, "y", 2);
    else if (n > 3 && out[n - 1] == 's' && out[n - 2] != 's')
        out[n - 1] = '\0';
}

static bool same_noun(const word *a, const word *b) {
    char x[WORD_CAP], y[WORD_CAP];
    stem(a, x), stem(b, y);
    return a->len && b->len && strcmp(x, y) == 0;
}

static bool anybody(const walk *k, const word *noun) {
    const word_row *row = words_row(k->lex, noun, N_HUMAN);
    return noun->len == 0 || (row && row->value == HUMAN_ANYBODY);
}

/* May the people of noun b be some of those of noun a? Soldiers are no part of "six guerrillas". */
static bool may_hold(const walk *k, const word *a, const word *b) {
    const word_row *row = words_row(k->lex, b, N_HUMAN);
    return anybody(k, a) || anybody(k, b) || row || same_noun(a, b);
}

typedef struct gap {
    word w[GAP_WORDS];
    uint32_t n;
} gap;

/* The words between the entry before and e; the last ones where there are many. */
static void gap_before(const walk *k, const entry *e, gap *g) {
    dateline_span between = {k->last->span.end, e->span.start};
    g->n = 0;
    if (between.end <= between.start) return;
    if (between.end - between.start > 6 * GAP_WORDS) between.start = between.end - 6 * GAP_WORDS;
    g->n = words_cut(k->doc->text, between, k->lex, g->w, GAP_WORDS);
}

static bool gap_has(const walk *k, const gap *g, int class) {
    for (uint32_t i = 0; i < g->n; i++)
        if (has(k, &g->w[i], class)) return true;
    return false;
}

static bool gap_says(const gap *g, const char *low_word) {
    for (uint32_t i = 0; i < g->n; i++)
        if (words_is(&g->w[i], low_word)) return true;
    return false;
}

/* "including", "among them", "of whom", ":" or "(": parts follow. */
static bool gap_introduces_parts(const walk *k, const gap *g) {
    if (g->n && (words_is(&g->w[g->n - 1], ":") || words_is(&g->w[g->n - 1], "("))) return true;
    for (uint32_t i = 0; i < g->n; i++) {
        if (has(k, &g->w[i], N_CUE)) return true;
        bool link = words_is(&g->w[i], "among") || words_is(&g->w[i], "of");
        if (link && i + 1 < g->n && has(k, &g->w[i + 1], N_PRONOUN) &&
            (words_is(&g->w[i], "among") || !words_is(&g->w[i + 1], "the")))
            return true;
    }
    return false;
}

static bool gap_breaks(const walk *k, const gap *g) {
    return gap_says(g, ";") || gap_has(k, g, N_BREAK);
}

/* "four critically", "two of whom", "a woman among them": some of those told before. */
static bool part_by_what_follows(const walk *k, const entry *e) {
    word w[8];
    uint32_t end = e->span.end + AFTER_BYTES, limit = (uint32_t)k->doc->text.len;
    uint32_t n = words_cut(k->doc->text, (dateline_span){e->span.end, end < limit ? end : limit}, k->lex, w,
                           8),
             i = 0;
    while (i < n && w[i].kind == WORD_MARK) i++;
    if (i >= n) return false;
    if (has(k, &w[i], N_GRAVITY)) return true;
    if (i + 1 < n && (words_is(&w[i], "of") || words_is(&w[i], "among")))
        return has(k, &w[i + 1], N_PRONOUN) && !words_is(&w[i + 1], "the");
    bool in = words_is(&w[i], "in") && i + 1 < n;
    uint32_t state = i + 1 + (in && i + 2 < n && words_is(&w[i + 1], "a"));
    return in && state < n && (words_is(&w[state], "critical") || words_is(&w[state], "serious"));
}

/* "the", "both", "all": people that the text has told of. */
static bool definite(const walk *k, const entry *e) {
    static const char *const words[] = {"the", "both", "these", "those", "all", NULL};
    word w;
    if (!words_cut(k->doc->text, e->span, NULL, &w, 1)) return false;
    for (const char *const *d = words; *d; d++)
        if (words_is(&w, *d)) return true;
    return false;
}

/* --- deciding --- */

/* Last entry of a run from k in one sentence, nobody named, whose counts add up to the head's; 0 none. */
static uint32_t run_that_adds_up(const walk *k, uint32_t i) {
    int64_t t = 0, want = low(k->head->count);
    for (uint32_t j = i; j < k->n && k->at[j].sentence == k->at[i].sentence && !k->at[j].named; j++) {
        t += low(k->at[j].count);
        if (t >= want) return t == want && j > i ? j : 0;
    }
    return 0;
}

/* "Among at least 25 injured eight were children". */
static bool head_among(const walk *k) {
    word w[4];
    uint32_t start = k->head->span.start;
    uint32_t n = words_cut(k->doc->text, (dateline_span){start > 12 ? start - 12 : 0, start}, k->lex, w, 4);
    if (n && words_is(&w[n - 1], "the")) n--;
    return n && words_is(&w[n - 1], "among");
}

static enum action within_sentence(walk *k, uint32_t i, const gap *g, bool fits, bool sum_fits) {
    const entry *e = &k->at[i];
    bool holds = may_hold(k, &k->noun, &e->noun);
    if (gap_says(g, "among") && low(e->count) > low(k->total)) return k->why = "total told last", REPLACE;
    if (fits && k->n_added == 1 && head_among(k)) return PART;
    if (gap_introduces_parts(k, g) && fits && (holds || !e->more)) return PART;
    if (k->chain && sum_fits && holds && (k->chain == 2 || !gap_breaks(k, g))) return PART;
    if (e->part && fits) return PART;
    if (definite(k, e) && fits && k->n_added > 1) return PART;
    if (k->n_added == 1 && k->head->sentence == e->sentence) {
        uint32_t end = run_that_adds_up(k, i);
        if (end) return k->group_end = end + 1, PART;
    }
    return ADD;
}

/* So far only names: does e stand for them, or for others? */
static enum action after_names(walk *k, const entry *e) {
    if (low(e->count) > low(k->total) && !e->more) return k->why = "total told last", REPLACE;
    bool same = has(k, &e->noun, N_COREFERENCE);
    if (low(e->count) == low(k->total) && (same || anybody(k, &e->noun)) && !e->more) return PART;
    return same && definite(k, e) ? PART : ADD;
}

/* The entries of e's sentence, together nearly the total: its breakdown. Returns the last of them, 0 if it is none. */
static uint32_t breakdown(const walk *k, uint32_t i) {
    int64_t t = 0, most = capacity(k->total);
    uint32_t j = i;
    for (; j < k->n && k->at[j].sentence == k->at[i].sentence; j++)
        if (!k->at[j].named) t += low(k->at[j].count);
    return j - i >= 2 && most > 2 && t <= most && t * 10 >= most * 9 ? j - 1 : 0;
}

static enum action across_sentences(walk *k, uint32_t i, bool fits, bool sum_fits) {
    const entry *e = &k->at[i];
    bool holds = may_hold(k, &k->noun, &e->noun);
    if (e->part && fits) return PART;
    if (definite(k, e) && sum_fits && !k->only_named) return PART;
    if (k->only_named) return after_names(k, e);
    if (low(e->count) > capacity(k->total)) {
        if (e->more) return ADD;
        bool same = same_noun(&k->noun, &e->noun) || (anybody(k, &k->noun) && anybody(k, &e->noun));
        if (k->head->basis == NUMBER_STATED && same) return DIFFER;
        return k->why = "total told last", REPLACE;
    }
    uint32_t end = breakdown(k, i);
    if (end) return k->group_end = end + 1, PART;
    if (k->head->basis == NUMBER_SINGULAR && e->more) return ADD;
    if (holds && sum_fits) return PART;
    if (!holds) return ADD;
    if (same_noun(&k->noun, &e->noun) && !e->more) return DIFFER;
    return e->more ? ADD : PART;
}

static bool inside_another(const walk *k, const entry *e) {
    for (uint32_t j = 0; j < k->n; j++)
        if (&k->at[j] != e && k->at[j].span.start <= e->span.start && e->span.end <= k->at[j].span.end)
            return true;
    return false;
}

static enum action decide(walk *k, uint32_t i) {
    const entry *e = &k->at[i];
    int64_t most = capacity(k->total);
    bool fits = low(e->count) <= most, sum_fits = k->parts + low(e->count) <= most;
    bool near = e->sentence == k->last->sentence && e->span.start <= k->last->span.end + FAR;
    if (inside_another(k, e) || i < k->group_end) return PART;
    if (fits && !k->only_named && part_by_what_follows(k, e)) return PART;
    if (e->named) return !k->only_named && ((int64_t)k->names + 1 <= most || !near) ? PART : ADD;
    gap g;
    gap_before(k, e, &g);
    return near ? within_sentence(k, i, &g, fits, sum_fits) : across_sentences(k, i, fits, sum_fits);
}

static void apply(walk *k, uint32_t i, enum action action) {
    entry *e = &k->at[i];
    bool near = e->sentence == k->last->sentence && e->span.start <= k->last->span.end + FAR;
    switch (action) {
    case ADD:
        k->total = sum(k->total, e->count);
        k->n_added++, k->chain = 0, e->counted = true;
        k->only_named = k->only_named && e->named;
        if (anybody(k, &e->noun) || !same_noun(&e->noun, &k->noun)) k->noun = (word){.row = NONE};
        if (k->n_added == 2) k->why = "sum";
        break;
    case PART:
        if (!e->named && !inside_another(k, e)) k->parts += low(e->count);
        if (!near || !k->chain) k->chain = near ? 1 : 2;
        break;
    case REPLACE:
        for (uint32_t j = 0; j < i; j++) k->at[j].counted = false;
        k->total = e->count, k->head = e, k->noun = e->noun;
        k->only_named = false, k->parts = 0, k->n_added = 1, k->chain = 0, e->counted = true;
        break;
    case DIFFER:
        k->total = widest(k->total, e->count);
        k->chain = 0, k->why = "widest of several", e->counted = true;
        break;
    }
    k->names += e->named;
    k->last = e;
}

static dateline_count walk_entries(walk *k) {
    entry *e = &k->at[0];
    k->total = e->count, k->head = k->last = e, k->noun = e->noun;
    k->only_named = e->named, k->names = e->named, k->n_added = 1;
    e->counted = true;
    k->why = k->n > 1 ? "total with parts" : "one entry";
    for (uint32_t i = 1; i < k->n; i++) apply(k, i, decide(k, i));
    return k->total;
}

/* --- entries --- */

static bool is_bomber(const walk *k, dateline_span span) {
    word w[GAP_WORDS];
    uint32_t n = words_cut(k->doc->text, span, k->lex, w, GAP_WORDS);
    for (uint32_t i = 0; i < n; i++)
        if (has(k, &w[i], N_BOMBER) ||
            (words_is(&w[i], "attackers") && i && words_is(&w[i - 1], "suicide")) ||
            (words_is(&w[i], "attacker") && i && words_is(&w[i - 1], "suicide")))
            return true;
    return false;
}

static entry entry_of(const document *doc, const toll_people *p, uint32_t phrase, number_value v,
                      const number_tables *tables) {
    entry e = {.people = p, .span = p->phrases[phrase], .count = v.count, .named = p->named && phrase == 0};
    e.part = v.part, e.more = v.more, e.basis = v.basis;
    e.sentence = words_sentence(doc, e.span.start).start;
    number_noun(doc, e.span, tables, &e.noun);
    if (e.named) e.noun = (word){.row = NONE};
    return e;
}

static void insert(entry *list, uint32_t *n, entry e) {
    uint32_t at = (*n)++;
    for (; at > 0 && list[at - 1].span.start > e.span.start; at--) list[at] = list[at - 1];
    list[at] = e;
}

/* Callers may hand in any count; sums of these stay far from overflow. */
static dateline_count clamped(dateline_count c) {
    const int64_t most = INT64_C(1000000000000);
    if (c.min != DATELINE_OPEN) c.min = c.min < 0 ? 0 : c.min > most ? most : c.min;
    if (c.max != DATELINE_OPEN) c.max = c.max < 0 ? 0 : c.max > most ? most : c.max;
    return c;
}

/* The entry of some people: where their count is told, and a further one for each phrase with a count of its own, for
 * phrases are sometimes taken together that are not the same people ("17 people", "14 of the dead"). */
static void insert_people(const walk *k, const toll_people *p, const number_tables *tables, entry *list,
                          uint32_t *n) {
    uint32_t main = 0;
    number_value told = number_of_phrase(k->doc, p->phrases[0], NUMBER_PEOPLE, p->named, tables);
    for (uint32_t i = 1; i < p->n_phrases && !p->named && told.basis != NUMBER_STATED; i++) {
        number_value v = number_of_phrase(k->doc, p->phrases[i], NUMBER_PEOPLE, false, tables);
        if (v.basis == NUMBER_STATED || (v.basis == NUMBER_VAGUE && told.basis != NUMBER_VAGUE))
            told = v, main = i;
    }
    told.count = clamped(p->count);
    insert(list, n, entry_of(k->doc, p, main, told, tables));
    for (uint32_t i = 0; i < p->n_phrases && !p->named && *n < MAX_ENTRIES; i++) {
        number_value v = number_of_phrase(k->doc, p->phrases[i], NUMBER_PEOPLE, false, tables);
        if (i != main && v.basis == NUMBER_STATED && !number_close(v.count, p->count))
            insert(list, n, entry_of(k->doc, p, i, v, tables));
    }
}

static bool tells_of_harm(const walk *k, dateline_span in, int bit) {
    enum { SENTENCE_WORDS = 160 };
    word w[SENTENCE_WORDS];
    uint32_t n = words_cut(k->doc->text, in, k->lex, w, SENTENCE_WORDS);
    for (uint32_t i = 0; i < n; i++) {
        const word_row *row = words_row(k->lex, &w[i], N_HARM);
        if (row && row->value & bit) return true;
    }
    return false;
}

/* Does a sentence that tells of these people tell of such harm? A number may stand in the sentence behind ("Later 29
 * people were counted"). Models give an effect to bystanders too. */
static bool is_supported(const walk *k, const toll_people *p, int effect, const number_tables *tables) {
    int bit = effect == DATELINE_people_effect_KILLED ? 1 : 2;
    for (uint32_t i = 0; i < p->n_phrases; i++) {
        dateline_span s = words_sentence(k->doc, p->phrases[i].start);
        if (tells_of_harm(k, s, bit)) return true;
        bool stated =
            !p->named &&
            number_of_phrase(k->doc, p->phrases[i], NUMBER_PEOPLE, false, tables).basis == NUMBER_STATED;
        if (stated && s.start >= 2 && tells_of_harm(k, words_sentence(k->doc, s.start - 2), bit)) return true;
    }
    return false;
}

/* Entries of one effect in order of the text; bare plurals are left out beside numbers. */
static uint32_t collect(const walk *k, const toll_input *in, int effect, const number_tables *tables,
                        entry *out) {
    uint32_t n = 0, kept = 0;
    bool numbers = false;
    for (uint32_t i = 0; i < in->n_people && n < MAX_ENTRIES; i++) {
        const toll_people *p = &in->people[i];
        bool counts = p->effect == effect && p->count.known && p->n_phrases > 0;
        if (counts && !is_bomber(k, p->phrases[0]) && is_supported(k, p, effect, tables))
            insert_people(k, p, tables, out, &n);
    }
    for (uint32_t i = 0; i < n; i++)
        numbers = numbers || out[i].basis == NUMBER_STATED || out[i].basis == NUMBER_VAGUE;
    for (uint32_t i = 0; i < n; i++)
        if (!numbers || out[i].basis != NUMBER_PLURAL) out[kept++] = out[i];
    return kept;
}

static dateline_status write_toll(const document *doc, const walk *k, dateline_count count,
                                  dateline_toll *out, dateline_error *err) {
    dateline_span *spans = arena_zalloc(doc->arena, k->n + 1, sizeof *spans);
    if (!spans) return error_memory(err, doc->name);
    uint32_t n = 0;
    for (uint32_t i = 0; i < k->n; i++)
        if (k->at[i].counted) spans[n++] = k->at[i].span;
    *out = (dateline_toll){.count = count, .basis = {.evidence = spans, .n_evidence = n, .why = k->why}};
    return DATELINE_OK;
}

static dateline_status total_of(const document *doc, const toll_input *in, int effect,
                                const number_tables *tables, dateline_toll *out, dateline_error *err) {
    entry entries[MAX_ENTRIES];
    walk k = {.doc = doc, .lex = number_words(tables), .at = entries};
    *out = (dateline_toll){0};
    k.n = collect(&k, in, effect, tables, entries);
    if (!k.n) return DATELINE_OK;
    dateline_count count = walk_entries(&k);
    return write_toll(doc, &k, count, out, err);
}

/* --- "no casualties" --- */

/* What the words from a negation on say did not happen: 1 deaths, 2 any harm, 0 nothing of the kind. *end: behind the
 * words that say so. */
static int negated_loss(const word_table *lex, const word *w, uint32_t n, uint32_t i, uint32_t *end) {
    int found = 0;
    for (uint32_t k = i + 1; k < n && k <= i + LOSS_REACH; k++) {
        if (words_is(&w[k], ".") || words_is(&w[k], ";") || words_is(&w[k], ",") || words_is(&w[k], "but"))
            break;
        const word_row *row = words_row(lex, &w[k], N_LOSS);
        if (!row) continue;
        /* "human" and "life" want their loss: "human loss", "loss of life", "harm to human life". */
        if (words_is(&w[k], "human") && !(k + 1 < n && words_is(&w[k + 1], "loss"))) continue;
        if (row->value > found) found = row->value;
        *end = k + 1;
    }
    return found;
}

/* Does the negation at i deny a happening, not a claim or an amount? "no more deaths" does, "not killed by" does not. */
static bool denies(const word_table *lex, const word *w, uint32_t n, uint32_t i) {
    if (!words_row(lex, &w[i], N_NEGATION)) return false;
    if (!words_is(&w[i], "not") && !words_is(&w[i], "never")) return true;
    for (uint32_t k = i + 1; k < n && k <= i + 5; k++)
        if (words_is(&w[k], "any")) return true;
    return false;
}

/* The strongest denial in a span of text. */
static int denial_in(const document *doc, const word_table *lex, dateline_span in, dateline_span *words) {
    enum { CHUNK = 128 };
    word w[CHUNK];
    int found = 0;
    while (in.start < in.end) {
        uint32_t n = words_cut(doc->text, in, lex, w, CHUNK), end = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (!denies(lex, w, n, i)) continue;
            int loss = negated_loss(lex, w, n, i, &end);
            if (loss > found) found = loss, *words = (dateline_span){w[i].span.start, w[end - 1].span.end};
        }
        if (n < CHUNK) break;
        in.start = w[n - LOSS_REACH - 1].span.start;
    }
    return found;
}

/* The text around a mention that speaks of the same incident: its sentence and the one behind it. */
static dateline_span around(const document *doc, dateline_span mention) {
    dateline_span s = words_sentence(doc, mention.start);
    if (!doc->sentences.n || s.end >= doc->text.len) return s;
    uint32_t next = s.end + 1;
    while (next < doc->text.len && (doc->text.at[next] == ' ' || doc->text.at[next] == '\n')) next++;
    dateline_span after = words_sentence(doc, next);
    return (dateline_span){s.start, after.start == next ? after.end : s.end};
}

static int denial_of(const document *doc, const toll_input *in, const word_table *lex, dateline_span *words) {
    if (in->n_incidents <= 1) return denial_in(doc, lex, (dateline_span){0, (uint32_t)doc->text.len}, words);
    int found = 0;
    for (uint32_t i = 0; i < in->n_mentions; i++) {
        dateline_span here;
        int loss = denial_in(doc, lex, around(doc, in->mentions[i]), &here);
        if (loss > found) found = loss, *words = here;
    }
    return found;
}

static dateline_status write_nobody(const document *doc, dateline_span words, dateline_toll *out,
                                    dateline_error *err) {
    dateline_span *span = arena_zalloc(doc->arena, 1, sizeof *span);
    if (!span) return error_memory(err, doc->name);
    *span = words;
    *out = (dateline_toll){.count = {true, 0, 0},
                           .basis = {.evidence = span, .n_evidence = 1, .why = "no casualties"}};
    return DATELINE_OK;
}

dateline_status toll_of(const document *doc, const toll_input *input, const number_tables *tables,
                        dateline_toll *killed, dateline_toll *injured, dateline_error *err) {
    dateline_status status = total_of(doc, input, DATELINE_people_effect_KILLED, tables, killed, err);
    if (!status) status = total_of(doc, input, DATELINE_people_effect_INJURED, tables, injured, err);
    if (status || (killed->count.known && injured->count.known)) return status;
    dateline_span words = {0, 0};
    int denied = denial_of(doc, input, number_words(tables), &words);
    /* "Nobody was hurt" beside wounded people denies nothing about the dead. */
    if (denied && !killed->count.known && !(denied == 2 && injured->count.known))
        status = write_nobody(doc, words, killed, err);
    if (!status && denied == 2 && !injured->count.known) status = write_nobody(doc, words, injured, err);
    return status;
}
