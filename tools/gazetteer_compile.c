/* gazetteer_compile.c - makes the mapped gazetteer (src/spans/gazetteer_format.h) from data/gazetteer/.
 *
 *     gazetteer_compile FOLDER OUT
 *
 * FOLDER holds gazetteer.tsv.xz (made by tools/gazetteer/build), by_hand.tsv (rows that add places, or mend those
 * of the same GeoNames id) and demonyms.tsv. A few seconds and about 600 MB of memory; a program of the build, which
 * prints what went wrong and stops. */
#include <lzma.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "spans/gazetteer.h"
#include "spans/gazetteer_format.h"

typedef struct place {
    double lat, lon, population, radius;
    uint32_t id, parent, rank; /* parent: number of its line */
    char country[2], kind;
    bool by_hand;
    str name, others; /* others: split by '|' */
} place;

typedef struct name {
    const char *key; /* NUL at its end, in the keys buffer */
    uint32_t place;  /* rank of the place */
    uint8_t how;
} name;

/* Everything grows in here; the program ends before anything needs freeing. */
typedef struct compiler {
    place *places;
    uint32_t n_places, cap_places;
    name *names;
    uint32_t n_names, cap_names;
    uint32_t *by_id; /* hash of GeoNames ids to places + 1 */
    uint32_t by_id_mask;
    char *keys; /* chunk that keys are cut from */
    size_t keys_left;
} compiler;

static void stop(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("gazetteer_compile: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *grown(void *at, size_t bytes) {
    void *p = realloc(at, bytes ? bytes : 1);
    if (!p) stop("out of memory for %zu bytes", bytes);
    return p;
}

/* --- reading --- */

static str read_plain(const char *folder, const char *file) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *f = fopen(path, "rb");
    if (!f) stop("cannot open %s", path);
    char *at = NULL;
    size_t len = 0, n;
    do {
        at = grown(at, len + (1 << 20));
        n = fread(at + len, 1, 1 << 20, f);
        len += n;
    } while (n);
    if (ferror(f)) stop("cannot read %s", path);
    fclose(f);
    return (str){at, len};
}

static str unpack(str packed) {
    lzma_stream z = LZMA_STREAM_INIT;
    if (lzma_stream_decoder(&z, UINT64_MAX, 0) != LZMA_OK) stop("no xz decoder");
    size_t cap = (size_t)192 << 20, len = 0;
    uint8_t *out = grown(NULL, cap);
    z.next_in = (const uint8_t *)packed.at;
    z.avail_in = packed.len;
    for (lzma_ret r = LZMA_OK; r != LZMA_STREAM_END;) {
        if (len == cap) out = grown(out, cap *= 2);
        z.next_out = out + len;
        z.avail_out = cap - len;
        r = lzma_code(&z, LZMA_FINISH);
        len = cap - z.avail_out;
        if (r != LZMA_OK && r != LZMA_STREAM_END) stop("gazetteer.tsv.xz is damaged (xz error %d)", (int)r);
    }
    lzma_end(&z);
    return (str){(char *)out, len};
}

static double number(str s) {
    char buffer[40];
    snprintf(buffer, sizeof buffer, "%.*s", (int)s.len, s.at);
    return atof(buffer);
}

static uint32_t *id_slot(compiler *c, uint32_t id) {
    uint32_t i = (id * 2654435761u) & c->by_id_mask;
    while (c->by_id[i] && c->places[c->by_id[i] - 1].id != id) i = (i + 1) & c->by_id_mask;
    return &c->by_id[i];
}

static place *add_place(compiler *c) {
    if (c->n_places == c->cap_places)
        c->places =
            grown(c->places, (c->cap_places = c->cap_places ? c->cap_places * 2 : 1 << 20) * sizeof(place));
    c->places[c->n_places] = (place){.parent = GAZETTEER_NONE};
    return &c->places[c->n_places++];
}

