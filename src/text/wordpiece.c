/* wordpiece.c - see wordpiece.h. Characters are normalised one by one into the word at hand; a word is cut into pieces
 * as soon as it ends, so nothing but one word is ever held. */
#include "text/wordpiece.h"

#include <utf8proc.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text/wordpiece_unicode.h"

enum {
    MAX_CHARS = 100,         /* of a word, normalised; longer ones are [UNK] */
    MAX_DECOMPOSED = 18,     /* code points of the longest canonical decomposition, with room */
    MAX_VOCABULARY = 8 << 20 /* bytes of vocab.txt */
};

/* --- vocabulary --- */

static dateline_status add_piece(wordpiece *wp, str line, const char *path, arena *a, dateline_error *err) {
    bool inner = str_starts(line, STR("##")) && line.len > 2;
    str key = inner ? (str){line.at + 2, line.len - 2} : line;
    map *m = inner ? &wp->inner : &wp->first;
    if (map_get(m, key) != MAP_NONE)
        return error_set(err, ERR_MODEL_SHAPE, path, wp->n, "piece %u twice", wp->n);
    if (!map_put(m, key, wp->n++, a)) return error_memory(err, path);
    if (key.len > wp->longest) wp->longest = (uint32_t)key.len;
    return DATELINE_OK;
}

static dateline_status read_vocabulary(wordpiece *wp, str text, const char *path, arena *a,
                                       dateline_error *err) {
    size_t valid = utf8_valid_prefix(text.at, text.len);
    if (valid < text.len) return error_set(err, ERR_MODEL_SHAPE, path, valid, "a byte that is not UTF-8");
    while (text.len) {
        str line = str_cut(&text, '\n');
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        dateline_status status = add_piece(wp, line, path, a, err);
        if (status) return status;
    }
    wp->unk = map_get(&wp->first, STR("[UNK]"));
    wp->cls = map_get(&wp->first, STR("[CLS]"));
    wp->sep = map_get(&wp->first, STR("[SEP]"));
    if (wp->unk == MAP_NONE || wp->cls == MAP_NONE || wp->sep == MAP_NONE)
        return error_set(err, ERR_MODEL_SHAPE, path, DATELINE_NO_OFFSET, "no [UNK], [CLS] or [SEP]");
    return DATELINE_OK;
}

dateline_status wordpiece_open(const char *path, wordpiece *wp, arena *a, dateline_error *err) {
    *wp = (wordpiece){0};
    file_bytes f;
    dateline_status status = file_open(path, MAX_VOCABULARY, &f, err);
    if (status == -ERR_FILE_OPEN)
        return error_set(err, ERR_MODEL_MISSING, path, DATELINE_NO_OFFSET, "no vocabulary");
    if (status) return status;
    /* Pieces point into a copy, so that the file may be closed or replaced. */
    str text = {arena_copy(a, f.at, f.len), f.len};
    file_close(&f);
    return text.at ? read_vocabulary(wp, text, path, a, err) : error_memory(err, path);
}

/* --- characters --- */

static const unicode_range *range_of(const unicode_range *ranges, size_t n, uint32_t point) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].last < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && ranges[low].first <= point ? &ranges[low] : NULL;
}

#define RANGE_OF(table, point) range_of(table, sizeof(table) / sizeof *(table), point)

static utf8proc_category_t category(uint32_t point) {
    return utf8proc_category((utf8proc_int32_t)point);
}

