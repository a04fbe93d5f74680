/* layers_json.c - see layers_json.h. One function a layer; the table at the end names them. */
#include "layers_json.h"

#include <math.h>

#include "incidents/link.h"
#include "text/explain_text.h"
#include "values/place.h"

/* A layer being written. */
typedef struct printer {
    document *doc;
    const assemble_tools *tools;
    json_writer w;
    dateline_error *err;
} printer;

/* {"doc": ..., "spans": and what follows is the layer's array. */
static void open_layer(printer *p) {
    json_writer_open(&p->w, '{');
    json_writer_field(&p->w, "doc", p->doc->name);
    json_writer_key(&p->w, "spans");
}

static void open_array(printer *p) {
    open_layer(p);
    json_writer_open(&p->w, '[');
}

static void close_array(printer *p) {
    json_writer_close(&p->w, ']');
    json_writer_close(&p->w, '}');
}

static void open_span(printer *p, dateline_span span) {
    json_writer_open(&p->w, '{');
    json_writer_key(&p->w, "start");
    json_writer_int(&p->w, span.start);
    json_writer_key(&p->w, "end");
    json_writer_int(&p->w, span.end);
    json_writer_key(&p->w, "value");
    json_writer_open(&p->w, '{');
}

static void close_span(printer *p, const char *why) {
    json_writer_close(&p->w, '}');
    json_writer_field(&p->w, "why", why);
    json_writer_close(&p->w, '}');
}

static void bound(printer *p, const char *key, int64_t value) {
    json_writer_key(&p->w, key);
    if (value == DATELINE_OPEN)
        json_writer_null(&p->w);
    else
        json_writer_int(&p->w, value);
}

static dateline_status sentences(printer *p) {
    explain_text_sentences(p->doc, &p->w);
    return DATELINE_OK;
}

static dateline_status tokens(printer *p) {
    explain_text_tokens(p->doc, &p->w);
    return DATELINE_OK;
}

static dateline_status pieces(printer *p) {
    explain_text_pieces(p->doc, &p->w);
    return DATELINE_OK;
}

static dateline_status spans(printer *p) {
    open_layer(p);
    link_explain_spans(p->doc, &p->w);
    json_writer_close(&p->w, '}');
    return DATELINE_OK;
}

static dateline_status drafts(printer *p) {
    open_layer(p);
    link_explain_drafts(p->doc, &p->w);
    json_writer_close(&p->w, '}');
    return DATELINE_OK;
}

static void place_fields(printer *p, const dateline_where *w) {
    json_writer_field(&p->w, "name", w->name);
    json_writer_field(&p->w, "kind", w->kind);
    json_writer_field(&p->w, "country", *w->country ? w->country : NULL);
    json_writer_key(&p->w, "gazetteer_id");
    json_writer_int(&p->w, w->gazetteer_id);
    json_writer_key(&p->w, "lat");
    json_writer_real(&p->w, w->has_point ? w->lat : (double)NAN, 5);
    json_writer_key(&p->w, "lon");
    json_writer_real(&p->w, w->has_point ? w->lon : (double)NAN, 5);
    json_writer_key(&p->w, "radius_km");
    json_writer_real(&p->w, w->radius_km, 1);
    json_writer_field(&p->w, "precision",
                      dateline_term_key(DATELINE_VOCABULARY_place_precision, w->precision));
}

static dateline_status places(printer *p) {
    document *doc = p->doc;
    place_context context = {.text = doc->text, .head = doc->head.place};
    place_mention *found;
    size_t n;
    dateline_status status = place_scan(p->tools->gazetteer, &context, &found, &n, doc->arena, p->err);
    if (status) return status;
    place_value *values = arena_zalloc(doc->arena, n + 1, sizeof *values);
    if (!values) return error_memory(p->err, doc->name);
    status = place_resolve_report(p->tools->gazetteer, found, n, &context, values, doc->arena, p->err);
    open_array(p);
    for (size_t i = 0; !status && i < n; i++) {
        open_span(p, found[i].span);
        place_fields(p, &values[i].where);
        json_writer_key(&p->w, "adjective");
        json_writer_bool(&p->w, values[i].adjective);
        close_span(p, values[i].where.basis.why);
    }
    close_array(p);
    return status;
}

static dateline_status times(printer *p) {
    static const char *const kinds[] = {"date", "time", "duration", "set", "none"};
    date_list found = {0};
    date_anchor anchor = date_anchor_of(p->doc, p->tools->dates);
    dateline_status status = date_scan(p->doc, &anchor, p->tools->dates, &found, p->err);
    open_array(p);
    for (uint32_t i = 0; !status && i < found.n; i++) {
        const date_value *v = &found.at[i];
        open_span(p, v->span);
        json_writer_field(&p->w, "kind", kinds[v->kind]);
        json_writer_field(&p->w, "timex", *v->timex ? v->timex : NULL);
        json_writer_field(&p->w, "start", *v->when.start ? v->when.start : NULL);
        json_writer_field(&p->w, "end", *v->when.end ? v->when.end : NULL);
        json_writer_field(
            &p->w, "precision",
            v->when.known ? dateline_term_key(DATELINE_VOCABULARY_date_precision, v->when.precision) : NULL);
        close_span(p, v->when.basis.why);
    }
    close_array(p);
    return status;
}