/* kind country parent id lat lon population radius_km name others */
static void read_source(compiler *c, str text) {
    for (uint32_t line = 1; text.len; line++) {
        str row = str_cut(&text, '\n');
        place *p = add_place(c);
        str cell[10];
        for (int i = 0; i < 10; i++) cell[i] = str_cut(&row, '\t');
        if (cell[0].len != 1 || !gazetteer_kind(cell[0].at[0]) || !cell[8].len || cell[8].len > 255)
            stop("gazetteer.tsv line %u is wrong", line);
        p->kind = cell[0].at[0];
        if (cell[1].len == 2) memcpy(p->country, cell[1].at, 2);
        if (cell[2].len) p->parent = (uint32_t)number(cell[2]);
        if (p->parent != GAZETTEER_NONE && p->parent >= line - 1)
            stop("gazetteer.tsv line %u: parent behind it", line);
        p->id = (uint32_t)number(cell[3]);
        p->lat = number(cell[4]);
        p->lon = number(cell[5]);
        p->population = number(cell[6]);
        p->radius = number(cell[7]);
        p->name = cell[8];
        p->others = cell[9];
    }
}

static void index_ids(compiler *c) {
    c->by_id_mask = (1u << 22) - 1;
    c->by_id = grown(NULL, ((size_t)c->by_id_mask + 1) * sizeof *c->by_id);
    memset(c->by_id, 0, ((size_t)c->by_id_mask + 1) * sizeof *c->by_id);
    for (uint32_t i = 0; i < c->n_places; i++)
        if (c->places[i].id && !*id_slot(c, c->places[i].id)) *id_slot(c, c->places[i].id) = i + 1;
}

static uint32_t country_place(const compiler *c, const char *country) {
    for (uint32_t i = 0; i < c->n_places && strchr("KZN", c->places[i].kind); i++)
        if (c->places[i].kind == 'N' && memcmp(c->places[i].country, country, 2) == 0) return i;
    return GAZETTEER_NONE;
}

static str joined(str a, str b) {
    if (!a.len || !b.len) return a.len ? a : b;
    char *at = grown(NULL, a.len + b.len + 1);
    memcpy(at, a.at, a.len);
    at[a.len] = '|';
    memcpy(at + a.len + 1, b.at, b.len);
    return (str){at, a.len + b.len + 1};
}

/* id kind country lat lon radius_km population name others note; of a place that is known by id, only the cells that
 * are filled replace what is there, and the others are added to its names. */
static void read_by_hand(compiler *c, str text) {
    for (uint32_t line = 1; text.len; line++) {
        str row = str_cut(&text, '\n'), cell[10];
        if (!row.len || row.at[0] == '#' || line == 1) continue;
        for (int i = 0; i < 10; i++) cell[i] = str_cut(&row, '\t');
        uint32_t id = (uint32_t)number(cell[0]), known = id ? *id_slot(c, id) : 0;
        place *p = known ? &c->places[known - 1] : add_place(c);
        if (!known && (cell[1].len != 1 || !cell[3].len || !cell[4].len || !cell[7].len))
            stop("by_hand.tsv line %u: a new place needs kind, lat, lon and name", line);
        p->by_hand = true;
        p->id = id;
        if (cell[1].len) p->kind = cell[1].at[0];
        if (!gazetteer_kind(p->kind)) stop("by_hand.tsv line %u: no such kind", line);
        if (cell[2].len == 2) memcpy(p->country, cell[2].at, 2);
        if (cell[3].len) p->lat = number(cell[3]), p->lon = number(cell[4]);
        if (cell[5].len) p->radius = number(cell[5]);
        if (cell[6].len) p->population = number(cell[6]);
        if (cell[7].len) {
            if (known) p->others = joined(p->others, p->name);
            p->name = cell[7];
        }
        p->others = joined(p->others, cell[8]);
        if (!known && cell[2].len == 2) p->parent = country_place(c, cell[2].at);
    }
}

/* --- ranking: the most important place gets number 0 --- */

static const compiler *sorting; /* qsort has no room for it */

static int group_of(char kind) {
    return kind == 'N' ? 0 : kind == 'K' ? 1 : kind == 'Z' ? 2 : 3;
}

