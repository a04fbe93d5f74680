/* gazetteer.c - see gazetteer.h; the bytes are drawn in gazetteer_format.h. */
#include "spans/gazetteer.h"

#include <string.h>
#include <utf8proc.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/utf8.h"
#include "spans/gazetteer_format.h"

/* Larger than any gazetteer, smaller than what would exhaust the address space of a small machine. */
#define MAX_FILE ((size_t)1 << 30)

static uint32_t u32_at(const void *at) {
    const unsigned char *b = at;
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t u64_at(const void *at) {
    return u32_at(at) | (uint64_t)u32_at((const char *)at + 4) << 32;
}

/* --- opening --- */

static dateline_status check_head(const unsigned char *b, size_t len, const char *where,
                                  dateline_error *err) {
    if (len < 8 || memcmp(b, GAZETTEER_MAGIC, 8) != 0) {
        bool cut = len < 8 && memcmp(b, GAZETTEER_MAGIC, len) == 0;
        return error_set(err, cut ? ERR_GAZETTEER_SHORT : ERR_GAZETTEER_WRONG, where, 0,
                         "%zu bytes that begin otherwise", len);
    }
    if (len < GAZETTEER_HEADER)
        return error_set(err, ERR_GAZETTEER_SHORT, where, len, "%zu bytes of a header", len);
    uint32_t version = u32_at(b + 8), oldest = u32_at(b + 12);
    if (oldest > GAZETTEER_VERSION)
        return error_set(err, ERR_GAZETTEER_NEW, where, 12,
                         "version %u, readable from version %u on; this is %d", version, oldest,
                         GAZETTEER_VERSION);
    if (version < GAZETTEER_OLDEST)
        return error_set(err, ERR_GAZETTEER_OLD, where, 8, "version %u; the oldest that is read is %d",
                         version, GAZETTEER_OLDEST);
    if (XXH3_64bits(b, 96) != u64_at(b + 96))
        return error_set(err, ERR_GAZETTEER_DAMAGED, where, 96, "a header that disagrees with its checksum");
    if (u64_at(b + 16) > len)
        return error_set(err, ERR_GAZETTEER_SHORT, where, len, "%zu bytes of %llu", len,
                         (unsigned long long)u64_at(b + 16));
    return DATELINE_OK;
}

/* The section of size bytes whose offset stands at slot of the header; NULL when it does not lie in the file. */
static const unsigned char *section(const unsigned char *b, size_t len, size_t slot, uint64_t size) {
    uint64_t at = u64_at(b + slot);
    return at >= GAZETTEER_HEADER && at <= len && size <= len - at ? b + at : NULL;
}

static dateline_status read_header(const char *bytes, size_t len, const char *where, gazetteer *out,
                                   dateline_error *err) {
    const unsigned char *b = (const unsigned char *)bytes;
    dateline_status status = check_head(b, len, where, err);
    if (status) return status;
    out->n_places = u32_at(b + 24);
    out->n_names = u32_at(b + 28);
    out->n_blocks = u32_at(b + 32);
    out->names_len = u32_at(b + 36);
    out->texts_len = u32_at(b + 40);
    out->places = section(b, len, 48, (uint64_t)out->n_places * GAZETTEER_RECORD);
    out->blocks = section(b, len, 56, (uint64_t)out->n_blocks * 4);
    out->names = section(b, len, 64, out->names_len);
    out->texts = section(b, len, 72, out->texts_len);
    if (!out->places || !out->blocks || !out->names || !out->texts ||
        out->n_blocks != (out->n_names + (uint64_t)GAZETTEER_BLOCK - 1) / GAZETTEER_BLOCK)
        return error_set(err, ERR_GAZETTEER_DAMAGED, where, 24, "sections that do not fit the file");
    if (XXH3_64bits(out->blocks, (size_t)out->n_blocks * 4) != u64_at(b + 80))
        return error_set(err, ERR_GAZETTEER_DAMAGED, where, u64_at(b + 56),
                         "a table that disagrees with its checksum");
    return DATELINE_OK;
}

dateline_status gazetteer_of_bytes(const char *bytes, size_t len, const char *where, gazetteer *out,
                                   dateline_error *err) {
    *out = (gazetteer){0};
    dateline_status status = read_header(bytes, len, where, out, err);
    if (status)
        *out = (gazetteer){0};
    else
        out->file = (file_bytes){bytes, len, false};
    return status;
}

dateline_status gazetteer_open(const char *path, gazetteer *out, dateline_error *err) {
    *out = (gazetteer){0};
    file_bytes file;
    dateline_status status = file_open(path, MAX_FILE, &file, err);
    if (status) return status;
    status = gazetteer_of_bytes(file.at, file.len, path, out, err);
    if (status)
        file_close(&file);
    else
        out->file = file;
    return status;
}

void gazetteer_close(gazetteer *g) {
    file_close(&g->file);
    *g = (gazetteer){0};
}

dateline_status gazetteer_verify(const gazetteer *g, const char *where, dateline_error *err) {
    const unsigned char *b = (const unsigned char *)g->file.at;
    size_t len = (size_t)u64_at(b + 16);
    if (XXH3_64bits(b + GAZETTEER_HEADER, len - GAZETTEER_HEADER) == u64_at(b + 88)) return DATELINE_OK;
    return error_set(err, ERR_GAZETTEER_DAMAGED, where, GAZETTEER_HEADER,
                     "contents that disagree with their checksum");
}

/* --- keys --- */

/* Letters that compatibility decomposition leaves alone and that news writes without. "" drops the sign.
 * tools/gazetteer/build_gazetteer.py has the same rows. */
static const struct {
    uint32_t point;
    const char *as;
} folds[] = {
    {0x27, ""},   {0x2E, ""},   {0x60, ""},   {0xB4, ""},   {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},
    {0xFE, "th"}, {0x111, "d"}, {0x127, "h"}, {0x131, "i"}, {0x142, "l"}, {0x14B, "n"}, {0x153, "oe"},
    {0x167, "t"}, {0x199, "k"}, {0x1B4, "y"}, {0x253, "b"}, {0x257, "d"}, {0x259, "a"}, {0x2B9, ""},
    {0x2BA, ""},  {0x2BB, ""},  {0x2BC, ""},  {0x2BE, ""},  {0x2BF, ""},  {0x2018, ""}, {0x2019, ""},
};

static const char *fold_of(uint32_t point) {
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (folds[i].point == point) return folds[i].as;
    return NULL;
}

/* A key being written: a blank is put only between words. */
typedef struct key_writer {
    char *out;
    size_t len;
    bool blank, full;
} key_writer;

static void put(key_writer *w, const char *bytes, size_t len) {
    bool gap = w->blank && w->len;
    if (w->len + gap + len >= GAZETTEER_KEY_CAP) {
        w->full = true;
        return;
    }
    if (gap) w->out[w->len++] = ' ';
    w->blank = false;
    memcpy(w->out + w->len, bytes, len);
    w->len += len;
}

static bool is_letter_or_digit(uint32_t point) {
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

/* One decomposed, folded character. */
static void put_folded(key_writer *w, uint32_t point) {
    const char *as = fold_of(point);
    char bytes[4];
    if (as) {
        if (*as) put(w, as, strlen(as));
    } else if (is_letter_or_digit(point))
        put(w, bytes, (size_t)utf8_put(point, bytes));
    else if (utf8proc_category((utf8proc_int32_t)point) != UTF8PROC_CATEGORY_MN)
        w->blank = true;
}

static void put_point(key_writer *w, uint32_t point) {
    utf8proc_int32_t parts[20];
    int class = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)point, parts, 20, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &class);
    for (utf8proc_ssize_t i = 0; i < n && i < 20; i++) put_folded(w, (uint32_t)parts[i]);
}