static dateline_status numbers(printer *p) {
    number_list found = {0};
    dateline_status status = number_scan(p->doc, p->tools->numbers, &found, p->err);
    open_array(p);
    for (uint32_t i = 0; !status && i < found.n; i++) {
        open_span(p, found.at[i].span);
        bound(p, "min", found.at[i].value.count.min);
        bound(p, "max", found.at[i].value.count.max);
        close_span(p, found.at[i].value.why);
    }
    close_array(p);
    return status;
}

static dateline_status actors(printer *p) {
    actor_value v;
    open_array(p);
    for (uint32_t at = 0;
         actor_next(p->tools->actors, p->doc, &at, (uint32_t)p->doc->text.len, p->doc->published, &v);) {
        open_span(p, v.word);
        json_writer_field(&p->w, "id", v.id);
        json_writer_field(&p->w, "name", v.name);
        json_writer_field(&p->w, "kind", dateline_term_key(DATELINE_VOCABULARY_perpetrator_kind, v.kind));
        json_writer_field(&p->w, "category",
                          dateline_term_key(DATELINE_VOCABULARY_perpetrator_category, v.category));
        json_writer_field(&p->w, "country", *v.country ? v.country : NULL);
        close_span(p, v.why);
    }
    close_array(p);
    return DATELINE_OK;
}

static void attribution(printer *p, const source_attribution *a) {
    static const char *const acts[] = {"say", "claim", "accuse", "suspect", "deny", "confirm", "quote"};
    open_span(p, a->chain[0].span);
    json_writer_field(&p->w, "kind", dateline_term_key(DATELINE_VOCABULARY_speaker, a->chain[0].kind));
    json_writer_field(&p->w, "act", acts[a->act]);
    json_writer_key(&p->w, "cue");
    json_writer_open(&p->w, '[');
    json_writer_int(&p->w, a->cue.start);
    json_writer_int(&p->w, a->cue.end);
    json_writer_close(&p->w, ']');
    json_writer_key(&p->w, "content");
    json_writer_open(&p->w, '[');
    json_writer_int(&p->w, a->content.start);
    json_writer_int(&p->w, a->content.end);
    json_writer_close(&p->w, ']');
    json_writer_key(&p->w, "by_way_of");
    json_writer_open(&p->w, '[');
    for (uint32_t i = 1; i < a->n_chain; i++)
        json_writer_string(&p->w, layers_text(p->doc, a->chain[i].span));
    json_writer_close(&p->w, ']');
    close_span(p, a->chain[0].why);
}

static dateline_status speakers(printer *p) {
    open_array(p);
    for (uint32_t s = 0; s < p->doc->sentences.n; s++) {
        source_attribution found[SOURCE_MAX_FOUND];
        uint32_t n = source_scan(p->tools->sources, p->doc, s, found);
        for (uint32_t i = 0; i < n; i++)
            if (found[i].n_chain) attribution(p, &found[i]);
    }
    close_array(p);
    return DATELINE_OK;
}

static const struct {
    const char *name;
    bool needs_model;
    dateline_status (*write)(printer *);
} layers[] = {{"sentences", false, sentences}, {"tokens", false, tokens},   {"pieces", false, pieces},
              {"spans", true, spans},          {"drafts", true, drafts},    {"places", false, places},
              {"times", false, times},         {"numbers", false, numbers}, {"actors", false, actors},
              {"speakers", false, speakers}};

enum { N_LAYERS = sizeof layers / sizeof *layers };

static size_t layer_of(const char *name) {
    size_t i = 0;
    while (i < N_LAYERS && strcmp(layers[i].name, name) != 0) i++;
    return i;
}

bool layers_json_needs_model(const char *layer) {
    size_t i = layer_of(layer);
    return i < N_LAYERS && layers[i].needs_model;
}

dateline_status layers_json_write(document *doc, const assemble_tools *tools, const char *layer, str_buf *out,
                                  dateline_error *err) {
    size_t i = layer_of(layer);
    if (i == N_LAYERS)
        return error_set(err, ERR_ARGUMENT, "--layer", DATELINE_NO_OFFSET, "a layer named %s", layer);
    printer p = {doc, tools, json_writer_to(out), err};
    dateline_status status = layers[i].write(&p);
    return status ? status : out->failed ? error_memory(err, doc->name) : DATELINE_OK;
}
