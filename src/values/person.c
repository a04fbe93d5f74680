/* person.c - see person.h. */
#include "values/person.h"

#include "values/dictionary.h"

enum word_kind { NOUN, TITLE, PARTICLE, PLAIN, N_WORD_KINDS };

/* A row of persons.tsv. */
typedef struct row {
    uint8_t kind; /* enum word_kind */
    int8_t sex, age;
} row;

struct person_table {
    dictionary words[N_WORD_KINDS]; /* -> rows */
    VEC(row) rows;
    dictionary people; /* words of people.tsv: what is described by them has no name there */
    const nation_table *nations;
};

/* One row of persons.tsv. */
static dateline_status read_row(person_table *p, const table *t, uint32_t i, const uint32_t *column, arena *a,
                                dateline_error *err) {
    static const char *const kinds[N_WORD_KINDS] = {"noun", "title", "particle", "plain"};
    row *r = VEC_PUSH(&p->rows, a);
    if (!r) return error_memory(err, t->path);
    str kind = table_cell(t, i, column[1]);
    while (r->kind < N_WORD_KINDS && !str_equal(kind, str_of(kinds[r->kind]))) r->kind++;
    if (r->kind == N_WORD_KINDS) return table_bad(t, i, column[1], "noun, title, particle or plain", err);
    int sex, age;
    dateline_status status = dictionary_term(t, i, column[2], DATELINE_VOCABULARY_sex, &sex, err);
    if (!status) status = dictionary_term(t, i, column[3], DATELINE_VOCABULARY_age_group, &age, err);
    if (status) return status;
    r->sex = (int8_t)(sex < 0 ? 0 : sex), r->age = (int8_t)(age < 0 ? 0 : age);
    if (!dictionary_put(&p->words[r->kind], table_cell(t, i, column[0]), i, NULL, a))
        return error_memory(err, t->path);
    return DATELINE_OK;
}

static dateline_status read_words(person_table *p, const char *folder, arena *a, dateline_error *err) {
    static const char *const names[] = {"word", "what", "sex", "age_group", NULL};
    uint32_t column[4];
    table t;
    dateline_status status = table_read(folder, "persons.tsv", &t, a, err);
    if (!status) status = dictionary_columns(&t, names, column, err);
    for (uint32_t i = 0; !status && i < t.n_rows; i++) status = read_row(p, &t, i, column, a, err);
    return status;
}

/* Words of people.tsv describe people: they are no names. */
static dateline_status read_people(person_table *p, const char *folder, arena *a, dateline_error *err) {
    table t;
    dateline_status status = table_read(folder, "people.tsv", &t, a, err);
    uint32_t word = status ? 0 : table_column(&t, "word");
    for (uint32_t i = 0; !status && i < t.n_rows; i++)
        if (!dictionary_put_noun(&p->people, table_cell(&t, i, word), i, NULL, a))
            status = error_memory(err, t.path);
    return status;
}

dateline_status person_open(const char *folder, const nation_table *nations, arena *a,
                            const person_table **out, dateline_error *err) {
    person_table *p = arena_zalloc(a, 1, sizeof *p);
    if (!p) return error_memory(err, folder);
    p->nations = nations;
    dateline_status status = read_words(p, folder, a, err);
    if (!status) status = read_people(p, folder, a, err);
    if (!status) *out = p;
    return status;
}

/* --- names --- */

static bool is_kind(const person_table *t, const phrase *p, uint32_t i, enum word_kind kind) {
    return dictionary_find(&t->words[kind], phrase_slice(p, i, 1)) != MAP_NONE;
}

/* Does the text here tell names by capitals? Not in wire text of 1989, nor in archives without capitals. */
static bool capitals_tell(const phrase *p) {
    uint32_t capital = 0, small = 0;
    for (uint32_t i = 0; i < p->n_words; i++) {
        if (p->words[i].flags & PHRASE_NUMBER) continue;
        bool upper = p->words[i].flags & PHRASE_ALL_CAPS;
        capital += !upper && (p->words[i].flags & PHRASE_CAPITAL);
        small += !upper && !(p->words[i].flags & PHRASE_CAPITAL);
    }
    return small > 0 && capital > 0;
}

/* May word i be part of a personal name? */
static bool name_word(const person_table *t, const phrase *p, uint32_t i, bool capitals) {
    if (p->words[i].flags & PHRASE_NUMBER) return false;
    if (capitals && !(p->words[i].flags & PHRASE_CAPITAL)) return false;
    if (is_kind(t, p, i, PLAIN) || is_kind(t, p, i, NOUN)) return false;
    str word = phrase_slice(p, i, 1);
    if (*nation_of_word(t->nations, word)) return false;
    return dictionary_find(&t->people, word) == MAP_NONE && !is_kind(t, p, i, TITLE);
}

