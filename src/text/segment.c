/* segment.c - see segment.h. Text is cut into blocks, blocks into sentences, in one pass each; a last pass over the
 * sentences finds the title lines, which show only beside what follows them. */
#include "text/segment.h"

#include <utf8proc.h>

#include "base/table.h"
#include "base/utf8.h"
#include "doc/document.h"
#include "intake/furniture.h"

enum {
    MAX_WORDS = 250,    /* of a sentence: about 350 pieces, well within a window of the encoder */
    SOFT_WORDS = 120,   /* from here on a mark is remembered at which a too long sentence may be cut */
    MAX_FURNITURE = 400 /* longer lines are never credits or furniture */
};

enum letter_mode { CASED, UPPER, LOWER };

typedef struct segmenter {
    document *doc;
    const segment_tables *tables;
    const char *t; /* the text */
    uint32_t len;
    enum letter_mode doc_mode, mode; /* of the document, of the block */
    bool wrapped;                    /* single newlines are spaces */
    uint32_t width;                  /* longest line, when wrapped */
    uint32_t block;
    bool open_quote; /* an odd number of straight quotes since the block began */
} segmenter;

/* --- tables --- */

static uint32_t kind_of(str name) {
    static const char *const names[] = {"title", "number", "month", "open"};
    for (uint32_t i = 0; i < 4; i++)
        if (str_equal(name, str_of(names[i]))) return i;
    return NONE;
}

/* Column of a head behind the first; 0 when there is none, which every row of it then fails on. */
static uint32_t second_column(const table *t, const char *head) {
    uint32_t column = table_column(t, head);
    return column == UINT32_MAX ? 0 : column;
}

static dateline_status read_abbreviations(const char *data, map *out, arena *a, dateline_error *err) {
    table t;
    dateline_status status = table_read(data, "abbreviations.tsv", &t, a, err);
    if (status) return status;
    uint32_t column = second_column(&t, "kind");
    for (uint32_t row = 0; row < t.n_rows; row++) {
        uint32_t kind = column ? kind_of(table_cell(&t, row, column)) : NONE;
        if (kind == NONE) return table_bad(&t, row, column, "title, number, month or open", err);
        if (!map_put(out, table_cell(&t, row, 0), kind, a)) return error_memory(err, t.path);
    }
    return DATELINE_OK;
}

static dateline_status read_starters(const char *data, map *out, arena *a, dateline_error *err) {
    table t;
    dateline_status status = table_read(data, "sentence_starters.tsv", &t, a, err);
    if (status) return status;
    uint32_t column = second_column(&t, "alone");
    for (uint32_t row = 0; row < t.n_rows; row++) {
        str alone = column ? table_cell(&t, row, column) : STR("");
        if (!str_equal(alone, STR("yes")) && !str_equal(alone, STR("no")))
            return table_bad(&t, row, column, "yes or no", err);
        if (!map_put(out, table_cell(&t, row, 0), str_equal(alone, STR("yes")), a))
            return error_memory(err, t.path);
    }
    return DATELINE_OK;
}

dateline_status segment_tables_open(const char *data, segment_tables *tables, arena *a, dateline_error *err) {
    *tables = (segment_tables){0};
    dateline_status status = read_abbreviations(data, &tables->abbreviations, a, err);
    return status ? status : read_starters(data, &tables->starters, a, err);
}

/* --- characters --- */

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static utf8proc_category_t category_at(const segmenter *s, uint32_t i) {
    uint32_t point = 0;
    if (i >= s->len) return UTF8PROC_CATEGORY_CN;
    utf8_next(s->t + i, s->len - i, &point);
    return utf8proc_category((utf8proc_int32_t)point);
}

