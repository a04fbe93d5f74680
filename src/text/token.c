/* token.c - see token.h. */
#include "text/token.h"

#include <utf8proc.h>

#include "base/utf8.h"

/* Bounds of looking ahead, so that no text costs more than its length. */
enum { MAX_GROUPS = 8, MAX_POINTED = 16 };

enum class { SPACE, LETTER, MARK, DIGIT, PUNCTUATION, SYMBOL };

typedef struct scanner {
    document *doc;
    const char *t;
    uint32_t end; /* of the sentence */
    uint32_t sentence;
} scanner;

/* --- characters --- */

static enum class class_of(uint32_t point) {
    if (point < 0x80){if ((point | 32) >= 'a' && (point | 32) <= 'z') return LETTER;
                      if (point >= '0' && point <= '9') return DIGIT;
                      if (point <= ' ' || point == 0x7f) return SPACE;
                      return strchr("$+<=>^`|~", (int)point) ? SYMBOL : PUNCTUATION;}
switch (utf8proc_category((utf8proc_int32_t)point)) {
case UTF8PROC_CATEGORY_LU:
case UTF8PROC_CATEGORY_LL:
case UTF8PROC_CATEGORY_LT:
case UTF8PROC_CATEGORY_LM:
case UTF8PROC_CATEGORY_LO:
    return LETTER;
case UTF8PROC_CATEGORY_MN:
case UTF8PROC_CATEGORY_MC:
case UTF8PROC_CATEGORY_ME:
    return MARK;
case UTF8PROC_CATEGORY_ND:
    return DIGIT;
case UTF8PROC_CATEGORY_PC:
case UTF8PROC_CATEGORY_PD:
case UTF8PROC_CATEGORY_PS:
case UTF8PROC_CATEGORY_PE:
case UTF8PROC_CATEGORY_PI:
case UTF8PROC_CATEGORY_PF:
case UTF8PROC_CATEGORY_PO:
    return PUNCTUATION;
case UTF8PROC_CATEGORY_ZS:
case UTF8PROC_CATEGORY_ZL:
case UTF8PROC_CATEGORY_ZP:
case UTF8PROC_CATEGORY_CC:
case UTF8PROC_CATEGORY_CF:
    return SPACE;
default:
    return SYMBOL;
}
}

/* Class of the character at i, and where the next one begins; SPACE at the end. */
static enum class at(const scanner *s, uint32_t i, uint32_t *next) {
    uint32_t point = 0; int n = i < s->end ? utf8_next(s->t + i, s->end - i, &point) : 0;
    *next = i + (uint32_t)(n > 0 ? n : n < 0);
    return n > 0 ? class_of(point) : SPACE;
}

static char byte_at(const scanner *s, uint32_t i) {
    return i < s->end ? s->t[i] : '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool bytes_at(const scanner *s, uint32_t i, const char *bytes) {
    size_t n = strlen(bytes);
    return i < s->end && s->end - i >= n && memcmp(s->t + i, bytes, n) == 0;
}

static bool is_word_class(enum class c) {
    return c == LETTER || c == DIGIT || c == MARK;
}

/* --- joiners: marks inside a token --- */

static uint32_t hyphen_at(const scanner *s, uint32_t i) {
    if (byte_at(s, i) == '-') return 1;
    return bytes_at(s, i, "\xe2\x80\x90") || bytes_at(s, i, "\xe2\x80\x91") ? 3 : 0;
}

static uint32_t apostrophe_at(const scanner *s, uint32_t i) {
    if (byte_at(s, i) == '\'') return 1;
    if (bytes_at(s, i, "\xca\xbc")) return 2;
    return bytes_at(s, i, "\xe2\x80\x99") ? 3 : 0;
}

/* "'s" that ends a word: the possessive is a token of its own. */
static bool possessive_at(const scanner *s, uint32_t i, uint32_t mark) {
    char c = byte_at(s, i + mark);
    uint32_t next;
    return (c == 's' || c == 'S') && !is_word_class(at(s, i + mark + 1, &next));
}

static uint32_t digits_from(const scanner *s, uint32_t i) {
    uint32_t n = 0;
    while (n < 4 && is_digit(byte_at(s, i + n))) n++;
    return n;
}

/* The comma at i, with n digits before it since the last mark: does a grouped number go on? Looks ahead over further
 * groups of two or three digits; the last must have three. No number has more than MAX_GROUPS. */
