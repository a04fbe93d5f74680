/* read.c - `dateline read` and `dateline explain`: reports in, records or layers out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dateline/wire.h"
#include "faces/cli/cards.h"
#include "faces/cli/commands.h"
#include "faces/cli/explain.h"
#include "faces/cli/indent.h"
#include "faces/cli/jobs.h"
#include "faces/cli/page.h"
#include "faces/cli/progress.h"
#include "faces/cli/share.h"

/* What every report is rendered by: decided once. */
typedef struct rendering {
    output_format format;
    bool colour, explain, with_text;
    const char *layer; /* `dateline explain`; NULL for `dateline read` */
    int width;
} rendering;

/* Where the results go, and how it went. */
typedef struct output {
    const rendering *how;
    progress progress;
    bool any, some_failed;
    int failure; /* exit status when writing failed, else 0 */
} output;

static dateline_status render_record(const rendering *how, const dateline_report *report, str_buf *out,
                                     dateline_error *err) {
    if (how->format == FORMAT_TEXT) {
        page p = page_on(out, how->width, how->colour);
        cards_write(&p, report);
        return DATELINE_OK;
    }
    char *json;
    uint64_t len;
    dateline_status status = dateline_wire_write(report, how->with_text, &json, &len, err);
    if (status) return status;
    if (how->format == FORMAT_JSON) {
        indent_json((str){json, len}, 1, out);
    } else {
        str_buf_add(out, json, len);
        str_buf_add(out, "\n", 1);
    }
    dateline_wire_free(json);
    return DATELINE_OK;
}

/* What one job does. An error with status 0 is a note of the reading: it must outlive what follows. */
static dateline_status run(const void *data, dateline_session *session, const dateline_input *input,
                           str_buf *out, dateline_error *err) {
    const rendering *how = data;
    if (how->layer) return explain_layer(session, input, how->layer, out, err);
    if (how->explain) {
        page p = page_on(out, how->width, how->colour);
        dateline_status status =
            explain_all(session, input, how->format == FORMAT_TEXT ? &p : NULL, out, err);
        if (status) return status;
    }
    dateline_report *report;
    dateline_status status = dateline_session_read(session, input, &report, err);
    if (status) return status;
    status = render_record(how, report, out, err);
    dateline_report_close(report);
    return status;
}

static bool write_out(output *out, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = write(STDOUT_FILENO, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            dateline_error err;
            out->failure = errno == EPIPE ? EXIT_CLOSED_PIPE : EXIT_OUTPUT;
            error_set(&err, ERR_OUTPUT, "standard output", DATELINE_NO_OFFSET, "%s", strerror(errno));
            if (errno != EPIPE) command_complain(&err);
            return false;
        }
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static dateline_status take(void *sink, const job *j) {
    output *out = sink;
    progress_report(&out->progress, j->position, j->status != 0);
    if (j->status || j->error.number) {
        progress_clear(&out->progress);
        command_complain(&j->error);
    }
    if (j->status) {
        out->some_failed = true;
        return DATELINE_OK;
    }
    bool array = out->how->format == FORMAT_JSON && !out->how->layer;
    const char *before = !array ? "" : out->any ? ",\n  " : "[\n  ";
    out->any = true;
    if (write_out(out, before, strlen(before)) && write_out(out, j->output.at, j->output.len))
        return DATELINE_OK;
    return -ERR_OUTPUT;
}

/* Bytes of all inputs, or 0 when one of them does not tell. */
static uint64_t total_size(const options *o) {
    uint64_t total = 0;
    for (int i = 0; i < o->n_files; i++) {
        struct stat st;
        if (stat(o->files[i], &st) != 0 || !S_ISREG(st.st_mode)) return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

static rendering decide(const options *o) {
    bool terminal = isatty(STDOUT_FILENO);
    const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
    bool can_colour = terminal && !(no_colour && *no_colour) && kind && strcmp(kind, "dumb") != 0;
    return (rendering){.format = o->format != FORMAT_BY_TERMINAL ? (output_format)o->format
                                 : terminal                      ? FORMAT_TEXT
                                                                 : FORMAT_JSONL,
                       .colour = o->colour == COLOUR_ALWAYS || (o->colour == COLOUR_AUTO && can_colour),
                       .explain = o->explain,
                       .with_text = o->with_text,
                       .layer = o->layer,
                       .width = page_terminal_width(STDOUT_FILENO)};
}

static int threads(const options *o) {
    long n = o->jobs ? o->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    if (!o->jobs && o->n_files == 1 && total_size(o) && total_size(o) < 1 << 16) n = 1; /* one short report */
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static dateline_status open_reader(const options *o, dateline_reader **reader, dateline_error *err) {
    share found;
    share_find(&found);
    dateline_reader_options wanted = {.model = o->model       ? o->model
                                               : *found.model ? found.model
                                                              : NULL,
                                      .data = o->data       ? o->data
                                              : *found.data ? found.data
                                                            : NULL,
                                      .arithmetic = (dateline_arithmetic)o->arithmetic};
    return dateline_reader_open(&wanted, reader, err);
}

static int finish(output *out, dateline_status status, const dateline_error *err) {
    progress_clear(&out->progress);
    if (out->failure) return out->failure;
    if (status) {
        command_complain(err);
        return EXIT_NOT_STARTED;
    }
    const char *end = out->any ? "\n]\n" : "[]\n";
    if (out->how->format == FORMAT_JSON && !out->how->layer && !write_out(out, end, strlen(end)))
        return out->failure;
    return out->some_failed ? EXIT_SOME_NOT_READ : EXIT_ALL_READ;
}

int command_read(const options *o) {
    dateline_reader *reader;
    dateline_error err = {0};
    if (open_reader(o, &reader, &err)) {
        command_complain(&err);
        return EXIT_NOT_STARTED;
    }
    rendering how = decide(o);
    output out = {.how = &how, .progress = progress_start(!isatty(STDOUT_FILENO), total_size(o))};
    jobs_plan plan = {.files = o->files,
                      .n_files = o->n_files,
                      .n_threads = threads(o),
                      .reader = reader,
                      .run = run,
                      .how = &how,
                      .take = take,
                      .sink = &out};
    dateline_status status = jobs_run(&plan, &err);
    int exit_status = finish(&out, status, &err);
    if (out.failure) _exit(exit_status); /* the threads may be reading, or waiting for input for ever */
    dateline_reader_close(reader);
    return exit_status;
}
