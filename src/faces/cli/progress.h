/* progress.h - one line on standard error that tells how far a long run is. Only on a terminal, and only after
 * two seconds. Thread rule: one thread. */
#ifndef FACES_PROGRESS_H
#define FACES_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    bool wanted, shown;
    double started, last; /* seconds */
    uint64_t total;       /* bytes of all inputs; 0 unknown */
    uint64_t reports, failed;
} progress;

/* enabled: false where the records themselves go to the terminal. */
progress progress_start(bool enabled, uint64_t total);

/* A report is done; done is the number of input bytes behind it. */
void progress_report(progress *p, uint64_t done, bool failed);

/* Takes the line away, before anything else is printed there and at the end. */
void progress_clear(progress *p);

#endif
