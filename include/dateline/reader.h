/* dateline/reader.h - reading reports into incident records.
 *
 * A dateline_reader holds what all reports share (model, gazetteer, tables), mapped and immutable. A
 * dateline_session holds the working memory of one thread. Reading gives a dateline_report that owns
 * everything in it.
 *
 *     dateline_reader *reader;
 *     dateline_session *session;
 *     dateline_report *report;
 *     dateline_error err;
 *     if (dateline_reader_open(NULL, &reader, &err) || dateline_session_open(reader, &session, &err)) ...
 *     dateline_input in = {.name = "a.txt", .bytes = text, .len = strlen(text)};
 *     if (dateline_session_read(session, &in, &report, &err) == 0) ... dateline_report_close(report);
 *
 * The same bytes, model, data and options give the same record, whatever the number of threads. */
#ifndef DATELINE_READER_H
#define DATELINE_READER_H

#include "dateline/error.h"
#include "dateline/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dateline_reader dateline_reader;
typedef struct dateline_session dateline_session;

/* Number format of the encoder. AUTO takes the fastest that the processor has. */
typedef enum dateline_arithmetic {
    DATELINE_ARITHMETIC_AUTO,
    DATELINE_ARITHMETIC_F32,
    DATELINE_ARITHMETIC_BF16,
    DATELINE_ARITHMETIC_INT8
} dateline_arithmetic;

/* All fields may be zero. Strings are borrowed for the call. */
typedef struct dateline_reader_options {
    /* Folder with model.json, weights.bin, vocab.txt. NULL: models/reader-1 of the data folder. */
    const char *model;
    /* Folder with gazetteer.bin and the tables. NULL: share/dateline under the prefix that it was built for. */
    const char *data;
    dateline_arithmetic arithmetic;
} dateline_reader_options;

/* Opens model and data. options may be NULL. Fails with DL-04xx, DL-05xx, DL-0101..0103. */
dateline_status dateline_reader_open(const dateline_reader_options *options, dateline_reader **reader,
                                     dateline_error *err);

/* No session of the reader may be open. NULL is allowed. */
void dateline_reader_close(dateline_reader *reader);

/* "reader-1", the name of the model, and "f32", "bf16" or "int8". Live as long as the reader. */
const char *dateline_reader_model(const dateline_reader *reader);
const char *dateline_reader_arithmetic(const dateline_reader *reader);

/* Working memory for one thread; many sessions may share a reader. */
dateline_status dateline_session_open(const dateline_reader *reader, dateline_session **session,
                                      dateline_error *err);
void dateline_session_close(dateline_session *session);

/* One document to read. Borrowed for the call; only bytes and len are needed. Strings are UTF-8. */
typedef struct dateline_input {
    const char *name; /* "doc" of the record: a file name or the caller's id */
    const char *bytes;
    uint64_t len;
    const char *published; /* YYYY-MM-DD[Thh:mm...] */
    const char *title, *publisher, *author, *url, *language;
    uint32_t n_repaired, n_mended; /* of a page: what reading it has repaired and mended already; else 0 */
} dateline_input;

/* A report and its incidents. */
typedef struct dateline_report {
    const char *id;   /* sha256 of text, hex */
    const char *name; /* as in the input */
    const char *title, *published, *publisher, *author, *url, *language;
    struct {
        const char *place, *date, *agency; /* words of the agency dateline; NULL: not there */
        dateline_span span;
    } dateline;
    const char *text; /* canonical UTF-8 that all spans refer to, NUL behind text_len bytes */
    uint64_t text_len;
    uint32_t n_repaired; /* broken byte sequences replaced by U+FFFD */
    uint32_t n_mended;   /* characters of UTF-8 that had been read as windows-1252, put right */
    const dateline_incident *incidents;
    uint32_t n_incidents;
} dateline_report;

/* Reads one document. On failure *report is NULL and the session stays usable. Fails with DL-0101, DL-02xx, DL-0409,
 * DL-0601. A published that is no date is left out: the status is 0 then, and err holds the note (number 305; else 0).
 * Cost: linear in the length of the text. */
dateline_status dateline_session_read(dateline_session *session, const dateline_input *input,
                                      dateline_report **report, dateline_error *err);

/* Frees the report and all that it owns. NULL is allowed. */
void dateline_report_close(dateline_report *report);

/* Reads a document and gives one stage's layer of it as JSON, for people who want to see how a record came
 * about: "sentences tokens pieces spans drafts" and the values found in the text whether or not an incident
 * uses them: "places times numbers actors speakers". One object {"doc": ..., "spans": [{"start", "end",
 * "value", "why"}]}. *json belongs to the session and lives until its next call. Fails as
 * dateline_session_read does, and with DL-0902 for a layer that does not exist. */
dateline_status dateline_session_explain(dateline_session *session, const dateline_input *input,
                                         const char *layer, const char **json, dateline_error *err);

#ifdef __cplusplus
}
#endif
#endif