static int by_importance(const void *a, const void *b) {
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const place *p = &sorting->places[i], *q = &sorting->places[j];
    int g = group_of(p->kind) - group_of(q->kind);
    if (g) return g;
    if (p->population != q->population) return p->population > q->population ? -1 : 1;
    return i < j ? -1 : 1;
}

static uint32_t *rank_places(compiler *c) {
    uint32_t *order = grown(NULL, c->n_places * sizeof *order);
    for (uint32_t i = 0; i < c->n_places; i++) order[i] = i;
    sorting = c;
    qsort(order, c->n_places, sizeof *order, by_importance);
    for (uint32_t i = 0; i < c->n_places; i++) c->places[order[i]].rank = i;
    return order;
}

/* --- names --- */

/* mark is put before the key: "~" for names of the airfields of a town. */
static void add_key(compiler *c, const char *mark, str key, uint32_t rank, uint8_t how) {
    size_t head = strlen(mark), len = head + key.len;
    if (len >= GAZETTEER_KEY_CAP) return;
    if (c->keys_left < len + 1) c->keys = grown(NULL, c->keys_left = (size_t)16 << 20);
    if (c->n_names == c->cap_names)
        c->names = grown(c->names, (c->cap_names = c->cap_names ? c->cap_names * 2 : 1 << 21) * sizeof(name));
    memcpy(c->keys, mark, head);
    memcpy(c->keys + head, key.at, key.len);
    c->keys[len] = '\0';
    c->names[c->n_names++] = (name){c->keys, rank, how};
    c->keys += len + 1;
    c->keys_left -= len + 1;
}

static void add_name(compiler *c, str text, uint32_t rank, uint8_t how) {
    char key[GAZETTEER_KEY_CAP];
    size_t len = gazetteer_key(text, key);
    if (len) add_key(c, "", (str){key, len}, rank, how);
}

/* Countries whose names reach news in many spellings. */
static bool writes_arabic(const place *p) {
    static const char codes[] = "SY IQ YE LY LB PS JO AF SO SD SA EG ";
    char code[4] = {p->country[0], p->country[1], ' ', 0};
    return p->country[0] && strstr(codes, code) && strchr("CAPVX12", p->kind);
}

static void add_skeleton(compiler *c, str text, uint32_t rank) {
    char key[GAZETTEER_KEY_CAP], bones[GAZETTEER_KEY_CAP];
    size_t len = gazetteer_skeleton((str){key, gazetteer_key(text, key)}, bones);
    if (len) add_key(c, "^", (str){bones, len}, rank, GAZETTEER_ALIAS);
}

static void add_names(compiler *c) {
    for (uint32_t i = 0; i < c->n_places; i++) {
        const place *p = &c->places[i];
        bool arabic = writes_arabic(p);
        add_name(c, p->name, p->rank, GAZETTEER_MAIN);
        if (arabic) add_skeleton(c, p->name, p->rank);
        for (str rest = p->others; rest.len;) {
            str other = str_cut(&rest, '|');
            if (str_starts(other, STR("=")))
                add_name(c, (str){other.at + 1, other.len - 1}, p->rank, GAZETTEER_CODE);
            else
                add_name(c, other, p->rank, GAZETTEER_ALIAS);
            if (arabic) add_skeleton(c, other, p->rank);
        }
    }
}

/* --- airfields by the towns near them --- */

enum { NEAR_TOWNS = 4, CELLS_X = 720, CELLS_Y = 360 }; /* cells of half a degree */
#define NEAR_KM 35.0

/* Towns of each cell, as lists of places + 1. */
typedef struct town_grid {
    uint32_t head[CELLS_Y][CELLS_X];
    uint32_t *next;
} town_grid;

static int cell(double degrees, double offset, int cells) {
    int i = (int)((degrees + offset) * 2);
    return i < 0 ? 0 : i >= cells ? cells - 1 : i;
}

static double flat_km(const place *a, const place *b) {
    double y = (a->lat - b->lat) * 111.2, x = (a->lon - b->lon) * 111.2 * cos(a->lat * 3.14159265 / 180);
    return sqrt(x * x + y * y);
}

