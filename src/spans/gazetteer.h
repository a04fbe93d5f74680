/* gazetteer.h - names of places and what is known of each: a read-only file, mapped into memory.
 *
 * tools/gazetteer_compile.c makes the file from data/gazetteer/. Names are looked up by their key: no marks, no case,
 * hyphens and other signs as blanks ("Deir ez-Zōr" -> "deir ez zor"). Place 0 is the most important of the world,
 * importance falls with the number, and a name's places come in that order.
 *
 * The file is trusted for nothing: opening checks mark, version, sizes and the checksum of the header, every access
 * is checked against the bounds, so a damaged file gives wrong names but never a read outside of it.
 *
 * Thread rule: const after gazetteer_open; any number of readers. No function here allocates. */
#ifndef SPANS_GAZETTEER_H
#define SPANS_GAZETTEER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#define GAZETTEER_NONE    UINT32_MAX
#define GAZETTEER_KEY_CAP 128 /* bytes of the longest key, with its NUL */

/* What a place is: one letter each, as in the source file. */
#define GAZETTEER_KINDS(KIND)                                                                                \
    KIND('K', "continent")                                                                                   \
    KIND('Z', "region")                                                                                      \
    KIND('N', "country")                                                                                     \
    KIND('1', "admin1")                                                                                      \
    KIND('2', "admin2")                                                                                      \
    KIND('3', "admin3")                                                                                      \
    KIND('C', "capital")                                                                                     \
    KIND('A', "city")                                                                                        \
    KIND('P', "city")                                                                                        \
    KIND('V', "village")                                                                                     \
    KIND('X', "neighbourhood")                                                                               \
    KIND('Q', "abandoned")                                                                                   \
    KIND('L', "airport")                                                                                     \
    KIND('M', "airfield")                                                                                    \
    KIND('H', "river")                                                                                       \
    KIND('W', "water")                                                                                       \
    KIND('T', "mountain")                                                                                    \
    KIND('I', "island")                                                                                      \
    KIND('D', "area")                                                                                        \
    KIND('G', "site")

enum gazetteer_how {
    GAZETTEER_ALIAS,  /* another name or spelling */
    GAZETTEER_MAIN,   /* the place's main name */
    GAZETTEER_CODE,   /* counts only in capitals: "TX", "UK" */
    GAZETTEER_DEMONYM /* "Syrian", "Damascene": people or things of the place */
};

typedef struct gazetteer {
    file_bytes file;
    const unsigned char *places, *blocks, *names, *texts; /* the four sections */
    uint32_t n_places, n_names, n_blocks;
    uint32_t names_len, texts_len;
} gazetteer;

typedef struct gazetteer_place {
    uint32_t index;
    uint32_t id;       /* GeoNames id, 0 none */
    uint32_t parent;   /* index of the smallest area around it, or GAZETTEER_NONE */
    double lat, lon;   /* WGS 84 degrees */
    double radius_km;  /* areas: nine of ten towns lie within; 0 unknown */
    double population; /* as log10(people + 1); airfields: class 0..3 */
    char country[3];   /* ISO 3166-1 alpha-2, "" for seas and regions of many countries */
    char kind;         /* letter of GAZETTEER_KINDS */
    bool by_hand;      /* from data/gazetteer/by_hand.tsv */
    str name;
} gazetteer_place;

/* A place of a name, and how the name belongs to it. */
typedef struct gazetteer_hit {
    uint32_t place;
    uint8_t how; /* enum gazetteer_how */
} gazetteer_hit;

/* Walks the places of one name. */
typedef struct gazetteer_cursor {
    const unsigned char *at, *end;
    uint32_t left, place;
} gazetteer_cursor;

/* Maps the file at path. Fails with ERR_FILE_*, ERR_GAZETTEER_SHORT, _WRONG, _OLD, _NEW or _DAMAGED; *out is then
 * closed. Cost: a few pages, whatever the size. */
dateline_status gazetteer_open(const char *path, gazetteer *out, dateline_error *err);
void gazetteer_close(gazetteer *g);

/* Same checks on bytes that the caller owns and keeps. where names them in errors. */
dateline_status gazetteer_of_bytes(const char *bytes, size_t len, const char *where, gazetteer *out,
                                   dateline_error *err);

/* Checks all of the file against its checksum (linear: tens of milliseconds). */
dateline_status gazetteer_verify(const gazetteer *g, const char *where, dateline_error *err);

/* The key of a name into out (NUL at its end); its length, or 0 when nothing remains or it does not fit. */
size_t gazetteer_key(str name, char out[GAZETTEER_KEY_CAP]);

/* The consonants of a key, as spellings of Arabic names agree in them: "Deir ez-Zor", "Dayr az Zawr" and "Deir Ezzour"
 * are all "drzr". Articles and vowels go, "q" is "k", doubled letters are one. 0 when fewer than 4 remain. The gazetteer
 * holds them under '^' for countries that write Arabic. */
size_t gazetteer_skeleton(str key, char out[GAZETTEER_KEY_CAP]);

/* Places of a key, the most important first; false when no place has it. Cost: log2 of the number of names. */
bool gazetteer_find(const gazetteer *g, str key, gazetteer_cursor *out);
bool gazetteer_next(gazetteer_cursor *c, gazetteer_hit *out);

/* Length of the longest key that begins with this key and a blank: 0 when no longer name begins so. Says only
 * whether to look further. */
bool gazetteer_begins(const gazetteer *g, str key);

/* Record of a place; false when there is none of that number. */
bool gazetteer_at(const gazetteer *g, uint32_t index, gazetteer_place *out);

/* Word for a kind letter ("village"), or NULL. Static. */
const char *gazetteer_kind(char letter);

#endif
