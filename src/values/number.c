/* number.c - see number.h.
 *
 * A phrase is read for its first number expression (qualifier, number, "or more"); without one its grammar tells:
 * a name or a singular is one, a plural two or more. */
#include "values/number.h"

#include "values/number_words.h"

enum { MAX_WORDS = 64, BEFORE_BYTES = 40 };

/* No count of anything in the news is larger; so sums and shares never overflow. */
#define MOST INT64_C(1000000000000)

static const char *const classes[N_CLASSES] = {
    "cardinal", "scale",     "vague",   "group",    "nobody",  "plural", "collective",  "singular", "more",
    "part",     "qualifier", "measure", "one",      "ordinal", "human",  "coreference", "cue",      "pronoun",
    "break",    "gravity",   "loss",    "negation", "bomber",  "mass",   "month",       "harm"};

enum qualifier { Q_NONE, Q_AT_LEAST, Q_MORE_THAN, Q_AT_MOST, Q_FEWER_THAN, Q_ABOUT, Q_NEARLY };

struct number_tables {
    word_table lex;
};

typedef struct reading {
    const word_table *lex;
    const word *w;
    uint32_t n;
} reading;

/* A number expression: words [first, end) with the bounds that they say. */
typedef struct expression {
    uint32_t first, end;
    int64_t min, max;
    uint8_t basis;
    const char *why;
} expression;

dateline_status number_tables_open(const char *data, arena *a, const number_tables **out,
                                   dateline_error *err) {
    number_tables *t = arena_zalloc(a, 1, sizeof *t);
    *out = t;
    if (!t) return error_memory(err, "numbers.tsv");
    return words_read(data, "numbers.tsv", classes, N_CLASSES, &t->lex, a, err);
}

static bool is(const reading *r, uint32_t i, const char *low) {
    return i < r->n && words_is(&r->w[i], low);
}

static const word_row *has(const reading *r, uint32_t i, int class) {
    return i < r->n ? words_row(r->lex, &r->w[i], class) : NULL;
}

static bool glued(const reading *r, uint32_t i) {
    return i < r->n && r->w[i].glued;
}

static bool digits(const reading *r, uint32_t i) {
    return i < r->n && r->w[i].kind == WORD_DIGITS;
}

static bool is_plural(const reading *r, uint32_t i);

/* --- exact numbers --- */

/* "12", "1,200", "1.5" before a scale; "3 160" as some wires write. *tenths: the digit behind the point. */
static uint32_t figure(const reading *r, uint32_t i, int64_t *value, int *tenths) {
    if (!digits(r, i)) return 0;
    *value = r->w[i].value, *tenths = 0;
    uint32_t k = i + 1;
    while (k + 1 < r->n && is(r, k, ",") && glued(r, k) && glued(r, k + 1) && digits(r, k + 1) &&
           r->w[k + 1].n_digits >= 2 && r->w[k + 1].n_digits <= 3 && *value < MOST) {
        *value = *value * (r->w[k + 1].n_digits == 3 ? 1000 : 100) + r->w[k + 1].value;
        k += 2;
    }
    if (r->w[i].n_digits <= 2 && digits(r, k) && r->w[k].n_digits == 3 && r->w[k - 1].kind == WORD_DIGITS)
        *value = *value * 1000 + r->w[k].value, k++;
    if (is(r, k, ".") && glued(r, k) && glued(r, k + 1) && digits(r, k + 1)) {
        *tenths = r->w[k + 1].n_digits == 1 ? (int)r->w[k + 1].value : 0;
        k += 2;
    }
    return k;
}

