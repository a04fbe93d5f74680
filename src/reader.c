/* reader.c - the journey of one report. Read this first: read_document() names every stage in order. */
#include "dateline/reader.h"

#include <stdlib.h>

#include "doc/document.h"
#include "incidents/assemble.h"
#include "incidents/link.h"
#include "intake/intake.h"
#include "layers_json.h"
#include "spans/gazetteer.h"
#include "spans/model.h"
#include "spans/tagger.h"
#include "text/segment.h"
#include "text/token.h"
#include "text/wordpiece.h"

/* What all sessions share: opened once, const afterwards. */
struct dateline_reader {
    arena tables; /* memory of everything below that is no file */
    model *model;
    gazetteer gazetteer;
    segment_tables segments;
    wordpiece pieces;
    assemble_tools tools;
};

struct dateline_session {
    const dateline_reader *reader;
    tagger_workspace *workspace;
    str_buf json; /* answer of the last dateline_session_explain */
};

/* A report with everything that it points into. */
typedef struct reading {
    dateline_report report;
    arena arena;
    document doc;
} reading;

/* The stages that need no model. */
static dateline_status read_text(const dateline_session *s, const dateline_input *in, document *doc,
                                 dateline_error *err) {
    const dateline_reader *r = s->reader;
    dateline_status status = intake_plain(doc, in, err); /* bytes -> canonical text, metadata, dateline */
    if (!status) status = segment_run(doc, &r->segments, err); /* -> sentences */
    if (!status) status = token_run(doc, err);                 /* -> words and numbers */
    if (!status) status = wordpiece_run(doc, &r->pieces, err); /* -> pieces for the encoder */
    return status;
}

static dateline_status read_document(dateline_session *s, const dateline_input *in, document *doc,
                                     dateline_error *err) {
    const dateline_reader *r = s->reader;
    dateline_status status = read_text(s, in, doc, err);
    if (!status) status = tagger_run(doc, r->model, s->workspace, err); /* -> scored spans */
    if (!status) status = link_run(doc, r->model, s->workspace, err);   /* -> drafts and their arguments */
    if (!status) status = assemble_run(doc, &r->tools, err); /* -> incidents, every value with its words */
    return status;
}

/* --- opening --- */

static dateline_status open_tables(dateline_reader *r, const char *data, dateline_error *err) {
    assemble_tools *t = &r->tools;
    arena *a = &r->tables;
    const char *gazetteer_path = arena_print(a, "%s/gazetteer.bin", data);
    if (!gazetteer_path) return error_memory(err, data);
    dateline_status status = gazetteer_open(gazetteer_path, &r->gazetteer, err);
    if (!status) status = segment_tables_open(data, &r->segments, a, err);
    if (!status) status = date_tables_open(data, a, &t->dates, err);
    if (!status) status = number_tables_open(data, a, &t->numbers, err);
    if (!status) status = lexicon_open(data, a, &t->lexicon, err);
    if (!status) status = nation_open(data, a, &t->nations, err);
    if (!status) status = actor_open(data, t->nations, t->lexicon, a, &t->actors, err);
    if (!status) status = person_open(data, t->nations, a, &t->persons, err);
    if (!status) status = source_open(data, t->lexicon, a, &t->sources, err);
    if (!status) status = assemble_weights_read(data, &t->weights, a, err);
    t->gazetteer = &r->gazetteer;
    return status;
}

static dateline_status open_model(dateline_reader *r, const char *folder, dateline_arithmetic arithmetic,
                                  dateline_error *err) {
    const char *vocabulary = arena_print(&r->tables, "%s/vocab.txt", folder);
    if (!vocabulary) return error_memory(err, folder);
    dateline_status status = model_open(folder, arithmetic, &r->model, err);
    if (!status) status = wordpiece_open(vocabulary, &r->pieces, &r->tables, err);
    /* A line lost or added would give every piece behind it the vector of its neighbour. */
    if (!status && r->pieces.n != encoder_vocabulary(r->model->encoder))
        status = error_set(err, ERR_MODEL_SHAPE, vocabulary, DATELINE_NO_OFFSET, "%u pieces for %zu vectors",
                           r->pieces.n, encoder_vocabulary(r->model->encoder));
    r->tools.model = r->model;
    return status;
}