static town_grid *grid_towns(const compiler *c) {
    town_grid *g = calloc(1, sizeof *g);
    if (!g || !(g->next = calloc(c->n_places, sizeof *g->next))) stop("out of memory");
    for (uint32_t i = 0; i < c->n_places; i++) {
        const place *p = &c->places[i];
        if (!strchr("CAPV", p->kind) || (p->kind == 'V' && !p->by_hand)) continue;
        uint32_t *head = &g->head[cell(p->lat, 90, CELLS_Y)][cell(p->lon, 180, CELLS_X)];
        g->next[i] = *head;
        *head = i + 1;
    }
    return g;
}

/* Small places of the hand list lie in the areas that the nearest town lies in. */
static void place_by_hand(compiler *c, const town_grid *g) {
    for (uint32_t i = 0; i < c->n_places; i++) {
        place *p = &c->places[i];
        if (!p->by_hand || p->id || !p->country[0] || p->radius > 40) continue;
        double least = 60;
        int y = cell(p->lat, 90, CELLS_Y), x = cell(p->lon, 180, CELLS_X);
        for (int k = 0; k < 9; k++) {
            int row = y + k / 3 - 1, column = (x + k % 3 - 1 + CELLS_X) % CELLS_X;
            if (row < 0 || row >= CELLS_Y) continue;
            for (uint32_t t = g->head[row][column]; t; t = g->next[t - 1]) {
                const place *town = &c->places[t - 1];
                if (town->by_hand || memcmp(town->country, p->country, 2) != 0 || flat_km(p, town) > least)
                    continue;
                least = flat_km(p, town);
                p->parent = town->parent;
            }
        }
    }
}

/* A name of the airfield under '~' and what is left of text without "Air Base", "International Airport". */
static void add_marked(compiler *c, str text, uint32_t rank) {
    static const char *const tails[] = {
        " airport",   " air base", " airbase", " airfield", " international", " military",
        " base",      " air",      " army",    " regional", " afb",           " air force",
        " southeast", " west",     " east",    " north",    " new",           " heliport"};
    char key[GAZETTEER_KEY_CAP];
    str k = {key, gazetteer_key(text, key)};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (str_ends(k, str_of(tails[i]))) {
            k.len -= strlen(tails[i]);
            i = (size_t)-1; /* from the first tail again */
        }
    str camp = STR("camp ");
    if (str_starts(k, camp)) k = (str){k.at + camp.len, k.len - camp.len};
    if (k.len > 2) add_key(c, "~", k, rank, GAZETTEER_ALIAS);
}

/* The largest towns within NEAR_KM, the largest first; returns how many. */
static int towns_near(const compiler *c, const town_grid *g, const place *p, const place *near[NEAR_TOWNS]) {
    int n = 0, y = cell(p->lat, 90, CELLS_Y), x = cell(p->lon, 180, CELLS_X);
    for (int k = 0; k < 9; k++) {
        int row = y + k / 3 - 1, column = (x + k % 3 - 1 + CELLS_X) % CELLS_X;
        if (row < 0 || row >= CELLS_Y) continue;
        for (uint32_t t = g->head[row][column]; t; t = g->next[t - 1]) {
            const place *town = &c->places[t - 1];
            if (flat_km(p, town) > NEAR_KM) continue;
            int at = n < NEAR_TOWNS ? n++ : NEAR_TOWNS;
            for (; at > 0 && near[at - 1]->population < town->population; at--)
                if (at < NEAR_TOWNS) near[at] = near[at - 1];
            if (at < NEAR_TOWNS) near[at] = town;
        }
    }
    return n;
}

/* "X air base" is often the field of another name beside the town X. Military ones and larger airports. */
static void add_airfields(compiler *c, const town_grid *g) {
    for (uint32_t i = 0; i < c->n_places; i++) {
        const place *p = &c->places[i];
        if (p->kind != 'M' && !(p->kind == 'L' && p->population >= 1)) continue;
        add_marked(c, p->name, p->rank);
        for (str rest = p->others; rest.len;) add_marked(c, str_cut(&rest, '|'), p->rank);
        if (p->kind == 'L' && p->population < 2) continue;
        const place *near[NEAR_TOWNS];
        int n = towns_near(c, g, p, near);
        for (int t = 0; t < n; t++) add_marked(c, near[t]->name, p->rank);
    }
}