/* "twelve", "twenty-one", "a hundred and five", "two dozen", "half a dozen", "1.5 million". */
static uint32_t exact(const reading *r, uint32_t i, int64_t *value) {
    int tenths = 0;
    if (is(r, i, "half")) { /* "half a dozen", "half-dozen" */
        uint32_t k = i + 1;
        while (is(r, k, "a") || is(r, k, "-")) k++;
        return is(r, k, "dozen") ? (*value = 6, k + 1) : 0;
    }
    if ((is(r, i, "a") || is(r, i, "an")) && is(r, i + 1, "half")) return exact(r, i + 1, value);
    uint32_t k = figure(r, i, value, &tenths);
    if (!k) {
        const word_row *row = has(r, i, N_CARDINAL), *scale = has(r, i, N_SCALE);
        bool article = (is(r, i, "a") || is(r, i, "an")) && has(r, i + 1, N_SCALE);
        if (row)
            *value = row->value, k = i + 1;
        else if (article || scale)
            *value = 1, k = i + article;
        else
            return 0;
        uint32_t unit = k + (is(r, k, "-") && glued(r, k));
        const word_row *next = has(r, unit, N_CARDINAL);
        if (row && row->value >= 20 && row->value % 10 == 0 && next && next->value > 0 && next->value < 10)
            *value += next->value, k = unit + 1;
    }
    if (*value > MOST) return 0;
    for (const word_row *scale; (scale = has(r, k, N_SCALE)); k++) {
        if (*value > MOST / scale->value) return 0;
        *value = *value * scale->value + (int64_t)tenths * scale->value / 10;
        tenths = 0;
        int64_t rest;
        uint32_t and = k + 1 + is(r, k + 1, "and");
        if (scale->value >= 100 && has(r, and, N_CARDINAL) && has(r, and, N_CARDINAL)->value < scale->value) {
            uint32_t end = exact(r, and, &rest);
            if (end && rest < scale->value && (and > k + 1 || !has(r, end, N_SCALE)))
                return *value += rest, end;
        }
    }
    return k;
}

/* "12 March", "March 28", "in 2009", "from 2009 to 2011": days and years. */
static bool is_date(const reading *r, uint32_t first, uint32_t end) {
    static const char *const before[] = {"in", "of",    "since", "from", "between",
                                         "by", "until", "and",   "to",   NULL};
    if (!digits(r, first) || end != first + 1) return false;
    const word_row *next = has(r, end, N_MONTH), *last = first ? has(r, first - 1, N_MONTH) : NULL;
    if (next && r->w[end].upper && r->w[first].value <= 31) return true;
    uint32_t point = first > 1 && is(r, first - 1, ".") ? first - 2 : first;
    if (point < first) last = has(r, point, N_MONTH);
    if (last && r->w[first].value <= 31 &&
        !(end < r->n && r->w[end].kind == WORD_LETTERS && is_plural(r, end)))
        return true;
    bool year = r->w[first].n_digits == 4 && r->w[first].value >= 1900 && r->w[first].value <= 2050;
    if (!year || (end < r->n && r->w[end].kind == WORD_LETTERS && !r->w[end].upper && is_plural(r, end)))
        return false;
    if (last) return true;
    for (const char *const *b = before; first && *b; b++)
        if (is(r, first - 1, *b)) return true;
    return false;
}

/* A number that names an age, a date, a measure or a thing counts nobody: 17-year-old, 5.56mm, 90 %, No. 3, 3rd. */
static bool counts_nothing(const reading *r, uint32_t first, uint32_t end) {
    if (is_date(r, first, end)) return true;
    static const char *const endings[] = {"st", "nd", "rd", "th", "s", "pm", "am", "x", "gmt", NULL};
    if (is(r, end, "%") || is(r, end, ":") || (first && (is(r, first - 1, "$") || is(r, first - 1, ":"))))
        return true;
    if (glued(r, end))
        for (const char *const *e = endings; *e; e++)
            if (is(r, end, *e)) return true;
    if (glued(r, end) && digits(r, end - 1) && r->w[end].kind == WORD_LETTERS)
        return true; /* "24yearold", "2D" */
    bool hyphen = is(r, end, "-");
    if (has(r, end + hyphen, N_MEASURE)) return true;
    hyphen = hyphen && glued(r, end);
    if (hyphen && is(r, end + 1, "odd")) return false;
    if (hyphen && digits(r, first) && r->w[end + 1 < r->n ? end + 1 : end].kind == WORD_LETTERS &&
        glued(r, end + 1))
        return true; /* "3-member", "AK 47-armed" */
    if (first && glued(r, first) && is(r, first - 1, "-") && first > 1 &&
        r->w[first - 2].kind == WORD_LETTERS)
        return true; /* "AK-47", "UH-60" */
    if (first && (is(r, first - 1, "aged") || is(r, first - 1, "age") ||
                  (first > 1 && is(r, first - 1, "of") && is(r, first - 2, "ages")) ||
                  is(r, first - 1, "no") || is(r, first - 1, "number") || is(r, first - 1, "article") ||
                  is(r, first - 1, "route") || is(r, first - 1, "highway")))
        return digits(r, first);
    return false;
}

