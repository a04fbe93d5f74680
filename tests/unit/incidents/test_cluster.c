/* test_cluster.c - average-link clustering: tests/cases/cluster.tsv (items, pairs a-b:p, cut, clusters of the items), and
 * random graphs against the textbook. */
#include "check.h"

#include "incidents/cluster.h"

static bool passes(const check_row *row, char *why, size_t cap) {
    cluster_pair pairs[64];
    size_t n_pairs = 0;
    uint32_t n = (uint32_t)atoi(row->cell[0]), of[32], n_clusters;
    char got[256] = "", *copy = strdup(row->cell[1]), *item;
    for (char *at = copy; (item = strsep(&at, " "));)
        if (sscanf(item, "%u-%u:%f", &pairs[n_pairs].a, &pairs[n_pairs].b, &pairs[n_pairs].p) == 3) n_pairs++;
    free(copy);
    arena scratch = {0};
    if (cluster_run(n, pairs, n_pairs, strtof(row->cell[2], NULL), of, &n_clusters, &scratch, NULL))
        return false;
    arena_clear(&scratch);
    for (uint32_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), i ? " %u" : "%u", of[i]);
    snprintf(why, cap, "%s instead of %s", got, row->cell[3]);
    return strcmp(got, row->cell[3]) == 0;
}

/* As train/decode.py does it: all means anew after every merge. */
static void textbook(uint32_t n, float p[16][16], float cut, uint32_t *of) {
    for (uint32_t i = 0; i < n; i++) of[i] = i;
    for (;;) {
        float best = -1;
        uint32_t at_a = 0, at_b = 0;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = a + 1; b < n; b++) {
                float sum = 0, count = 0;
                for (uint32_t i = 0; i < n; i++)
                    for (uint32_t j = 0; j < n; j++)
                        if (of[i] == a && of[j] == b) sum += p[i][j], count++;
                if (count > 0 && sum / count > best) best = sum / count, at_a = a, at_b = b;
            }
        if (best < cut) break;
        for (uint32_t i = 0; i < n; i++)
            if (of[i] == at_b) of[i] = at_a;
    }
}

/* Names differ, partitions must not. */
static bool same_partition(uint32_t n, const uint32_t *x, const uint32_t *y) {
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            if ((x[i] == x[j]) != (y[i] == y[j])) return false;
    return true;
}

static void agrees_with_the_textbook(void **state) {
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 300; round++) {
        uint32_t n = 2 + (uint32_t)round % 15, want[16], got[16], n_clusters;
        float p[16][16];
        cluster_pair pairs[128];
        size_t n_pairs = 0;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = a + 1; b < n; b++) {
                seed = seed * 1664525u + 1013904223u;
                p[a][b] = p[b][a] = (float)(seed >> 8) / (1 << 24);
                pairs[n_pairs++] = (cluster_pair){a, b, p[a][b]};
            }
        float cut = 0.3f + 0.1f * (float)(round % 5);
        arena scratch = {0};
        textbook(n, p, cut, want);
        assert_int_equal(cluster_run(n, pairs, n_pairs, cut, got, &n_clusters, &scratch, NULL), 0);
        assert_true(same_partition(n, want, got));
        arena_clear(&scratch);
    }
}

/* A chain in which only neighbours are compared: pairs that are not given count as 0 and bound the clusters. */
static void far_items_do_not_join_by_chains(void **state) {
    (void)state;
    enum { N = 20000, REACH = 8 };
    cluster_pair *pairs = malloc(N * REACH * sizeof *pairs);
    uint32_t *of = malloc(N * sizeof *of), n_clusters;
    size_t n_pairs = 0;
    arena scratch = {0};
    for (uint32_t a = 0; a < N; a++)
        for (uint32_t b = a + 1; b < N && b <= a + REACH; b++) pairs[n_pairs++] = (cluster_pair){a, b, 1};
    assert_int_equal(cluster_run(N, pairs, n_pairs, 0.5f, of, &n_clusters, &scratch, NULL), 0);
    assert_in_range(n_clusters, N / (4 * REACH), N / 2);
    arena_clear(&scratch);
    free(pairs);
    free(of);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_textbook),
        cmocka_unit_test(far_items_do_not_join_by_chains),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + check_table("cluster.tsv", 4, passes);
}