static bool comma_groups(const scanner *s, uint32_t i, uint32_t n) {
    if (n < 1 || n > 3) return false;
    for (int groups = 0; groups < MAX_GROUPS; groups++) {
        uint32_t group = digits_from(s, i + 1);
        i += 1 + group;
        if (group == 3) return true;
        if (group != 2 || byte_at(s, i) != ',') return false;
    }
    return false;
}

/* The colon at i, with n digits before it: 10:30 */
static bool colon_joins(const scanner *s, uint32_t i, uint32_t n) {
    return n >= 1 && n <= 2 && digits_from(s, i + 1) == 2;
}

/* A token while it is read. */
typedef struct run {
    uint32_t start, at; /* at: behind what was taken */
    uint32_t digits;    /* since the last joiner */
    enum class last;    /* class of the last letter or digit */
    bool capital;       /* the last one was a capital */
} run;

/* Bytes of the joiner at r->at, 0: the token ends here. */
static uint32_t joiner_at(const scanner *s, const run *r) {
    uint32_t i = r->at, n, next;
    char c = byte_at(s, i);
    bool digit = r->last == DIGIT;
    if ((n = hyphen_at(s, i))) return is_word_class(at(s, i + n, &next)) ? n : 0;
    if ((n = apostrophe_at(s, i)))
        return is_word_class(at(s, i + n, &next)) && !possessive_at(s, i, n) && !digit ? n : 0;
    if (bytes_at(s, i, "\xe2\x80\x93")) return digit && is_digit(byte_at(s, i + 3)) ? 3 : 0;
    if (c == '&') return r->capital && byte_at(s, i + 1) >= 'A' && byte_at(s, i + 1) <= 'Z';
    if (!digit || !is_digit(byte_at(s, i + 1))) return 0;
    if (c == '.' || c == '/') return 1;
    if (c == ',') return comma_groups(s, i, r->digits);
    if (c == ':') return colon_joins(s, i, r->digits);
    return 0;
}

/* --- whole tokens --- */

static bool ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* U.S.  a.m.  J. : end of the letters with points at i, or i. */
static uint32_t pointed_end(const scanner *s, uint32_t i) {
    uint32_t from = i, pairs = 0, next;
    while (ascii_letter(byte_at(s, i)) && byte_at(s, i + 1) == '.' && pairs < MAX_POINTED) i += 2, pairs++;
    if (pairs == 0) return from;
    if (is_word_class(at(s, i, &next))) { /* "U.S" may lack its last point; "J.Smith" and "v.gov" are words */
        bool one = ascii_letter(byte_at(s, i)) && !is_word_class(at(s, i + 1, &next));
        return one ? i + 1 : from;
    }
    if (pairs >= 2) return i;
    /* One capital: an initial when a word follows in the same sentence. */
    bool capital = s->t[from] >= 'A' && s->t[from] <= 'Z';
    bool parted = byte_at(s, i) == ' ' || hyphen_at(s, i);
    return capital && parted && is_word_class(at(s, i + 1, &next)) ? i : from;
}

static uint32_t word_end(const scanner *s, uint32_t start) {
    run r = {.start = start, .at = start};
    for (bool fresh = true;;) { /* fresh: at the start, or behind a joiner */
        uint32_t next, n, pointed = fresh ? pointed_end(s, r.at) : r.at;
        enum class c = at(s, r.at, &next);
        fresh = false;
        if (pointed > r.at) {
            r.last = LETTER, r.capital = true;
            r.at = pointed;
        } else if (is_word_class(c)) {
            r.digits = c == DIGIT ? r.digits + 1 : 0;
            if (c != MARK) r.last = c;
            r.capital = s->t[r.at] >= 'A' && s->t[r.at] <= 'Z';
            r.at = next;
        } else if (r.at > start && (n = joiner_at(s, &r))) {
            r.at += n;
            r.digits = 0;
            fresh = true;
        } else
            return r.at;
    }
}

