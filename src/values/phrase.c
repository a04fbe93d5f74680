/* phrase.c - see phrase.h. */
#include "values/phrase.h"

#include "doc/document.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* Words that end a head noun phrase: prepositions, relatives, and participles that trail a noun. Sorted. */
static const char *const stops[] = {
    "according", "across",     "after",     "against",  "along",    "among",      "amongst",    "and",
    "around",    "as",         "at",        "based",    "because",  "before",     "behind",     "belonging",
    "beside",    "between",    "but",       "by",       "carrying", "contained",  "containing", "during",
    "driving",   "except",     "filled",    "followed", "for",      "from",       "guarding",   "holding",
    "if",        "in",         "including", "inside",   "into",     "involved",   "laden",      "like",
    "loaded",    "made",       "near",      "of",       "off",      "on",         "onto",       "opposite",
    "or",        "outside",    "over",      "packed",   "parked",   "planted",    "rigged",     "riding",
    "since",     "suspected",  "than",      "that",     "through",  "throughout", "to",         "towards",
    "traveling", "travelling", "under",     "until",    "used",     "wearing",    "when",       "where",
    "which",     "while",      "who",       "whom",     "whose",    "with",       "within",     "without"};

/* Words before a number or noun that say how many, not what. Sorted. */
static const char *const leads[] = {"a",      "about", "all",   "almost", "an",   "another", "any",
                                    "at",     "few",   "least", "less",   "many", "more",    "most",
                                    "nearly", "some",  "than",  "the",    "up"};

/* Nouns that count: in "NOUN of X", X is what is meant. Sorted. */
static const char *const counters[] = {
    "all",       "amount",      "amounts", "band",    "batch",    "both",     "bunch",  "cache",
    "caches",    "consignment", "couple",  "crowd",   "crowds",   "dozen",    "dozens", "each",
    "few",       "five",        "four",    "group",   "groups",   "hundreds", "kg",     "kilos",
    "kind",      "kinds",       "lot",     "lots",    "majority", "many",     "member", "members",
    "more",      "most",        "none",    "number",  "one",      "pair",     "part",   "parts",
    "percent",   "piece",       "pieces",  "remains", "rest",     "rounds",   "scores", "series",
    "several",   "six",         "some",    "sort",    "stock",    "team",     "teams",  "tens",
    "thousands", "three",       "tonnes",  "tons",    "total",    "two",      "type",   "types"};

static int order_key(const void *key, const void *element) {
    const str *word = key;
    return str_order(*word, str_of(*(const char *const *)element));
}

#define LISTED(list, word) listed(list, sizeof list / sizeof *list, word)

static bool listed(const char *const *list, size_t n, str word) {
    return bsearch(&word, list, n, sizeof *list, order_key) != NULL;
}

/* --- cutting into words --- */

typedef struct cutter {
    const char *text;
    uint32_t at, end;
    phrase *out;
    uint32_t used;  /* bytes of out->folded */
    uint8_t before; /* flags of what stands before the next word */
} cutter;

/* The character at i: its length and code point; a broken byte counts as U+FFFD. */
static uint32_t point_at(const cutter *c, uint32_t i, uint32_t *point) {
    int n = utf8_next(c->text + i, c->end - i, point);
    if (n > 0) return (uint32_t)n;
    *point = 0xFFFD;
    return 1;
}

/* Letters, marks and digits make words. */
static bool is_word_point(uint32_t point) {
    if (point < 0x80) return (point >= '0' && point <= '9') || ((point | 32) >= 'a' && (point | 32) <= 'z');
    utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)point);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_MC) || k == UTF8PROC_CATEGORY_ND;
}

static bool is_apostrophe(uint32_t point) {
    return point == '\'' || point == 0x2019 || point == 0x2018 || point == '`' ||
           (point >= 0x2BB && point <= 0x2BF);
}

static bool ascii_digit(uint32_t point) {
    return point >= '0' && point <= '9';
}

/* What a character between words says. */
static uint8_t flag_of(uint32_t point) {
    switch (point) {
    case ',':
        return PHRASE_BREAK | PHRASE_COMMA;
    case '.':
    case '!':
    case '?':
        return PHRASE_STOP;
    case ';':
    case ':':
    case '(':
    case ')':
    case '[':
    case ']':
    case '"':
    case 0x201C:
    case 0x201D:
    case 0x2013:
    case 0x2014:
        return PHRASE_BREAK;
    default:
        return 0;
    }
}

