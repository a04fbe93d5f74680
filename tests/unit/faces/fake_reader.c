/* fake_reader.c - the reader's functions without a model: every document gives the fake report under its own
 * name, after a delay that differs from document to document; one that begins with "fail" fails. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "fake_report.h"

struct dateline_reader {
    int n_sessions;
};

struct dateline_session {
    const dateline_reader *reader;
};

typedef struct owned_report {
    dateline_report report; /* first: freed by its address */
    fake_report fake;
    char name[256];
} owned_report;

dateline_status dateline_reader_open(const dateline_reader_options *options, dateline_reader **reader,
                                     dateline_error *err) {
    (void)options;
    *reader = calloc(1, sizeof **reader);
    return *reader ? DATELINE_OK : error_memory(err, "");
}

void dateline_reader_close(dateline_reader *reader) {
    free(reader);
}

dateline_status dateline_session_open(const dateline_reader *reader, dateline_session **session,
                                      dateline_error *err) {
    *session = calloc(1, sizeof **session);
    if (!*session) return error_memory(err, "");
    (*session)->reader = reader;
    return DATELINE_OK;
}

void dateline_session_close(dateline_session *session) {
    free(session);
}

dateline_status dateline_session_read(dateline_session *session, const dateline_input *input,
                                      dateline_report **report, dateline_error *err) {
    (void)session;
    *report = NULL;
    if (input->len >= 4 && memcmp(input->bytes, "fail", 4) == 0)
        return error_set(err, ERR_TEXT_EMPTY, input->name, 0, "a document that shall fail");
    usleep((useconds_t)(input->len * 7919 % 13) * 100);
    owned_report *r = calloc(1, sizeof *r);
    if (!r) return error_memory(err, input->name);
    r->report = *fake_report_fill(&r->fake);
    strncpy(r->name, input->name ? input->name : "", sizeof r->name - 1);
    r->report.name = r->name;
    *report = &r->report;
    return DATELINE_OK;
}

void dateline_report_close(dateline_report *report) {
    free(report);
}

dateline_status dateline_session_explain(dateline_session *session, const dateline_input *input,
                                         const char *layer, const char **json, dateline_error *err) {
    (void)session;
    (void)input;
    if (strcmp(layer, "places") != 0)
        return error_set(err, ERR_ARGUMENT, layer, DATELINE_NO_OFFSET, "no such layer");
    *json = "{\"doc\":\"fake\",\"spans\":[]}";
    return DATELINE_OK;
}
