/* actor.c - see actor.h.
 *
 * Names first, wherever they stand in the phrase; then a force word with its country; then the lexicon of
 * perpetrators, which knows kinds but no identities. */
#include "values/actor.h"

#include <stdio.h>

#include "values/dictionary.h"

enum { GROUP = DATELINE_perpetrator_kind_GROUP };

typedef struct actor {
    const char *id, *name;
    int kind;
    char country[3];
    int16_t from, to; /* years, 0 open */
} actor;

/* One name of one actor; further actors of the same words hang on next, in order of the table. */
typedef struct alias {
    uint32_t actor, next;
    uint8_t n_letters; /* of the name as the table writes it */
    bool acronym;      /* capitals that must be capitals in the text */
    bool proper;       /* begins with a capital */
} alias;

typedef struct force {
    const char *role, *name;
    bool alone;
} force;

struct actor_table {
    dictionary names; /* -> aliases */
    VEC(alias) aliases;
    VEC(actor) actors;
    map ids; /* -> actors */
    dictionary force_words;
    VEC(force) forces;
    const nation_table *nations;
    const lexicon *words;
};

/* --- opening --- */

static uint32_t count_upper(str s) {
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += s.at[i] >= 'A' && s.at[i] <= 'Z';
    return n;
}

/* Enters one name of an actor; actors of the same name hang together in order of the table. */
static bool put_alias(actor_table *t, str name, uint32_t index, arena *a) {
    name = str_trim(name);
    if (name.len == 0) return true;
    alias *one = VEC_PUSH(&t->aliases, a);
    if (!one) return false;
    uint32_t number = t->aliases.n - 1, was, upper = count_upper(name);
    *one = (alias){.actor = index, .next = NONE};
    one->n_letters = (uint8_t)(name.len > 255 ? 255 : name.len);
    one->acronym = name.len <= 6 && upper >= 2 && !memchr(name.at, ' ', name.len);
    one->proper = upper > 0 && *name.at >= 'A' && *name.at <= 'Z';
    if (!dictionary_put(&t->names, name, number, &was, a)) return false;
    if (was == MAP_NONE) return true;
    while (t->aliases.at[was].next != NONE) was = t->aliases.at[was].next;
    t->aliases.at[was].next = number;
    return true;
}

/* Cell of a year; 0 when it is empty. */
static dateline_status read_year(const table *t, uint32_t row, uint32_t column, int16_t *out,
                                 dateline_error *err) {
    float year;
    dateline_status status = dictionary_number(t, row, column, 0, &year, err);
    if (!status && (year < 0 || year > 9999)) return table_bad(t, row, column, "a year", err);
    *out = (int16_t)year;
    return status;
}

static const char *copy_cell(const table *t, uint32_t row, uint32_t column, arena *a) {
    str cell = table_cell(t, row, column);
    return arena_copy(a, cell.at, cell.len);
}

enum { ID, NAME, KIND, COUNTRY, FROM, TO, ALIASES, N_COLUMNS };

/* One row of actors.tsv with all its names. */
static dateline_status read_actor(actor_table *t, const table *rows, uint32_t row, const uint32_t *column,
                                  arena *a, dateline_error *err) {
    actor *one = VEC_PUSH(&t->actors, a);
    if (!one) return error_memory(err, rows->path);
    one->id = copy_cell(rows, row, column[ID], a);
    one->name = copy_cell(rows, row, column[NAME], a);
    if (!one->id || !one->name) return error_memory(err, rows->path);
    str country = table_cell(rows, row, column[COUNTRY]);
    if (country.len > 2) return table_bad(rows, row, column[COUNTRY], "a code of two letters", err);
    memcpy(one->country, country.at, country.len);
    dateline_status status =
        dictionary_term(rows, row, column[KIND], DATELINE_VOCABULARY_perpetrator_kind, &one->kind, err);
    if (!status) status = read_year(rows, row, column[FROM], &one->from, err);
    if (!status) status = read_year(rows, row, column[TO], &one->to, err);
    if (status) return status;
    uint32_t index = t->actors.n - 1;
    str aliases = table_cell(rows, row, column[ALIASES]);
    bool fine = map_put(&t->ids, str_of(one->id), index, a) && put_alias(t, str_of(one->name), index, a);
    while (fine && aliases.len) fine = put_alias(t, str_cut(&aliases, '|'), index, a);
    return fine ? DATELINE_OK : error_memory(err, rows->path);
}

