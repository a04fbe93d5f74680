/* read_page.c - pages as JSON Lines, for tools/evaluate/{article,page_dates,html5lib}.py.
 *
 *     read_page [--charset | --fragment] < list
 *
 * A line of the list is a file, and behind a tab its URL (may be left out). The answers come in its order: the text and
 * fields of a page; with --charset the set that the WHATWG's rules give; with --fragment all text of the page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "intake/charset.h"
#include "intake/html.h"
#include "intake/html_tree.h"

static void put_field(json_writer *w, const char *key, html_field field) {
    json_writer_field(w, key, field.value);
    if (!field.value) return;
    char origin[32];
    snprintf(origin, sizeof origin, "%s_from", key);
    json_writer_field(w, origin, html_origin_name(field.origin));
}

static dateline_status put_page(json_writer *w, str bytes, str url, arena *a, dateline_error *err) {
    html_page page;
    dateline_status status = html_read(bytes, STR(""), url, a, &page, err);
    json_writer_key(w, "text");
    json_writer_string(w, status ? STR("") : page.text);
    json_writer_field(w, "charset", page.charset);
    put_field(w, "title", page.title);
    put_field(w, "publisher", page.publisher);
    put_field(w, "author", page.author);
    put_field(w, "language", page.language);
    put_field(w, "url", page.url);
    put_field(w, "published", page.published);
    json_writer_key(w, "mojibake");
    json_writer_int(w, page.n_mojibake);
    return status;
}

/* All text of the body, byte for byte. */
static dateline_status put_fragment(json_writer *w, str bytes, arena *a, dateline_error *err) {
    html_tree tree;
    str_buf text;
    dateline_status status = html_tree_parse(bytes, &tree, a, err);
    if (status) return status;
    str_buf_init(&text);
    for (uint32_t i = 0; i < tree.n; i++) str_buf_add(&text, tree.at[i].text.at, tree.at[i].text.len);
    json_writer_key(w, "text");
    json_writer_string(w, (str){text.at ? text.at : "", text.len});
    for (uint32_t i = 0; i < tree.n; i++) {
        const char *value = html_tree_attribute(&tree, i, "a");
        if (value) json_writer_field(w, "a", value);
    }
    str_buf_clear(&text);
    return DATELINE_OK;
}

static void answer(const char *mode, const char *path, str url, arena *a) {
    file_bytes file;
    dateline_error err = {0};
    str_buf line;
    str_buf_init(&line);
    json_writer w = json_writer_to(&line);
    json_writer_open(&w, '{');
    dateline_status status = file_open(path, SIZE_MAX, &file, &err);
    if (!status) {
        str bytes = {file.at, file.len};
        if (strcmp(mode, "--charset") == 0)
            json_writer_field(&w, "charset", charset_declared(bytes, STR(""), NULL));
        else if (strcmp(mode, "--fragment") == 0)
            status = put_fragment(&w, (str){arena_copy(a, file.at, file.len), file.len}, a, &err);
        else
            status = put_page(&w, bytes, url, a, &err);
        file_close(&file);
    }
    json_writer_field(&w, "error", status ? err.sentence : NULL);
    json_writer_close(&w, '}');
    printf("%.*s\n", (int)line.len, line.at);
    str_buf_clear(&line);
}

int main(int argc, char **argv) {
    char line[4096];
    arena a;
    arena_init(&a);
    while (fgets(line, sizeof line, stdin)) {
        str rest = str_trim(str_of(line));
        str path = str_cut(&rest, '\t');
        answer(argc > 1 ? argv[1] : "", arena_copy(&a, path.at, path.len), str_trim(rest), &a);
        arena_reset(&a, 64 << 20);
    }
    arena_clear(&a);
    return 0;
}
