/* dateline_layers.c - prints a layer of text/ for each report, one JSON object a line.
 *
 *     dateline_layers DATA sentences|tokens [FILE] <reports.jsonl
 *
 * The trainer cuts reports into sentences with it, so that model and program see the same ones. Reports that cannot be
 * read are told on standard error and the exit status is 1. */
#include <stdio.h>

#include "dateline/input.h"
#include "doc/document.h"
#include "intake/intake.h"
#include "text/explain_text.h"
#include "text/segment.h"
#include "text/token.h"

static int complain(const dateline_error *err) {
    char line[1024];
    dateline_error_print(err, line, sizeof line);
    fprintf(stderr, "dateline_layers: %s\n", line);
    return 1;
}

static dateline_status read_one(const dateline_input *in, const segment_tables *tables, document *doc,
                                dateline_error *err) {
    dateline_status status = intake_plain(doc, in, err);
    if (!status) status = segment_run(doc, tables, err);
    return status ? status : token_run(doc, err);
}

static void print_layer(const document *doc, const char *layer) {
    str_buf out;
    str_buf_init(&out);
    json_writer w = json_writer_to(&out);
    if (strcmp(layer, "tokens") == 0)
        explain_text_tokens(doc, &w);
    else
        explain_text_sentences(doc, &w);
    str_buf_add(&out, "\n", 1);
    fwrite(out.at, 1, out.len, stdout);
    str_buf_clear(&out);
}

static int run(dateline_input_stream *stream, const segment_tables *tables, const char *layer) {
    arena memory = {0};
    dateline_error err;
    int failed = 0;
    for (;;) {
        dateline_input in;
        if (dateline_input_stream_next(stream, &in, &err)) {
            failed = complain(&err);
            continue;
        }
        if (!in.bytes) break;
        document doc;
        arena_reset(&memory, 16 << 20);
        document_init(&doc, &memory);
        if (read_one(&in, tables, &doc, &err))
            failed = complain(&err);
        else
            print_layer(&doc, layer);
    }
    arena_clear(&memory);
    return failed;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: dateline_layers DATA sentences|tokens [FILE]\n");
        return 2;
    }
    arena shared = {0};
    segment_tables tables;
    dateline_error err;
    dateline_input_stream *stream;
    if (segment_tables_open(argv[1], &tables, &shared, &err)) return complain(&err);
    if (dateline_input_stream_open(argc > 3 ? argv[3] : "-", &stream, &err)) return complain(&err);
    int status = run(stream, &tables, argv[2]);
    dateline_input_stream_close(stream);
    arena_clear(&shared);
    return status;
}