size_t gazetteer_key(str name, char out[GAZETTEER_KEY_CAP]) {
    key_writer w = {out, 0, false, false};
    for (size_t i = 0; i < name.len && !w.full;) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 0x80) {
            uint32_t point;
            int n = utf8_next(name.at + i, name.len - i, &point);
            if (n > 0) put_point(&w, point);
            i += n > 0 ? (size_t)n : 1;
            continue;
        }
        char low = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if ((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9'))
            put(&w, &low, 1);
        else if (c == '&')
            w.blank = true, put(&w, "and", 3), w.blank = true;
        else if (c != '\'' && c != '.' && c != '`')
            w.blank = true;
        i++;
    }
    out[w.full ? 0 : w.len] = '\0';
    return w.full ? 0 : w.len;
}

static bool is_article(str word) {
    static const char *const articles[] = {"al",  "el",  "ar", "as", "ad", "an", "at", "az",
                                           "ash", "ath", "ez", "es", "ed", "er", "en", "il"};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (str_equal(word, str_of(articles[i]))) return true;
    return false;
}

/* What a letter counts as between its neighbours; 0: nothing. */
static char consonant(char c, char next) {
    if (strchr("aeiouywh", c)) return 0; /* "h" ends words or softens the letter before it */
    if (c == 'q' || c == 'c') return next == 'h' && c == 'c' ? 's' : 'k';
    if (c == 'k' && next == 'h') return 'x';
    if (c == 'p') return 'b';
    if (c == 'v') return 'f';
    return c;
}

