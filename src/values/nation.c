/* nation.c - see nation.h. */
#include "values/nation.h"

#include "values/dictionary.h"

typedef struct country {
    char code[3];
    const char *name, *adjective;
} country;

/* A row of nation_rules.tsv. */
typedef struct rule {
    uint8_t role; /* dateline_vocabulary */
    int16_t type; /* -1: all types */
    bool own, wordless;
    float strength;
    uint32_t next; /* further rule of the same word */
} rule;

/* What a word is: "Syrian", "Syria", "Damascus". */
enum word_class { PEOPLE, NAME, SEAT, N_CLASSES };

struct nation_table {
    dictionary words; /* -> country * N_CLASSES + word_class */
    dictionary codes; /* "sy" -> countries */
    VEC(country) countries;
    dictionary rule_words; /* -> rules, the last row of a word first */
    VEC(rule) rules;
};

/* --- opening --- */

static bool put_words(nation_table *n, str words, uint32_t value, arena *a) {
    bool fine = true;
    while (fine && words.len) fine = dictionary_put(&n->words, str_cut(&words, '|'), value, NULL, a);
    return fine;
}

/* One row of nations.tsv. */
static dateline_status read_country(nation_table *n, const table *t, uint32_t row, const uint32_t *column,
                                    arena *a, dateline_error *err) {
    country *c = VEC_PUSH(&n->countries, a);
    if (!c) return error_memory(err, t->path);
    str code = table_cell(t, row, column[0]), name = table_cell(t, row, column[1]);
    str adjective = table_cell(t, row, column[2]);
    if (code.len != 2) return table_bad(t, row, column[0], "a code of two letters", err);
    memcpy(c->code, code.at, 2);
    c->name = arena_copy(a, name.at, name.len);
    c->adjective = arena_copy(a, adjective.at, adjective.len);
    uint32_t index = n->countries.n - 1;
    bool fine = c->name && c->adjective && dictionary_put(&n->codes, code, index, NULL, a);
    for (uint32_t k = 0; fine && k < N_CLASSES; k++)
        fine = put_words(n, table_cell(t, row, column[3 + k]), index * N_CLASSES + k, a);
    return fine ? DATELINE_OK : error_memory(err, t->path);
}

static dateline_status read_countries(nation_table *n, const char *folder, arena *a, dateline_error *err) {
    static const char *const names[] = {"country", "name", "adjective", "people", "names", "seats", NULL};
    uint32_t column[6];
    table t;
    dateline_status status = table_read(folder, "nations.tsv", &t, a, err);
    if (!status) status = dictionary_columns(&t, names, column, err);
    for (uint32_t row = 0; !status && row < t.n_rows; row++)
        status = read_country(n, &t, row, column, a, err);
    return status;
}

/* The roles that rules are written for, by the names of their vocabularies. */
static bool role_of(str cell, uint8_t *role) {
    static const dateline_vocabulary roles[] = {DATELINE_VOCABULARY_people, DATELINE_VOCABULARY_target,
                                                DATELINE_VOCABULARY_perpetrator_kind};
    static const char *const keys[] = {"people", "target", "perpetrator_kind"};
    for (int i = 0; i < 3; i++)
        if (str_equal(cell, str_of(keys[i]))) return *role = (uint8_t)roles[i], true;
    return false;
}

/* One row of nation_rules.tsv; rules of one word hang on the first of them. */
static dateline_status read_rule(nation_table *n, const table *t, uint32_t row, const uint32_t *column,
                                 arena *a, dateline_error *err) {
    rule *r = VEC_PUSH(&n->rules, a);
    if (!r) return error_memory(err, t->path);
    int type;
    if (!role_of(table_cell(t, row, column[0]), &r->role))
        return table_bad(t, row, column[0], "people, target or perpetrator_kind", err);
    dateline_status status = dictionary_term(t, row, column[1], (dateline_vocabulary)r->role, &type, err);
    if (!status) status = dictionary_number(t, row, column[4], 0.5f, &r->strength, err);
    if (status) return status;
    r->type = (int16_t)type;
    r->own = str_equal(table_cell(t, row, column[3]), STR("own"));
    r->wordless = table_cell(t, row, column[2]).len == 0;
    r->next = NONE;
    uint32_t index = n->rules.n - 1, was;
    if (!dictionary_put(&n->rule_words, table_cell(t, row, column[2]), index, &was, a))
        return error_memory(err, t->path);
    if (was != MAP_NONE) {
        r->next = n->rules.at[was].next;
        n->rules.at[was].next = index;
    }
    return DATELINE_OK;
}

