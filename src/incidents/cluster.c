/* cluster.c - see cluster.h.
 *
 * A cluster goes by the number of its first member. It keeps a list of the clusters that it has pairs with and the sum
 * of p over those pairs; merging adds up two lists. A heap holds the merges that reach the cut; one whose clusters have
 * changed since is told by its versions and dropped when it comes up. */
#include "incidents/cluster.h"

#include <stdbool.h>
#include <string.h>

#include "base/vec.h"

typedef struct neighbour {
    uint32_t other;
    float sum;
} neighbour;

typedef struct cluster {
    VEC(neighbour) near; /* rising */
    uint32_t size, version;
    uint32_t merged_into; /* itself while it lives */
} cluster;

typedef struct merge {
    float mean;
    uint32_t a, b; /* a < b */
    uint32_t version_a, version_b;
} merge;

typedef struct clustering {
    cluster *clusters;
    VEC(merge) heap;
    float cut;
    arena *scratch;
} clustering;

/* --- heap of merges, the best on top --- */

static bool better(const merge *x, const merge *y) {
    if (x->mean != y->mean) return x->mean > y->mean;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void swap(merge *x, merge *y) {
    merge kept = *x;
    *x = *y;
    *y = kept;
}

/* Queues the merge of clusters a and b if it reaches the cut. */
static bool propose(clustering *c, uint32_t a, uint32_t b, float sum) {
    const cluster *x = &c->clusters[a], *y = &c->clusters[b];
    float mean = sum / ((float)x->size * (float)y->size);
    if (!(mean >= c->cut)) return true;
    merge *m = VEC_PUSH(&c->heap, c->scratch);
    if (!m) return false;
    *m = a < b ? (merge){mean, a, b, x->version, y->version} : (merge){mean, b, a, y->version, x->version};
    for (uint32_t i = c->heap.n - 1; i > 0 && better(&c->heap.at[i], &c->heap.at[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(&c->heap.at[i], &c->heap.at[(i - 1) / 2]);
    return true;
}

static merge take_best(clustering *c) {
    merge best = c->heap.at[0];
    c->heap.at[0] = c->heap.at[--c->heap.n];
    for (uint32_t i = 0;;) {
        uint32_t child = 2 * i + 1;
        if (child + 1 < c->heap.n && better(&c->heap.at[child + 1], &c->heap.at[child])) child++;
        if (child >= c->heap.n || !better(&c->heap.at[child], &c->heap.at[i])) return best;
        swap(&c->heap.at[i], &c->heap.at[child]);
        i = child;
    }
}

/* --- lists of neighbours --- */

static bool add_neighbour(clustering *c, uint32_t of, uint32_t other, float sum) {
    neighbour *n = VEC_PUSH(&c->clusters[of].near, c->scratch);
    if (n) *n = (neighbour){other, sum};
    return n != NULL;
}

static uint32_t place_of(const cluster *c, uint32_t other) {
    uint32_t low = 0, high = c->near.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->near.at[middle].other < other)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* In a neighbour's list, what stood for b counts for a. b is there, so the list does not grow. */
static void rename_neighbour(cluster *c, uint32_t a, uint32_t b) {
    uint32_t at_b = place_of(c, b);
    float sum = c->near.at[at_b].sum;
    uint32_t at_a = place_of(c, a); /* a < b: at or before at_b */
    if (at_a < at_b && c->near.at[at_a].other == a) {
        c->near.at[at_a].sum += sum;
        c->near.n--;
        memmove(&c->near.at[at_b], &c->near.at[at_b + 1], (c->near.n - at_b) * sizeof *c->near.at);
        return;
    }
    memmove(&c->near.at[at_a + 1], &c->near.at[at_a], (at_b - at_a) * sizeof *c->near.at);
    c->near.at[at_a] = (neighbour){a, sum};
}

/* The list of a and b together, without the two, in a's place. Filled from the back, so that it can be done there. */
static bool join_lists(clustering *c, uint32_t a, uint32_t b) {
    cluster *x = &c->clusters[a], *y = &c->clusters[b];
    uint32_t i = x->near.n, j = y->near.n, n = i + j;
    if (!VEC_RESERVE(&x->near, n, c->scratch)) return false;
    uint32_t at = n;
    while (i > 0 || j > 0) {
        neighbour next;
        if (j == 0 || (i > 0 && x->near.at[i - 1].other >= y->near.at[j - 1].other)) {
            next = x->near.at[--i];
            if (j > 0 && y->near.at[j - 1].other == next.other) next.sum += y->near.at[--j].sum;
        } else
            next = y->near.at[--j];
        if (next.other != a && next.other != b) x->near.at[--at] = next;
    }
    x->near.n = n - at;
    memmove(x->near.at, x->near.at + at, x->near.n * sizeof *x->near.at);
    return true;
}

/* --- merging --- */

static bool merge_clusters(clustering *c, uint32_t a, uint32_t b) {
    cluster *x = &c->clusters[a], *y = &c->clusters[b];
    for (uint32_t i = 0; i < y->near.n; i++)
        if (y->near.at[i].other != a) rename_neighbour(&c->clusters[y->near.at[i].other], a, b);
    if (!join_lists(c, a, b)) return false;
    x->size += y->size;
    x->version++;
    y->version++;
    y->merged_into = a;
    for (uint32_t i = 0; i < x->near.n; i++)
        if (!propose(c, a, x->near.at[i].other, x->near.at[i].sum)) return false;
    return true;
}

static bool start(clustering *c, uint32_t n, const cluster_pair *pairs, size_t n_pairs) {
    for (uint32_t i = 0; i < n; i++) c->clusters[i] = (cluster){.size = 1, .merged_into = i};
    /* In order of (a, b), every list comes out rising: first the smaller numbers as b, then the larger as a. */
    for (size_t i = 0; i < n_pairs; i++)
        if (!add_neighbour(c, pairs[i].b, pairs[i].a, pairs[i].p)) return false;
    for (size_t i = 0; i < n_pairs; i++)
        if (!add_neighbour(c, pairs[i].a, pairs[i].b, pairs[i].p)) return false;
    for (size_t i = 0; i < n_pairs; i++)
        if (!propose(c, pairs[i].a, pairs[i].b, pairs[i].p)) return false;
    return true;
}

/* Numbers the clusters that are left; a cluster's first member is met before its others. */
static uint32_t number_clusters(const clustering *c, uint32_t n, uint32_t *cluster_of) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t root = i;
        while (c->clusters[root].merged_into != root) root = c->clusters[root].merged_into;
        cluster_of[i] = root == i ? next++ : cluster_of[root];
    }
    return next;
}

dateline_status cluster_run(uint32_t n, const cluster_pair *pairs, size_t n_pairs, float cut,
                            uint32_t *cluster_of, uint32_t *n_clusters, arena *scratch, dateline_error *err) {
    clustering c = {.cut = cut, .scratch = scratch};
    c.clusters = arena_alloc(scratch, (n + (size_t)1) * sizeof *c.clusters);
    if (!c.clusters || !start(&c, n, pairs, n_pairs)) return error_memory(err, "");
    while (c.heap.n) {
        merge m = take_best(&c);
        if (m.version_a != c.clusters[m.a].version || m.version_b != c.clusters[m.b].version) continue;
        if (!merge_clusters(&c, m.a, m.b)) return error_memory(err, "");
    }
    *n_clusters = number_clusters(&c, n, cluster_of);
    return DATELINE_OK;
}