static dateline_status read_actors(actor_table *t, const char *folder, arena *a, dateline_error *err) {
    static const char *const names[] = {"id", "name", "kind", "country", "from", "to", "aliases", NULL};
    uint32_t column[N_COLUMNS];
    table rows;
    dateline_status status = table_read(folder, "actors.tsv", &rows, a, err);
    if (!status) status = dictionary_columns(&rows, names, column, err);
    for (uint32_t row = 0; !status && row < rows.n_rows; row++)
        status = read_actor(t, &rows, row, column, a, err);
    return status;
}

static dateline_status read_forces(actor_table *t, const char *folder, arena *a, dateline_error *err) {
    static const char *const names[] = {"word", "role", "name", "alone", NULL};
    uint32_t column[4];
    table rows;
    dateline_status status = table_read(folder, "forces.tsv", &rows, a, err);
    if (!status) status = dictionary_columns(&rows, names, column, err);
    for (uint32_t row = 0; !status && row < rows.n_rows; row++) {
        force *one = VEC_PUSH(&t->forces, a);
        if (!one) return error_memory(err, rows.path);
        one->role = copy_cell(&rows, row, column[1], a);
        one->name = copy_cell(&rows, row, column[2], a);
        one->alone = str_equal(table_cell(&rows, row, column[3]), STR("yes"));
        str word = table_cell(&rows, row, column[0]);
        if (!one->role || !one->name || !dictionary_put(&t->force_words, word, row, NULL, a))
            return error_memory(err, rows.path);
    }
    return status;
}

dateline_status actor_open(const char *folder, const nation_table *nations, const lexicon *words, arena *a,
                           const actor_table **out, dateline_error *err) {
    actor_table *t = arena_zalloc(a, 1, sizeof *t);
    if (!t) return error_memory(err, folder);
    t->nations = nations, t->words = words;
    dateline_status status = read_actors(t, folder, a, err);
    if (!status) status = read_forces(t, folder, a, err);
    if (!status) *out = t;
    return status;
}

/* --- names --- */

/* What the words around say: where and when. */
typedef struct setting {
    const char *country; /* "" unknown */
    int year;            /* 0 unknown */
    bool all_caps;       /* the text has no small letters here */
    bool no_caps;        /* the text has no capitals around */
} setting;

/* Year of an ISO date, 0 when there is none. */
static int year_of(const char *date) {
    int year = 0;
    for (int i = 0; date && i < 4; i++) {
        if (date[i] < '0' || date[i] > '9') return 0;
        year = year * 10 + (date[i] - '0');
    }
    return year;
}

static bool no_small_letters(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (!(p->words[i].flags & (PHRASE_ALL_CAPS | PHRASE_NUMBER)) &&
            p->words[i].end - p->words[i].start > 1)
            return false;
    return true;
}

/* May the words [first, first + n) of the text be this alias? Short names are common words in small letters. */
static bool spelled_so(const document *doc, const phrase *p, uint32_t first, uint32_t n, const alias *one,
                       const setting *where) {
    if (where->all_caps) return one->n_letters > 2;
    if (where->no_caps) return n > 1 || one->n_letters > 3 || (one->acronym && one->n_letters == 3);
    if (one->acronym && count_upper(layers_text(doc, phrase_span(p, first, n))) >= 2) return true;
    if (one->acronym)
        return one->n_letters > 3 && (p->words[first].flags & PHRASE_CAPITAL); /* "Isis", "Farc" */
    if (!one->proper || (p->words[first].flags & PHRASE_CAPITAL)) return true;
    return n > 1;
}