/* An age set off by commas or brackets: "Another man, 21", "Debasish Saha (45)". */
static bool is_age(const reading *r, uint32_t first, uint32_t end) {
    if (!digits(r, first) || first == 0 || r->w[first].value > 110) return false;
    bool opens = is(r, first - 1, ",") || is(r, first - 1, "(");
    return opens && (end >= r->n || is(r, end, ",") || is(r, end, ")"));
}

/* --- qualifiers --- */

static uint32_t step_than(const reading *r, uint32_t i) {
    return i >= 2 && is(r, i - 1, "than") ? i - 2 : NONE;
}

/* The qualifier that ends right before word i; *first gets where it begins. */
static int qualifier_before(const reading *r, uint32_t i, uint32_t *first) {
    *first = i;
    if (i == 0) return Q_NONE;
    uint32_t comparative = step_than(r, i);
    if (comparative != NONE) {
        bool no = comparative > 0 && (is(r, comparative - 1, "no") || is(r, comparative - 1, "not"));
        if (is(r, comparative, "more") || is(r, comparative, "greater") || is(r, comparative, "higher"))
            return *first = comparative - no, no ? Q_AT_MOST : Q_MORE_THAN;
        if (is(r, comparative, "less") || is(r, comparative, "fewer") || is(r, comparative, "lower"))
            return *first = comparative - no, no ? Q_AT_LEAST : Q_FEWER_THAN;
    }
    if (is(r, i - 1, "to") && i >= 2 && is(r, i - 2, "up")) return *first = i - 2, Q_AT_MOST;
    if (is(r, i - 1, "to") && i >= 2 && is(r, i - 2, "close")) return *first = i - 2, Q_NEARLY;
    bool as_many = is(r, i - 1, "as") && i >= 3 && is(r, i - 3, "as");
    if (as_many &&
        (is(r, i - 2, "many") || is(r, i - 2, "few") || is(r, i - 2, "much") || is(r, i - 2, "high")))
        return *first = i - 3, is(r, i - 2, "few") ? Q_AT_LEAST : Q_AT_MOST;
    if (is(r, i - 1, "of") && i >= 2 && (is(r, i - 2, "upwards") || is(r, i - 2, "excess")))
        return *first = i - 2 - (i >= 3 && is(r, i - 3, "in")), Q_MORE_THAN;
    if (is(r, i - 1, "most") && i >= 2 && is(r, i - 2, "at")) return *first = i - 2, Q_AT_MOST;
    if (is(r, i - 1, "maximum")) return *first = i - 1, Q_AT_MOST;
    const word_row *row = has(r, i - 1, N_QUALIFIER);
    if (!row) return Q_NONE;
    *first = i - 1;
    if (row->value == Q_AT_LEAST) *first = i - 1 - (i >= 2 && is(r, i - 2, "at"));
    if (is(r, i - 1, "estimated") && i >= 2 && (is(r, i - 2, "an") || is(r, i - 2, "the"))) *first = i - 2;
    /* "at least about 20": the firmer one. */
    uint32_t further;
    if (row->value == Q_ABOUT && *first) {
        int q = qualifier_before(r, *first, &further);
        if (q == Q_AT_LEAST || q == Q_AT_MOST) return *first = further, q;
    }
    return row->value;
}

/* Rule 5 of the annotators' page: about 10 is 9 to 11, a tenth on either side. */
static void qualify(expression *e, int q, int64_t value) {
    int64_t tenth = value / 10 > 0 ? value / 10 : value > 1;
    e->min = e->max = value;
    e->why = "number";
    switch (q) {
    case Q_AT_LEAST:
        e->max = DATELINE_OPEN, e->why = "at least";
        break;
    case Q_MORE_THAN:
        e->min = value + 1, e->max = DATELINE_OPEN, e->why = "more than";
        break;
    case Q_AT_MOST:
        e->min = DATELINE_OPEN, e->why = "up to";
        break;
    case Q_FEWER_THAN:
        e->min = DATELINE_OPEN, e->max = value ? value - 1 : 0, e->why = "fewer than";
        break;
    case Q_ABOUT:
        e->min = value - tenth, e->max = value + tenth, e->why = "about";
        break;
    case Q_NEARLY:
        e->min = value - tenth, e->why = "nearly";
        break;
    }
}

