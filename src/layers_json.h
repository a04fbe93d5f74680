/* layers_json.h - one layer of a document as JSON, for dateline_session_explain. */
#ifndef LAYERS_JSON_H
#define LAYERS_JSON_H

#include "base/json_writer.h"
#include "incidents/assemble.h"

/* False for layers that the text alone gives. */
bool layers_json_needs_model(const char *layer);

/* Appends {"doc": ..., "spans": [...]} of the layer. Fails with ERR_ARGUMENT for a name that is no layer, ERR_MEMORY. */
dateline_status layers_json_write(document *doc, const assemble_tools *tools, const char *layer, str_buf *out,
                                  dateline_error *err);

#endif
