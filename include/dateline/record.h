/* dateline/record.h - the incident record: what a report says happened, every value tied to its words.
 *
 * Plain structs. Everything is owned by the dateline_report (reader.h) that it came with and lives as long;
 * strings end with NUL, are UTF-8, and NULL where the text does not tell. Offsets are bytes of the canonical
 * text.
 *
 * Thread rule: const data, any number of readers. */
#ifndef DATELINE_RECORD_H
#define DATELINE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Half-open byte range [start, end) of the canonical text. */
typedef struct dateline_span {
    uint32_t start, end;
} dateline_span;

/* The vocabularies: DATELINE_VOCABULARY_type and so on, and their terms as DATELINE_type_ATTACK and so on. */
typedef enum dateline_vocabulary {
#define VOCABULARY(v) DATELINE_VOCABULARY_##v,
#include "dateline/terms.def"
    DATELINE_N_VOCABULARIES
} dateline_vocabulary;

/* clang-format off: each vocabulary counts from 0; BEFORE_ is the place to count from. */
enum dateline_term {
#define VOCABULARY(v)      DATELINE_BEFORE_##v = -1,
#define TERM(v, NAME, key) DATELINE_##v##_##NAME,
#include "dateline/terms.def"
};
/* clang-format on */

/* Key of a term ("armed_clash"), or NULL when the vocabulary has no such term. Static. */
const char *dateline_term_key(dateline_vocabulary vocabulary, int term);

/* Term of a key of len bytes, or -1. */
int dateline_term_of(dateline_vocabulary vocabulary, const char *key, uint64_t len);

/* Number of terms of a vocabulary. */
int dateline_term_count(dateline_vocabulary vocabulary);

/* A speaker: who says so. */
typedef struct dateline_speaker {
    const char *name;
    int kind; /* vocabulary speaker */
    const dateline_span *evidence;
    uint32_t n_evidence;
    float score;
} dateline_speaker;

/* What every value stands on. */
typedef struct dateline_basis {
    const dateline_span *evidence; /* at least one span for a value that is present */
    uint32_t n_evidence;
    const dateline_speaker *said_by; /* a source of the value's own, nearest speaker first; may be none */
    uint32_t n_said_by;
    bool inferred;   /* not said but concluded (a country from a city) */
    float score;     /* 0..1, calibrated: of values scored 0.8, about 80 % are right */
    const char *why; /* short reason or rule name of the normaliser; NULL when the model alone decided */
} dateline_basis;

/* No bound on this side of a count. */
#define DATELINE_OPEN INT64_MIN

/* A count min..max, both at least 0 where bounded. */
typedef struct dateline_count {
    bool known; /* false: the text does not tell; min and max are meaningless */
    int64_t min, max;
} dateline_count;

/* A total over an incident, with its words. */
typedef struct dateline_toll {
    dateline_count count;
    dateline_basis basis;
} dateline_toll;

/* A period, both ends inclusive. ISO 8601 "2020-01-12" or "2020-01-12T07:30"; "" is an open end. A date whose
 * words could not be resolved has both ends open and known true. */
typedef struct dateline_when {
    bool known;
    char start[20], end[20];
    int precision; /* vocabulary date_precision */
    dateline_basis basis;
} dateline_when;

typedef struct dateline_where {
    bool known;
    const char *name; /* the most specific named place, as the text writes it or its usual English form */
    const char *kind; /* "city", "village", "airfield", "river", "country", ...; NULL unknown */
    const char *const *path; /* country first, down to the most specific place that was resolved */
    uint32_t n_path;
    char country[3];         /* ISO 3166-1 alpha-2, "" unknown */
    bool has_point;          /* false: no pin */
    double lat, lon;         /* WGS 84 degrees */
    double radius_km;        /* of uncertainty around the point; 0 unknown */
    int precision;           /* vocabulary place_precision */
    int64_t gazetteer_id;    /* GeoNames id where > 0, 0 none */
    bool has_relation;       /* "50 miles north of Baghdad" */
    double distance_km;      /* negative: not said */
    int bearing;             /* degrees clockwise from north, -1: not said */
    const char *relation_of; /* "Baghdad" */
    dateline_basis basis;
} dateline_where;

typedef struct dateline_claim {
    int status; /* vocabulary claim; none: nothing said */
    const char *by;
    dateline_basis basis;
} dateline_claim;

typedef struct dateline_perpetrator {
    const char *name;
    const char *actor; /* stable id of the actor table, NULL where it has none */
    int kind, category, certainty;
    const char *by; /* the source that claims or accuses; NULL none */
    char nation[3];
    dateline_basis basis;
} dateline_perpetrator;

typedef struct dateline_weapon {
    const char *name;
    int type;
    dateline_count count;
    dateline_basis basis;
} dateline_weapon;

typedef struct dateline_target {
    const char *name;
    int type, effect;
    char nation[3];
    dateline_count count;
    dateline_basis basis;
} dateline_target;

typedef struct dateline_people {
    const char *name;        /* a personal name, NULL where nobody is named */
    const char *description; /* "two police officers" */
    int type, effect, sex, age_group;
    char nation[3];
    dateline_count count;
    dateline_basis basis;
} dateline_people;

typedef struct dateline_related {
    uint32_t incident; /* ordinal within the report */
    int relation;
    float score;
} dateline_related;

typedef struct dateline_incident {
    char id[80]; /* report id, '#', ordinal */
    int type, stage, intent;
    float type_score, stage_score, intent_score, background_score;
    float score; /* that this incident is one at all */
    bool background;
    const dateline_span *mentions;
    uint32_t n_mentions;
    dateline_when when;
    dateline_where where;
    dateline_claim claim;
    const dateline_perpetrator *perpetrators;
    const dateline_weapon *weapons;
    const dateline_target *targets;
    const dateline_people *people;
    const dateline_related *related;
    const dateline_speaker *said_by;
    uint32_t n_perpetrators, n_weapons, n_targets, n_people, n_related, n_said_by;
    dateline_toll killed, injured;
} dateline_incident;

#ifdef __cplusplus
}
#endif
#endif
