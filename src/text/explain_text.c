/* explain_text.c - see explain_text.h. */
#include "text/explain_text.h"

static const char *const kinds[] = {"body", "headline", "head", "byline"};
static const char *const shapes[] = {"word", "number", "punctuation", "other"};
static const char *const cases[] = {"none", "lower", "title", "upper", "mixed"};

static void open_layer(const document *doc, json_writer *w) {
    json_writer_open(w, '{');
    json_writer_field(w, "doc", doc->name);
    json_writer_key(w, "spans");
    json_writer_open(w, '[');
}

static void close_layer(json_writer *w) {
    json_writer_close(w, ']');
    json_writer_close(w, '}');
}

static void open_span(json_writer *w, dateline_span span) {
    json_writer_open(w, '{');
    json_writer_key(w, "start");
    json_writer_int(w, span.start);
    json_writer_key(w, "end");
    json_writer_int(w, span.end);
    json_writer_key(w, "value");
    json_writer_open(w, '{');
}

static void close_span(json_writer *w) {
    json_writer_close(w, '}');
    json_writer_close(w, '}');
}

void explain_text_sentences(const document *doc, json_writer *w) {
    open_layer(doc, w);
    for (uint32_t i = 0; i < doc->sentences.n; i++) {
        const sentence *s = &doc->sentences.at[i];
        open_span(w, s->span);
        json_writer_field(w, "kind", kinds[s->kind]);
        json_writer_key(w, "block");
        json_writer_int(w, s->block);
        close_span(w);
    }
    close_layer(w);
}

void explain_text_tokens(const document *doc, json_writer *w) {
    open_layer(doc, w);
    for (uint32_t i = 0; i < doc->tokens.n; i++) {
        const token *t = &doc->tokens.at[i];
        open_span(w, t->span);
        json_writer_field(w, "shape", shapes[t->shape]);
        json_writer_field(w, "case", cases[t->letter_case]);
        close_span(w);
    }
    close_layer(w);
}

void explain_text_pieces(const document *doc, json_writer *w) {
    open_layer(doc, w);
    for (uint32_t i = 0; i < doc->pieces.n; i++) {
        open_span(w, doc->pieces.at[i].span);
        json_writer_key(w, "id");
        json_writer_int(w, doc->pieces.at[i].id);
        close_span(w);
    }
    close_layer(w);
}
