/* test_tagger.c - the span heads against the reference, and the tagger's promises on whatever it finds. */
#include "heads_vectors.h"

#include "spans/score.h"
#include "spans/vector.h"

/* States and projection of the first window, made here so that the tests do not stand on the tagger's own. */
typedef struct first_window {
    float states[(MODEL_WINDOW + 2) * MODEL_DIM], projected[MODEL_WINDOW * MODEL_PROJECTION];
    uint32_t n;
} first_window;

static first_window *read_first_window(heads_vectors *h) {
    static first_window w;
    uint32_t ids[MODEL_WINDOW + 2] = {101};
    w.n = heads_whole(heads_tensor(h, "windows"), 0, 1);
    for (uint32_t i = 0; i < w.n; i++) ids[i + 1] = h->doc.pieces.at[i].id;
    ids[w.n + 1] = 102;
    assert_int_equal(encoder_run(h->model->encoder, h->workspace->network, ids, w.n + 2, w.states, NULL), 0);
    assert_int_equal(linear_run(h->model->span_projection, h->workspace->network, w.states + MODEL_DIM, w.n,
                                w.projected, NULL),
                     0);
    return &w;
}

static void scores_agree_with_the_reference(void **state) {
    heads_vectors *h = *state;
    first_window *w = read_first_window(h);
    static score_buffers b[N_LABELS];
    const tensor *at = heads_tensor(h, "span.at"), *want = heads_tensor(h, "span.score");
    uint32_t compared = 0;
    for (int label = 0; label < N_LABELS; label++)
        score_spans(h->model, w->projected, w->n, label, &b[label]);
    for (uint32_t i = 0; i < at->rows; i++) {
        uint32_t label = heads_whole(at, i, 0), first = heads_whole(at, i, 1), last = heads_whole(at, i, 2);
        if (last >= w->n) continue;
        heads_near("span.score", i, &b[label].scores[first][last - first], heads_row(want, i), 1);
        compared++;
    }
    assert_true(compared > 100);
}

static void vectors_agree_with_the_reference(void **state) {
    heads_vectors *h = *state;
    first_window *w = read_first_window(h);
    const tensor *at = heads_tensor(h, "vector.at"), *want = heads_tensor(h, "vector");
    static float inputs[VECTOR_BATCH * VECTOR_INPUT], out[MODEL_VECTOR];
    tagger_part parts[64];
    for (uint32_t s = 0; s < h->doc.sentences.n && s < 64; s++) {
        const sentence *of = &h->doc.sentences.at[s];
        parts[s] = (tagger_part){of->first_piece, of->first_piece + of->n_pieces};
    }
    vector_window window = {w->states + MODEL_DIM, 0, parts};
    for (uint32_t i = 0; i < at->rows; i++) {
        scored_span s = {.label = (uint8_t)heads_whole(at, i, 0),
                         .first_piece = heads_whole(at, i, 1),
                         .last_piece = heads_whole(at, i, 2) - 1};
        uint32_t part = h->doc.pieces.at[s.first_piece].sentence;
        assert_int_equal(
            vector_run(h->model, h->workspace->network, &window, &s, &part, 1, inputs, out, NULL), 0);
        heads_near("vector", i, out, heads_row(want, i), MODEL_VECTOR);
    }
}

static void run_tagger(heads_vectors *h, const model *m) {
    dateline_error err = {0};
    h->doc.spans.n = 0;
    if (tagger_run(&h->doc, m, h->workspace, &err)) fail_msg("%s: %s", err.where, err.sentence);
}

static void context_is_the_mean_of_the_windows(void **state) {
    heads_vectors *h = *state;
    run_tagger(h, h->model);
    heads_near("c", 0, h->workspace->context, heads_tensor(h, "c")->data, MODEL_DIM);
    assert_int_equal(h->workspace->parts.n, h->doc.sentences.n);
}