size_t gazetteer_skeleton(str key, char out[GAZETTEER_KEY_CAP]) {
    size_t len = 0, words = 0;
    while (key.len) {
        str word = str_cut(&key, ' ');
        if (is_article(word) && key.len) continue;
        words++;
        for (size_t i = 0; i < word.len; i++) {
            char c = consonant(word.at[i], i + 1 < word.len ? word.at[i + 1] : 0);
            if (i == 0 && word.at[0] == 'h') c = 'h';
            if (!c || (len && out[len - 1] == c)) continue;
            if (len + 1 >= GAZETTEER_KEY_CAP) return 0;
            out[len++] = c;
        }
    }
    out[len] = '\0';
    return len < 4 ? 0 : len;
}

/* --- looking up --- */

/* A varint of at most 5 bytes; moves *at, which stays at end when the list is cut. */
static uint32_t varint(const unsigned char **at, const unsigned char *end) {
    uint32_t value = 0;
    for (int shift = 0; *at < end && shift < 35; shift += 7) {
        unsigned char c = *(*at)++;
        value |= (uint32_t)(c & 0x7F) << (shift & 31);
        if (!(c & 0x80)) return value;
    }
    *at = end;
    return 0;
}

/* One name of a block: its key is in key[0..len), its places between at and end. */
typedef struct name_reader {
    const unsigned char *next, *limit; /* of the names section */
    char key[256];
    size_t len;
    gazetteer_cursor places;
} name_reader;

static bool read_name(name_reader *r) {
    if (r->limit - r->next < 2) return false;
    size_t shared = r->next[0], more = r->next[1];
    r->next += 2;
    if (shared > r->len || shared + more >= sizeof r->key || (size_t)(r->limit - r->next) < more)
        return false;
    memcpy(r->key + shared, r->next, more);
    r->len = shared + more;
    r->next += more;
    uint32_t n = varint(&r->next, r->limit);
    const unsigned char *start = r->next, *stop;
    if (n == 1) {
        varint(&r->next, r->limit);
        stop = r->next;
    } else {
        uint32_t bytes = varint(&r->next, r->limit);
        start = r->next;
        if ((size_t)(r->limit - start) < bytes) return false;
        stop = r->next = start + bytes;
    }
    r->places = (gazetteer_cursor){start, stop, n, 0};
    return true;
}

static name_reader reader_of(const gazetteer *g, uint32_t block) {
    name_reader r;
    uint32_t at = u32_at(g->blocks + (size_t)block * 4);
    r.limit = g->names + g->names_len;
    r.next = at <= g->names_len ? g->names + at : r.limit;
    r.len = 0;
    return r;
}

