/* Tests of incidents/toll: tests/cases/tolls.tsv. In the text of a row "<k:three men>" are people killed, "<i:...>"
 * injured, capital letters "<K:Ali Hassan>" the same with a name, "<u:...>" people with another effect, "<m:...>" the
 * mentions of the incident. */
#include "marked.h"

#include "incidents/toll.h"

static arena shared;
static const number_tables *tables;

static void print_toll(const dateline_toll *t, char *out, size_t cap) {
    dateline_count c = t->count;
    if (!c.known)
        snprintf(out, cap, "?");
    else if (c.min == c.max)
        snprintf(out, cap, "%lld", (long long)c.min);
    else if (c.min == DATELINE_OPEN || c.max == DATELINE_OPEN)
        snprintf(out, cap, c.min == DATELINE_OPEN ? "..%lld" : "%lld..",
                 (long long)(c.min == DATELINE_OPEN ? c.max : c.min));
    else
        snprintf(out, cap, "%lld..%lld", (long long)c.min, (long long)c.max);
}

static int effect_of(char tag) {
    return tag == 'k' || tag == 'K'   ? DATELINE_people_effect_KILLED
           : tag == 'i' || tag == 'I' ? DATELINE_people_effect_INJURED
                                      : DATELINE_people_effect_UNKNOWN;
}

static bool count_row(marked *m, uint32_t n_incidents, dateline_toll *killed, dateline_toll *injured) {
    toll_people people[MARKED_MAX];
    dateline_span mentions[MARKED_MAX];
    toll_input in = {.people = people, .mentions = mentions, .n_incidents = n_incidents};
    for (uint32_t i = 0; i < m->n; i++) {
        bool named = m->tag[i] == 'K' || m->tag[i] == 'I';
        if (m->tag[i] == 'm') {
            mentions[in.n_mentions++] = m->phrase[i];
            continue;
        }
        dateline_count count = number_of_phrase(&m->doc, m->phrase[i], NUMBER_PEOPLE, named, tables).count;
        people[in.n_people++] = (toll_people){&m->phrase[i], 1, effect_of(m->tag[i]), named, count};
    }
    dateline_error err;
    return !toll_of(&m->doc, &in, tables, killed, injured, &err);
}

static bool evidence_holds(const document *doc, const dateline_toll *t) {
    if (!t->count.known) return true;
    bool holds = t->basis.n_evidence > 0 && t->basis.why;
    for (uint32_t i = 0; i < t->basis.n_evidence; i++)
        holds = holds && t->basis.evidence[i].start < t->basis.evidence[i].end &&
                t->basis.evidence[i].end <= doc->text.len;
    return holds &&
           (t->count.min == DATELINE_OPEN || t->count.max == DATELINE_OPEN || t->count.min <= t->count.max);
}

/* Columns: text, incidents of the report, killed, injured, note. */
static bool row_passes(const check_row *row, char *why, size_t cap) {
    marked m;
    dateline_toll killed = {0}, injured = {0};
    char k[48] = "unread", i[48] = "";
    bool holds = true;
    if (marked_open(&m, row->cell[0], "") && count_row(&m, (uint32_t)atoi(row->cell[1]), &killed, &injured)) {
        print_toll(&killed, k, sizeof k);
        print_toll(&injured, i, sizeof i);
        holds = evidence_holds(&m.doc, &killed) && evidence_holds(&m.doc, &injured);
    }
    snprintf(why, cap, "expected %s and %s, met %s (%s) and %s (%s)%s", row->cell[2], row->cell[3], k,
             killed.basis.why ? killed.basis.why : "", i, injured.basis.why ? injured.basis.why : "",
             holds ? "" : ", evidence broken");
    marked_close(&m);
    return holds && strcmp(k, row->cell[2]) == 0 && strcmp(i, row->cell[3]) == 0;
}

/* Any subset of a report's people gives ends in order and evidence within the text. */
static void holds_for_any_people(void **state) {
    (void)state;
    static const char *const bits[] = {"<k:12 people>",
                                       "including <k:three children>",
                                       "<K:Ali Hassan>",
                                       "and <k:two others>.",
                                       "<i:dozens>",
                                       "no casualties.",
                                       "<k:a woman>",
                                       "<k:up to five>",
                                       "among them <k:the soldiers>.",
                                       "<i:at least six men>",
                                       "<k:no one>",
                                       "<m:the blast>"};
    enum { N = sizeof bits / sizeof *bits };
    for (uint32_t i = 0; i < N * N * N * N; i += 3) {
        char text[300];
        snprintf(text, sizeof text, "The attack killed %s %s %s %s in the town.", bits[i % N],
                 bits[i / N % N], bits[i / N / N % N], bits[i / N / N / N]);
        marked m;
        dateline_toll killed, injured;
        assert_true(marked_open(&m, text, "") && count_row(&m, 1 + i % 2, &killed, &injured));
        assert_true(evidence_holds(&m.doc, &killed) && evidence_holds(&m.doc, &injured));
        marked_close(&m);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(holds_for_any_people)};
    if (number_tables_open(TEST_SOURCE_DIR "/data", &shared, &tables, NULL)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    failed += check_table("tolls.tsv", 4, row_passes);
    arena_clear(&shared);
    return failed != 0;
}