/* "Mario King": a noun or title in capitals right behind a name, at the end. */
static bool surname(const person_table *t, const phrase *p, uint32_t i, bool capitals) {
    return capitals && (p->words[i].flags & PHRASE_CAPITAL) && !is_kind(t, p, i, PLAIN) &&
           name_word(t, p, i - 1, capitals);
}

/* Words [*first, *first + *n) of the phrase: its last run that may be a name; false when there is none. */
static bool find_name(const person_table *t, const phrase *p, bool capitals, uint32_t *first, uint32_t *n) {
    uint32_t end = p->core + p->n_core;
    *n = 0;
    for (uint32_t i = p->core; i < end; i++) {
        if (!name_word(t, p, i, capitals)) continue;
        uint32_t last = i, k = i + 1;
        for (; k < end && !(p->words[k].flags & PHRASE_BREAK); k++) {
            if (name_word(t, p, k, capitals) || (k + 1 == end && surname(t, p, k, capitals)))
                last = k;
            else if (!is_kind(t, p, k, PARTICLE))
                break;
        }
        /* "THE MAYOR OF SAN MIGUEL" */
        bool place = i > p->core &&
                     (phrase_is(p, i - 1, "of") || phrase_is(p, i - 1, "in") || phrase_is(p, i - 1, "from") ||
                      phrase_is(p, i - 1, "at") || phrase_is(p, i - 1, "near"));
        bool closed = last + 1 == end || (p->words[last + 1].flags & PHRASE_BREAK);
        if (closed && !place && !(p->words[last].flags & PHRASE_POSSESSIVE)) *first = i, *n = last + 1 - i;
        i = k - 1;
    }
    return *n > 0;
}

/* A run of one word is a name only where nothing but titles stands beside it. */
static bool alone(const person_table *t, const phrase *p, uint32_t first) {
    for (uint32_t i = p->core; i < first; i++)
        if (!is_kind(t, p, i, TITLE)) return false;
    return true;
}

/* Name, and what stands beside it: a title before, an apposition behind. */
static void read_name(const person_table *t, const phrase *p, person_value *out) {
    uint32_t first = 0, n = 0;
    bool capitals = capitals_tell(p);
    if (!find_name(t, p, capitals, &first, &n)) return;
    if (n == 1 && (!capitals || !alone(t, p, first))) return;
    while (first > p->core && is_kind(t, p, first - 1, PARTICLE) &&
           (p->words[first - 1].flags & PHRASE_CAPITAL))
        first--, n++;
    out->named = true;
    out->name = phrase_span(p, first, n);
    out->strength = capitals ? (n > 1 ? 0.9f : 0.75f) : 0.6f;
    if (first > p->core) out->about = phrase_span(p, p->core, first - p->core);
    uint32_t end = first + n;
    if (end >= p->n_words || !(p->words[end].flags & PHRASE_COMMA)) return;
    uint32_t last = end + 1;
    while (last < p->n_words && last < end + 10 && !(p->words[last].flags & (PHRASE_BREAK | PHRASE_STOP)))
        last++;
    if (!(p->words[end].flags & PHRASE_CAPITAL) || is_kind(t, p, end, TITLE))
        out->about = phrase_span(p, end, last - end);
}

/* --- sex and age --- */

/* Takes what the noun at word i says, unless an earlier word of the phrase said otherwise. */
static void take_noun(const phrase *p, const row *r, uint32_t i, uint32_t n, person_value *out, bool *torn) {
    /* "men and women", "women and children": the second noun takes the first one's sex away. */
    if (out->sex && out->sex != r->sex && i > p->head) *torn = true;
    if (out->age_group && r->age && out->age_group != r->age && i > p->head) *torn = true;
    if (r->sex && !out->sex) out->sex = r->sex, out->sex_word = phrase_span(p, i, n);
    if (r->age && !out->age_group) out->age_group = r->age, out->age_word = phrase_span(p, i, n);
}