/* Order of the first name of a block against key. A block that cannot be read counts as behind it. */
static int block_order(const gazetteer *g, uint32_t block, str key) {
    uint32_t at = u32_at(g->blocks + (size_t)block * 4);
    if (at > g->names_len || g->names_len - at < 2) return 1;
    const unsigned char *b = g->names + at;
    size_t len = b[1];
    if (g->names_len - at - 2 < len) return 1;
    return str_order((str){(const char *)b + 2, len}, key);
}

/* Last block whose first name is not behind key; 0 when all are. */
static uint32_t block_of(const gazetteer *g, str key) {
    uint32_t low = 0, high = g->n_blocks;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (block_order(g, middle, key) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool gazetteer_find(const gazetteer *g, str key, gazetteer_cursor *out) {
    *out = (gazetteer_cursor){0};
    if (!key.len || !g->n_blocks) return false;
    name_reader r = reader_of(g, block_of(g, key));
    for (int i = 0; i < GAZETTEER_BLOCK && read_name(&r); i++) {
        int order = str_order((str){r.key, r.len}, key);
        if (order > 0) return false;
        if (order == 0) {
            *out = r.places;
            return out->left > 0;
        }
    }
    return false;
}

bool gazetteer_next(gazetteer_cursor *c, gazetteer_hit *out) {
    if (!c->left || c->at >= c->end) return false;
    uint32_t step = varint(&c->at, c->end);
    c->left--;
    c->place += step >> 2;
    *out = (gazetteer_hit){c->place, (uint8_t)(step & 3)};
    return true;
}

bool gazetteer_begins(const gazetteer *g, str key) {
    char longer[GAZETTEER_KEY_CAP + 1];
    if (!key.len || key.len >= GAZETTEER_KEY_CAP || !g->n_blocks) return false;
    memcpy(longer, key.at, key.len);
    longer[key.len] = ' ';
    str head = {longer, key.len + 1};
    uint32_t block = block_of(g, head);
    for (uint32_t b = block; b < g->n_blocks && b < block + 2; b++) {
        name_reader r = reader_of(g, b);
        for (int i = 0; i < GAZETTEER_BLOCK && read_name(&r); i++) {
            str name = {r.key, r.len};
            if (str_starts(name, head)) return true;
            if (str_order(name, head) > 0) return false;
        }
    }
    return false;
}

/* --- records --- */

static const struct {
    char letter;
    const char *word;
} kinds[] = {
#define KIND(letter, word) {letter, word},
    GAZETTEER_KINDS(KIND)
#undef KIND
};

const char *gazetteer_kind(char letter) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].letter == letter) return kinds[i].word;
    return NULL;
}

static str text_at(const gazetteer *g, uint32_t offset) {
    if (offset >= g->texts_len) return (str){"", 0};
    size_t len = g->texts[offset];
    if (len > g->texts_len - offset - 1) return (str){"", 0};
    return (str){(const char *)g->texts + offset + 1, len};
}

/* A damaged file may hold any number: keep what callers compute with in its range. */
static double degrees(int32_t value, double limit) {
    double d = value * 1e-5;
    return d > limit ? limit : d < -limit ? -limit : d;
}

bool gazetteer_at(const gazetteer *g, uint32_t index, gazetteer_place *out) {
    if (index >= g->n_places) return false;
    const unsigned char *b = g->places + (size_t)index * GAZETTEER_RECORD;
    *out = (gazetteer_place){
        .index = index,
        .id = u32_at(b + 8),
        .lat = degrees((int32_t)u32_at(b), 90),
        .lon = degrees((int32_t)u32_at(b + 4), 180),
        .radius_km = b[24] | b[25] << 8,
        .kind = (char)b[22],
        .by_hand = b[26] & 1,
        .name = text_at(g, u32_at(b + 12)),
    };
    out->population = out->kind == 'L' || out->kind == 'M' ? b[23] : b[23] / 25.0;
    if (b[20] >= 'A' && b[20] <= 'Z' && b[21] >= 'A' && b[21] <= 'Z') memcpy(out->country, b + 20, 2);
    uint32_t parent = u32_at(b + 16);
    /* an area is always more important than what lies in it, so chains end even in a damaged file */
    out->parent = parent < g->n_places ? parent : GAZETTEER_NONE;
    return true;
}