/* word, country code or GeoNames id of an area, note */
static void add_demonyms(compiler *c, str text) {
    for (uint32_t line = 1; text.len; line++) {
        str row = str_cut(&text, '\n');
        if (!row.len || row.at[0] == '#' || line == 1) continue;
        str word = str_cut(&row, '\t'), of = str_cut(&row, '\t');
        bool code = of.len == 2 && of.at[0] >= 'A';
        uint32_t slot = code ? country_place(c, of.at) + 1 : *id_slot(c, (uint32_t)number(of));
        if (!slot) stop("demonyms.tsv line %u: unknown %.*s", line, (int)of.len, of.at);
        add_name(c, word, c->places[slot - 1].rank, GAZETTEER_DEMONYM);
    }
}

static int by_key(const void *a, const void *b) {
    const name *p = a, *q = b;
    int order = strcmp(p->key, q->key);
    if (order) return order;
    if (p->place != q->place) return p->place < q->place ? -1 : 1;
    return (p->how == GAZETTEER_MAIN ? -1 : p->how) - (q->how == GAZETTEER_MAIN ? -1 : q->how);
}

/* --- writing --- */

typedef struct bytes {
    unsigned char *at;
    size_t len, cap;
} bytes;

static void add_byte(bytes *b, unsigned value) {
    if (b->len == b->cap) b->at = grown(b->at, b->cap = b->cap ? b->cap * 2 : 1 << 20);
    b->at[b->len++] = (unsigned char)value;
}

static void add_u32(bytes *b, uint32_t value) {
    for (int i = 0; i < 32; i += 8) add_byte(b, value >> i & 255);
}

static void add_u64(bytes *b, uint64_t value) {
    add_u32(b, (uint32_t)value);
    add_u32(b, (uint32_t)(value >> 32));
}

static void add_all(bytes *b, const void *at, size_t len) {
    for (size_t i = 0; i < len; i++) add_byte(b, ((const unsigned char *)at)[i]);
}

static void add_varint(bytes *b, uint32_t value) {
    for (; value >= 0x80; value >>= 7) add_byte(b, (value & 0x7F) | 0x80);
    add_byte(b, value);
}

/* Places of names[from..to), which share a key. */
static void write_places_of(const compiler *c, uint32_t from, uint32_t to, bytes *out) {
    static bytes list;
    uint32_t n = 0, before = 0;
    list.len = 0;
    for (uint32_t i = from; i < to; i++) {
        if (i > from && c->names[i].place == c->names[i - 1].place) continue;
        add_varint(&list, (c->names[i].place - before) << 2 | c->names[i].how);
        before = c->names[i].place;
        n++;
    }
    add_varint(out, n);
    if (n > 1) add_varint(out, (uint32_t)list.len);
    add_all(out, list.at, list.len);
}

static uint32_t write_names(const compiler *c, bytes *names, bytes *blocks) {
    uint32_t n = 0;
    const char *before = "";
    for (uint32_t from = 0, to; from < c->n_names; from = to, n++) {
        const char *key = c->names[from].key;
        for (to = from + 1; to < c->n_names && strcmp(c->names[to].key, key) == 0;) to++;
        size_t shared = 0;
        if (n % GAZETTEER_BLOCK == 0)
            add_u32(blocks, (uint32_t)names->len);
        else
            while (key[shared] && key[shared] == before[shared]) shared++;
        add_byte(names, (unsigned)shared);
        add_byte(names, (unsigned)strlen(key + shared));
        add_all(names, key + shared, strlen(key + shared));
        write_places_of(c, from, to, names);
        before = key;
    }
    return n;
}

