/* jobs.c - see jobs.h.
 *
 * The ring: jobs are numbered as they are fed, job i lies in slot i % n_slots.
 *
 *     taken <= working <= fed <= taken + n_slots
 *     [taken, working) are being read or done, [working, fed) wait for a worker */
#include "faces/cli/jobs.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "dateline/input.h"

enum { SLOTS_A_THREAD = 3, KEEP = 1 << 20 }; /* KEEP: bytes of a buffer that stay with its slot */

typedef struct ring {
    const jobs_plan *plan;
    job *slots; /* [n_slots] */
    uint64_t n_slots, fed, working, taken;
    bool ended;             /* nothing will be fed any more */
    uint64_t position_base; /* bytes of the files before the open one */
    pthread_mutex_t lock;
    pthread_cond_t work, room, done;
} ring;

typedef struct worker {
    ring *ring;
    dateline_session *session;
    pthread_t thread;
} worker;

/* --- feeding --- */

/* Copies one string behind the others; its offset is kept as a pointer until own_words makes it one. */
static size_t keep_word(str_buf *words, const char *word) {
    size_t at = words->len;
    if (word) str_buf_add(words, word, strlen(word) + 1);
    return at;
}

/* The input lives until the next call on its stream: the job needs a copy. */
static dateline_status keep_input(job *j, const dateline_input *in, dateline_error *err) {
    const char *from[] = {in->name,   in->title, in->published, in->publisher,
                          in->author, in->url,   in->language};
    const char **to[] = {&j->input.name,   &j->input.title, &j->input.published, &j->input.publisher,
                         &j->input.author, &j->input.url,   &j->input.language};
    enum { N = sizeof from / sizeof *from };
    size_t at[N];
    for (int i = 0; i < N; i++) at[i] = keep_word(&j->words, from[i]);
    str_buf_add(&j->bytes, in->bytes, in->len);
    if (j->words.failed || j->bytes.failed) return error_memory(err, in->name);
    j->input = (dateline_input){.bytes = j->bytes.at, .len = in->len};
    for (int i = 0; i < N; i++) *to[i] = from[i] ? j->words.at + at[i] : NULL;
    return DATELINE_OK;
}

static void empty(str_buf *b) {
    if (b->cap > KEEP || b->failed) str_buf_clear(b);
    b->len = 0;
}

/* The next free slot, emptied; waits for one. */
static job *claim_slot(ring *r) {
    pthread_mutex_lock(&r->lock);
    while (r->fed - r->taken == r->n_slots) pthread_cond_wait(&r->room, &r->lock);
    job *j = &r->slots[r->fed % r->n_slots];
    pthread_mutex_unlock(&r->lock);
    empty(&j->bytes);
    empty(&j->words);
    empty(&j->output);
    j->done = false;
    j->status = DATELINE_OK;
    j->error.number = 0;
    return j;
}

static void feed(ring *r) {
    pthread_mutex_lock(&r->lock);
    r->fed++;
    pthread_cond_signal(&r->work);
    pthread_mutex_unlock(&r->lock);
}

/* A job that failed before it began: the workers pass it on. */
static void feed_failure(ring *r, dateline_status status, const dateline_error *err) {
    job *j = claim_slot(r);
    j->status = status;
    j->error = *err;
    j->position = r->position_base;
    feed(r);
}

static void feed_stream(ring *r, dateline_input_stream *stream) {
    for (;;) {
        dateline_input in;
        dateline_error err = {0};
        dateline_status status = dateline_input_stream_next(stream, &in, &err);
        if (!status && !in.bytes) return;
        if (status) {
            feed_failure(r, status, &err);
            continue;
        }
        job *j = claim_slot(r);
        j->status = keep_input(j, &in, &j->error);
        j->position = r->position_base + dateline_input_stream_position(stream);
        feed(r);
    }
}