static dateline_status read_rules(nation_table *n, const char *folder, arena *a, dateline_error *err) {
    static const char *const names[] = {"role", "type", "word", "nation", "strength", NULL};
    uint32_t column[5];
    table t;
    dateline_status status = table_read(folder, "nation_rules.tsv", &t, a, err);
    if (!status) status = dictionary_columns(&t, names, column, err);
    for (uint32_t row = 0; !status && row < t.n_rows; row++) status = read_rule(n, &t, row, column, a, err);
    return status;
}

dateline_status nation_open(const char *folder, arena *a, const nation_table **out, dateline_error *err) {
    nation_table *n = arena_zalloc(a, 1, sizeof *n);
    if (!n) return error_memory(err, folder);
    dateline_status status = read_countries(n, folder, a, err);
    if (!status) status = read_rules(n, folder, a, err);
    if (!status) *out = n;
    return status;
}

/* --- words that name a country --- */

const char *nation_of_word(const nation_table *t, str folded) {
    uint32_t index = dictionary_find(&t->words, folded);
    return index == MAP_NONE ? "" : t->countries.at[index / N_CLASSES].code;
}

const char *nation_adjective(const nation_table *t, const char *code) {
    char folded[3] = {0};
    for (int i = 0; i < 2 && code && code[i]; i++) folded[i] = (char)(code[i] | 32);
    uint32_t index = dictionary_find(&t->codes, str_of(folded));
    return index == MAP_NONE ? NULL : t->countries.at[index].adjective;
}

/* Wire text of 1989 and headlines: capitals tell nothing there. */
static bool all_capitals(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (!(p->words[i].flags & (PHRASE_ALL_CAPS | PHRASE_NUMBER)) &&
            p->words[i].end - p->words[i].start > 1)
            return false;
    return true;
}

/* Short words are other words too ("us", "car"): they count in capitals, and in text that is all capitals only
 * where they are hardly anything else. */
static bool short_word_counts(const phrase *p, uint32_t i, uint32_t n) {
    str word = phrase_slice(p, i, 1);
    if (n > 1 || word.len > 3) return true;
    if (!(p->words[i].flags & PHRASE_ALL_CAPS) && !(p->words[i].flags & PHRASE_CAPITAL)) return false;
    if (p->n_words > 1 && all_capitals(p))
        return str_equal(word, STR("us")) || str_equal(word, STR("uk")) || str_equal(word, STR("uae"));
    return (p->words[i].flags & PHRASE_ALL_CAPS) != 0;
}

/* "US-led", "Iranian-backed", "Chinese-made": the word behind a nationality that takes it away from the noun. */
static bool taken_away(const phrase *p, uint32_t next) {
    static const char *const words[] = {"led",          "backed",     "allied",  "supported", "trained",
                                        "made",         "funded",     "aligned", "armed",     "occupied",
                                        "manufactured", "controlled", "built",   "origin"};
    for (size_t i = 0; i < sizeof words / sizeof *words - 1; i++)
        if (phrase_is(p, next, words[i])) return true;
    return false;
}

/* Does the word before a nationality ("pro", "anti", "in", the "al" of al-Kuwaiti) take it away? */
static bool set_apart(const phrase *p, uint32_t at) {
    static const char *const words[] = {"pro",  "anti",    "non",    "al",      "in", "at",       "near",
                                        "with", "against", "across", "outside", "to", "including"};
    for (size_t i = 0; at && i < sizeof words / sizeof *words; i++)
        if (phrase_is(p, at - 1, words[i])) return true;
    return false;
}

/* "of Mexican origin", "from Venezuela": behind the head only these tie a country to it. */
static bool tied_behind(const phrase *p, uint32_t at, uint32_t n, enum word_class class) {
    uint32_t before = at && phrase_is(p, at - 1, "the") ? at - 1 : at;
    if (!before || !(phrase_is(p, before - 1, "of") || phrase_is(p, before - 1, "from"))) return false;
    uint32_t next = at + n;
    if (next >= p->n_words || (p->words[next].flags & PHRASE_BREAK)) return true;
    return class == NAME || phrase_is(p, next, "origin") || phrase_is(p, next, "nationality") ||
           phrase_is(p, next, "descent") || phrase_is(p, next, "citizenship");
}