/* How well an actor fits country and year; negative: not at all. */
static int fit(const actor *one, const setting *where) {
    int score = 0;
    if (where->year && ((one->from && where->year < one->from) || (one->to && where->year > one->to + 1)))
        return -1;
    if (*where->country && *one->country) score += strcmp(where->country, one->country) == 0 ? 4 : 0;
    if (!*one->country) score += 1;
    return score;
}

/* The best actor of a name, or NONE. */
static uint32_t choose(const actor_table *t, uint32_t number, const document *doc, const phrase *p,
                       uint32_t first, uint32_t n, const setting *where) {
    uint32_t best = NONE;
    int most = -1;
    for (; number != NONE && number != MAP_NONE; number = t->aliases.at[number].next) {
        const alias *one = &t->aliases.at[number];
        if (!spelled_so(doc, p, first, n, one, where)) continue;
        const actor *who = &t->actors.at[one->actor];
        int score = fit(who, where);
        /* In text of capitals, three letters in a foreign country are as likely anything else. */
        bool covers = first <= p->head && p->head < first + n;
        if (where->all_caps && !covers && one->n_letters <= 3 && *where->country && *who->country &&
            score < 4 && who->kind == GROUP)
            score -= 1;
        if (score > most) most = score, best = one->actor;
    }
    return best;
}

static bool any_of(const phrase *p, uint32_t i, const char *const *words, size_t n) {
    for (size_t k = 0; i < p->n_words && k < n; k++)
        if (phrase_is(p, i, words[k])) return true;
    return false;
}

/* "anti-Taliban", "al-Qaeda-linked": words beside a name by which somebody else is meant. */
static bool apart(const phrase *p, uint32_t first, uint32_t n) {
    static const char *const before[] = {"anti", "pro", "against", "non"};
    static const char *const after[] = {"linked", "affiliated", "affiliate", "aligned", "inspired",
                                        "backed", "allied",     "led",       "held",    "controlled"};
    return (first && any_of(p, first - 1, before, sizeof before / sizeof *before)) ||
           any_of(p, first + n, after, sizeof after / sizeof *after);
}

typedef struct found {
    uint32_t actor, first, n;
} found;

/* The longest name in words [first, end) that fits; of equally long ones the first. */
static found find_name(const actor_table *t, const document *doc, const phrase *p, uint32_t first,
                       uint32_t end, const setting *where) {
    found best = {NONE, 0, 0};
    for (uint32_t i = first; i < end; i++) {
        uint32_t most = end - i < t->names.max_words ? end - i : t->names.max_words;
        for (uint32_t n = most; n > best.n; n--) {
            uint32_t number = dictionary_find(&t->names, phrase_slice(p, i, n));
            uint32_t who = choose(t, number, doc, p, i, n, where);
            if (who != NONE && !apart(p, i, n)) best = (found){who, i, n};
        }
    }
    return best;
}

/* Category by kind, for rows of the table. */
static int category_of(int kind) {
    switch (kind) {
    case DATELINE_perpetrator_kind_STATE_FORCE:
        return DATELINE_perpetrator_category_STATE;
    case DATELINE_perpetrator_kind_INDIVIDUAL: /* the individuals of the table hold an office */
        return DATELINE_perpetrator_category_STATE;
    case DATELINE_perpetrator_kind_GROUP:
        return DATELINE_perpetrator_category_NON_STATE;
    default:
        return DATELINE_perpetrator_category_UNKNOWN;
    }
}

/* The answer for a name that was found. */
static actor_value named(const actor_table *t, const phrase *p, found f) {
    const actor *who = &t->actors.at[f.actor];
    actor_value out = {
        .id = who->id, .name = who->name, .kind = who->kind, .category = category_of(who->kind)};
    memcpy(out.country, who->country, 3);
    out.word = phrase_span(p, f.first, f.n);
    out.strength = f.n > 1 ? 0.95f : 0.85f;
    out.why = "name";
    return out;
}

/* --- forces of a state --- */

