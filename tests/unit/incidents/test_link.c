/* test_link.c - pair scorers, incident and attribute heads against the reference; the linker's promises on the whole
 * made-up report. */
#include "../spans/heads_vectors.h"

#include "incidents/link.h"
#include "incidents/linking.h"

/* The spans of the reference in the document, with the reference's own vectors, so that each head is tested alone. */
static linking begin_linking(heads_vectors *h) {
    const tensor *at = heads_tensor(h, "vector.at");
    tagger_workspace *w = h->workspace;
    h->doc.spans.n = h->doc.drafts.n = h->doc.arguments.n = h->doc.relations.n = 0;
    assert_int_equal(tagger_run(&h->doc, h->model, w, NULL), 0); /* for parts and scratch */
    h->doc.spans.n = w->part_of.n = 0;
    uint32_t *mentions = arena_alloc(&h->arena, at->rows * sizeof *mentions), n_mentions = 0;
    for (uint32_t i = 0; i < at->rows; i++) {
        scored_span *s = VEC_PUSH(&h->doc.spans, h->doc.arena);
        *s = (scored_span){.label = (uint8_t)heads_whole(at, i, 0),
                           .first_piece = heads_whole(at, i, 1),
                           .last_piece = heads_whole(at, i, 2) - 1};
        *(uint32_t *)VEC_PUSH(&w->part_of, &w->scratch) = h->doc.pieces.at[s->first_piece].sentence;
        if (s->label == LABEL_MENTION) mentions[n_mentions++] = i;
    }
    return (linking){.doc = &h->doc,
                     .tools = {h->model, engine_ops(h->model->engine), w->network, &w->scratch, "vectors"},
                     .vectors = heads_tensor(h, "vector")->data,
                     .context = heads_tensor(h, "c")->data,
                     .n_parts = w->parts.n,
                     .spans = features_spans(&h->doc, &h->model->settings, w, &w->scratch),
                     .mentions = mentions,
                     .n_mentions = n_mentions};
}

/* The reference's three incidents. */
static void add_incidents(heads_vectors *h, linking *l) {
    const tensor *members = heads_tensor(h, "incident.mentions"), *vectors = heads_tensor(h, "incident");
    linked_incident *out = arena_alloc(&h->arena, members->rows * sizeof *out);
    for (uint32_t i = 0; i < members->rows; i++) {
        uint32_t *mentions = arena_alloc(&h->arena, 2 * sizeof *mentions), n = 0;
        for (uint32_t k = 0; k < 2; k++)
            if (heads_row(members, i)[k] >= 0) mentions[n++] = heads_whole(members, i, k);
        out[i] = (linked_incident){mentions, n, heads_row(vectors, i)};
    }
    l->incidents = out;
    l->n_incidents = members->rows;
}

static void same_features(const char *what, const heads_vectors *h, uint32_t row, const feature_rows *f) {
    const tensor *want = heads_tensor(h, what);
    float got[MODEL_LINK_FEATURES] = {0};
    for (uint32_t i = 0; i < f->n; i++) got[f->row[i]] += 1;
    if (f->real_row) got[f->real_row] += f->real;
    heads_near(what, row, got, heads_row(want, row), want->columns);
}

/* Scores one pair with a scorer of its own: batches of one are as good as any. */
static void score_one(const linking *l, const model_scorer *weights_of, scorer_pair pair, float *out) {
    scorer s;
    float a[MODEL_HIDDEN], b[MODEL_HIDDEN], m[MODEL_HIDDEN];
    assert_int_equal(scorer_side(&l->tools, weights_of->a, &pair.x, 1, MODEL_VECTOR, MODEL_HIDDEN, a, NULL),
                     0);
    assert_int_equal(scorer_side(&l->tools, weights_of->b, &pair.y, 1, MODEL_VECTOR, MODEL_HIDDEN, b, NULL),
                     0);
    if (pair.z)
        assert_int_equal(
            scorer_side(&l->tools, weights_of->m, &pair.z, 1, MODEL_VECTOR, MODEL_HIDDEN, m, NULL), 0);
    pair.ax = a;
    pair.by = b;
    pair.mz = pair.z ? m : NULL;
    pair.out = out;
    assert_int_equal(scorer_begin(&s, &l->tools, weights_of, NULL), 0);
    assert_int_equal(scorer_add(&s, &pair, NULL), 0);
    assert_int_equal(scorer_flush(&s, NULL), 0);
}

