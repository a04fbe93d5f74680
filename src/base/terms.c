/* terms.c - the vocabularies of the record as tables (include/dateline/terms.def). */
#include <string.h>

#include "base/str.h"
#include "dateline/record.h"

typedef struct term_row {
    dateline_vocabulary vocabulary;
    const char *key;
} term_row;

static const term_row rows[] = {
#define TERM(v, NAME, key) {DATELINE_VOCABULARY_##v, key},
#include "dateline/terms.def"
};

enum { N_ROWS = sizeof rows / sizeof *rows };

static int first_row(dateline_vocabulary vocabulary) {
    int i = 0;
    while (i < N_ROWS && rows[i].vocabulary != vocabulary) i++;
    return i;
}

int dateline_term_count(dateline_vocabulary vocabulary) {
    int first = first_row(vocabulary), i = first;
    while (i < N_ROWS && rows[i].vocabulary == vocabulary) i++;
    return i - first;
}

const char *dateline_term_key(dateline_vocabulary vocabulary, int term) {
    if (term < 0 || term >= dateline_term_count(vocabulary)) return NULL;
    return rows[first_row(vocabulary) + term].key;
}

int dateline_term_of(dateline_vocabulary vocabulary, const char *key, uint64_t len) {
    int first = first_row(vocabulary);
    for (int i = first; i < N_ROWS && rows[i].vocabulary == vocabulary; i++)
        if (str_equal(str_of(rows[i].key), (str){key, len})) return i - first;
    return -1;
}