/* Holds for any thresholds: order, sentences, width, no overlap within a label, score over the threshold. */
static void spans_keep_their_promises(void **state) {
    heads_vectors *h = *state;
    model low = *h->model;
    for (int l = 0; l < N_LABELS; l++)
        low.settings.thresholds.span[l] = -30; /* many more than a record would use */
    run_tagger(h, &low);
    uint32_t free_from[N_LABELS] = {0};
    assert_true(h->doc.spans.n > 100);
    assert_int_equal(h->workspace->part_of.n, h->doc.spans.n);
    assert_int_equal(h->workspace->vectors.n, h->doc.spans.n * MODEL_VECTOR);
    for (uint32_t i = 0; i < h->doc.spans.n; i++) {
        const scored_span *s = &h->doc.spans.at[i], *before = i ? s - 1 : s;
        assert_true(before->first_piece <= s->first_piece);
        assert_true(s->last_piece >= s->first_piece && s->last_piece - s->first_piece < MODEL_WIDTH);
        assert_int_equal(h->doc.pieces.at[s->last_piece].sentence, s->sentence);
        assert_true(s->first_piece >= free_from[s->label]);
        free_from[s->label] = s->last_piece + 1;
        assert_true(s->score >= -30);
        assert_int_equal(s->span.start, h->doc.pieces.at[s->first_piece].span.start);
        assert_int_equal(s->span.end, h->doc.pieces.at[s->last_piece].span.end);
    }
}

static void a_second_run_gives_the_same(void **state) {
    heads_vectors *h = *state;
    run_tagger(h, h->model);
    uint32_t n = h->doc.spans.n;
    scored_span *kept = malloc((n + 1) * sizeof *kept);
    memcpy(kept, h->doc.spans.at, n * sizeof *kept);
    run_tagger(h, h->model);
    assert_int_equal(h->doc.spans.n, n);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(kept[i].first_piece, h->doc.spans.at[i].first_piece);
        assert_true(kept[i].score == h->doc.spans.at[i].score);
    }
    free(kept);
}

static void a_sentence_longer_than_a_window_is_read_in_parts(void **state) {
    heads_vectors *h = *state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    doc.name = "long";
    for (uint32_t i = 0; i < 1200; i++)
        *(piece *)VEC_PUSH(&doc.pieces, &a) = h->doc.pieces.at[i % h->doc.pieces.n];
    for (uint32_t i = 0; i < 1200; i++) doc.pieces.at[i].sentence = 1;
    VEC_PUSH(&doc.sentences, &a); /* a byline: no pieces */
    sentence *s = VEC_PUSH(&doc.sentences, &a);
    s->n_pieces = 1200;
    assert_int_equal(tagger_run(&doc, h->model, h->workspace, NULL), 0);
    assert_int_equal(h->workspace->parts.n, 3);
    assert_int_equal(h->workspace->parts.at[2].start, 1020);
    assert_int_equal(h->workspace->parts.at[2].end, 1200);
    for (uint32_t i = 0; i < doc.spans.n; i++)
        assert_int_equal(doc.spans.at[i].first_piece / MODEL_WINDOW,
                         doc.spans.at[i].last_piece / MODEL_WINDOW);
    arena_clear(&a);
}

static void a_report_without_pieces_has_no_spans(void **state) {
    heads_vectors *h = *state;
    arena a = {0};
    document doc;
    document_init(&doc, &a);
    assert_int_equal(tagger_run(&doc, h->model, h->workspace, NULL), 0);
    assert_int_equal(doc.spans.n, 0);
    arena_clear(&a);
}

static void a_piece_outside_the_vocabulary_is_an_error(void **state) {
    heads_vectors *h = *state;
    dateline_error err = {0};
    uint32_t kept = h->doc.pieces.at[0].id;
    h->doc.pieces.at[0].id = 4000000;
    h->doc.spans.n = 0;
    assert_int_equal(tagger_run(&h->doc, h->model, h->workspace, &err), -ERR_MODEL_SHAPE);
    h->doc.pieces.at[0].id = kept;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_agree_with_the_reference),
        cmocka_unit_test(vectors_agree_with_the_reference),
        cmocka_unit_test(context_is_the_mean_of_the_windows),
        cmocka_unit_test(spans_keep_their_promises),
        cmocka_unit_test(a_second_run_gives_the_same),
        cmocka_unit_test(a_sentence_longer_than_a_window_is_read_in_parts),
        cmocka_unit_test(a_report_without_pieces_has_no_spans),
        cmocka_unit_test(a_piece_outside_the_vocabulary_is_an_error),
    };
    return cmocka_run_group_tests(tests, heads_open, heads_close);
}