static void mention_pairs_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    const tensor *at = heads_tensor(h, "pair.at"), *kinds = heads_tensor(h, "mention_type");
    for (uint32_t i = 0; i < at->rows; i++) {
        uint32_t x = heads_whole(at, i, 0), y = heads_whole(at, i, 1);
        float agreement = l.tools.ops->dot(heads_row(kinds, x), heads_row(kinds, y), kinds->columns), got;
        scorer_pair pair = {.x = linking_vector(&l, x), .y = linking_vector(&l, y)};
        pair.features = features_pair(&h->doc, &l.spans[x], &l.spans[y], agreement);
        same_features("pair.feature", h, i, &pair.features);
        score_one(&l, &h->model->pair, pair, &got);
        heads_near("pair", i, &got, heads_row(heads_tensor(h, "pair"), i), 1);
    }
}

static void groups_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    const tensor *at = heads_tensor(h, "group.at");
    for (uint32_t i = 0; i < at->rows; i++) {
        uint32_t x = heads_whole(at, i, 0), y = heads_whole(at, i, 1);
        float got;
        scorer_pair pair = {.x = linking_vector(&l, x), .y = linking_vector(&l, y)};
        pair.features = features_group(&h->doc, &l.spans[x], &l.spans[y], h->doc.spans.at[x].label);
        same_features("group.feature", h, i, &pair.features);
        score_one(&l, &h->model->group, pair, &got);
        heads_near("group", i, &got, heads_row(heads_tensor(h, "group"), i), 1);
    }
}

static bool has_mention_in(const linking *l, const linked_incident *in, uint32_t part) {
    for (uint32_t k = 0; k < in->n_mentions; k++)
        if (l->spans[in->mentions[k]].part == part) return true;
    return false;
}

static feature_rows link_rows(const linking *l, uint32_t span, uint32_t incident, uint32_t *mention) {
    feature_link f = {.label = l->doc->spans.at[span].label,
                      .argument = &l->spans[span],
                      .nearest = true,
                      .incident = incident,
                      .n_incidents = l->n_incidents,
                      .n_parts = l->n_parts};
    const linked_incident *in = &l->incidents[incident];
    *mention = features_nearest(l->spans, in->mentions, in->n_mentions, &l->spans[span]);
    f.mention = &l->spans[*mention];
    for (uint32_t k = 0; k < l->n_incidents; k++) {
        const linked_incident *other = &l->incidents[k];
        uint32_t nearest = features_nearest(l->spans, other->mentions, other->n_mentions, &l->spans[span]);
        bool inside = has_mention_in(l, other, l->spans[span].part);
        if (features_gap(&l->spans[nearest], &l->spans[span]) < features_gap(f.mention, &l->spans[span]))
            f.nearest = false;
        f.n_inside += inside;
        if (k == incident) f.inside = inside;
    }
    return features_link(&f);
}

static void links_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    const tensor *at = heads_tensor(h, "link.at");
    for (uint32_t i = 0; i < at->rows; i++) {
        uint32_t x = heads_whole(at, i, 0), incident = heads_whole(at, i, 1), mention;
        float got;
        scorer_pair pair = {.x = linking_vector(&l, x), .y = l.incidents[incident].vector};
        pair.features = link_rows(&l, x, incident, &mention);
        pair.z = linking_vector(&l, mention);
        same_features("link.feature", h, i, &pair.features);
        score_one(&l, &h->model->link, pair, &got);
        heads_near("link", i, &got, heads_row(heads_tensor(h, "link"), i), 1);
    }
}

static void incident_vectors_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    mention_set sets[8];
    float got[8 * MODEL_VECTOR];
    for (uint32_t i = 0; i < l.n_incidents; i++)
        sets[i] = (mention_set){l.incidents[i].mentions, l.incidents[i].n_mentions};
    assert_int_equal(incident_vectors(&l, sets, l.n_incidents, got, NULL), 0);
    for (uint32_t i = 0; i < l.n_incidents; i++)
        heads_near("incident", i, got + i * MODEL_VECTOR, heads_row(heads_tensor(h, "incident"), i),
                   MODEL_VECTOR);
}

