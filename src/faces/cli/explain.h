/* explain.h - the layers of a report: what each stage found. */
#ifndef FACES_EXPLAIN_H
#define FACES_EXPLAIN_H

#include "dateline/reader.h"
#include "faces/cli/page.h"

/* Reads a document and writes one layer of it as a line of JSON. Fails as dateline_session_explain does. */
dateline_status explain_layer(dateline_session *session, const dateline_input *input, const char *layer,
                              str_buf *out, dateline_error *err);

/* The layers of all stages in order: under headings on a page, or as lines {"layer":NAME,"of":...} where on is
 * NULL. The document is read once a layer. */
dateline_status explain_all(dateline_session *session, const dateline_input *input, page *on, str_buf *out,
                            dateline_error *err);

#endif