/* The actor COUNTRY.role: a row of the table where there is one, else made here. */
static void make_force(const actor_table *t, const document *doc, const char *country, const char *role,
                       const char *name, actor_value *out) {
    char id[64];
    int len = snprintf(id, sizeof id, "%s.%s", country, role);
    uint32_t index = len > 0 && (size_t)len < sizeof id ? map_get(&t->ids, str_of(id)) : MAP_NONE;
    memcpy(out->country, country, 3);
    if (index != MAP_NONE) {
        out->id = t->actors.at[index].id, out->name = t->actors.at[index].name;
        return;
    }
    const char *adjective = nation_adjective(t->nations, country);
    out->name = arena_print(doc->arena, "%s%s%s", adjective ? adjective : "", adjective ? " " : "", name);
    out->id = out->name ? arena_copy(doc->arena, id, (size_t)len) : NULL;
    if (!out->id) out->name = NULL;
}

/* The force word that stands nearest to the head. */
static uint32_t find_force(const actor_table *t, const phrase *p, uint32_t *first, uint32_t *n_words) {
    uint32_t best = MAP_NONE, best_gap = NONE;
    for (uint32_t i = p->n_words; i-- > 0;) {
        uint32_t n, number = dictionary_ending(&t->force_words, p, 0, i, &n);
        if (number == MAP_NONE) continue;
        uint32_t gap = i < p->head ? p->head - i : i >= p->head + n ? 4 + i - p->head : 0;
        if (gap < best_gap) best = number, best_gap = gap, *first = i + 1 - n, *n_words = n;
        i -= n - 1;
    }
    return best;
}

/* "Syrian troops", "the army" in Syria, "Russia". */
static bool resolve_state(const actor_table *t, const document *doc, dateline_span span, const phrase *p,
                          const char *country, int kind, actor_value *out) {
    if (kind >= 0 && kind != DATELINE_perpetrator_kind_STATE_FORCE &&
        kind != DATELINE_perpetrator_kind_UNKNOWN)
        return false;
    nation_value v = nation_read(t->nations, doc, span, DATELINE_VOCABULARY_perpetrator_kind,
                                 DATELINE_perpetrator_kind_STATE_FORCE, country);
    if (!*v.country) return false;
    uint32_t first = 0, n = 1, number = find_force(t, p, &first, &n);
    const force *f = number == MAP_NONE ? NULL : &t->forces.at[number];
    bool said = !v.inferred;
    /* A bare country or nationality as head means its government. */
    bool bare = !f && said && v.word.end >= p->words[p->head].span.end &&
                v.word.start <= p->words[p->head].span.start;
    if (!bare && !(f && (said || f->alone))) return false;
    out->kind = DATELINE_perpetrator_kind_STATE_FORCE;
    out->category = DATELINE_perpetrator_category_STATE;
    out->word = f ? phrase_span(p, first, n) : v.word;
    out->by_context = v.inferred;
    out->strength = f ? (said ? 0.9f : 0.75f) : 0.7f;
    out->why = f ? (said ? "force of a nation" : "force of the incident's country") : "name of a country";
    make_force(t, doc, v.country, f ? f->role : "government", f ? f->name : "government", out);
    return true;
}

/* --- the answer --- */

static void from_lexicon(const actor_table *t, const document *doc, dateline_span span, actor_value *out) {
    lexicon_answer kind = lexicon_best(t->words, DATELINE_VOCABULARY_perpetrator_kind, doc, span);
    lexicon_answer category = lexicon_best(t->words, DATELINE_VOCABULARY_perpetrator_category, doc, span);
    *out = (actor_value){.word = span};
    if (kind.term < 0) return;
    out->kind = kind.term;
    out->category = category.term < 0 ? 0 : category.term;
    out->word = kind.word;
    out->strength = kind.strength >= 2 ? 0.8f : 0.6f;
    out->why = "lexicon";
}