/* The number at word i, 0 when it is none; up to 130. */
static int age_number(const phrase *p, uint32_t i) {
    str word = phrase_slice(p, i, 1);
    int value = 0;
    size_t n = 0;
    for (; n < word.len && word.at[n] >= '0' && word.at[n] <= '9' && value <= 130; n++)
        value = value * 10 + (word.at[n] - '0');
    if (n > 0) return n == word.len ? value : 0;
    static const char *const small[] = {"one",     "two",       "three",    "four",     "five",
                                        "six",     "seven",     "eight",    "nine",     "ten",
                                        "eleven",  "twelve",    "thirteen", "fourteen", "fifteen",
                                        "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
    for (int k = 0; k < 20; k++)
        if (str_equal(word, str_of(small[k]))) return k + 1;
    return 0;
}

/* "12-year-old", "aged 12", "John Smith, 45,": the age in years that word i begins, or 0. *months: in months. */
static int age_at(const phrase *p, uint32_t i, uint32_t limit, bool behind_name) {
    int age = age_number(p, i);
    if (!age) return 0;
    bool years = phrase_is(p, i + 1, "year") || phrase_is(p, i + 1, "years");
    bool months = phrase_is(p, i + 1, "month") || phrase_is(p, i + 1, "months") || phrase_is(p, i + 1, "day");
    if ((years || months) && i + 2 < limit && phrase_is(p, i + 2, "old")) return months ? 1 : age;
    if (i && (phrase_is(p, i - 1, "aged") || phrase_is(p, i - 1, "age"))) return age;
    bool closed = i + 1 >= limit || (p->words[i + 1].flags & (PHRASE_BREAK | PHRASE_STOP));
    return behind_name && closed && (p->words[i].flags & PHRASE_BREAK) && age < 120 ? age : 0;
}

/* An age beside the phrase says more than a noun: "a 16-year-old man" is a child. */
static void read_age(const phrase *p, person_value *out) {
    uint32_t end = p->core + p->n_core, limit = end + 2 < p->n_words ? end + 2 : p->n_words;
    /* "16-year-old [Ali Hassan]" */
    uint32_t first = out->named && p->core >= 3 && phrase_is(p, p->core - 1, "old") ? p->core - 3 : p->core;
    for (uint32_t i = first; i < limit; i++) {
        int age = age_at(p, i, p->n_words, out->named && i > p->core);
        if (!age) continue;
        out->age_group = age < 18   ? DATELINE_age_group_CHILD
                         : age < 65 ? DATELINE_age_group_ADULT
                                    : DATELINE_age_group_ELDERLY;
        out->age_word = phrase_span(p, i, 1);
        return;
    }
}

/* Behind these words somebody else is told of. */
static bool leaves_phrase(const phrase *p, uint32_t i) {
    static const char *const words[] = {"of",  "in", "at",        "from", "with",
                                        "who", "by", "including", "near", "on"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (phrase_is(p, i, words[k])) return true;
    return false;
}

/* Nouns and titles up to the head; what stands behind it ("mother of two boys") tells of somebody else. */
static void read_nouns(const person_table *t, const phrase *p, person_value *out) {
    bool torn = false, joined = false;
    uint32_t end = p->core + p->n_core;
    for (uint32_t i = p->core, n; i < end; i++) {
        if (i > p->head) {
            joined |= phrase_is(p, i, "and") || phrase_is(p, i, "or") || (p->words[i].flags & PHRASE_BREAK);
            if (!joined || leaves_phrase(p, i)) break;
        }
        uint32_t noun = dictionary_starting(&t->words[NOUN], p, i, end, &n);
        if (noun == MAP_NONE && i <= p->head) noun = dictionary_starting(&t->words[TITLE], p, i, end, &n);
        if (noun == MAP_NONE) continue;
        if (out->named && p->words[i].span.start >= out->name.start && p->words[i].span.end <= out->name.end)
            continue;
        if (p->words[i + n - 1].flags & PHRASE_POSSESSIVE) continue; /* "the woman's son" */
        take_noun(p, &t->rows.at[noun], i, n, out, &torn);
        i += n - 1;
    }
    if (!torn) return;
    out->sex = out->age_group = 0;
    out->sex_word = out->age_word =
        (dateline_span){phrase_span(p, p->core, 1).start, phrase_span(p, p->core, 1).start};
}

person_value person_read(const person_table *t, const document *doc, dateline_span span) {
    phrase p;
    dateline_span none = {span.start, span.start};
    person_value out = {.name = none, .about = none, .sex_word = none, .age_word = none, .strength = 0.8f};
    phrase_window(doc, span, 6, 12, &p);
    if (p.head == NONE) return out;
    read_name(t, &p, &out);
    read_nouns(t, &p, &out);
    read_age(&p, &out);
    out.why = out.named ? "personal name" : "description";
    return out;
}
