/* progress.c - see progress.h. */
#include "faces/cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 24 };

static const double patience = 2.0, interval = 0.2; /* seconds */

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

progress progress_start(bool enabled, uint64_t total) {
    progress p = {.wanted = enabled && isatty(STDERR_FILENO), .total = total};
    p.started = now();
    return p;
}

static void draw(progress *p, uint64_t done, double seconds) {
    double rate = (double)p->reports / seconds;
    fprintf(stderr, "\r\033[K");
    if (p->total && done) {
        double share = (double)done / (double)p->total;
        if (share > 1) share = 1;
        int full = (int)(share * BAR);
        double left = seconds * (1 - share) / share;
        fprintf(stderr, "[%.*s%.*s] %3.0f %%  ", full, "########################", BAR - full,
                "........................", share * 100);
        fprintf(stderr, "%.0f:%02d left  ", (left - (double)((int)left % 60)) / 60, (int)left % 60);
    }
    fprintf(stderr, "%" PRIu64 " reports, %.1f a second", p->reports, rate);
    if (p->failed) fprintf(stderr, ", %" PRIu64 " not read", p->failed);
    fflush(stderr);
    p->shown = true;
}

void progress_report(progress *p, uint64_t done, bool failed) {
    p->reports++;
    p->failed += failed;
    if (!p->wanted) return;
    double t = now();
    if (t - p->started < patience || t - p->last < interval) return;
    p->last = t;
    draw(p, done, t - p->started);
}

void progress_clear(progress *p) {
    if (!p->shown) return;
    fprintf(stderr, "\r\033[K");
    fflush(stderr);
    p->shown = false;
}