/* "or more", "-odd", "plus", "or so" behind a number. */
static uint32_t tail(const reading *r, uint32_t k, expression *e) {
    for (uint32_t at = k; at < r->n && at < k + 3; at++) /* "20 civilians at least" */
        if (is(r, at, "at") && is(r, at + 1, "least"))
            return e->max = DATELINE_OPEN, e->why = "at least", at + 2;
    if (is(r, k, "or") && is(r, k + 1, "more")) return e->max = DATELINE_OPEN, e->why = "or more", k + 2;
    if (is(r, k, "or") && (is(r, k + 1, "fewer") || is(r, k + 1, "less")))
        return e->min = DATELINE_OPEN, e->why = "or fewer", k + 2;
    if ((is(r, k, "plus") || is(r, k, "+")) && e->min == e->max)
        return e->max = DATELINE_OPEN, e->why = "or more", k + 1;
    bool odd = (is(r, k, "or") && is(r, k + 1, "so")) || (is(r, k, "-") && is(r, k + 1, "odd"));
    if (!odd) return k;
    qualify(e, Q_ABOUT, e->min);
    return k + 2;
}

/* "two to three", "6-7", "six or seven", "between 10 and 15". */
static uint32_t second_number(const reading *r, uint32_t first, uint32_t k, expression *e) {
    bool link = is(r, k, "to") || is(r, k, "or") || (is(r, k, "-") && glued(r, k)) ||
                (first && is(r, first - 1, "between") && is(r, k, "and"));
    int64_t value;
    uint32_t end = link ? exact(r, k + 1, &value) : 0;
    if (!end || value <= e->min || counts_nothing(r, k + 1, end)) return k;
    e->max = value, e->why = "range";
    return end;
}

/* --- vague numbers --- */

/* "dozens of", "several hundred", "a number of", "tens of thousands of", "a couple of", "a few". */
static uint32_t vague(const reading *r, uint32_t i, expression *e) {
    uint32_t k = i + (is(r, i, "a") || is(r, i, "an") || is(r, i, "the"));
    if (k > i && (is(r, k, "large") || is(r, k, "small") || is(r, k, "great") || is(r, k, "good") ||
                  is(r, k, "unknown") || is(r, k, "unspecified") || is(r, k, "significant")))
        k++;
    if (k == i && (is(r, k, "large") || is(r, k, "unknown"))) k++;
    const word_row *row = has(r, k, N_VAGUE), *group = has(r, k, N_GROUP);
    e->basis = NUMBER_VAGUE;
    if (group) {
        if (is(r, k, "couple") && !is(r, k + 1, "of") && k + 1 < r->n && !has(r, k + 1, N_MORE)) return 0;
        e->min = e->max = group->value, e->why = "group", e->basis = NUMBER_STATED;
        return k + 1 + is(r, k + 1, "of");
    }
    if (!row) return 0;
    bool of = is(r, k + 1, "of");
    if (is(r, k, "number") && !of && !(k > i && is(r, k + 1, "are"))) return 0;
    if (is(r, k, "some") && (digits(r, k + 1) || has(r, k + 1, N_CARDINAL) || has(r, k + 1, N_SCALE)))
        return 0;
    if (is(r, k, "many") && k && is(r, k - 1, "as")) return 0;
    e->min = row->value, e->max = DATELINE_OPEN, e->why = "vague number";
    k += 1 + of;
    const word_row *scale = has(r, k, N_SCALE);
    if (scale && !of) return e->min *= scale->value, k + 1 + is(r, k + 1, "of"); /* "several hundred" */
    const word_row *plural = has(r, k, N_VAGUE);
    if (of && plural && plural->value >= 200)
        e->min = row->value * (plural->value / 2), k += 1 + is(r, k + 1, "of");
    return k;
}

/* "no one", "none", "no casualties"; not "no fewer than" nor "No. 5". */
static uint32_t nobody(const reading *r, uint32_t i, expression *e) {
    if (!has(r, i, N_NOBODY)) return 0;
    if (is(r, i, "no") && (is(r, i + 1, ".") || is(r, i + 1, "fewer") || is(r, i + 1, "less") ||
                           is(r, i + 1, "more") || digits(r, i + 1)))
        return 0;
    e->min = e->max = 0, e->why = "nobody", e->basis = NUMBER_STATED;
    return i + 1 + (is(r, i, "no") && is(r, i + 1, "one"));
}

