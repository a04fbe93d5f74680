/* explain.c - see explain.h. */
#include "faces/cli/explain.h"

#include <limits.h>

/* In the order of the stages; the notes are what a person should know to read them. */
static const struct {
    const char *name, *note;
} layers[] = {
    {"sentences", "[start, end) bytes of the text"},
    {"tokens", "words and marks"},
    {"pieces", "what the network reads"},
    {"spans", "what the network marks, with its scores"},
    {"drafts", "which mentions make an incident and which spans belong to it"},
    {"times", "every time in the text as a period"},
    {"places", "every place as a point and a path"},
    {"numbers", "every number as a count"},
    {"actors", "every group, force and person"},
    {"speakers", "who says so"},
};

dateline_status explain_layer(dateline_session *session, const dateline_input *input, const char *layer,
                              str_buf *out, dateline_error *err) {
    const char *json;
    dateline_status status = dateline_session_explain(session, input, layer, &json, err);
    if (status) return status;
    str_buf_puts(out, json);
    if (out->len && !out->failed && out->at[out->len - 1] != '\n') str_buf_add(out, "\n", 1);
    return DATELINE_OK;
}

static dateline_status explain_line(dateline_session *session, const dateline_input *input, const char *layer,
                                    str_buf *out, dateline_error *err) {
    const char *json;
    dateline_status status = dateline_session_explain(session, input, layer, &json, err);
    if (status) return status;
    str_buf_print(out, "{\"layer\":\"%s\",\"of\":", layer);
    str_buf_add(out, json, strcspn(json, "\n"));
    str_buf_puts(out, "}\n");
    return DATELINE_OK;
}

static dateline_status explain_on_page(dateline_session *session, const dateline_input *input, size_t layer,
                                       page *on, dateline_error *err) {
    page_puts(on, PAGE_BOLD, layers[layer].name);
    page_puts(on, PAGE_DIM, " - ");
    page_puts(on, PAGE_DIM, layers[layer].note);
    page_end_line(on);
    const char *json;
    dateline_status status = dateline_session_explain(session, input, layers[layer].name, &json, err);
    if (status) return status;
    page lines =
        page_on(on->out, INT_MAX, false); /* unwrapped, but made harmless like everything on a page */
    page_puts(&lines, PAGE_PLAIN, json);
    page_end_line(&lines);
    page_end_line(on);
    return DATELINE_OK;
}

dateline_status explain_all(dateline_session *session, const dateline_input *input, page *on, str_buf *out,
                            dateline_error *err) {
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        dateline_status status = on ? explain_on_page(session, input, i, on, err)
                                    : explain_line(session, input, layers[i].name, out, err);
        if (status) return status;
    }
    return DATELINE_OK;
}