/* Softmax of the reference's logits of a head against a choice. */
static void same_choice(const linking *l, const char *what, uint32_t row, const label_list *labels,
                        const float *logits, const draft_choice *got) {
    float want[SETTINGS_MAX_LABELS];
    memcpy(want, logits, labels->n * sizeof *want);
    l->tools.ops->softmax(want, labels->n);
    assert_non_null(got->all);
    for (uint32_t i = 0; i < labels->n; i++) {
        heads_near(what, row, &got->all[labels->term[i]], &want[i], 1);
        assert_true(got->p >= got->all[labels->term[i]]);
    }
    assert_true(got->all[got->best] == got->p && got->all[got->second] == got->p_second);
    assert_int_not_equal(got->best, got->second);
}

/* Clusters forced to the reference's incidents by thresholds cannot be had; so every mention is its own incident, and
 * the heads are compared on mention types. */
static void types_of_single_mentions_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    model alone = *h->model;
    alone.settings.thresholds.cluster = 2;
    alone.settings.thresholds.real = -1;
    l.tools.m = &alone;
    assert_int_equal(incident_find(&l, NULL), 0);
    assert_int_equal(h->doc.drafts.n, l.n_mentions);
    const tensor *kinds = heads_tensor(h, "mention_type");
    for (uint32_t i = 0; i < h->doc.drafts.n; i++)
        for (uint32_t k = 0; k < kinds->columns; k++)
            heads_near("mention_type", i, &h->doc.drafts.at[i].type.all[h->model->type.labels->term[k]],
                       &heads_row(kinds, i)[k], 1);
}

static void incident_heads_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    const model_head *heads[] = {&h->model->type, &h->model->stage, &h->model->claim, &h->model->intent};
    const char *names[] = {"type", "stage", "claim", "intent"};
    for (int k = 0; k < 4; k++)
        for (uint32_t i = 0; i < l.n_incidents; i++) {
            float logits[SETTINGS_MAX_LABELS];
            const float *want = heads_row(heads_tensor(h, names[k]), i);
            draft_choice got;
            assert_int_equal(
                linear_run(heads[k]->logits, l.tools.network, l.incidents[i].vector, 1, logits, NULL), 0);
            heads_near(names[k], i, logits, want, heads[k]->labels->n);
            assert_int_equal(attribute_choice(&l, heads[k]->labels, logits, &got, NULL), 0);
            same_choice(&l, names[k], i, heads[k]->labels, want, &got);
        }
}

static void background_and_real_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    for (uint32_t i = 0; i < l.n_incidents; i++) {
        float real, background;
        feature_rows f = features_background(i, l.n_incidents, &l.spans[l.incidents[i].mentions[0]]);
        assert_int_equal(linear_run(h->model->real, l.tools.network, l.incidents[i].vector, 1, &real, NULL),
                         0);
        assert_int_equal(
            linear_run(h->model->background, l.tools.network, l.incidents[i].vector, 1, &background, NULL),
            0);
        for (uint32_t k = 0; k < f.n; k++) background += h->model->background_feature[f.row[k]];
        heads_near("real", i, &real, heads_row(heads_tensor(h, "real"), i), 1);
        heads_near("background", i, &background, heads_row(heads_tensor(h, "background"), i), 1);
    }
}

static void relations_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    const tensor *at = heads_tensor(h, "relation.at");
    for (uint32_t i = 0; i < at->rows; i++) {
        uint32_t x = heads_whole(at, i, 0), y = heads_whole(at, i, 1), apart = UINT32_MAX;
        float got[SETTINGS_MAX_LABELS];
        for (uint32_t a = 0; a < l.incidents[x].n_mentions; a++)
            for (uint32_t b = 0; b < l.incidents[y].n_mentions; b++) {
                int64_t d = (int64_t)l.spans[l.incidents[x].mentions[a]].part -
                            l.spans[l.incidents[y].mentions[b]].part;
                if ((uint32_t)llabs(d) < apart) apart = (uint32_t)llabs(d);
            }
        scorer_pair pair = {.x = l.incidents[x].vector, .y = l.incidents[y].vector};
        pair.features = features_relation(x, y, apart);
        same_features("relation.feature", h, i, &pair.features);
        score_one(&l, &h->model->relation, pair, got);
        heads_near("relation", i, got, heads_row(heads_tensor(h, "relation"), i), h->model->relation.n_out);
    }
}