/* The number expression that begins its number words at i. */
static bool expression_at(const reading *r, uint32_t i, expression *e) {
    int64_t value;
    *e = (expression){.first = i, .basis = NUMBER_STATED};
    uint32_t end = nobody(r, i, e);
    if (end) return e->end = end, true;
    uint32_t vague_end = vague(r, i, e);
    end = exact(r, i, &value);
    /* "one" before a noun is an article of a kind, "one of", "at least one" count. */
    if (!end || (vague_end > end)) {
        if (!vague_end) return false;
        uint32_t first;
        int q = qualifier_before(r, i, &first);
        if (q == Q_AT_LEAST || q == Q_MORE_THAN) e->first = first, e->max = DATELINE_OPEN;
        if (q == Q_ABOUT || q == Q_NEARLY) e->first = first;
        return e->end = vague_end, true;
    }
    if (counts_nothing(r, i, end) || is_age(r, i, end)) return false;
    uint32_t first;
    int q = qualifier_before(r, i, &first);
    e->basis = NUMBER_STATED;
    qualify(e, q, value);
    e->first = first, e->end = end;
    if (q == Q_NONE || q == Q_ABOUT) e->end = second_number(r, i, end, e);
    if (e->end > end && i && is(r, i - 1, "between")) e->first = i - 1;
    e->end = tail(r, e->end, e);
    return true;
}

/* The first number expression at or behind word i. */
static bool next_expression(const reading *r, uint32_t i, expression *e) {
    for (; i < r->n; i++) {
        if (expression_at(r, i, e)) return true;
        int64_t ignored; /* a figure that counts nothing is stepped over whole */
        uint32_t end = exact(r, i, &ignored);
        if (end > i + 1) i = end - 1;
    }
    return false;
}

/* --- grammar --- */

/* Words and marks that a noun phrase ends at. */
static bool is_preposition(const reading *r, uint32_t i) {
    static const char *const words[] = {
        "of",        "from",   "in",      "at",        "on",    "by",     "with",       "who",    "whom",
        "that",      "which",  "for",     "near",      "to",    "were",   "was",        "aboard", "during",
        "including", "inside", "outside", "among",     "after", "before", "dispatched", "stuck",  "aged",
        "known",     "as",     "wanted",  "belonging", "loyal", NULL};
    for (const char *const *w = words; *w; w++)
        if (is(r, i, *w)) return true;
    return i >= r->n || (r->w[i].kind == WORD_MARK && !is(r, i, "-") && !is(r, i, "'") && !is(r, i, ".") &&
                         !is(r, i, "\""));
}

/* A plural noun: by the table, else by its s. */
static bool is_plural(const reading *r, uint32_t i) {
    const word *w = &r->w[i];
    if (has(r, i, N_SINGULAR)) return false;
    if (has(r, i, N_PLURAL)) return true;
    if (w->kind != WORD_LETTERS || w->len < 3) return false;
    char last = w->low[w->len - 1], before = w->low[w->len - 2];
    if (strcmp(w->low + w->len - 3, "men") == 0 && w->len > 4) return true;
    return last == 's' && before != 's' && before != 'u' && before != 'i';
}

static bool ends_in(const word *w, const char *tail) {
    size_t n = strlen(tail);
    return w->len > n + 2 && memcmp(w->low + w->len - n, tail, n) == 0;
}

/* Does word i only tell more about the plural noun before it? "children afflicted by burns", "residents nearby". */
static bool tells_about(const reading *r, uint32_t head, uint32_t i) {
    static const char *const words[] = {"nearby", "along", "out",         "have",  "had",
                                        "are",    "still", "celebrating", "hurt",  "shot",
                                        "held",   "hit",   "caught",      "slain", NULL};
    if (!is_plural(r, head) || r->w[i].kind != WORD_LETTERS) return false;
    for (const char *const *w = words; *w; w++)
        if (is(r, i, *w)) return true;
    bool more_noun =
        i + 1 < r->n && r->w[i + 1].kind == WORD_LETTERS && !is_preposition(r, i + 1) && is_plural(r, i + 1);
    return (ends_in(&r->w[i], "ed") || ends_in(&r->w[i], "ing")) && !more_noun;
}

static bool is_determiner(const reading *r, uint32_t i) {
    static const char *const words[] = {"the",   "this", "that", "his",  "her", "its",
                                        "their", "our",  "my",   "your", NULL};
    for (const char *const *w = words; *w; w++)
        if (is(r, i, *w)) return true;
    return false;
}