dateline_status dateline_reader_open(const dateline_reader_options *options, dateline_reader **reader,
                                     dateline_error *err) {
    const char *data = options && options->data ? options->data : DATELINE_DATA_DIR;
    dateline_reader *r = calloc(1, sizeof *r);
    *reader = NULL;
    if (!r) return error_memory(err, data);
    const char *folder =
        options && options->model ? options->model : arena_print(&r->tables, "%s/models/reader-1", data);
    dateline_status status =
        folder ? open_model(r, folder, options ? options->arithmetic : DATELINE_ARITHMETIC_AUTO, err)
               : error_memory(err, data);
    if (!status) status = open_tables(r, data, err);
    if (status)
        dateline_reader_close(r);
    else
        *reader = r;
    return status;
}

void dateline_reader_close(dateline_reader *r) {
    if (!r) return;
    model_close(r->model);
    gazetteer_close(&r->gazetteer);
    arena_clear(&r->tables);
    free(r);
}

const char *dateline_reader_model(const dateline_reader *r) {
    return r->model->settings.name;
}

const char *dateline_reader_arithmetic(const dateline_reader *r) {
    static const char *const names[] = {"auto", "f32", "bf16", "int8"};
    return names[engine_arithmetic(r->model->engine)];
}

dateline_status dateline_session_open(const dateline_reader *reader, dateline_session **session,
                                      dateline_error *err) {
    *session = NULL;
    dateline_session *s = calloc(1, sizeof *s);
    if (!s) return error_memory(err, "session");
    s->reader = reader;
    dateline_status status = tagger_workspace_open(reader->model, &s->workspace, err);
    if (status)
        dateline_session_close(s);
    else
        *session = s;
    return status;
}

void dateline_session_close(dateline_session *s) {
    if (!s) return;
    tagger_workspace_close(s->workspace);
    str_buf_clear(&s->json);
    free(s);
}

/* --- reading --- */

static const char *words_or_null(document *doc, dateline_span span) {
    return span.end > span.start ? arena_copy(doc->arena, doc->text.at + span.start, span.end - span.start)
                                 : NULL;
}

static void fill_report(reading *r) {
    document *doc = &r->doc;
    r->report = (dateline_report){
        .id = doc->id,
        .name = doc->name,
        .title = doc->title,
        .published = doc->published,
        .publisher = doc->publisher,
        .author = doc->author,
        .url = doc->url,
        .language = doc->language,
        .dateline = {words_or_null(doc, doc->head.place), words_or_null(doc, doc->head.date),
                     words_or_null(doc, doc->head.agency), doc->head.whole},
        .text = doc->text.at,
        .text_len = doc->text.len,
        .n_repaired = doc->n_repaired,
        .n_mended = doc->n_mended,
        .incidents = doc->incidents.at,
        .n_incidents = doc->incidents.n,
    };
}

static void drop(reading *r) {
    arena_clear(&r->arena);
    free(r);
}

static dateline_status begin(const dateline_input *in, reading **out, dateline_error *err) {
    reading *r = *out = calloc(1, sizeof *r);
    if (!r) return error_memory(err, in->name);
    document_init(&r->doc, &r->arena);
    return DATELINE_OK;
}

dateline_status dateline_session_read(dateline_session *s, const dateline_input *in, dateline_report **report,
                                      dateline_error *err) {
    reading *r;
    *report = NULL;
    dateline_status status = begin(in, &r, err);
    if (status) return status;
    status = read_document(s, in, &r->doc, err);
    if (status) {
        drop(r);
        return status;
    }
    fill_report(r);
    *report = &r->report;
    return DATELINE_OK;
}

void dateline_report_close(dateline_report *report) {
    if (report) drop((reading *)report); /* report is the first member of its reading */
}

dateline_status dateline_session_explain(dateline_session *s, const dateline_input *in, const char *layer,
                                         const char **json, dateline_error *err) {
    reading *r;
    *json = NULL;
    dateline_status status = begin(in, &r, err);
    if (status) return status;
    status =
        layers_json_needs_model(layer) ? read_document(s, in, &r->doc, err) : read_text(s, in, &r->doc, err);
    str_buf_clear(&s->json);
    if (!status) status = layers_json_write(&r->doc, &s->reader->tools, layer, &s->json, err);
    drop(r);
    if (!status) *json = s->json.at;
    return status;
}