static void *feeder(void *argument) {
    ring *r = argument;
    for (int i = 0; i < r->plan->n_files; i++) {
        dateline_input_stream *stream;
        dateline_error err = {0};
        dateline_status status = dateline_input_stream_open(r->plan->files[i], &stream, &err);
        if (status) {
            feed_failure(r, status, &err);
            continue;
        }
        feed_stream(r, stream);
        r->position_base += dateline_input_stream_position(stream);
        dateline_input_stream_close(stream);
    }
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_broadcast(&r->work);
    pthread_cond_signal(&r->done);
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* --- working --- */

static void run_job(const jobs_plan *plan, dateline_session *session, job *j) {
    if (j->status) return;
    j->status = plan->run(plan->how, session, &j->input, &j->output, &j->error);
    if (!j->status && j->output.failed) j->status = error_memory(&j->error, j->input.name);
}

/* The oldest job that nobody works on, or NULL at the end. */
static job *next_job(ring *r) {
    pthread_mutex_lock(&r->lock);
    while (r->working == r->fed && !r->ended) pthread_cond_wait(&r->work, &r->lock);
    job *j = r->working == r->fed ? NULL : &r->slots[r->working++ % r->n_slots];
    pthread_mutex_unlock(&r->lock);
    return j;
}

static void *work(void *argument) {
    worker *w = argument;
    for (job *j; (j = next_job(w->ring));) {
        run_job(w->ring->plan, w->session, j);
        pthread_mutex_lock(&w->ring->lock);
        j->done = true;
        pthread_cond_signal(&w->ring->done);
        pthread_mutex_unlock(&w->ring->lock);
    }
    return NULL;
}

/* --- taking --- */

static job *oldest_done(ring *r) {
    pthread_mutex_lock(&r->lock);
    job *j = NULL;
    for (;;) {
        job *oldest = &r->slots[r->taken % r->n_slots];
        if (r->taken < r->working && oldest->done) j = oldest;
        if (j || (r->ended && r->taken == r->fed)) break;
        pthread_cond_wait(&r->done, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
    return j;
}

static dateline_status take_all(ring *r) {
    for (job *j; (j = oldest_done(r));) {
        dateline_status status = r->plan->take(r->plan->sink, j);
        if (status) return status;
        pthread_mutex_lock(&r->lock);
        r->taken++;
        pthread_cond_signal(&r->room);
        pthread_mutex_unlock(&r->lock);
    }
    return DATELINE_OK;
}

/* --- the run --- */

static void free_ring(ring *r, worker *workers) {
    for (int i = 0; workers && i < r->plan->n_threads; i++) dateline_session_close(workers[i].session);
    for (uint64_t i = 0; r->slots && i < r->n_slots; i++) {
        str_buf_clear(&r->slots[i].bytes);
        str_buf_clear(&r->slots[i].words);
        str_buf_clear(&r->slots[i].output);
    }
    free(workers);
    free(r->slots);
    free(r);
}

static dateline_status open_sessions(ring *r, worker *workers, dateline_error *err) {
    for (int i = 0; i < r->plan->n_threads; i++) {
        workers[i].ring = r;
        dateline_status status = dateline_session_open(r->plan->reader, &workers[i].session, err);
        if (status) return status;
    }
    return DATELINE_OK;
}

/* Starts as many workers as the system allows; one is enough. */
static int start_workers(worker *workers, int n) {
    for (int i = 0; i < n; i++)
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i])) return i;
    return n;
}

dateline_status jobs_run(const jobs_plan *plan, dateline_error *err) {
    ring *r = calloc(1, sizeof *r);
    worker *workers = calloc((size_t)plan->n_threads, sizeof *workers);
    job *slots = calloc((size_t)plan->n_threads * SLOTS_A_THREAD, sizeof *slots);
    if (!r || !workers || !slots) {
        free(r);
        free(workers);
        free(slots);
        return error_memory(err, "");
    }
    *r = (ring){.plan = plan, .slots = slots, .n_slots = (uint64_t)plan->n_threads * SLOTS_A_THREAD};
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->work, NULL);
    pthread_cond_init(&r->room, NULL);
    pthread_cond_init(&r->done, NULL);

    dateline_status status = open_sessions(r, workers, err);
    if (status) {
        free_ring(r, workers);
        return status;
    }
    pthread_t feeding;
    int n_workers = start_workers(workers, plan->n_threads);
    if (!n_workers || pthread_create(&feeding, NULL, feeder, r)) return error_memory(err, "threads");
    status = take_all(r);
    if (status) return status; /* the feeder may be waiting for input for ever: see jobs.h */
    pthread_join(feeding, NULL);
    for (int i = 0; i < n_workers; i++) pthread_join(workers[i].thread, NULL);
    free_ring(r, workers);
    return DATELINE_OK;
}