/* Word of the head noun of the first noun phrase from word i on; NONE when there is none. */
static uint32_t head_noun(const reading *r, uint32_t i) {
    uint32_t head = NONE;
    for (; i < r->n; i++) {
        if (is(r, i, "(")) { /* an aside: "a Special Task Force (STF) trooper" */
            while (i < r->n && !is(r, i, ")")) i++;
            continue;
        }
        bool ends = is_preposition(r, i);
        if (head == NONE && ends) continue;
        if (head != NONE && (ends || tells_about(r, head, i))) break;
        if (is(r, i, "'") && is(r, i + 1, "s") &&
            glued(r, i + 1)) { /* "the group's leaders": the owner is no head */
            i++;
            continue;
        }
        if (r->w[i].kind == WORD_LETTERS && !is_determiner(r, i)) head = i;
    }
    return head;
}

static bool is_one_thing(const reading *r, uint32_t i) {
    return has(r, i, N_ONE) != NULL;
}

/* Every word that begins a name is capital and none is a plural noun: "Abdul Gaffar". */
static bool looks_like_name(const reading *r) {
    uint32_t capital = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->w[i].kind != WORD_LETTERS) continue;
        if (!r->w[i].upper && r->w[i].len > 3) return false;
        capital += r->w[i].upper;
    }
    return capital >= 2;
}

static dateline_span words_span(const reading *r, uint32_t first, uint32_t end) {
    return (dateline_span){r->w[first].span.start, r->w[end - 1].span.end};
}

/* "mother and sister", "a man and his girlfriend": the noun phrase is two singulars with "and" between. */
static bool two_singulars(const reading *r, uint32_t head) {
    uint32_t and = 1;
    while (and < r->n && !is(r, and, "and") && !is_preposition(r, and)) and++;
    if (!is(r, and, "and") || and+1 > head || r->w[and-1].kind != WORD_LETTERS) return false;
    if (is_plural(r, and-1) || is_plural(r, head) || has(r, head, N_COLLECTIVE) ||
        has(r, and-1, N_COLLECTIVE))
        return false;
    /* Both ends are people: kin, sex or trade, or a determiner of their own. */
    bool first = has(r, and-1, N_HUMAN), second = has(r, head, N_HUMAN) || is_one_thing(r, and+1) ||
                                                  is(r, and+1, "his") || is(r, and+1, "her");
    return first && second;
}

/* What a phrase without a number tells: a name or a singular is one, a plural two or more, a mass nothing. */
static number_value grammar(const reading *r, enum number_role role, bool named) {
    number_value v = {.basis = NUMBER_NOTHING, .why = "no number"};
    uint32_t head = head_noun(r, 0);
    if (head == NONE) return v;
    v.evidence = words_span(r, head, head + 1);
    v.count = (dateline_count){true, 1, 1};
    bool plural = is_plural(r, head), article = is_one_thing(r, 0);
    if (named) return v.basis = NUMBER_NAME, v.why = "name", v;
    const word_row *mass = has(r, head, N_MASS);
    if (mass && (role == NUMBER_PEOPLE) == (mass->value == 1))
        return (number_value){.why = "not counted in pieces"};
    if (role == NUMBER_PEOPLE && two_singulars(r, head)) {
        v.count.min = v.count.max = 2;
        return v.basis = NUMBER_SINGULAR, v.why = "two told side by side", v;
    }
    if (article && !plural && !has(r, head, N_COLLECTIVE))
        return v.basis = NUMBER_SINGULAR, v.why = "singular", v;
    if (plural || (role == NUMBER_PEOPLE && has(r, head, N_COLLECTIVE))) {
        v.count.min = 2, v.count.max = DATELINE_OPEN;
        return v.basis = NUMBER_PLURAL, v.why = plural ? "plural" : "collective", v;
    }
    if (looks_like_name(r) && role == NUMBER_PEOPLE) return v.basis = NUMBER_NAME, v.why = "name", v;
    if (role == NUMBER_WEAPON && !article && !is(r, 0, "the") && !is(r, 0, "his"))
        return (number_value){.why = "a kind, not one"};
    return v.basis = NUMBER_SINGULAR, v.why = "singular", v;
}

