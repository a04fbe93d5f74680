/* place_words.c - see place_words.h. */
#include "values/place_words.h"

#include "base/utf8.h"
#include "spans/gazetteer.h"

/* --- the table --- */

typedef struct class_row {
    str word;
    uint8_t class;
    int16_t value;
} class_row;

#define ROW(word, class, value) {{word, sizeof(word) - 1}, PLACE_##class, value},
static const class_row rows[] = {
/* sorted by word */
#include "place_words.inc"
};
#undef ROW

enum { N_ROWS = sizeof rows / sizeof *rows };

/* First row that is not before key. */
static size_t row_of(str key) {
    size_t low = 0, high = N_ROWS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_order(rows[middle].word, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t classes_of(str key) {
    uint32_t classes = 0;
    for (size_t i = row_of(key); i < N_ROWS && str_equal(rows[i].word, key); i++)
        classes |= 1u << rows[i].class;
    return classes;
}

bool place_word_is(str key, enum place_class class, int *value) {
    size_t low = row_of(key);
    for (; low < N_ROWS && str_equal(rows[low].word, key); low++) {
        if (rows[low].class != class) continue;
        if (value) *value = rows[low].value;
        return true;
    }
    return false;
}

/* --- cutting --- */

/* Kind of character at at[0..len): a letter or digit (1), white space (2), anything else (0); *n its bytes. */
static int kind_of(const char *at, size_t len, int *n) {
    unsigned char c = (unsigned char)*at;
    *n = 1;
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return 1;
    if (c == ' ' || (c >= 9 && c <= 13)) return 2;
    if (c < 0x80) return 0;
    uint32_t point;
    *n = utf8_next(at, len, &point);
    if (*n <= 0) return *n = 1, 0;
    if (point == 0xA0 || (point >= 0x2000 && point <= 0x200B)) return 2;
    if (point < 0xC0 || (point >= 0x2010 && point <= 0x206F) || point == 0xD7 || point == 0xF7) return 0;
    return point < 0x3000 && !(point >= 0x2190 && point < 0x2C00) ? 1 : 0;
}

/* Length of an apostrophe at the head of s, else 0: ' and its typographic forms. */
static size_t apostrophe(str s) {
    static const char *const forms[] = {"'",        "\xE2\x80\x99", "\xE2\x80\x98", "`",
                                        "\xCA\xBC", "\xCA\xBE",     "\xCA\xBF"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_starts(s, str_of(forms[i]))) return strlen(forms[i]);
    return 0;
}

static str from(str text, size_t at) {
    return (str){text.at + at, text.len - at};
}

static bool letter_at(str text, size_t at) {
    int n;
    return at < text.len && kind_of(text.at + at, text.len - at, &n) == 1;
}

static bool capital_at(str text, size_t at) {
    return at < text.len && ((text.at[at] >= 'A' && text.at[at] <= 'Z') ||
                             ((unsigned char)text.at[at] == 0xC3 && at + 1 < text.len &&
                              (unsigned char)text.at[at + 1] < 0x9F));
}

/* End of initials that begin at at ("U.S.", "N.M"), or at itself. */
static size_t initials_end(str text, size_t at) {
    size_t end = at;
    while (end + 1 < text.len && capital_at(text, end) && text.at[end + 1] == '.') end += 2;
    if (end - at < 2) return at;
    if (capital_at(text, end) && !letter_at(text, end + 1)) end++;
    return end - at > 2 ? end : at;
}

/* End of the word that begins at at; *possessive when "'s" follows. An apostrophe stays inside before a letter:
 * "Sana'a"; "Iraq's" ends before it. */
static size_t word_end(str text, size_t at, bool *possessive) {
    size_t end = initials_end(text, at);
    *possessive = false;
    if (end > at) return end;
    for (end = at; end < text.len;) {
        int n;
        if (kind_of(text.at + end, text.len - end, &n) == 1) {
            end += (size_t)n;
            continue;
        }
        size_t mark = apostrophe(from(text, end));
        if (!mark || !letter_at(text, end + mark)) break;
        char next = text.at[end + mark];
        if ((next == 's' || next == 'S') && !letter_at(text, end + mark + 1) &&
            !apostrophe(from(text, end + mark + 1))) {
            *possessive = true;
            break;
        }
        end += mark;
    }
    return end;
}

static uint8_t flags_of(str word) {
    uint8_t flags = 0;
    size_t letters = 0, capitals = 0;
    if (capital_at(word, 0)) flags |= PLACE_CAPITAL;
    if (word.at[0] >= '0' && word.at[0] <= '9') flags |= PLACE_DIGIT;
    /* other scripts and letters like "Ž": a capital when its lower-case key differs from its bytes is not told
     * here; two-byte letters from U+0100 on alternate, even ones are capitals */
    if ((unsigned char)word.at[0] >= 0xC4 && (unsigned char)word.at[0] <= 0xC5 && word.len > 1 &&
        !(word.at[1] & 1))
        flags |= PLACE_CAPITAL;
    if ((unsigned char)word.at[0] == 0xC5 && word.len > 1 &&
        ((unsigned char)word.at[1] == 0xB9 || (unsigned char)word.at[1] == 0xBB ||
         (unsigned char)word.at[1] == 0xBD))
        flags |= PLACE_CAPITAL;
    if ((unsigned char)word.at[0] == 0xE1) flags |= PLACE_CAPITAL; /* Latin with marks above and below */
    for (size_t i = 0; i < word.len; i++) {
        bool lower = word.at[i] >= 'a' && word.at[i] <= 'z', upper = word.at[i] >= 'A' && word.at[i] <= 'Z';
        letters += lower || upper;
        capitals += upper;
    }
    if (capitals >= 2 && capitals == letters) flags |= PLACE_ALL_CAPS;
    return flags;
}

/* Abbreviations whose full stop ends no sentence and stands inside names. */
static bool is_saint(str key) {
    return str_equal(key, STR("st")) || str_equal(key, STR("mt")) || str_equal(key, STR("ft")) ||
           str_equal(key, STR("ste"));
}

/* What stands in text between two words. */
static uint8_t gap_of(str between, const place_word *before) {
    bool blank = true, broken = false;
    size_t breaks = 0;
    for (size_t i = 0; i < between.len; i++) {
        breaks += between.at[i] == '\n';
        int n;
        if (kind_of(between.at + i, between.len - i, &n) != 2)
            blank = false;
        else
            i += (size_t)n - 1;
    }
    broken = breaks > 1;
    if (broken) return PLACE_GAP_START;
    if (blank && between.len) return PLACE_GAP_BLANK;
    if (str_equal(between, STR("-")) || str_equal(between, STR("\xE2\x80\x93")) ||
        str_equal(between, STR("\xE2\x80\x91")) || str_equal(between, STR("\xE2\x80\x90")))
        return PLACE_GAP_HYPHEN;
    if (between.len && between.at[0] == '.' && is_saint(before->key)) return PLACE_GAP_BLANK;
    str bare = str_trim(between);
    if (str_equal(bare, STR(",")) || str_equal(bare, STR(".,"))) return PLACE_GAP_COMMA;
    if (str_equal(bare, STR("(")) || str_equal(bare, STR("["))) return PLACE_GAP_PAREN;
    if (between.len && strchr(".!?", bare.at[0])) return PLACE_GAP_STOP;
    return PLACE_GAP_OTHER;
}

static str key_of(str word, arena *a) {
    char key[GAZETTEER_KEY_CAP];
    size_t len = gazetteer_key(word, key);
    return (str){arena_copy(a, key, len), len};
}

static bool is_ordinary(const place_word *w) {
    enum {
        ORDINARY = 1 << PLACE_PREP | 1 << PLACE_JOIN | 1 << PLACE_PART | 1 << PLACE_TAIL |
                   1 << PLACE_FACILITY | 1 << PLACE_UNIT | 1 << PLACE_NUMBER | 1 << PLACE_NEAR
    };
    return (w->classes & ORDINARY) || (place_word_has(w, PLACE_STOP) && !place_word_has(w, PLACE_PERSON));
}

/* Texts without case: capitals say nothing there, so the word list must. */
static void even_out(place_word *words, uint32_t n) {
    uint32_t capitals = 0, loud = 0;
    for (uint32_t i = 0; i < n; i++) {
        capitals += (words[i].flags & PLACE_CAPITAL) != 0;
        loud += (words[i].flags & PLACE_ALL_CAPS) != 0;
    }
    bool lower = n >= 8 && capitals * 50 < n, upper = n >= 8 && loud * 10 > n * 7;
    for (uint32_t i = 0; (lower || upper) && i < n; i++) {
        bool ordinary = is_ordinary(&words[i]);
        if (upper && ordinary && place_word_has(&words[i], PLACE_JOIN))
            words[i].flags &= (uint8_t)~PLACE_CAPITAL;
        if (lower && !ordinary && !(words[i].flags & PLACE_DIGIT)) words[i].flags |= PLACE_CAPITAL;
    }
}

bool place_words_cut(str text, place_words *out, arena *a) {
    VEC(place_word) words = {0};
    size_t last_end = 0;
    for (size_t i = 0; i < text.len;) {
        int n;
        if (kind_of(text.at + i, text.len - i, &n) != 1) {
            i += (size_t)n;
            continue;
        }
        bool possessive;
        size_t end = word_end(text, i, &possessive);
        place_word *w = VEC_PUSH(&words, a);
        if (!w) return false;
        w->span = (dateline_span){(uint32_t)i, (uint32_t)end};
        w->key = key_of((str){text.at + i, end - i}, a);
        if (!w->key.at) return false;
        w->flags = flags_of((str){text.at + i, end - i});
        w->classes = classes_of(w->key);
        if (possessive) w->flags |= PLACE_POSSESSIVE;
        if (end < text.len && (text.at[end] == '.' || text.at[end - 1] == '.')) w->flags |= PLACE_DOT;
        if (words.n > 1) w->gap = gap_of((str){text.at + last_end, i - last_end}, w - 1);
        last_end = end;
        i = end;
    }
    even_out(words.at, words.n);
    *out = (place_words){words.at, words.n};
    return true;
}

/* --- reading --- */

uint32_t place_words_at(const place_words *w, uint32_t offset) {
    uint32_t low = 0, high = w->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (w->at[middle].span.end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool place_words_joined(const place_words *w, uint32_t i) {
    return w->at[i].gap == PLACE_GAP_BLANK || w->at[i].gap == PLACE_GAP_HYPHEN;
}

str place_words_key(const place_words *w, uint32_t first, uint32_t last, char *out, size_t cap) {
    size_t len = 0;
    for (uint32_t i = first; i <= last; i++) {
        str key = w->at[i].key;
        if (!key.len) continue;
        if (len + 1 + key.len >= cap) return (str){out, 0};
        if (len) out[len++] = ' ';
        memcpy(out + len, key.at, key.len);
        len += key.len;
    }
    return (str){out, len};
}

uint32_t place_words_run(const place_words *w, uint32_t i, uint32_t low, uint32_t high, bool back,
                         enum place_class class, int *value) {
    enum { LONGEST = 4 };
    uint32_t first = i, last = i, best = 0;
    char key[GAZETTEER_KEY_CAP];
    if (i < low || i >= high) return 0;
    for (uint32_t n = 1; n <= LONGEST; n++) {
        if (place_word_is(place_words_key(w, first, last, key, sizeof key), class, value)) best = n;
        if (back ? first == low || !place_words_joined(w, first)
                 : last + 1 >= high || !place_words_joined(w, last + 1))
            break;
        if (back)
            first--;
        else
            last++;
    }
    if (best && value) /* longer runs may have overwritten it */
        place_word_is(place_words_key(w, back ? i + 1 - best : i, back ? i : i + best - 1, key, sizeof key),
                      class, value);
    return best;
}