/* Appends the folded form of point; false when there is no room. */
static bool fold_point(cutter *c, uint32_t point) {
    char *out = c->out->folded + c->used;
    if (c->used + 16 > PHRASE_MAX_BYTES) return false;
    if (point < 0x80) {
        *out = (char)(point >= 'A' && point <= 'Z' ? point | 32 : point);
        c->used++;
        return true;
    }
    utf8proc_int32_t parts[8];
    int boundclass = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char((utf8proc_int32_t)point, parts, 8,
                                UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundclass);
    for (utf8proc_ssize_t i = 0; i < n && i < 3; i++)
        c->used += (uint32_t)utf8_put((uint32_t)parts[i], c->out->folded + c->used);
    return true;
}

/* Does the word go on behind the sign at i, which is no word character? "O'Neill", "1,200", "U.S." */
static bool joins(const cutter *c, uint32_t i, uint32_t last, uint32_t n_points) {
    uint32_t sign, next, behind;
    uint32_t n = point_at(c, i, &sign);
    if (i + n >= c->end) return false;
    uint32_t m = point_at(c, i + n, &next);
    if (!is_word_point(next)) return false;
    bool next_ends = i + n + m >= c->end || (point_at(c, i + n + m, &behind), !is_word_point(behind));
    if (is_apostrophe(sign)) return !(next_ends && (next | 32) == 's');
    if (ascii_digit(last) && ascii_digit(next)) return sign == ',' || sign == '.';
    return sign == '.' && n_points == 1 && next_ends && (next | 32) >= 'a' && (next | 32) <= 'z';
}

typedef struct letters {
    uint32_t upper, lower, last, n;
    bool two; /* the first two are capitals */
} letters;

/* Keeps count of capitals and small letters of a word. */
static void count_point(letters *l, uint32_t point) {
    utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)point);
    l->upper += k == UTF8PROC_CATEGORY_LU;
    if (l->upper == 2 && l->lower == 0) l->two = true;
    l->lower += k == UTF8PROC_CATEGORY_LL;
    l->last = point;
    l->n++;
}

static uint8_t case_flags(const letters *l, uint32_t first) {
    uint8_t flags = 0;
    if (ascii_digit(first)) flags |= PHRASE_NUMBER;
    if (utf8proc_category((utf8proc_int32_t)first) == UTF8PROC_CATEGORY_LU) flags |= PHRASE_CAPITAL;
    if (l->upper >= 2 && l->lower == 0) flags |= PHRASE_ALL_CAPS;
    if (l->two) flags |= PHRASE_ACRONYM;
    return flags;
}

/* Steps over "'s" or the apostrophe of "militants'"; true when it was there. */
static bool take_possessive(cutter *c, uint32_t last) {
    uint32_t sign, next, behind;
    if (c->at >= c->end) return false;
    uint32_t n = point_at(c, c->at, &sign);
    if (!is_apostrophe(sign)) return false;
    uint32_t m = c->at + n < c->end ? point_at(c, c->at + n, &next) : (next = ' ', 0);
    if ((next | 32) == 's') {
        if (c->at + n + m < c->end && (point_at(c, c->at + n + m, &behind), is_word_point(behind)))
            return false;
        c->at += n + m;
        return true;
    }
    if ((last | 32) != 's' || is_word_point(next)) return false;
    c->at += n;
    return true;
}

/* Reads the word at c->at; false when the phrase is full. */
static bool take_word(cutter *c) {
    phrase *p = c->out;
    if (p->n_words == PHRASE_MAX_WORDS || c->used + 2 > PHRASE_MAX_BYTES) return false;
    phrase_word w = {.span = {c->at, c->at}, .flags = c->before};
    uint32_t before = c->used, first, point;
    if (p->n_words) p->folded[c->used++] = ' ';
    w.start = (uint16_t)c->used;
    letters l = {0};
    bool initials = false;
    point_at(c, c->at, &first);
    while (c->at < c->end) {
        uint32_t n = point_at(c, c->at, &point);
        if (is_word_point(point)) {
            if (!fold_point(c, point)) return c->used = before, false;
            count_point(&l, point);
            c->at += n;
            w.span.end = c->at;
        } else if (joins(c, c->at, l.last, l.n)) {
            c->at += n;
            /* "U.S.A.": each initial counts alone, and the last point ends no sentence. */
            if (point == '.' && !ascii_digit(l.last)) l.n = 0, initials = true;
        } else
            break;
    }
    if (initials && c->at < c->end && c->text[c->at] == '.') c->at++;
    w.end = (uint16_t)c->used;
    w.flags |= case_flags(&l, first);
    if (take_possessive(c, l.last)) w.flags |= PHRASE_POSSESSIVE;
    c->before = 0;
    if (w.end > w.start)
        p->words[p->n_words++] = w;
    else
        c->used = before;
    return true;
}