/* The value of an expression, and whether its people are part of, or besides, others. */
static number_value stated(const reading *r, const expression *e) {
    number_value v = {.basis = e->basis, .why = e->why, .count = {true, e->min, e->max}};
    v.evidence = words_span(r, e->first, e->end);
    v.part = is(r, e->end, "of") && (is(r, e->end + 1, "the") || is(r, e->end + 1, "them") ||
                                     is(r, e->end + 1, "whom") || is(r, e->end + 1, "his"));
    v.part = v.part || (e->first && has(r, e->first - 1, N_PART));
    for (uint32_t k = e->end; k < r->n && k < e->end + 2; k++) v.more = v.more || has(r, k, N_MORE);
    v.more = v.more || (e->first && has(r, e->first - 1, N_MORE));
    return v;
}

/* The words of the phrase with what stands right before it, for "at least" outside the span; *n_before words of those. */
static uint32_t cut(const document *doc, dateline_span phrase, const number_tables *t, word *w,
                    uint32_t *n_before) {
    uint32_t from = words_sentence(doc, phrase.start).start;
    if (from > phrase.start) from = phrase.start;
    if (phrase.start - from > BEFORE_BYTES) {
        from = phrase.start - BEFORE_BYTES;
        while (from < phrase.start && doc->text.at[from] != ' ') from++; /* whole words */
    }
    *n_before = words_cut(doc->text, (dateline_span){from, phrase.start}, &t->lex, w, 16);
    if (*n_before > 3) memmove(w, w + *n_before - 3, 3 * sizeof *w), *n_before = 3;
    return *n_before + words_cut(doc->text, phrase, &t->lex, w + *n_before, MAX_WORDS - 3);
}

/* "three men and two women", "two women and a child": one phrase, one sum. */
static void add_coordinated(const reading *r, expression *e) {
    if (e->min != e->max || e->basis != NUMBER_STATED || e->min == 0) return;
    for (uint32_t i = e->end; i < r->n; i++) {
        if (is_preposition(r, i)) return;
        if (!is(r, i, "and")) continue;
        int64_t more = 1;
        bool article = is(r, i + 1, "a") || is(r, i + 1, "an") || is(r, i + 1, "his") || is(r, i + 1, "her");
        uint32_t end = exact(r, i + 1, &more);
        if (!end && article && i + 2 < r->n && !is_plural(r, i + 2)) end = i + 2;
        if (!end || end >= r->n || r->w[end].kind != WORD_LETTERS || counts_nothing(r, i + 1, end)) return;
        e->min += more, e->max += more, e->end = end, e->why = "sum of two";
        return;
    }
}

/* "a man and two women": one more. */
static void add_one_before(const reading *r, uint32_t start, expression *e) {
    bool article = is(r, start, "a") || is(r, start, "an");
    if (!article || e->min != e->max || e->first < start + 3 || !is(r, e->first - 1, "and")) return;
    if (is_plural(r, e->first - 2) || has(r, e->first - 2, N_COLLECTIVE)) return;
    e->min++, e->max++, e->first = start, e->why = "sum of two";
}

number_value number_of_phrase(const document *doc, dateline_span phrase, enum number_role role, bool named,
                              const number_tables *tables) {
    if (phrase.end <= phrase.start) return (number_value){.why = "no words"};
    word w[MAX_WORDS + 16];
    uint32_t n_before, n = cut(doc, phrase, tables, w, &n_before);
    reading all = {&tables->lex, w, n}, inside = {&tables->lex, w + n_before, n - n_before};
    expression e;
    if (!named && next_expression(&all, n_before, &e)) {
        /* "a man, one of three": what stands behind the head noun of a singular counts others. */
        uint32_t head = head_noun(&inside, 0);
        bool one = head != NONE && is_one_thing(&inside, 0) && !has(&inside, head, N_MORE) &&
                   !is_plural(&inside, head);
        bool late = head != NONE && head + n_before < e.first && !has(&inside, head, N_ONE) &&
                    !has(&inside, head, N_MORE) && !has(&inside, head, N_COLLECTIVE);
        /* "an alleged Barrio 18 member": the number belongs to a name. */
        bool of_name = one && head + n_before >= e.end && e.first > n_before + 1 && e.basis == NUMBER_STATED;
        late = late || of_name;
        if (!late) {
            add_coordinated(&all, &e);
            add_one_before(&all, n_before, &e);
            const word_row *mass = head != NONE ? has(&inside, head, N_MASS) : NULL;
            if (mass && (role == NUMBER_PEOPLE) == (mass->value == 1))
                return (number_value){.why = "not counted in pieces"};
            return stated(&all, &e);
        }
    }
    number_value v = grammar(&inside, role, named);
    v.more = inside.n && has(&inside, 0, N_MORE);
    v.part = n_before && has(&all, n_before - 1, N_PART);
    return v;
}