typedef struct asked {
    dateline_vocabulary role;
    int type;
    bool small, caps; /* text without capitals, text in capitals */
} asked;

/* May words [at, at + n) of this class say whose the phrase is? */
static bool tells(const phrase *p, uint32_t at, uint32_t n, enum word_class class, const asked *q) {
    bool owner = p->words[at + n - 1].flags & PHRASE_POSSESSIVE, covers = at <= p->head && p->head < at + n;
    bool perpetrator = q->role == DATELINE_VOCABULARY_perpetrator_kind;
    if (!q->small && !(p->words[at].flags & PHRASE_CAPITAL)) return false;
    if (!short_word_counts(p, at, n) || taken_away(p, at + n) || set_apart(p, at)) return false;
    if (at > p->head)
        return class != SEAT && !(class == NAME && !perpetrator && q->type == DATELINE_people_REBEL) &&
               tied_behind(p, at, n, class);
    if (class == PEOPLE) return true;
    if (covers) return perpetrator; /* a bare country acts, but is hit only as a place */
    if (class == SEAT) return perpetrator && owner;
    if (!perpetrator && q->type == DATELINE_people_REBEL && q->role == DATELINE_VOCABULARY_people)
        return false;
    return owner || !q->caps; /* "Syria's army", "Pakistan army" */
}

/* The other extreme: archives in small letters. */
static bool no_capitals(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (p->words[i].flags & PHRASE_CAPITAL) return false;
    return true;
}

/* The word for a country that stands nearest to the head of the phrase; MAP_NONE when there is none. */
static uint32_t find_word(const nation_table *t, const phrase *p, asked q, uint32_t *first,
                          uint32_t *n_words) {
    uint32_t best = MAP_NONE, best_gap = NONE;
    q.small = no_capitals(p), q.caps = p->n_words > 1 && all_capitals(p);
    for (uint32_t i = 0, n; i < p->n_words; i++) {
        uint32_t value = dictionary_starting(&t->words, p, i, p->n_words, &n);
        if (value == MAP_NONE) continue;
        uint32_t gap = i <= p->head ? p->head - i : 4 + i - p->head;
        if (gap < best_gap && tells(p, i, n, (enum word_class)(value % N_CLASSES), &q))
            best = value / N_CLASSES, best_gap = gap, *first = i, *n_words = n;
        i += n - 1;
    }
    return best;
}

/* --- whose --- */

static const rule *best_rule(const nation_table *t, uint32_t index, uint8_t role, int type) {
    const rule *best = NULL;
    for (; index != MAP_NONE && index != NONE; index = t->rules.at[index].next) {
        const rule *r = &t->rules.at[index];
        if (r->role != role || (r->type >= 0 && r->type != type)) continue;
        if (!best || r->type > best->type) best = r;
    }
    return best;
}

/* The rule for a phrase: the last row of those whose word it has, else that of its type. */
static const rule *rule_for(const nation_table *t, const phrase *p, uint8_t role, int type) {
    const rule *best = NULL;
    for (uint32_t i = 0, n; i < p->n_words; i++) {
        const rule *r = best_rule(t, dictionary_starting(&t->rule_words, p, i, p->n_words, &n), role, type);
        if (r && (!best || r > best)) best = r;
    }
    if (best) return best;
    for (uint32_t i = 0; i < t->rules.n; i++) {
        const rule *r = &t->rules.at[i];
        if (r->wordless && r->role == role && r->type == type) return r;
    }
    return NULL;
}

nation_value nation_read(const nation_table *t, const document *doc, dateline_span span,
                         dateline_vocabulary role, int type, const char *code) {
    phrase p;
    nation_value out = {.word = {span.start, span.start}};
    phrase_read(doc, span, &p);
    if (p.head == NONE) return out;
    uint32_t first = 0, n = 0;
    uint32_t index = find_word(t, &p, (asked){.role = role, .type = type}, &first, &n);
    if (index != MAP_NONE) {
        memcpy(out.country, t->countries.at[index].code, 3);
        out.word = phrase_span(&p, first, n);
        out.strength = 0.93f;
        out.why = "nationality word";
        return out;
    }
    const rule *r = rule_for(t, &p, (uint8_t)role, type);
    if (!r || !r->own || !code || !*code) return out;
    strncpy(out.country, code, 2);
    out.inferred = true;
    out.word = span;
    out.strength = r->strength;
    out.why = "a state's own";
    return out;
}
