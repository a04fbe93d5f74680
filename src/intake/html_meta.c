/* html_meta.c - see html_meta.h. */
#include "intake/html_meta.h"

#include "intake/html_date.h"
#include "intake/html_json.h"

enum field { TITLE, PUBLISHER, AUTHOR, URL, LANGUAGE, PUBLISHED, MODIFIED, N_FIELDS };

static const struct meta_row {
    const char *name;
    enum field field;
    int rank;
} meta_rows[] = {
#define ROW(name, field, rank) {name, field, rank},
#include "page_meta.h"
#undef ROW
};

enum { MAX_SHOWN = 120, MAX_TRIED = 2000 /* elements in which a visible day is looked for */ };

typedef struct found {
    const char *value;
    int rank; /* 0 is trusted most */
    enum html_origin origin;
} found;

typedef struct search {
    const html_tree *t;
    arena *a;
    html_json json;
    found fields[N_FIELDS];
    const char *title_tag, *heading, *lang, *canonical;
    const char *time, *time_marked; /* of <time>: the first, the first marked as the publication */
    const char *any_script;         /* "datePublished" in a script that is no JSON-LD */
    bool failed;
} search;

static void offer(search *s, enum field field, const char *value, int rank, enum html_origin origin) {
    found *f = &s->fields[field];
    if (f->value && f->rank <= rank) return;
    *f = (found){value, rank, origin};
}

static void read_meta(search *s, uint32_t i) {
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    const char *content = html_tree_attribute(s->t, i, "content");
    if (!content || !str_trim(str_of(content)).len) return;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        str key = str_trim(str_of(html_tree_attribute(s->t, i, keys[k])));
        for (size_t r = 0; key.len && r < sizeof meta_rows / sizeof *meta_rows; r++) {
            const struct meta_row *row = &meta_rows[r];
            if (!str_equal_nocase(key, str_of(row->name))) continue;
            bool graph = k == 0 && memchr(key.at, ':', key.len);
            offer(s, row->field, content, row->rank * 2 + !graph, graph ? HTML_OPEN_GRAPH : HTML_META);
        }
    }
}

static bool in_names(str names, const char *word) {
    return str_find(names, str_of(word)) != SIZE_MAX;
}

/* <time>, and elements with itemprop=datePublished. */
static void read_time(search *s, uint32_t i) {
    const html_node *node = &s->t->at[i];
    bool marked = in_names(node->names, "datepublished") || html_tree_attribute(s->t, i, "pubdate") ||
                  in_names(node->names, "published") || in_names(node->names, "entry-date");
    bool stamped = in_names(node->names, "datepublished");
    if (node->tag != GUMBO_TAG_TIME && !stamped) return;
    const char *value = html_tree_attribute(s->t, i, "datetime");
    if (!value || !*value) value = html_tree_attribute(s->t, i, "content");
    if (!value || !*value) value = html_tree_text(s->t, i, s->a).at;
    char date[HTML_DATE_SIZE];
    if (!value || !html_date_read(str_of(value), false, date)) return;
    if (marked && !s->time_marked) s->time_marked = value;
    if (!s->time && !in_names(node->names, "updated") && !in_names(node->names, "modified")) s->time = value;
}

static void read_script(search *s, uint32_t i) {
    const char *type = html_tree_attribute(s->t, i, "type");
    uint32_t text = i + 1;
    if (text >= s->t->at[i].end) return;
    if (type && str_equal_nocase(str_trim(str_of(type)), STR("application/ld+json"))) {
        if (!html_json_read(s->t->at[text].text, &s->json, s->a)) s->failed = true;
        return;
    }
    static const char *const keys[] = {"\"datePublished\":\"", "\"publishedAt\":\"",   "\"published_at\":\"",
                                       "\"publishDate\":\"",   "\"pubDate\":\"",       "\"publish_date\":\"",
                                       "\"publishedDate\":\"", "\"firstPublished\":\""};
    for (size_t k = 0; !s->any_script && k < sizeof keys / sizeof *keys; k++) {
        str body = s->t->at[text].text, key = str_of(keys[k]);
        size_t at = str_find(body, key);
        char date[HTML_DATE_SIZE];
        if (at == SIZE_MAX || at + key.len + 24 > body.len) continue;
        str value = {body.at + at + key.len, 24};
        if (!html_date_read(value, false, date)) continue;
        s->any_script = arena_copy(s->a, value.at, value.len);
    }
}

static void read_link(search *s, uint32_t i) {
    const char *rel = html_tree_attribute(s->t, i, "rel"), *href = html_tree_attribute(s->t, i, "href");
    if (rel && href && str_equal_nocase(str_of(rel), STR("canonical")) && !s->canonical) s->canonical = href;
}

static void look_at(search *s, uint32_t i) {
    const html_node *node = &s->t->at[i];
    const char *lang;
    if (node->tag == HTML_TEXT) return;
    switch (node->tag) {
    case GUMBO_TAG_HTML:
        lang = html_tree_attribute(s->t, i, "lang");
        if (lang && *lang) s->lang = lang;
        break;
    case GUMBO_TAG_META:
        read_meta(s, i);
        break;
    case GUMBO_TAG_LINK:
        read_link(s, i);
        break;
    case GUMBO_TAG_SCRIPT:
        read_script(s, i);
        break;
    case GUMBO_TAG_TITLE:
        if (!s->title_tag) s->title_tag = html_tree_text(s->t, i, s->a).at;
        break;
    case GUMBO_TAG_H1:
        if (!s->heading) s->heading = html_tree_text(s->t, i, s->a).at;
        break;
    default:
        break;
    }
    read_time(s, i);
}

