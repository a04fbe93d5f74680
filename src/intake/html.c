/* html.c - see html.h. */
#include "intake/html.h"

#include "intake/charset.h"
#include "intake/html_meta.h"
#include "intake/html_text.h"
#include "intake/html_tree.h"
#include "intake/mojibake.h"

enum { LOOK = 1024, MAX_LEAD = 64 << 10 };

const char *html_origin_name(enum html_origin origin) {
    static const char *const names[] = {"", "json-ld", "open-graph", "time", "meta", "url", "visible"};
    return names[origin];
}

/* Behind blanks, comments, processing instructions. */
static str behind_lead(str s) {
    for (;;) {
        s = str_trim(s);
        if (str_starts(s, STR("\xef\xbb\xbf"))) s.at += 3, s.len -= 3;
        bool comment = str_starts(s, STR("<!--")), xml = str_starts(s, STR("<?xml"));
        if (!comment && !xml) return s;
        str look = {s.at, s.len < MAX_LEAD ? s.len : MAX_LEAD};
        size_t end = str_find(look, comment ? STR("-->") : STR("?>"));
        if (end == SIZE_MAX) return (str){NULL, 0};
        s.at += end + (comment ? 3 : 2), s.len -= end + (comment ? 3 : 2);
    }
}

static bool begins_page(str s) {
    static const char *const openings[] = {
        "<!doctype html", "<html",  "<head", "<body",    "<title", "<meta", "<script", "<link",
        "<base",          "<style", "<div",  "<article", "<h1",    "<p>",   "<p ",     "<table"};
    s = behind_lead(s);
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        str opening = str_of(openings[i]);
        if (!str_starts_nocase(s, opening) || s.len == opening.len) continue;
        if (strchr(" >\t\r\n/\f", s.at[opening.len]) || strchr(" >", opening.at[opening.len - 1]))
            return true;
    }
    return false;
}

bool html_is_page(str bytes) {
    bool little = str_starts(bytes, STR("\xff\xfe")), big = str_starts(bytes, STR("\xfe\xff"));
    if (!little && !big) return begins_page(bytes);
    char narrow[LOOK];
    size_t n = 0;
    for (size_t i = 2; i + 1 < bytes.len && n < LOOK; i += 2) narrow[n++] = bytes.at[i + big];
    return begins_page((str){narrow, n});
}

static bool has_letter(str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] >= 0x80 || (s.at[i] >= 'A' && s.at[i] <= 'Z') ||
            (s.at[i] >= 'a' && s.at[i] <= 'z'))
            return true;
    return false;
}

dateline_status html_read(str bytes, str charset_hint, str url, arena *a, html_page *out,
                          dateline_error *err) {
    *out = (html_page){0};
    if (bytes.len > HTML_MAX_BYTES)
        return error_set(err, ERR_HTML_SIZE, NULL, HTML_MAX_BYTES, "%zu bytes, the limit is %d", bytes.len,
                         HTML_MAX_BYTES);
    out->charset = charset_find(bytes, charset_hint, NULL);
    str page;
    dateline_status status = charset_decode(bytes, out->charset, a, &page, &out->n_repaired, err);
    html_tree tree;
    if (!status) status = html_tree_parse(page, &tree, a, err);
    if (!status) status = html_meta_read(&tree, url, a, out, err);
    if (status) return status;
    str text = html_text_find(&tree, str_of(out->title.value), a);
    if (!text.at) return error_memory(err, NULL);
    out->text = mojibake_repair(text, &out->n_mojibake, a);
    if (!out->text.at) return error_memory(err, NULL);
    if (!has_letter(out->text))
        return error_set(err, ERR_HTML_TEXT, NULL, 0, "%u elements without a paragraph", tree.n);
    return DATELINE_OK;
}