/* Unicode's White_Space, but for VT, FF and NEL: those are dropped as controls before anyone asks. */
static bool is_white(uint32_t c) {
    return c == '\t' || c == '\n' || c == '\r' || c == ' ' || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

/* The blocks that BERT calls Chinese characters. */
static bool is_cjk(uint32_t c) {
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df) ||
           (c >= 0x2a700 && c <= 0x2b73f) || (c >= 0x2b740 && c <= 0x2b81f) ||
           (c >= 0x2b920 && c <= 0x2ceaf) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

static bool is_dropped(uint32_t c) {
    if (c == 0 || c == 0xfffd) return true;
    utf8proc_category_t k = category(c);
    bool control = k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_CF || k == UTF8PROC_CATEGORY_CO;
    return control && !RANGE_OF(kept_marks, c);
}

/* U+1734 was a non-spacing mark until Unicode 14. */
static bool is_accent(uint32_t c) {
    return c == 0x1734 || (category(c) == UTF8PROC_CATEGORY_MN && !RANGE_OF(kept_marks, c));
}

bool wordpiece_is_punctuation(uint32_t c) {
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
               (c >= '{' && c <= '~');
    if (c == 0x166d || c == 0x111c9) return true; /* a symbol since Unicode 12, a mark since 11 */
    utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO && !RANGE_OF(no_punctuation, c);
}

static uint32_t lower(uint32_t c) {
    const unicode_range *late = RANGE_OF(late_capitals, c);
    return late ? (uint32_t)((int32_t)c + late->delta) : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

int wordpiece_normalize(uint32_t point, uint32_t out[WORDPIECE_MAX_NORMALIZED]) {
    if (point < 0x80) {
        out[0] = point >= 'A' && point <= 'Z' ? point + 32 : is_white(point) ? ' ' : point;
        return (point >= ' ' && point < 0x7f) || is_white(point);
    }
    if (is_dropped(point)) return 0;
    if (is_white(point)) return out[0] = ' ', 1;
    utf8proc_int32_t parts[MAX_DECOMPOSED] = {(utf8proc_int32_t)point};
    int boundary = 0, kept = 0;
    utf8proc_ssize_t n = 1;
    /* U+11938 got its decomposition late. */
    if (point != 0x11938)
        n = utf8proc_decompose_char((utf8proc_int32_t)point, parts, MAX_DECOMPOSED, UTF8PROC_DECOMPOSE,
                                    &boundary);
    for (utf8proc_ssize_t i = 0; i < n && kept < WORDPIECE_MAX_NORMALIZED; i++)
        if (!is_accent((uint32_t)parts[i])) out[kept++] = lower((uint32_t)parts[i]);
    return kept;
}

/* --- words --- */

typedef struct worder {
    document *doc;
    const wordpiece *wp;
    uint32_t sentence;
    uint32_t n;                    /* characters; may exceed MAX_CHARS, which are not kept then */
    uint32_t len;                  /* bytes kept */
    char bytes[4 * MAX_CHARS];     /* normalised */
    uint32_t at[MAX_CHARS + 1];    /* where each character begins in bytes */
    dateline_span from[MAX_CHARS]; /* what it stands for in the text */
    dateline_span whole;
} worder;

static bool push(worder *w, uint32_t id, uint32_t start, uint32_t end, bool starts_word) {
    piece *p = VEC_PUSH(&w->doc->pieces, w->doc->arena);
    if (!p) return false;
    *p = (piece){.id = id, .span = {start, end}, .sentence = w->sentence, .starts_word = starts_word};
    return true;
}

/* The longest piece that the characters from first on begin with: its id, *last behind its last character. */
static uint32_t longest_piece(const worder *w, uint32_t first, uint32_t *last) {
    const map *m = first ? &w->wp->inner : &w->wp->first;
    for (uint32_t end = w->n; end > first; end--) {
        uint32_t len = w->at[end] - w->at[first];
        if (len > w->wp->longest) continue;
        uint32_t id = map_get(m, (str){w->bytes + w->at[first], len});
        if (id != MAP_NONE) return *last = end, id;
    }
    return MAP_NONE;
}

/* Cuts the word into pieces and begins a new one. False when memory is refused. */
static bool end_word(worder *w) {
    if (w->n == 0) return true;
    uint32_t before = w->doc->pieces.n;
    bool known = w->n <= MAX_CHARS;
    if (known) w->at[w->n] = w->len;
    for (uint32_t first = 0, last = 0; known && first < w->n; first = last) {
        uint32_t id = longest_piece(w, first, &last);
        known = id != MAP_NONE;
        if (known && !push(w, id, w->from[first].start, w->from[last - 1].end, first == 0)) return false;
    }
    if (!known) {
        w->doc->pieces.n = before;
        if (!push(w, w->wp->unk, w->whole.start, w->whole.end, true)) return false;
    }
    w->n = w->len = 0;
    return true;
}

static void add_char(worder *w, uint32_t point, dateline_span from) {
    if (w->n == 0) w->whole = from;
    w->whole.end = from.end;
    if (w->n < MAX_CHARS) {
        w->at[w->n] = w->len;
        w->from[w->n] = from;
        w->len += (uint32_t)utf8_put(point, w->bytes + w->len);
    }
    w->n++;
}

/* A character that leaves nothing behind belongs to the one before it. */
static void absorb(worder *w, dateline_span from) {
    if (w->n == 0) return;
    w->whole.end = from.end;
    if (w->n <= MAX_CHARS) w->from[w->n - 1].end = from.end;
}

static bool read_char(worder *w, uint32_t point, dateline_span from) {
    uint32_t out[WORDPIECE_MAX_NORMALIZED];
    int n = wordpiece_normalize(point, out);
    if (n == 0) absorb(w, from);
    bool apart = is_cjk(point);
    if (apart && !end_word(w)) return false;
    for (int i = 0; i < n; i++) {
        bool white = is_white(out[i]), mark = !white && wordpiece_is_punctuation(out[i]);
        if ((white || mark) && !end_word(w)) return false;
        if (!white) add_char(w, out[i], from);
        if (mark && !end_word(w)) return false;
    }
    return !apart || end_word(w);
}

static bool read_sentence(worder *w, sentence *one) {
    const str text = w->doc->text;
    one->first_piece = w->doc->pieces.n;
    for (uint32_t i = one->span.start; one->kind != SENTENCE_BYLINE && i < one->span.end;) {
        uint32_t point = 0xfffd;
        int n = utf8_next(text.at + i, one->span.end - i, &point);
        uint32_t next = i + (uint32_t)(n > 0 ? n : 1);
        if (!read_char(w, point, (dateline_span){i, next})) return false;
        i = next;
    }
    if (!end_word(w)) return false;
    one->n_pieces = w->doc->pieces.n - one->first_piece;
    return true;
}

dateline_status wordpiece_run(document *doc, const wordpiece *wp, dateline_error *err) {
    worder w = {.doc = doc, .wp = wp};
    doc->pieces.n = 0;
    for (uint32_t i = 0; i < doc->sentences.n; i++) {
        w.sentence = i;
        if (!read_sentence(&w, &doc->sentences.at[i])) return error_memory(err, doc->name);
    }
    return DATELINE_OK;
}
