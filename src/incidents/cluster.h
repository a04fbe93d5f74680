/* cluster.h - average-link clustering: which mentions are one incident, which phrases one thing.
 *
 * Begins with single items and merges the two clusters whose members agree best on average (mean of p over all cross
 * pairs, of equals the pair with the earlier first member, then second) as long as that mean reaches the cut. Pairs
 * that are not given count as p = 0, so items far from each other need no pair, and a long report does not grow
 * clusters without end. */
#ifndef INCIDENTS_CLUSTER_H
#define INCIDENTS_CLUSTER_H

#include "base/arena.h"
#include "base/error.h"

typedef struct cluster_pair {
    uint32_t a, b; /* items, a < b */
    float p;       /* 0..1 of being one; in and out of the scorer it may be a logit, not here */
} cluster_pair;

/* Writes the cluster of each of n items, numbered from 0 in order of their first member; *n_clusters of them. Pairs in
 * order of (a, b), each once. Scratch holds the work. Fails with ERR_MEMORY. Cost: pairs * log pairs, times the
 * number of clusters near one cluster for each merge. */
dateline_status cluster_run(uint32_t n, const cluster_pair *pairs, size_t n_pairs, float cut,
                            uint32_t *cluster_of, uint32_t *n_clusters, arena *scratch, dateline_error *err);

#endif