/* One entry of one phrase a role, as the reference has it. */
static void attributes_agree(void **state) {
    heads_vectors *h = *state;
    linking l = begin_linking(h);
    add_incidents(h, &l);
    static const struct {
        int label;
        enum settings_head head;
        const char *name;
        size_t offset;
    } rows[] = {
        {LABEL_PERSON, HEAD_PEOPLE_TYPE, "attr.PERSON.type", offsetof(draft_argument, people_type)},
        {LABEL_PERSON, HEAD_PEOPLE_EFFECT, "attr.PERSON.effect", offsetof(draft_argument, people_effect)},
        {LABEL_PERP, HEAD_PERPETRATOR_KIND, "attr.PERP.kind", offsetof(draft_argument, perpetrator_kind)},
        {LABEL_PERP, HEAD_PERPETRATOR_CATEGORY, "attr.PERP.category",
         offsetof(draft_argument, perpetrator_category)},
        {LABEL_PERP, HEAD_CERTAINTY, "attr.PERP.certainty", offsetof(draft_argument, certainty)},
        {LABEL_WEAPON, HEAD_WEAPON_TYPE, "attr.WEAPON.type", offsetof(draft_argument, weapon_type)},
        {LABEL_TARGET, HEAD_TARGET_TYPE, "attr.TARGET.type", offsetof(draft_argument, target_type)},
        {LABEL_TARGET, HEAD_TARGET_EFFECT, "attr.TARGET.effect", offsetof(draft_argument, target_effect)},
        {LABEL_SOURCE, HEAD_SPEAKER_KIND, "attr.SOURCE.kind", offsetof(draft_argument, speaker_kind)},
        {LABEL_CLAIM, HEAD_CLAIM_STATUS, "attr.CLAIM.status", offsetof(draft_argument, claim_status)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64];
        snprintf(name, sizeof name, "attr.%s.at", settings_label_key(rows[i].label));
        const float *at = heads_tensor(h, name)->data;
        uint32_t phrase = (uint32_t)at[0];
        linked_entry entry = {.argument = {.label = (uint8_t)rows[i].label,
                                           .incident = (uint32_t)at[1],
                                           .phrases = &phrase,
                                           .n_phrases = 1}};
        l.entries = &entry;
        l.n_entries = 1;
        assert_int_equal(attribute_fill(&l, NULL), 0);
        same_choice(&l, rows[i].name, 0, &h->model->settings.heads[rows[i].head],
                    heads_tensor(h, rows[i].name)->data,
                    (draft_choice *)((char *)&entry.argument + rows[i].offset));
    }
}

/* --- the whole report --- */

static void run_all(heads_vectors *h, const model *m) {
    dateline_error err = {0};
    h->doc.spans.n = h->doc.drafts.n = h->doc.arguments.n = h->doc.relations.n = 0;
    if (tagger_run(&h->doc, m, h->workspace, &err) || link_run(&h->doc, m, h->workspace, &err))
        fail_msg("%s: %s", err.where, err.sentence);
}