/* An address that begins at i: to the next white space, without final marks; i when there is none. */
static uint32_t address_end(const scanner *s, uint32_t i, uint32_t word) {
    bool address = bytes_at(s, word, "://") ||
                   (byte_at(s, word) == '@' && ascii_letter(byte_at(s, word + 1))) ||
                   ((bytes_at(s, i, "www.") || bytes_at(s, i, "WWW.")) && byte_at(s, i + 4) > ' ');
    if (!address) return i;
    uint32_t end = word, next;
    while (at(s, end, &next) != SPACE) end = next;
    while (end > word && strchr(".,;:!?\"')]>", s->t[end - 1])) end--;
    return end > word ? end : i;
}

static uint32_t marks_end(const scanner *s, uint32_t i, uint32_t next) {
    char c = s->t[i];
    if (!strchr("-.`'", c)) return next;
    while (byte_at(s, i) == c) i++;
    return i;
}

/* Letters of a number's end: 20th, 1990s, 5.56mm, 10am */
static enum token_shape shape_of(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t letters = 0, next;
    if (!is_digit(s->t[start])) {
        enum class c = at(s, start, &next);
        return c == DIGIT ? TOKEN_NUMBER : TOKEN_WORD;
    }
    for (uint32_t i = start; i < end; i = next) {
        enum class c = at(s, i, &next);
        if (c == LETTER)
            letters++;
        else if (letters)
            return TOKEN_WORD;
    }
    return letters <= 3 ? TOKEN_NUMBER : TOKEN_WORD;
}

static enum token_case case_of(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t upper = 0, lower = 0, other = 0;
    bool first_upper = false;
    for (uint32_t i = start, next; i < end; i = next) {
        uint32_t point = 0;
        int n = utf8_next(s->t + i, end - i, &point);
        next = i + (uint32_t)(n > 0 ? n : 1);
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
        bool is_upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
        if (is_upper && upper + lower == 0) first_upper = true;
        upper += is_upper;
        lower += category == UTF8PROC_CATEGORY_LL;
        other += (point >= '0' && point <= '9') || point == '.';
    }
    if (upper + lower == 0) return CASE_NONE;
    if (upper == 0) return CASE_LOWER;
    if (lower == 0) return upper >= 2 || other ? CASE_UPPER : CASE_TITLE;
    return first_upper && upper == 1 ? CASE_TITLE : CASE_MIXED;
}

/* The token that begins at i, where at() gave c and next. */
static token token_at(const scanner *s, uint32_t i, enum class c, uint32_t next) {
    token t = {.span = {i, next}, .sentence = s->sentence, .shape = TOKEN_PUNCTUATION};
    uint32_t apostrophe = apostrophe_at(s, i), end;
    if (is_word_class(c)) {
        uint32_t word = word_end(s, i);
        t.shape = TOKEN_OTHER;
        if ((end = address_end(s, i, word)) > i)
            t.span.end = end;
        else {
            t.span.end = word;
            t.shape = (uint8_t)shape_of(s, i, word);
        }
    } else if (apostrophe && i > 0 && possessive_at(s, i, apostrophe) &&
               !(s->t[i - 1] == ' ' || s->t[i - 1] == '\n')) {
        t.span.end = i + apostrophe + 1;
        t.shape = TOKEN_WORD;
    } else {
        t.span.end = marks_end(s, i, next);
        if (c == SYMBOL && (unsigned char)s->t[i] >= 0x80) t.shape = TOKEN_OTHER;
    }
    t.letter_case = (uint8_t)case_of(s, t.span.start, t.span.end);
    return t;
}

static bool read_sentence(scanner *s, sentence *one) {
    bool space = true;
    one->first_token = s->doc->tokens.n;
    for (uint32_t i = one->span.start, next; i < s->end;) {
        enum class c = at(s, i, &next);
        if (c == SPACE) {
            space = true;
            i = next;
            continue;
        }
        token *slot = VEC_PUSH(&s->doc->tokens, s->doc->arena);
        if (!slot) return false;
        *slot = token_at(s, i, c, next);
        slot->space_before = space;
        space = false;
        i = slot->span.end;
    }
    one->n_tokens = s->doc->tokens.n - one->first_token;
    return true;
}

dateline_status token_run(document *doc, dateline_error *err) {
    doc->tokens.n = 0;
    for (uint32_t i = 0; i < doc->sentences.n; i++) {
        sentence *one = &doc->sentences.at[i];
        scanner s = {.doc = doc, .t = doc->text.at, .end = one->span.end, .sentence = i};
        if (!read_sentence(&s, one)) return error_memory(err, doc->name);
    }
    return DATELINE_OK;
}
