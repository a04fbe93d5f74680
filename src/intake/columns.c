/* columns.c - see columns.h. */
#include "intake/columns.h"

#include "intake/html_date.h"
#include "intake/intake.h"

/* The first name of each field is that of maps. */
static const struct {
    const char *name;
    enum column column;
} aliases[] = {
    {"text", COLUMN_TEXT},
    {"doc", COLUMN_NAME},
    {"title", COLUMN_TITLE},
    {"published", COLUMN_PUBLISHED},
    {"publisher", COLUMN_PUBLISHER},
    {"author", COLUMN_AUTHOR},
    {"url", COLUMN_URL},
    {"language", COLUMN_LANGUAGE},
    {"source", COLUMN_SOURCE},
    {"body", COLUMN_TEXT},
    {"content", COLUMN_TEXT},
    {"id", COLUMN_NAME},
    {"headline", COLUMN_TITLE},
    {"date", COLUMN_PUBLISHED},
    {"link", COLUMN_URL},
    {"byline", COLUMN_AUTHOR},
    {"lang", COLUMN_LANGUAGE},
};

static enum column known(str name) {
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (str_equal_nocase(name, str_of(aliases[i].name))) return aliases[i].column;
    return COLUMN_NONE;
}

dateline_status columns_parse(const char *map, columns *out, arena *a, dateline_error *err) {
    *out = (columns){0};
    str rest = str_of(map);
    while (rest.len > 0) {
        str name = str_trim(str_cut(&rest, ','));
        str field = str_trim(str_cut(&name, '='));
        enum column column = known(field);
        name = str_trim(name);
        if (column >= COLUMN_SOURCE || name.len == 0)
            return error_set(err, ERR_INPUT_COLUMNS, map, DATELINE_NO_OFFSET, "\"%.*s\"", (int)field.len,
                             field.at);
        out->names[column] = arena_copy(a, name.at, name.len);
        if (!out->names[column]) return error_memory(err, map);
    }
    return DATELINE_OK;
}

enum column columns_find(const columns *c, str name) {
    name = str_trim(name);
    for (int i = 0; i < COLUMN_SOURCE; i++)
        if (c->names[i] && str_equal_nocase(name, str_of(c->names[i]))) return (enum column)i;
    enum column column = known(name);
    /* A field that the caller named is no other column. */
    return column < COLUMN_SOURCE && c->names[column] ? COLUMN_NONE : column;
}

/* 3/4/2020 is left as it is: it stands for two days. */
static const char *day(str value, arena *a) {
    char first[HTML_DATE_SIZE], second[HTML_DATE_SIZE];
    if (!intake_is_date(value.at) && html_date_read(value, true, first) &&
        html_date_read(value, false, second) && strcmp(first, second) == 0)
        return arena_copy(a, first, strlen(first));
    return value.at;
}

dateline_status columns_set(dateline_input *in, enum column column, str value, arena *a,
                            dateline_error *err) {
    const char **const places[] = {[COLUMN_NAME] = &in->name,           [COLUMN_TITLE] = &in->title,
                                   [COLUMN_PUBLISHED] = &in->published, [COLUMN_PUBLISHER] = &in->publisher,
                                   [COLUMN_AUTHOR] = &in->author,       [COLUMN_URL] = &in->url,
                                   [COLUMN_LANGUAGE] = &in->language};
    if (column == COLUMN_NONE || str_trim(value).len == 0) return DATELINE_OK;
    if (column == COLUMN_TEXT) {
        in->bytes = value.at, in->len = value.len;
        return DATELINE_OK;
    }
    if (column == COLUMN_SOURCE) column = str_find(value, STR("://")) < 16 ? COLUMN_URL : COLUMN_PUBLISHER;
    if (*places[column]) return DATELINE_OK; /* the first column of a kind counts */
    *places[column] = column == COLUMN_PUBLISHED ? day(value, a) : value.at;
    return *places[column] ? DATELINE_OK : error_memory(err, NULL);
}