/* --- the day --- */

/* 3/4/2020 is March in the United States, where the page does not say otherwise. */
static bool writes_month_first(const search *s, str url) {
    str lang = str_of(s->lang);
    if (str_starts_nocase(lang, STR("en-us")) || str_starts_nocase(lang, STR("en_us"))) return true;
    return (!lang.len || str_equal_nocase(lang, STR("en"))) && str_find(url, STR(".com")) != SIZE_MAX;
}

static bool is_date_like(str names) {
    static const char *const words[] = {"date",  "publish", "posted", "time",     "datum",
                                        "fecha", "meta",    "stamp",  "byline",   "data",
                                        "info",  "author",  "posted", "submitted"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (in_names(names, words[i])) return true;
    return false;
}

/* A day in a short element whose class speaks of days; else in any short element. */
static bool read_visible(search *s, bool month_first, bool marked, char date[HTML_DATE_SIZE]) {
    int n_tried = 0;
    for (uint32_t i = 1; i < s->t->n && n_tried < MAX_TRIED; i++) {
        const html_node *node = &s->t->at[i];
        if (node->tag == GUMBO_TAG_SCRIPT || node->tag == GUMBO_TAG_STYLE ||
            node->tag == GUMBO_TAG_NOSCRIPT || node->tag == GUMBO_TAG_HEAD) {
            i = node->end - 1;
            continue;
        }
        if (node->tag == HTML_TEXT && marked) continue;
        if (marked && !is_date_like(node->names)) continue;
        size_t len = 0;
        for (uint32_t k = i; k < node->end && len <= 4 * MAX_SHOWN; k++) len += s->t->at[k].text.len;
        if (len < 8 || len > (marked ? 4 * MAX_SHOWN : 2 * MAX_SHOWN)) continue;
        str text = html_tree_text(s->t, i, s->a);
        n_tried++;
        if (text.at && html_date_read(text, month_first, date)) return true;
    }
    return false;
}

static bool dated(const char *value, bool month_first, char date[HTML_DATE_SIZE]) {
    return value && html_date_read(str_of(value), month_first, date);
}

static enum html_origin find_day(search *s, str url, char date[HTML_DATE_SIZE]) {
    const found *published = &s->fields[PUBLISHED], *modified = &s->fields[MODIFIED];
    bool graph = published->origin == HTML_OPEN_GRAPH, us = writes_month_first(s, url);
    str address = str_of(s->canonical ? s->canonical : s->fields[URL].value);
    if (dated(s->json.published, us, date)) return HTML_JSON_LD;
    if (graph && dated(published->value, us, date)) return HTML_OPEN_GRAPH;
    if (dated(s->time_marked, us, date)) return HTML_TIME;
    if (dated(published->value, us, date)) return HTML_META;
    if (html_date_of_url(url, date) || html_date_of_url(address, date)) return HTML_URL;
    if (dated(s->any_script, us, date)) return HTML_JSON_LD;
    if (dated(s->time, us, date)) return HTML_TIME;
    if (read_visible(s, us, true, date)) return HTML_VISIBLE;
    if (dated(s->json.modified, us, date)) return HTML_JSON_LD;
    if (dated(modified->value, us, date)) return modified->origin;
    return read_visible(s, us, false, date) ? HTML_VISIBLE : HTML_NOWHERE;
}

/* --- all fields --- */

static html_field choose(const char *json, const found *meta, const char *last) {
    if (json) return (html_field){json, HTML_JSON_LD};
    if (meta && meta->value) return (html_field){meta->value, meta->origin};
    if (last && *last) return (html_field){last, HTML_META};
    return (html_field){NULL, HTML_NOWHERE};
}

static void clean(html_field *field, arena *a) {
    if (!field->value) return;
    str s = str_trim(str_of(field->value));
    field->value = s.len ? arena_copy(a, s.at, s.len) : NULL;
    if (!field->value) field->origin = HTML_NOWHERE;
}

/* og:locale writes en_US. */
static void mend_language(html_field *language) {
    for (char *c = (char *)(uintptr_t)language->value; c && *c; c++)
        if (*c == '_') *c = '-';
}

dateline_status html_meta_read(const html_tree *t, str url, arena *a, html_page *out, dateline_error *err) {
    search s = {.t = t, .a = a};
    for (uint32_t i = 0; i < t->n; i++) look_at(&s, i);
    if (s.failed) return error_memory(err, NULL);
    char date[HTML_DATE_SIZE];
    enum html_origin origin = find_day(&s, url, date);
    out->title = choose(s.json.title, &s.fields[TITLE], s.heading && *s.heading ? s.heading : s.title_tag);
    out->publisher = choose(s.json.publisher, &s.fields[PUBLISHER], NULL);
    out->author = choose(s.json.author, &s.fields[AUTHOR], NULL);
    out->language =
        s.lang ? (html_field){s.lang, HTML_META} : choose(s.json.language, &s.fields[LANGUAGE], NULL);
    out->url = choose(NULL, s.canonical ? NULL : &s.fields[URL], s.canonical);
    if (!out->url.value && url.len) out->url = (html_field){arena_copy(a, url.at, url.len), HTML_URL};
    html_field *all[] = {&out->title, &out->publisher, &out->author, &out->language, &out->url};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) clean(all[i], a);
    mend_language(&out->language);
    out->published = (html_field){NULL, HTML_NOWHERE};
    if (origin) out->published = (html_field){arena_copy(a, date, strlen(date)), origin};
    return DATELINE_OK;
}