/* "Taliban fighters", "a Hamas commander": a name beside the head, the head says what they are. */
static void beside_head(const actor_table *t, const document *doc, const phrase *p, found f,
                        actor_value *out) {
    if (f.first <= p->head && p->head < f.first + f.n) return;
    uint32_t first = f.first + f.n <= p->head ? f.first + f.n : p->first;
    dateline_span rest = phrase_span(p, first, p->head + 1 - first);
    int kind = lexicon_best(t->words, DATELINE_VOCABULARY_perpetrator_kind, doc, rest).term;
    out->by_group = kind >= 0;
    if (out->kind == GROUP && kind == DATELINE_perpetrator_kind_INDIVIDUAL) out->kind = kind;
}

/* "Syrian government forces": the name of a state's organ, but another organ is the head. */
static bool other_organ(const actor_table *t, const phrase *p, found f) {
    if (t->actors.at[f.actor].kind != DATELINE_perpetrator_kind_STATE_FORCE) return false;
    uint32_t n;
    return f.first + f.n <= p->head &&
           dictionary_ending(&t->force_words, p, f.first + f.n, p->head, &n) != MAP_NONE;
}

static setting setting_of(const phrase *p, const char *country, const char *date) {
    return (setting){country ? country : "", year_of(date), no_small_letters(p) && p->n_words > 1, false};
}

static bool no_capitals(const phrase *p) {
    for (uint32_t i = 0; i < p->n_words; i++)
        if (p->words[i].flags & PHRASE_CAPITAL) return false;
    return p->n_words > 6;
}

/* Some archives are in small letters throughout: no capital in the twenty words around. */
static bool small_letters_around(const document *doc, dateline_span span) {
    phrase p;
    phrase_window(doc, span, 10, 10, &p);
    return no_capitals(&p);
}

actor_value actor_resolve(const actor_table *t, const document *doc, dateline_span span, const char *country,
                          const char *date) {
    phrase p;
    actor_value general, out;
    from_lexicon(t, doc, span, &general);
    phrase_read(doc, span, &p);
    if (p.head == NONE) return general;
    setting where = setting_of(&p, country, date);
    where.no_caps = small_letters_around(doc, span);
    found f = find_name(t, doc, &p, 0, p.n_words, &where);
    out = general;
    int kind = general.why ? general.kind : -1;
    if (f.actor != NONE) {
        if (other_organ(t, &p, f) && resolve_state(t, doc, span, &p, country, kind, &out)) return out;
        out = named(t, &p, f);
        beside_head(t, doc, &p, f, &out);
        return out;
    }
    return resolve_state(t, doc, span, &p, country, kind, &out) ? out : general;
}

bool actor_next(const actor_table *t, const document *doc, uint32_t *offset, uint32_t end, const char *date,
                actor_value *out) {
    while (*offset < end) {
        phrase p;
        phrase_read(doc, (dateline_span){*offset, end}, &p);
        if (p.n_words == 0) break;
        setting where = setting_of(&p, NULL, date);
        where.no_caps = no_capitals(&p);
        /* A name that begins in the last words of a full phrase may go on behind it. */
        uint32_t last = p.n_words == PHRASE_MAX_WORDS ? p.n_words - t->names.max_words : p.n_words;
        for (uint32_t i = 0; i < last; i++) {
            uint32_t stop = i + t->names.max_words < p.n_words ? i + t->names.max_words : p.n_words;
            found f = {NONE, 0, 0};
            for (uint32_t n = stop - i; n && f.actor == NONE; n--) {
                uint32_t number = dictionary_find(&t->names, phrase_slice(&p, i, n));
                f = (found){choose(t, number, doc, &p, i, n, &where), i, n};
            }
            if (f.actor == NONE || apart(&p, f.first, f.n)) continue;
            *out = named(t, &p, f);
            *offset = out->word.end;
            return true;
        }
        *offset = p.words[last - 1].span.end;
    }
    *offset = end;
    return false;
}

const char *actor_name(const actor_table *t, const char *id) {
    uint32_t index = map_get(&t->ids, str_of(id));
    return index == MAP_NONE ? NULL : t->actors.at[index].name;
}