static bool is_upper(const segmenter *s, uint32_t i) {
    utf8proc_category_t c = category_at(s, i);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

static bool is_lower(const segmenter *s, uint32_t i) {
    return category_at(s, i) == UTF8PROC_CATEGORY_LL;
}

static bool at_bytes(const segmenter *s, uint32_t i, uint32_t end, const char *bytes) {
    size_t n = strlen(bytes);
    return end - i >= n && memcmp(s->t + i, bytes, n) == 0;
}

/* Bytes of the white space character at i, no-break and other wide spaces too; 0: none. */
static uint32_t space_at(const segmenter *s, uint32_t i, uint32_t end) {
    if (i >= end) return 0;
    if (is_space(s->t[i])) return 1;
    if ((unsigned char)s->t[i] < 0xc2) return 0;
    if (at_bytes(s, i, end, "\xc2\xa0") || at_bytes(s, i, end, "\xc2\x85")) return 2;
    if (at_bytes(s, i, end, "\xe3\x80\x80") || at_bytes(s, i, end, "\xe2\x80\xa8") ||
        at_bytes(s, i, end, "\xe2\x80\xa9") || at_bytes(s, i, end, "\xe2\x80\xaf"))
        return 3;
    bool wide = at_bytes(s, i, end, "\xe2\x80") && end - i > 2 && (unsigned char)s->t[i + 2] <= 0x8f;
    return wide ? 3 : 0; /* U+2000..200F: spaces, zero-width and direction marks */
}

static uint32_t skip_spaces(const segmenter *s, uint32_t i, uint32_t end) {
    for (uint32_t n; (n = space_at(s, i, end)) > 0;) i += n;
    return i;
}

static uint32_t trim_end(const segmenter *s, uint32_t start, uint32_t end) {
    for (;;) {
        if (end > start && is_space(s->t[end - 1]))
            end--;
        else if (end - start >= 2 && space_at(s, end - 2, end) == 2)
            end -= 2;
        else if (end - start >= 3 && space_at(s, end - 3, end) == 3)
            end -= 3;
        else
            return end;
    }
}

/* --- the shape of the text --- */

static enum letter_mode mode_of(const char *t, uint32_t len, uint32_t least, enum letter_mode otherwise) {
    uint32_t upper = 0, lower = 0;
    for (uint32_t i = 0; i < len; i++) {
        upper += t[i] >= 'A' && t[i] <= 'Z';
        lower += t[i] >= 'a' && t[i] <= 'z';
    }
    if (upper + lower < least) return otherwise;
    return upper > 4 * lower ? UPPER : lower > 100 * upper ? LOWER : CASED;
}

/* The line at start: its end, and where the next one begins. */
static uint32_t line_end(const segmenter *s, uint32_t start) {
    const char *newline = memchr(s->t + start, '\n', s->len - start);
    return newline ? (uint32_t)(newline - s->t) : s->len;
}

static bool is_blank(const segmenter *s, uint32_t start, uint32_t end) {
    return skip_spaces(s, start, end) >= end;
}

static uint32_t first_word_length(const segmenter *s, uint32_t start, uint32_t end) {
    uint32_t i = skip_spaces(s, start, end), from = i;
    while (i < end && !is_space(s->t[i])) i++;
    return i - from;
}

static bool ends_terminal(const segmenter *s, uint32_t start, uint32_t end) {
    end = trim_end(s, start, end);
    while (end > start && strchr("\"')]", s->t[end - 1])) end--;
    return end > start && (strchr(".!?:;", s->t[end - 1]) ||
                           (end - start >= 3 && at_bytes(s, end - 3, end, "\xe2\x80\xa6")));
}

/* Is the text hard-wrapped? Let W be the longest line. Where lines are wrapped, the first word of the next line
 * would not have fitted into W; where every line is a sentence or a paragraph, it mostly would, and lines end with
 * points. So: W of 40 to 120 bytes, four of five newlines between lines of text pass the test of fitting, and
 * half of them follow no final point. */
static void find_wrapping(segmenter *s) {
    uint32_t width = 0, inner = 0, full = 0, open = 0;
    for (uint32_t at = 0; at < s->len; at = line_end(s, at) + 1) {
        uint32_t length = line_end(s, at) - at;
        if (length > width) width = length;
    }
    s->wrapped = false;
    if (width < 40 || width > 120) return;
    for (uint32_t at = 0; at < s->len;) {
        uint32_t end = line_end(s, at), next = end + 1;
        if (next < s->len && !is_blank(s, at, end) && !is_blank(s, next, line_end(s, next))) {
            inner++;
            full += trim_end(s, at, end) - at + 1 + first_word_length(s, next, line_end(s, next)) >
                    width - width / 8;
            open += !ends_terminal(s, at, end);
        }
        at = next;
    }
    s->wrapped = inner >= 2 && 5 * full >= 4 * inner && 2 * open >= inner;
    s->width = width;
}

static bool is_bullet(const segmenter *s, uint32_t i) {
    if (i + 1 >= s->len) return false;
    if (strchr("-*o", s->t[i]) && s->t[i + 1] == ' ') return s->t[i] != 'o';
    return at_bytes(s, i, s->len, "\xe2\x80\xa2") || at_bytes(s, i, s->len, "\xc2\xb7") ||
           at_bytes(s, i, s->len, "\xe2\x96\xaa") || at_bytes(s, i, s->len, "\xe2\x97\x8f");
}

static bool is_line_of_its_own(const segmenter *s, uint32_t start, uint32_t end) {
    if (end - start > MAX_FURNITURE) return false;
    str line = {s->t + start, end - start};
    return furniture_is_line(line) || furniture_is_credit(line);
}

static uint32_t indent(const segmenter *s, uint32_t start) {
    uint32_t i = start;
    while (i < s->len && (s->t[i] == ' ' || s->t[i] == '\t')) i++;
    return i - start;
}

/* Does the newline between the line [start, end) and the one at next end the block? first: the line begins it. */
static bool newline_ends_block(const segmenter *s, uint32_t start, uint32_t end, uint32_t next, bool first) {
    uint32_t next_end = line_end(s, next);
    if (is_blank(s, next, next_end)) return true;
    uint32_t word = skip_spaces(s, next, next_end);
    /* In wrapped text a line "by the army" goes on with the one before. */
    bool may_part = !s->wrapped || ends_terminal(s, start, end);
    if (is_bullet(s, word) || ((first || !s->wrapped) && is_line_of_its_own(s, start, end))) return true;
    if (may_part && is_line_of_its_own(s, next, next_end)) return true;
    if (!s->wrapped) return !(s->doc_mode == CASED && is_lower(s, word) && !ends_terminal(s, start, end));
    if (indent(s, next) >= indent(s, start) + 2 && ends_terminal(s, start, end)) return true;
    /* A short line ends a paragraph, or is a title. */
    uint32_t length = trim_end(s, start, end) - start;
    return length + 1 + first_word_length(s, next, next_end) < s->width - s->width / 4;
}

/* End of the block that begins at start; the text from start on is not blank. */
static uint32_t block_end(const segmenter *s, uint32_t start) {
    dateline_span head = s->doc->head.whole;
    for (uint32_t at = start;;) {
        uint32_t end = line_end(s, at);
        bool within_head = end >= head.start && end < head.end;
        if (end + 1 >= s->len || (!within_head && newline_ends_block(s, at, end, end + 1, at == start)))
            return end;
        at = end + 1;
    }
}

/* --- where a sentence ends --- */

/* The word before the point at i, without opening marks, not before start. */
static str word_before(const segmenter *s, uint32_t start, uint32_t i) {
    uint32_t from = i;
    for (; from > start && i - from < 40; from--) {
        if (is_space(s->t[from - 1]) || strchr("\"([{`", s->t[from - 1])) break;
        bool wide = from - start >= 3 &&
                    (at_bytes(s, from - 3, i, "\xe2\x80\x9c") || at_bytes(s, from - 3, i, "\xe2\x80\x98"));
        if (wide || (from - start >= 2 && at_bytes(s, from - 2, i, "\xc2\xa0"))) break;
    }
    return (str){s->t + from, i - from};
}

static void lower_copy(str w, char out[64], str *copy) {
    size_t n = w.len < 63 ? w.len : 63;
    for (size_t i = 0; i < n; i++) out[i] = w.at[i] >= 'A' && w.at[i] <= 'Z' ? (char)(w.at[i] + 32) : w.at[i];
    *copy = (str){out, n};
}

/* Letters with single points between them: U.S  a.m  F.M.L.N */
static bool is_pointed(str w) {
    if (w.len < 3 || w.len % 2 == 0) return false;
    for (size_t i = 0; i < w.len; i++)
        if (i % 2 ? w.at[i] != '.' : !ascii_letter(w.at[i])) return false;
    return true;
}

/* The part behind the last hyphen or slash: Gen of Lt.-Gen */
static str last_part(str w) {
    for (size_t i = w.len; i > 0; i--)
        if (w.at[i - 1] == '-' || w.at[i - 1] == '/') return (str){w.at + i, w.len - i};
    return w;
}

/* enum segment_abbreviation of w, or NONE. */
static uint32_t abbreviation(const segmenter *s, str w) {
    char bytes[64];
    str lower;
    lower_copy(w, bytes, &lower);
    uint32_t kind = map_get(&s->tables->abbreviations, lower);
    if (kind != MAP_NONE) return kind;
    return is_pointed(w) ? ABBREVIATION_OPEN : NONE;
}

/* Row of sentence_starters.tsv of the word at i: 1 alone, 0 not, MAP_NONE no row. */
static uint32_t starter(const segmenter *s, uint32_t i, uint32_t end) {
    uint32_t from = i;
    while (i < end && i - from < 20 && ascii_letter(s->t[i])) i++;
    char bytes[64];
    str lower;
    lower_copy((str){s->t + from, i - from}, bytes, &lower);
    return map_get(&s->tables->starters, lower);
}

static bool starts_alone(const segmenter *s, uint32_t i, uint32_t end) {
    return starter(s, i, end) == 1;
}

/* Does the word at i begin sentences even behind an abbreviation? */
static bool is_starter(const segmenter *s, uint32_t i, uint32_t end) {
    if (s->mode != CASED) return starts_alone(s, i, end);
    return starter(s, i, end) != MAP_NONE && is_upper(s, i);
}

/* al-Qaeda, el-Sisi: a small article before a capital. */
static bool is_small_article(const segmenter *s, uint32_t i, uint32_t end) {
    uint32_t from = i;
    while (i < end && i - from < 4 && s->t[i] >= 'a' && s->t[i] <= 'z') i++;
    return i > from && i < end && (s->t[i] == '-' || s->t[i] == '\'') && is_upper(s, i + 1);
}

/* Opening quotes and brackets, bullets and dashes before the first word at i. */
static uint32_t skip_openers(const segmenter *s, uint32_t i, uint32_t end) {
    static const char *const openers[] = {"\xe2\x80\x9c", "\xe2\x80\x98", "\xe2\x80\x9e", "\xc2\xab",
                                          "\xe2\x80\xb9", "\xe2\x80\xa2", "\xe2\x80\x94", "\xe2\x80\x93",
                                          "\xc2\xbf",     "\xc2\xa1"};
    for (;;) {
        uint32_t from = i;
        if (i < end && strchr("\"'`([{*-_", s->t[i])) i++;
        for (size_t k = 0; k < sizeof openers / sizeof *openers; k++)
            if (i < end && at_bytes(s, i, end, openers[k])) i += (uint32_t)strlen(openers[k]);
        i = skip_spaces(s, i, end);
        if (i == from) return i;
    }
}

static bool speaker_follows(const segmenter *s, uint32_t i, uint32_t end) {
    static const char *const verbs[] = {"said",  "says", "he ",  "she ", "asked", "they said", "told",
                                        "added", "HE ",  "SAID", "SHE ", "ADDED", "ASKED",     NULL};
    for (const char *const *v = verbs; *v; v++)
        if (at_bytes(s, i, end, *v)) return true;
    return false;
}

/* A word of the language rather than an abbreviation that the table lacks: four small letters and a vowel. */
static bool is_common_word(str w) {
    bool vowel = false;
    for (size_t i = 0; i < w.len; i++) {
        if (w.at[i] < 'a' || w.at[i] > 'z') return false;
        vowel |= strchr("aeiouy", w.at[i]) != NULL;
    }
    return w.len >= 4 && vowel;
}

static bool is_number(str w) {
    for (size_t i = 0; i < w.len; i++)
        if (!is_digit(w.at[i])) return false;
    return w.len > 0;
}

/* What stands around a candidate: the run of marks [at, marks_end), closers up to end, then the next word. */
typedef struct boundary {
    uint32_t start;     /* of the sentence */
    uint32_t at;        /* first mark */
    uint32_t marks_end; /* behind the last */
    uint32_t end;       /* behind the closers */
    uint32_t word;      /* first letter of what follows */
    uint32_t limit;     /* of the block */
    bool quoted;        /* a closing quote was taken */
} boundary;

static bool abbreviation_ends(const segmenter *s, const boundary *b, uint32_t kind) {
    bool digit = b->word < b->limit && is_digit(s->t[b->word]);
    switch (kind) {
    case ABBREVIATION_TITLE: /* "on Cezanne Dr. The victim" */
        return s->mode == CASED && is_starter(s, b->word, b->limit) && starts_alone(s, b->word, b->limit);
    case ABBREVIATION_NUMBER:
        return !digit && (s->mode != CASED || is_upper(s, b->word));
    case ABBREVIATION_MONTH:
        return !digit && (s->mode == CASED ? is_upper(s, b->word) : is_starter(s, b->word, b->limit));
    default:
        return is_starter(s, b->word, b->limit);
    }
}

/* The single point: by the word before it and the word after it. */
static bool point_ends(const segmenter *s, const boundary *b) {
    str w = last_part(word_before(s, b->start, b->at));
    /* A quote closes behind an abbreviation only in John "J.D." Dorrian. */
    bool initial = w.len == 1 && w.at[0] >= 'A' && w.at[0] <= 'Z';
    uint32_t kind = initial || (b->quoted && !is_pointed(w)) ? NONE : abbreviation(s, w);
    if (kind != NONE) return abbreviation_ends(s, b, kind);
    if (w.len == 1 && ascii_letter(w.at[0]) && !b->quoted) return is_starter(s, b->word, b->limit);
    /* "1. Police": the number of a list */
    if (is_number(w) && w.len <= 3 && w.at == s->t + skip_spaces(s, b->start, b->at)) return false;
    if (s->mode != CASED) return true;
    if (!is_lower(s, b->word)) return true;
    return is_small_article(s, b->word, b->limit) || (is_common_word(w) && !b->quoted);
}

/* No space behind the mark: "Eyewitness News.Police responded", "in the thigh.\"They". */
static bool glued_ends(const segmenter *s, const boundary *b) {
    str w = word_before(s, b->start, b->at);
    if (s->mode != CASED || w.len < 3 || !is_upper(s, b->word) || abbreviation(s, w) != NONE) return false;
    for (size_t i = 0; i < w.len; i++)
        if (strchr("/@:.", w.at[i])) return false;
    char before = w.at[w.len - 1], before2 = w.at[w.len - 2];
    if (before < 'a' || before > 'z' || before2 < 'a' || before2 > 'z') return false;
    return b->word > b->end || is_lower(s, b->word + 1) || is_space(s->t[b->word + 1]);
}

static bool boundary_ends(const segmenter *s, const boundary *b) {
    if (b->end >= b->limit) return true;
    bool wide = (unsigned char)s->t[b->at] >= 0xe3 || (unsigned char)s->t[b->at] == 0xe0;
    if (wide) return true; /* the full stops of scripts without spaces */
    if (!space_at(s, b->end, b->limit)) return glued_ends(s, b);
    if (b->word >= b->limit) return true;
    bool mark =
        memchr(s->t + b->at, '!', b->marks_end - b->at) || memchr(s->t + b->at, '?', b->marks_end - b->at);
    if (mark) {
        if (s->mode == CASED) return !is_lower(s, b->word);
        return !(b->quoted && speaker_follows(s, b->word, b->limit));
    }
    bool ellipsis = s->t[b->at] != '.' || b->marks_end - b->at > 1;
    if (ellipsis) return s->mode == CASED ? !is_lower(s, b->word) : is_starter(s, b->word, b->limit);
    return point_ends(s, b);
}

/* Bytes of the sentence mark at i, 0: none. */
static uint32_t mark_at(const segmenter *s, uint32_t i, uint32_t end) {
    char c = s->t[i];
    if (c == '.' || c == '!' || c == '?') return 1;
    if ((unsigned char)c < 0xd8) return 0;
    if (at_bytes(s, i, end, "\xd8\x9f")) return 2;
    static const char *const wide[] = {"\xe2\x80\xa6", "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f",
                                       "\xe0\xa5\xa4"};
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (at_bytes(s, i, end, wide[k])) return 3;
    return 0;
}

/* A note "[12]" behind the point belongs to the sentence. */
static uint32_t note_at(const segmenter *s, uint32_t i, uint32_t end) {
    uint32_t from = i;
    if (i >= end || s->t[i] != '[') return 0;
    for (i++; i < end && is_digit(s->t[i]); i++) continue;
    return i < end && s->t[i] == ']' && i > from + 1 ? i + 1 - from : 0;
}

/* Bytes of a closing mark at i. A straight quote closes when one is open, or when white space or the end follows; a
 * straight apostrophe when no letter follows. */
static uint32_t closer_at(const segmenter *s, uint32_t i, uint32_t end, bool open_quote, bool *quote) {
    static const char *const closers[] = {"\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb", "\xe2\x80\xba"};
    if (i >= end) return 0;
    char c = s->t[i];
    bool last = i + 1 >= end || is_space(s->t[i + 1]);
    if (c == ')' || c == ']' || c == '}') return 1;
    if (c == '"' && (open_quote || last)) return *quote = true, 1;
    if (c == '\'' && (last || strchr("'\")].", s->t[i + 1]))) return *quote = true, 1;
    for (size_t k = 0; k < sizeof closers / sizeof *closers; k++)
        if (at_bytes(s, i, end, closers[k])) return *quote = true, (uint32_t)strlen(closers[k]);
    return note_at(s, i, end);
}

/* Tokenised corpora put a space before the closing quote: "hurt . ''". */
static uint32_t spaced_closer_at(const segmenter *s, uint32_t i, uint32_t end, bool open_quote, bool *quote) {
    if (i >= end || s->t[i] != ' ') return 0;
    uint32_t n = at_bytes(s, i + 1, end, "''") ? 2 : open_quote && at_bytes(s, i + 1, end, "\"") ? 1 : 0;
    if (n == 0 || (i + 1 + n < end && !is_space(s->t[i + 1 + n]))) return 0;
    *quote = true;
    return n + 1;
}

static boundary boundary_at(const segmenter *s, uint32_t start, uint32_t at, uint32_t limit) {
    boundary b = {.start = start, .at = at, .limit = limit};
    bool open = s->open_quote;
    uint32_t i = at, n;
    while (i < limit && (n = mark_at(s, i, limit))) i += n;
    b.marks_end = i;
    while ((n = closer_at(s, i, limit, open, &b.quoted)) ||
           (n = spaced_closer_at(s, i, limit, open, &b.quoted))) {
        for (uint32_t k = i; k < i + n; k++) open ^= s->t[k] == '"';
        i += n;
    }
    b.end = i;
    b.word = skip_openers(s, skip_spaces(s, i, limit), limit);
    return b;
}

/* --- sentences --- */

static bool has_word(const segmenter *s, uint32_t start, uint32_t end) {
    for (uint32_t i = start; i < end; i++)
        if (ascii_letter(s->t[i]) || is_digit(s->t[i]) || (unsigned char)s->t[i] >= 0xc3) {
            utf8proc_category_t c = category_at(s, i);
            if (c != UTF8PROC_CATEGORY_CN && c <= UTF8PROC_CATEGORY_NO) return true;
        }
    return false;
}

static bool push(segmenter *s, uint32_t start, uint32_t end, uint8_t kind) {
    start = skip_spaces(s, start, end);
    end = trim_end(s, start, end);
    if (start >= end) return true;
    if (!has_word(s, start, end)) { /* "...", a stray quote: part of what stands before, or nothing */
        sentence *last = s->doc->sentences.n ? &s->doc->sentences.at[s->doc->sentences.n - 1] : NULL;
        if (last && last->block == s->block && last->kind == kind) last->span.end = end;
        return true;
    }
    sentence *out = VEC_PUSH(&s->doc->sentences, s->doc->arena);
    if (!out) return false;
    str bytes = {s->t + start, end - start};
    if (kind == SENTENCE_BODY && bytes.len <= MAX_FURNITURE && bytes.at[0] == '(' &&
        furniture_is_credit(bytes))
        kind = SENTENCE_BYLINE;
    *out = (sentence){.span = {start, end}, .kind = kind, .block = s->block};
    return true;
}

/* Where an endless sentence may be cut: the later the better, ; before -- before , */
typedef struct cut {
    uint32_t words;            /* since the sentence began */
    uint32_t at, rank, before; /* best place so far, how good, words before it */
} cut;

static void remember_cut(const segmenter *s, cut *c, uint32_t i) {
    static const char marks[] = ",-;";
    const char *mark = i > 0 ? strchr(marks, s->t[i - 1]) : NULL;
    uint32_t rank = mark && *mark ? (uint32_t)(mark - marks) + 1 : 0;
    if (c->words >= SOFT_WORDS && rank >= c->rank) c->rank = rank, c->at = i, c->before = c->words;
}

/* Cuts [start, end) of one block into sentences. */
static bool cut_block(segmenter *s, uint32_t start, uint32_t end) {
    cut c = {0};
    s->open_quote = false;
    for (uint32_t i = start; i < end;) {
        if (s->t[i] == '"') s->open_quote = !s->open_quote;
        if (is_space(s->t[i]) && i > start && !is_space(s->t[i - 1])) {
            c.words++;
            remember_cut(s, &c, i);
            if (c.words >= MAX_WORDS) {
                if (!push(s, start, c.at, SENTENCE_BODY)) return false;
                start = c.at;
                c = (cut){.words = c.words - c.before};
            }
        }
        if (!mark_at(s, i, end)) {
            i++;
            continue;
        }
        boundary b = boundary_at(s, start, i, end);
        bool ends = boundary_ends(s, &b);
        uint32_t to = ends ? b.end : b.marks_end;
        for (; i < to; i++) s->open_quote ^= s->t[i] == '"';
        if (!ends) continue;
        if (!push(s, start, to, SENTENCE_BODY)) return false;
        start = to;
        c = (cut){0};
    }
    return push(s, start, end, SENTENCE_BODY);
}

static bool segment_block(segmenter *s, uint32_t start, uint32_t end) {
    dateline_span head = s->doc->head.whole;
    dateline_span byline = s->doc->head.byline;
    uint32_t first = s->doc->sentences.n;
    str line = {s->t + start, end - start};
    s->mode = mode_of(line.at, (uint32_t)line.len, 20, s->doc_mode);
    /* One capital may be all that a short block of small letters has. */
    if (s->mode == LOWER && s->doc_mode == CASED && line.len < 300) s->mode = CASED;
    bool done = true;
    if (head.end > head.start && head.start >= start && head.start < end)
        done = push(s, start, head.start, SENTENCE_HEAD) && push(s, head.start, head.end, SENTENCE_HEAD) &&
               cut_block(s, head.end, end);
    else if (byline.end > byline.start && byline.start >= start && byline.start < end)
        done = push(s, start, end, SENTENCE_BYLINE);
    else if (line.len <= MAX_FURNITURE && furniture_is_credit(line))
        done = push(s, start, end, SENTENCE_BYLINE);
    else if (line.len <= MAX_FURNITURE && furniture_is_line(line))
        done = push(s, start, end, SENTENCE_HEAD);
    else
        done = cut_block(s, start, end);
    if (s->doc->sentences.n > first) {
        s->doc->sentences.at[s->doc->sentences.n - 1].ends_block = true;
        s->block++;
    }
    return done;
}

/* --- title lines --- */

typedef struct word_count {
    uint32_t n, long_words,
        capital; /* words; of four letters or more behind the first; those with a capital */
    bool all_capitals;
} word_count;

static word_count count_words(const segmenter *s, dateline_span span) {
    word_count c = {.all_capitals = true};
    for (uint32_t i = span.start; i < span.end && c.n < 64;) {
        uint32_t from = i, letters = 0;
        for (; i < span.end && !is_space(s->t[i]); i++) {
            if (s->t[i] >= 'a' && s->t[i] <= 'z') c.all_capitals = false;
            letters += ascii_letter(s->t[i]);
        }
        if (letters >= 4 && c.n > 0) {
            c.long_words++;
            c.capital += is_upper(s, from);
        }
        c.n += i > from;
        i = skip_spaces(s, i, span.end);
    }
    return c;
}

static bool is_title(const segmenter *s, uint32_t i, bool body_before) {
    const sentence *one = &s->doc->sentences.at[i];
    bool own_block = one->ends_block && (i == 0 || s->doc->sentences.at[i - 1].ends_block);
    if (i + 1 >= s->doc->sentences.n) return false;
    word_count c = count_words(s, one->span);
    bool title_case = s->doc_mode == CASED && c.long_words >= 2 && 10 * c.capital >= 7 * c.long_words;
    /* With a point at its end a title shows only by a capital on every longer word. */
    bool all_titled = title_case && c.long_words >= 3 && c.capital == c.long_words && c.n <= 25;
    if (own_block && !body_before && all_titled && !c.all_capitals && s->t[one->span.end - 1] != ':')
        return true;
    if (own_block && !ends_terminal(s, one->span.start, one->span.end)) {
        if (!body_before) return c.n <= 25;
        return c.n <= 15 && (title_case || (c.all_capitals && s->doc_mode == CASED));
    }
    /* "Two Attacks Highlight Dangers. Two attacks by ...": the title in the same line */
    return !body_before && !one->ends_block && c.n >= 4 && c.n <= 25 && title_case && c.long_words >= 4 &&
           !c.all_capitals;
}

static void find_titles(segmenter *s) {
    bool body_before = false;
    for (uint32_t i = 0; i < s->doc->sentences.n; i++) {
        sentence *one = &s->doc->sentences.at[i];
        if (one->kind != SENTENCE_BODY) continue;
        if (is_title(s, i, body_before))
            one->kind = SENTENCE_HEADLINE;
        else
            body_before = true;
    }
}

dateline_status segment_run(document *doc, const segment_tables *tables, dateline_error *err) {
    segmenter s = {.doc = doc, .tables = tables, .t = doc->text.at, .len = (uint32_t)doc->text.len};
    doc->sentences.n = 0;
    s.doc_mode = mode_of(s.t, s.len, 1, CASED);
    find_wrapping(&s);
    for (uint32_t at = skip_spaces(&s, 0, s.len); at < s.len; at = skip_spaces(&s, at, s.len)) {
        uint32_t end = block_end(&s, at);
        if (!segment_block(&s, at, end)) return error_memory(err, doc->name);
        at = end;
    }
    find_titles(&s);
    return DATELINE_OK;
}
