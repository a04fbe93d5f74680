/* jobs.h - many reports on many threads, output in the order of the input, memory constant however many.
 *
 * One thread feeds a ring of jobs from the input files, each worker has a session of its own, and the caller's thread takes the results in order. The ring is short, so a slow reader of the output
 * holds up the feeding. */
#ifndef FACES_JOBS_H
#define FACES_JOBS_H

#include <stdbool.h>

#include "base/str.h"
#include "dateline/reader.h"

/* One report on its way. The taker may look at everything. */
typedef struct job {
    dateline_input input;   /* strings owned by words and bytes */
    str_buf bytes, words;   /* text; name and metadata */
    dateline_status status; /* of feeding, reading or rendering */
    dateline_error error;   /* with status 0 and a number: a note, the report was read without something */
    str_buf output;
    uint64_t position; /* bytes of all inputs up to the end of this report */
    bool done;
} job;

typedef struct jobs_plan {
    const char **files;
    int n_files, n_threads;
    const dateline_reader *reader;

    /* Reads the document and writes what the user wants of it to out. Called by many threads at once. */
    dateline_status (*run)(const void *how, dateline_session *session, const dateline_input *input,
                           str_buf *out, dateline_error *err);
    const void *how;

    /* Takes a finished job; called on the caller's thread, in order. A status other than 0 stops the run. */
    dateline_status (*take)(void *sink, const job *job);
    void *sink;
} jobs_plan;

/* Runs until the input ends. Returns what take returned when it stopped; then the feeding thread may still wait
 * for input and memory is left to the end of the process, which must follow. Fails with ERR_MEMORY and what
 * dateline_session_open fails with. */
dateline_status jobs_run(const jobs_plan *plan, dateline_error *err);

#endif
