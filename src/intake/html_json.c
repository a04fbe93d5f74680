/* html_json.c - see html_json.h. */
#include "intake/html_json.h"

#include <jansson.h>

#include "base/utf8.h"

enum { MAX_NESTING = 12 };

static const char *copy(json_t *value, arena *a) {
    str s = {json_string_value(value), json_string_length(value)};
    s = str_trim(s);
    return s.len ? arena_copy(a, s.at, s.len) : NULL;
}

/* A string, the name of an object, or those of the first of a list. */
static const char *name_of(json_t *value, arena *a) {
    for (int depth = 0; value && depth < 3; depth++) {
        if (json_is_string(value)) return copy(value, a);
        if (json_is_array(value))
            value = json_array_get(value, 0);
        else if (json_is_object(value))
            value = json_object_get(value, "name");
    }
    return json_is_string(value) ? copy(value, a) : NULL;
}

static void set(const char **field, const char *value, bool replace) {
    if (value && (replace || !*field)) *field = value;
}

static bool is_article(json_t *type) {
    if (json_is_array(type)) type = json_array_get(type, 0);
    const char *name = json_string_value(type);
    if (!name) return false;
    return strstr(name, "Article") || strstr(name, "Posting") || strstr(name, "Report") ||
           strstr(name, "Review");
}

static void take_object(json_t *o, html_json *out, arena *a) {
    bool article = is_article(json_object_get(o, "@type"));
    bool first = article && !out->from_article;
    if (article) {
        out->from_article = true;
        set(&out->title, name_of(json_object_get(o, "headline"), a), first);
        set(&out->author, name_of(json_object_get(o, "author"), a), first);
        set(&out->publisher, name_of(json_object_get(o, "publisher"), a), first);
        set(&out->language, name_of(json_object_get(o, "inLanguage"), a), first);
    }
    set(&out->published, name_of(json_object_get(o, "datePublished"), a), first);
    set(&out->published, name_of(json_object_get(o, "uploadDate"), a), false);
    set(&out->modified, name_of(json_object_get(o, "dateModified"), a), first);
}

static void walk(json_t *value, html_json *out, arena *a, int depth) {
    if (depth > MAX_NESTING) return;
    if (json_is_object(value)) {
        take_object(value, out, a);
        const char *key;
        json_t *member;
        json_object_foreach(value, key, member) walk(member, out, a, depth + 1);
    } else if (json_is_array(value)) {
        size_t i;
        json_t *member;
        json_array_foreach(value, i, member) walk(member, out, a, depth + 1);
    }
}

/* The string behind "key": in broken JSON. */
static const char *search(str s, const char *key, arena *a) {
    size_t at = str_find(s, str_of(key));
    if (at == SIZE_MAX) return NULL;
    s.at += at + strlen(key), s.len -= at + strlen(key);
    while (s.len && strchr(" \t\r\n:", s.at[0])) s.at++, s.len--;
    if (!s.len || s.at[0] != '"') return NULL;
    const char *end = memchr(s.at + 1, '"', s.len - 1);
    return end && end - s.at < 64 ? arena_copy(a, s.at + 1, (size_t)(end - s.at) - 1) : NULL;
}

bool html_json_read(str script, html_json *out, arena *a) {
    /* Newlines inside of strings are a common fault; outside of them a blank does as well. */
    char *clean = arena_copy(a, script.at, script.len);
    if (!clean) return false;
    for (size_t i = 0; i < script.len; i++)
        if ((unsigned char)clean[i] < ' ') clean[i] = ' ';
    str s = str_trim((str){clean, script.len});
    if (str_starts(s, STR("<!--")) || str_starts(s, STR("//"))) {
        size_t open = str_find(s, STR("{"));
        if (open != SIZE_MAX) s.at += open, s.len -= open;
    }
    while (s.len && s.at[s.len - 1] == ';') s.len--;
    json_error_t met;
    json_t *value = json_loadb(s.at, s.len, JSON_DISABLE_EOF_CHECK, &met);
    if (!value) {
        set(&out->published, search(s, "\"datePublished\"", a), false);
        set(&out->modified, search(s, "\"dateModified\"", a), false);
        return true;
    }
    walk(value, out, a, 0);
    json_decref(value);
    return true;
}