/* The widest range of both. */
static dateline_count widest(dateline_count a, dateline_count b) {
    if (a.min == DATELINE_OPEN || b.min == DATELINE_OPEN)
        a.min = DATELINE_OPEN;
    else if (b.min < a.min)
        a.min = b.min;
    if (a.max == DATELINE_OPEN || b.max == DATELINE_OPEN)
        a.max = DATELINE_OPEN;
    else if (b.max > a.max)
        a.max = b.max;
    return a;
}

bool number_close(dateline_count a, dateline_count b) {
    int64_t x = a.min != DATELINE_OPEN ? a.min : a.max, y = b.min != DATELINE_OPEN ? b.min : b.max;
    return x * 4 >= y * 3 && y * 4 >= x * 3;
}

/* Joins a second stated number for the same people; false when it adds nothing. */
static bool widen(number_value *best, const number_value *v) {
    dateline_count both = widest(best->count, v->count);
    bool more_than = best->count.max == DATELINE_OPEN && v->count.min == best->count.min - 1 &&
                     v->count.min == v->count.max; /* "over 60", "60" */
    bool same = v->count.min == best->count.min && v->count.max == best->count.max;
    bool open = both.min == DATELINE_OPEN && both.max == DATELINE_OPEN;
    if (more_than || same || open || !number_close(best->count, v->count)) return false;
    best->count = both, best->why = "widest of several";
    return true;
}

number_value number_of_phrases(const document *doc, const dateline_span *phrases, uint32_t n,
                               enum number_role role, bool named, const number_tables *tables,
                               dateline_span *other) {
    static const uint8_t ranks[] = {0, 5, 3, 2, 1, 4}; /* by enum number_basis */
    number_value best = {.why = "no words"};
    if (other) *other = (dateline_span){0, 0};
    for (uint32_t i = 0; i < n; i++) {
        number_value v = number_of_phrase(doc, phrases[i], role, named && i == 0, tables);
        if (i && best.basis == NUMBER_NAME) break;
        if (i && best.basis == NUMBER_STATED && v.basis == NUMBER_STATED) {
            if (!v.part && !best.part && widen(&best, &v) && other) *other = v.evidence;
        } else if (i == 0 || ranks[v.basis] > ranks[best.basis])
            best = v;
    }
    return best;
}

dateline_status number_scan(const document *doc, const number_tables *tables, number_list *out,
                            dateline_error *err) {
    enum { CHUNK = 256 };
    *out = (number_list){0};
    word w[CHUNK];
    for (uint32_t s = 0; s < (doc->sentences.n ? doc->sentences.n : 1); s++) {
        dateline_span in =
            doc->sentences.n ? doc->sentences.at[s].span : (dateline_span){0, (uint32_t)doc->text.len};
        while (in.start < in.end) {
            reading r = {&tables->lex, w, words_cut(doc->text, in, &tables->lex, w, CHUNK)};
            expression e;
            for (uint32_t i = 0; i < r.n && next_expression(&r, i, &e); i = e.end > i ? e.end : i + 1) {
                while (e.first < i && e.first + 1 < e.end)
                    e.first++; /* no qualifier out of the number before */
                number_found *slot = VEC_PUSH(out, doc->arena);
                if (!slot) return error_memory(err, doc->name);
                slot->value = stated(&r, &e);
                slot->span = slot->value.evidence;
            }
            if (r.n < CHUNK) break;
            in.start = w[r.n - 1].span.end;
        }
    }
    return DATELINE_OK;
}

const word_table *number_words(const number_tables *tables) {
    return &tables->lex;
}

void number_noun(const document *doc, dateline_span phrase, const number_tables *tables, word *out) {
    word w[MAX_WORDS];
    reading r = {&tables->lex, w, words_cut(doc->text, phrase, &tables->lex, w, MAX_WORDS)};
    uint32_t head = head_noun(&r, 0);
    *out = (word){.row = NONE};
    if (head == NONE || has(&r, head, N_CARDINAL) || has(&r, head, N_MORE) || has(&r, head, N_VAGUE) ||
        has(&r, head, N_SCALE))
        return;
    *out = w[head];
}
