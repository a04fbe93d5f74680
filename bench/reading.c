/* reading.c - the speed of the whole path: opening, reading the samples one after the other, long texts.
 *
 *     reading --share FOLDER [--arithmetic f32|bf16|int8|auto] [--seconds S] FILE...
 *
 * One thread. Processor time (other programs disturb it less) of the fastest of several rounds. Long texts are the
 * files repeated up to a number of words: the time for each word must stay the same. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/str.h"
#include "dateline/reader.h"
#include "dateline/wire.h"

enum { MAX_FILES = 64, PATH = 4096 };

typedef struct settings {
    const char *share, *files[MAX_FILES];
    int n_files, arithmetic;
    double seconds;
} settings;

static double processor_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double wall_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(dateline_status status, const dateline_error *err) {
    char line[1024];
    if (!status) return;
    dateline_error_print(err, line, sizeof line);
    fprintf(stderr, "reading: %s\n", line);
    exit(1);
}

/* Resident memory that is ours (anonymous) and that of mapped files, in MiB. */
static void print_memory(const char *when) {
    long anonymous = 0, mapped = 0, n;
    char line[256];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) {
        if (sscanf(line, "RssAnon: %ld", &n) == 1) anonymous = n;
        if (sscanf(line, "RssFile: %ld", &n) == 1) mapped = n;
    }
    if (f) fclose(f);
    printf("memory %-22s %6.1f MiB resident, and %.1f MiB of mapped files\n", when, (double)anonymous / 1024,
           (double)mapped / 1024);
}

/* A report read and written as JSON, as the program does it. */
static void read_one(dateline_session *session, const char *bytes, size_t len) {
    dateline_error err = {0};
    dateline_report *report;
    char *json;
    uint64_t json_len;
    dateline_input in = {.name = "bench", .bytes = bytes, .len = len, .published = "2020-03-09"};
    must(dateline_session_read(session, &in, &report, &err), &err);
    must(dateline_wire_write(report, false, &json, &json_len, &err), &err);
    dateline_wire_free(json);
    dateline_report_close(report);
}

/* Pieces of a text: what the encoder's work goes by. */
static size_t count_pieces(dateline_session *session, file_bytes text) {
    dateline_error err = {0};
    const char *json;
    dateline_input in = {.name = "bench", .bytes = text.at, .len = text.len};
    must(dateline_session_explain(session, &in, "pieces", &json, &err), &err);
    size_t n = 0;
    for (const char *at = json; (at = strstr(at, "\"start\"")); at++) n++;
    return n;
}

static dateline_reader *time_opening(const settings *s) {
    char model[PATH];
    dateline_reader *reader = NULL;
    dateline_error err = {0};
    double best = 1e9, first = 0;
    snprintf(model, sizeof model, "%s/models/reader-1", s->share);
    dateline_reader_options o = {
        .model = model, .data = s->share, .arithmetic = (dateline_arithmetic)s->arithmetic};
    for (int i = 0; i < 5; i++) {
        dateline_reader_close(reader);
        double started = wall_time();
        must(dateline_reader_open(&o, &reader, &err), &err);
        double took = wall_time() - started;
        if (i == 0) first = took;
        best = took < best ? took : best;
    }
    printf("ready after            %6.1f ms (first), %.1f ms (again)\n", first * 1e3, best * 1e3);
    return reader;
}

static void time_samples(const settings *s, dateline_session *session) {
    file_bytes files[MAX_FILES];
    dateline_error err = {0};
    size_t pieces = 0;
    for (int i = 0; i < s->n_files; i++) {
        must(file_open(s->files[i], SIZE_MAX, &files[i], &err), &err);
        pieces += count_pieces(session, files[i]);
    }
    double best = 1e9, until = wall_time() + s->seconds;
    do {
        double started = processor_time();
        for (int i = 0; i < s->n_files; i++) read_one(session, files[i].at, files[i].len);
        double took = processor_time() - started;
        best = took < best ? took : best;
    } while (wall_time() < until);
    double a_report = best / s->n_files;
    printf("whole path             %6.2f ms a report, %.1f reports/s, %.0f pieces a report, %.0f pieces/s\n",
           a_report * 1e3, 1 / a_report, (double)pieces / s->n_files, (double)pieces / best);
    for (int i = 0; i < s->n_files; i++) file_close(&files[i]);
}

static void time_long_texts(const settings *s, dateline_session *session) {
    static const size_t words[] = {6250, 12500, 25000, 50000};
    dateline_error err = {0};
    str_buf text;
    str_buf_init(&text);
    size_t n = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (int k = 0; n < words[i]; k = (k + 1) % s->n_files) {
            file_bytes f;
            must(file_open(s->files[k], SIZE_MAX, &f, &err), &err);
            str_buf_add(&text, f.at, f.len);
            str_buf_puts(&text, "\n\n");
            for (size_t c = 0; c < f.len; c++) n += f.at[c] == ' ' || f.at[c] == '\n';
            file_close(&f);
        }
        double started = processor_time();
        read_one(session, text.at, text.len);
        double took = processor_time() - started;
        printf("one text of %6zu words %6.2f s, %.1f us a word\n", n, took, took / (double)n * 1e6);
    }
    str_buf_clear(&text);
}

static settings parse(int argc, char **argv) {
    static const char *const names[] = {"auto", "f32", "bf16", "int8"};
    settings s = {.share = "share", .seconds = 5};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--share") == 0 && i + 1 < argc)
            s.share = argv[++i];
        else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            s.seconds = atof(argv[++i]);
        else if (strcmp(argv[i], "--arithmetic") == 0 && i + 1 < argc) {
            i++;
            for (int k = 0; k < 4; k++)
                if (strcmp(argv[i], names[k]) == 0) s.arithmetic = k;
        } else if (s.n_files < MAX_FILES)
            s.files[s.n_files++] = argv[i];
    }
    return s;
}

int main(int argc, char **argv) {
    settings s = parse(argc, argv);
    dateline_error err = {0};
    dateline_session *session;
    if (!s.n_files) return fprintf(stderr, "usage: reading --share FOLDER FILE...\n"), 2;
    dateline_reader *reader = time_opening(&s);
    must(dateline_session_open(reader, &session, &err), &err);
    printf("model %s, arithmetic %s\n", dateline_reader_model(reader), dateline_reader_arithmetic(reader));
    time_samples(&s, session);
    print_memory("after the samples");
    time_long_texts(&s, session);
    print_memory("after the long texts");
    dateline_session_close(session);
    dateline_reader_close(reader);
    return 0;
}