static void drafts_keep_their_promises(void **state) {
    heads_vectors *h = *state;
    model low = *h->model; /* thresholds that let much through */
    for (int l = 0; l < N_LABELS; l++)
        low.settings.thresholds.span[l] = -6, low.settings.thresholds.link[l] = 0.05f;
    low.settings.thresholds.real = 0;
    low.settings.thresholds.relation = 0;
    run_all(h, &low);
    const document *doc = &h->doc;
    assert_true(doc->drafts.n > 2 && doc->arguments.n > 5);
    for (uint32_t i = 0; i < doc->drafts.n; i++) {
        const draft_incident *d = &doc->drafts.at[i];
        assert_true(d->n_mentions > 0 && d->score >= 0 && d->score <= 1 && d->background >= 0 &&
                    d->background <= 1);
        if (i) assert_true(d[-1].mentions[0] < d->mentions[0]);
        for (uint32_t k = 0; k < d->n_mentions; k++) {
            assert_int_equal(doc->spans.at[d->mentions[k]].label, LABEL_MENTION);
            if (k) assert_true(d->mentions[k - 1] < d->mentions[k]);
        }
        assert_non_null(d->type.all);
    }
    for (uint32_t i = 0; i < doc->arguments.n; i++) {
        const draft_argument *a = &doc->arguments.at[i];
        assert_true(a->incident < doc->drafts.n && a->n_phrases > 0 && a->score > 0 && a->score <= 1);
        assert_true(a->label != LABEL_MENTION);
        for (uint32_t k = 0; k < a->n_phrases; k++)
            assert_int_equal(doc->spans.at[a->phrases[k]].label, a->label);
        if (i)
            assert_true(a[-1].incident < a->incident ||
                        (a[-1].incident == a->incident && a[-1].label <= a->label));
        assert_true((a->people_type.all != NULL) == (a->label == LABEL_PERSON));
        assert_true((a->claim_status.all != NULL) == (a->label == LABEL_CLAIM));
    }
    for (uint32_t i = 0; i < doc->relations.n; i++)
        assert_true(doc->relations.at[i].from != doc->relations.at[i].to &&
                    doc->relations.at[i].to < doc->drafts.n);
}

static char *layers_of(const heads_vectors *h) {
    str_buf b;
    str_buf_init(&b);
    json_writer w = json_writer_to(&b);
    json_writer_open(&w, '[');
    link_explain_spans(&h->doc, &w);
    link_explain_drafts(&h->doc, &w);
    json_writer_close(&w, ']');
    assert_false(b.failed);
    str_buf_add(&b, "", 1);
    return b.at;
}

static void a_second_run_gives_the_same_layers(void **state) {
    heads_vectors *h = *state;
    run_all(h, h->model);
    char *first = layers_of(h);
    run_all(h, h->model);
    char *second = layers_of(h);
    assert_string_equal(first, second);
    assert_true(strlen(first) > 100);
    free(first);
    free(second);
}

static void no_mention_no_draft(void **state) {
    heads_vectors *h = *state;
    model none = *h->model;
    none.settings.thresholds.span[LABEL_MENTION] = 1e9f;
    run_all(h, &none);
    assert_int_equal(h->doc.drafts.n, 0);
    assert_int_equal(h->doc.arguments.n, 0);
}

/* The report many times over: more incidents than an argument is compared with, more mentions than reach. */
static void a_long_report_stays_within_the_bounds(void **state) {
    heads_vectors *h = *state;
    enum { TIMES = 60 };
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    doc.name = "long";
    for (uint32_t t = 0; t < TIMES; t++)
        for (uint32_t s = 0; s < h->doc.sentences.n && s < 8; s++) {
            sentence *out = VEC_PUSH(&doc.sentences, &a);
            *out = (sentence){.first_piece = doc.pieces.n, .n_pieces = h->doc.sentences.at[s].n_pieces};
            for (uint32_t i = 0; i < out->n_pieces; i++) {
                piece *p = VEC_PUSH(&doc.pieces, &a);
                *p = h->doc.pieces.at[h->doc.sentences.at[s].first_piece + i];
                p->sentence = doc.sentences.n - 1;
            }
        }
    model low = *h->model;
    low.settings.thresholds.real = 0;
    dateline_error err = {0};
    if (tagger_run(&doc, &low, h->workspace, &err) || link_run(&doc, &low, h->workspace, &err))
        fail_msg("%s", err.sentence);
    assert_true(doc.drafts.n > LINK_INCIDENTS);
    assert_true(h->workspace->scratch.used < 64u << 20);
    arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mention_pairs_agree),
        cmocka_unit_test(groups_agree),
        cmocka_unit_test(links_agree),
        cmocka_unit_test(incident_vectors_agree),
        cmocka_unit_test(types_of_single_mentions_agree),
        cmocka_unit_test(incident_heads_agree),
        cmocka_unit_test(background_and_real_agree),
        cmocka_unit_test(relations_agree),
        cmocka_unit_test(attributes_agree),
        cmocka_unit_test(drafts_keep_their_promises),
        cmocka_unit_test(a_second_run_gives_the_same_layers),
        cmocka_unit_test(no_mention_no_draft),
        cmocka_unit_test(a_long_report_stays_within_the_bounds),
    };
    return cmocka_run_group_tests(tests, heads_open, heads_close);
}