/* Display names, equal ones once. */
static uint32_t text_offset(bytes *texts, str text) {
    static uint32_t *slots;
    enum { MASK = (1 << 22) - 1 };
    if (!slots) slots = calloc(MASK + 1, sizeof *slots);
    if (!slots) stop("out of memory");
    uint32_t i = (uint32_t)XXH3_64bits(text.at, text.len) & MASK;
    for (; slots[i]; i = (i + 1) & MASK) {
        const unsigned char *t = texts->at + slots[i] - 1;
        if (t[0] == text.len && memcmp(t + 1, text.at, text.len) == 0) return slots[i] - 1;
    }
    slots[i] = (uint32_t)texts->len + 1;
    add_byte(texts, (unsigned)text.len);
    add_all(texts, text.at, text.len);
    return slots[i] - 1;
}

static void write_place(const compiler *c, const place *p, bytes *out, bytes *texts) {
    bool airfield = p->kind == 'L' || p->kind == 'M';
    add_u32(out, (uint32_t)(int32_t)lround(p->lat * 1e5));
    add_u32(out, (uint32_t)(int32_t)lround(p->lon * 1e5));
    add_u32(out, p->id);
    add_u32(out, text_offset(texts, p->name));
    add_u32(out, p->parent == GAZETTEER_NONE ? GAZETTEER_NONE : c->places[p->parent].rank);
    add_all(out, p->country, 2);
    add_byte(out, (unsigned char)p->kind);
    add_byte(out, (unsigned)lround(airfield ? p->population : fmin(255, 25 * log10(p->population + 1))));
    unsigned radius = (unsigned)lround(fmin(65535, p->radius));
    add_byte(out, radius & 255);
    add_byte(out, radius >> 8);
    add_byte(out, p->by_hand);
    add_byte(out, 0);
}

static void write_file(const char *path, const bytes parts[4], uint32_t n_places, uint32_t n_names) {
    bytes head = {0}, body = {0};
    uint64_t offsets[4];
    for (int i = 0; i < 4; i++) {
        offsets[i] = GAZETTEER_HEADER + body.len;
        add_all(&body, parts[i].at, parts[i].len);
    }
    add_all(&head, GAZETTEER_MAGIC, 8);
    add_u32(&head, GAZETTEER_VERSION);
    add_u32(&head, GAZETTEER_VERSION);
    add_u64(&head, GAZETTEER_HEADER + body.len);
    const uint32_t counts[6] = {
        n_places, n_names, (uint32_t)parts[1].len / 4, (uint32_t)parts[2].len, (uint32_t)parts[3].len, 0};
    for (int i = 0; i < 6; i++) add_u32(&head, counts[i]);
    for (int i = 0; i < 4; i++) add_u64(&head, offsets[i]);
    add_u64(&head, XXH3_64bits(parts[1].at, parts[1].len));
    add_u64(&head, XXH3_64bits(body.at, body.len));
    add_u64(&head, XXH3_64bits(head.at, head.len));
    add_all(&head, body.at, body.len);
    dateline_error err = {0};
    if (file_replace(path, (const char *)head.at, head.len, &err)) stop("%s", err.sentence);
    printf("%s: %u places, %u names, %zu bytes\n", path, n_places, n_names, head.len);
}

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: gazetteer_compile FOLDER OUT");
    static compiler c;
    read_source(&c, unpack(read_plain(argv[1], "gazetteer.tsv.xz")));
    index_ids(&c);
    read_by_hand(&c, read_plain(argv[1], "by_hand.tsv"));
    uint32_t *order = rank_places(&c);
    add_names(&c);
    town_grid *g = grid_towns(&c);
    place_by_hand(&c, g);
    add_airfields(&c, g);
    add_demonyms(&c, read_plain(argv[1], "demonyms.tsv"));
    qsort(c.names, c.n_names, sizeof *c.names, by_key);
    bytes parts[4] = {{0}}; /* places, blocks, names, texts */
    for (uint32_t i = 0; i < c.n_places; i++) write_place(&c, &c.places[order[i]], &parts[0], &parts[3]);
    uint32_t n_names = write_names(&c, &parts[2], &parts[1]);
    write_file(argv[2], parts, c.n_places, n_names);
    return 0;
}