/* Reads the words of text[start, end) into out. */
static void cut(const char *text, uint32_t start, uint32_t end, phrase *out) {
    cutter c = {.text = text, .at = start, .end = end, .out = out};
    out->n_words = 0;
    while (c.at < c.end) {
        uint32_t point, n = point_at(&c, c.at, &point);
        if (is_word_point(point)) {
            if (!take_word(&c)) break;
        } else {
            c.before |= flag_of(point);
            c.at += n;
        }
    }
    out->folded[c.used] = '\0';
}

/* --- the head --- */

str phrase_slice(const phrase *p, uint32_t first, uint32_t n) {
    const phrase_word *a = &p->words[first], *b = &p->words[first + n - 1];
    return (str){p->folded + a->start, (size_t)(b->end - a->start)};
}

dateline_span phrase_span(const phrase *p, uint32_t first, uint32_t n) {
    return (dateline_span){p->words[first].span.start, p->words[first + n - 1].span.end};
}

bool phrase_is(const phrase *p, uint32_t i, const char *word) {
    return i < p->n_words && str_equal(phrase_slice(p, i, 1), str_of(word));
}

/* Steps over "at least", "up to 5", "the": what stands before the noun phrase proper. */
static uint32_t skip_leads(const phrase *p, uint32_t i, uint32_t end) {
    uint32_t from = i;
    while (i + 1 < end) {
        str word = phrase_slice(p, i, 1);
        if (!LISTED(leads, word) && !LISTED(stops, word)) break;
        i++;
    }
    return i < end ? i : from;
}

static void find_head(phrase *p) {
    uint32_t end = p->core + p->n_core, i = skip_leads(p, p->core, end);
    p->first = i;
    p->head = NONE;
    if (p->n_core == 0) return;
    for (p->head = i++; i < end; i++) {
        const phrase_word *w = &p->words[i];
        str word = phrase_slice(p, i, 1);
        bool counted = str_equal(word, STR("of")) && (LISTED(counters, phrase_slice(p, i - 1, 1)) ||
                                                      (p->words[i - 1].flags & PHRASE_NUMBER));
        if (counted && i + 1 < end) {
            p->first = p->head = skip_leads(p, i + 1, end);
            i = p->first;
            continue;
        }
        if ((w->flags & PHRASE_BREAK) || LISTED(stops, word)) break;
        p->head = i;
    }
}

void phrase_read(const document *doc, dateline_span span, phrase *out) {
    cut(doc->text.at, span.start, span.end, out);
    out->core = 0, out->n_core = out->n_words;
    find_head(out);
}

/* --- windows --- */

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

enum { WORD_BYTES = 32 }; /* a window of n words reads at most 32 n bytes, however long the "words" are */

/* Start of the n-th word left of from, by blanks, not before limit. */
static uint32_t step_back(const char *text, uint32_t from, uint32_t limit, uint32_t n) {
    uint32_t i = from;
    if (from - limit > n * WORD_BYTES) limit = from - n * WORD_BYTES;
    while (limit < from && ((unsigned char)text[limit] & 0xC0) == 0x80) limit++;
    for (; n && i > limit; n--) {
        while (i > limit && is_blank(text[i - 1])) i--;
        while (i > limit && !is_blank(text[i - 1])) i--;
    }
    return i;
}

static uint32_t step_on(const char *text, uint32_t from, uint32_t limit, uint32_t n) {
    uint32_t i = from;
    if (limit - from > n * WORD_BYTES) limit = from + n * WORD_BYTES;
    while (limit > from && ((unsigned char)text[limit] & 0xC0) == 0x80) limit--;
    for (; n && i < limit; n--) {
        while (i < limit && is_blank(text[i])) i++;
        while (i < limit && !is_blank(text[i])) i++;
    }
    return i;
}

void phrase_window(const document *doc, dateline_span span, uint32_t before, uint32_t after, phrase *out) {
    uint32_t number = document_sentence_at(doc, span.start);
    dateline_span all =
        number == NONE ? (dateline_span){0, (uint32_t)doc->text.len} : doc->sentences.at[number].span;
    if (all.end < span.end) all.end = span.end;
    uint32_t start = step_back(doc->text.at, span.start, all.start, before);
    cut(doc->text.at, start, step_on(doc->text.at, span.end, all.end, after), out);
    uint32_t first = 0, last;
    while (first < out->n_words && out->words[first].span.end <= span.start) first++;
    for (last = first; last < out->n_words && out->words[last].span.start < span.end;) last++;
    out->core = first, out->n_core = last - first;
    find_head(out);
}

str phrase_fold(str text, uint32_t *n_words, arena *a) {
    phrase p;
    cut(text.at, 0, (uint32_t)text.len, &p);
    str all = p.n_words ? phrase_slice(&p, 0, p.n_words) : STR("");
    if (n_words) *n_words = p.n_words;
    return (str){arena_copy(a, all.at, all.len), all.len};
}
