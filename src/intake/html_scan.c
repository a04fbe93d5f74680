/* html_scan.c - see html_scan.h. */
#include "intake/html_scan.h"

#include "intake/html_tree.h"

enum { SHORT_SCRIPT = 100 }; /* bytes; one like showDate("2020/04/17") stays */

/* Elements without an end tag, or whose end tag is often left out: they do not nest. */
static const char *const flat[] = {"area",  "base", "br",     "col",    "embed", "hr",  "img",   "input",
                                   "link",  "meta", "source", "wbr",    "p",     "li",  "dt",    "dd",
                                   "td",    "th",   "tr",     "tbody",  "thead", "a",   "param", "track",
                                   "tfoot", "rp",   "rt",     "option", "body",  "html"};

typedef struct open_tags {
    uint32_t names[HTML_MAX_DEPTH]; /* hashes */
    uint32_t n;
} open_tags;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_flat(str name) {
    for (size_t i = 0; i < sizeof flat / sizeof *flat; i++)
        if (str_equal_nocase(name, str_of(flat[i]))) return true;
    return false;
}

static uint32_t hash_name(str name) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.len; i++) h = (h ^ ((unsigned char)name.at[i] | 0x20)) * 16777619u;
    return h;
}

static void close_tag(open_tags *open, uint32_t name) {
    for (uint32_t i = open->n; i-- > 0;)
        if (open->names[i] == name) {
            open->n = i;
            return;
        }
}

/* Behind the tag at at, and how many words it has outside of quotes. */
static size_t tag_end(str s, size_t at, uint32_t *n_words) {
    bool in_word = true;
    *n_words = 0;
    for (; at < s.len && s.at[at] != '>'; at++) {
        char c = s.at[at];
        if (c == '"' || c == '\'') {
            const char *end = at && s.at[at - 1] == '=' ? memchr(s.at + at + 1, c, s.len - at - 1) : NULL;
            if (end) at = (size_t)(end - s.at);
        }
        bool word = !is_space(c) && c != '/';
        *n_words += word && !in_word;
        in_word = word && c != '"' && c != '\'';
    }
    return at;
}

static size_t raw_end(str s, size_t at, str name) {
    for (; at + name.len + 2 < s.len; at++)
        if (s.at[at] == '<' && s.at[at + 1] == '/' &&
            str_starts_nocase((str){s.at + at + 2, s.len - at - 2}, name))
            return at;
    return s.len;
}

/* --- copying --- */

typedef struct scan {
    str page;
    size_t at, copied; /* bytes before copied are in out, or left out */
    char *out;
    size_t n;
    bool no_comment_ends, no_drawing_ends; /* behind this point; not looked for again */
    open_tags open;
} scan;

static void copy_to(scan *s, size_t to) {
    memcpy(s->out + s->n, s->page.at + s->copied, to - s->copied);
    s->n += to - s->copied;
    s->copied = to;
}

static bool holds(str s, const char *word) {
    return str_find(s, str_of(word)) != SIZE_MAX;
}

/* A tag at s->at whose content ends at end: leaves the content out. */
static void leave_out(scan *s, size_t content, size_t end) {
    copy_to(s, content);
    s->copied = s->at = end;
}

/* <script>, <style>, <svg> behind their start tag; false for a drawing without an end. */
static bool pass_raw(scan *s, str name, size_t tag) {
    bool drawing = str_equal_nocase(name, STR("svg"));
    if (drawing && s->no_drawing_ends) return false;
    size_t content = s->at < s->page.len ? s->at + 1 : s->at, end = raw_end(s->page, content, name);
    if (drawing && end == s->page.len) {
        s->no_drawing_ends = true;
        return false;
    }
    str start = {s->page.at + tag, content - tag}, body = {s->page.at + content, end - content};
    bool wanted =
        str_equal_nocase(name, STR("script")) && (body.len < SHORT_SCRIPT || holds(start, "ld+json") ||
                                                  holds(body, "ublish") || holds(body, "ubDate"));
    if (!wanted) leave_out(s, content, end);
    s->at = end;
    return true;
}

static bool is_raw(str name) {
    return str_equal_nocase(name, STR("script")) || str_equal_nocase(name, STR("style")) ||
           str_equal_nocase(name, STR("svg"));
}

static str name_at(str page, size_t from) {
    str name = {page.at + from, 0};
    while (from + name.len < page.len && !is_space(name.at[name.len]) && name.at[name.len] != '>' &&
           name.at[name.len] != '/')
        name.len++;
    return name;
}

/* The tag at s->at; leaves s->at behind it. */
static dateline_status pass_tag(scan *s, dateline_error *err) {
    size_t tag = s->at;
    bool end = s->page.at[tag + 1] == '/';
    str name = name_at(s->page, tag + 1 + end);
    uint32_t n_words;
    s->at = tag_end(s->page, tag + 1 + end + name.len, &n_words);
    if (n_words > HTML_MAX_ATTRIBUTES)
        return error_set(err, ERR_HTML_ATTRIBUTES, NULL, tag, "%u in one tag, the limit is %d", n_words,
                         HTML_MAX_ATTRIBUTES);
    if (is_flat(name) || (s->at < s->page.len && s->page.at[s->at - 1] == '/' && !end)) return DATELINE_OK;
    if (end) {
        close_tag(&s->open, hash_name(name));
        return DATELINE_OK;
    }
    if (is_raw(name) && pass_raw(s, name, tag)) return DATELINE_OK;
    if (s->open.n == HTML_MAX_DEPTH)
        return error_set(err, ERR_HTML_DEPTH, NULL, tag, "elements in each other, more than %d deep",
                         HTML_MAX_DEPTH);
    s->open.names[s->open.n++] = hash_name(name);
    return DATELINE_OK;
}

/* "<!-->" is a whole comment, and one that never ends is left to the parser. */
static void pass_comment(scan *s, str rest) {
    size_t close = SIZE_MAX;
    bool whole = rest.len > 4 && (rest.at[4] == '>' || rest.at[4] == '-');
    if (!whole && !s->no_comment_ends) {
        close = str_find((str){rest.at + 4, rest.len - 4}, STR("-->"));
        s->no_comment_ends = close == SIZE_MAX;
    }
    if (close == SIZE_MAX)
        s->at += 4;
    else
        leave_out(s, s->at, s->at + close + 7);
}

static dateline_status pass_all(scan *s, dateline_error *err) {
    str page = s->page;
    while (s->at + 1 < page.len) {
        const char *mark = memchr(page.at + s->at, '<', page.len - s->at - 1);
        if (!mark) break;
        s->at = (size_t)(mark - page.at);
        str rest = {mark, page.len - s->at};
        if (str_starts(rest, STR("<!--"))) {
            pass_comment(s, rest);
            continue;
        }
        size_t letter = s->at + 1 + (mark[1] == '/');
        if (letter >= page.len || !is_letter(page.at[letter])) {
            s->at++;
            continue;
        }
        dateline_status status = pass_tag(s, err);
        if (status) return status;
    }
    copy_to(s, page.len);
    return DATELINE_OK;
}

/* --- numeric references --- */

static int digit_of(char c, bool hex) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* In place: the number of a reference beyond U+10FFFF becomes that of U+FFFD, which is shorter. */
static size_t bound_references(char *at, size_t len) {
    size_t o = 0;
    for (size_t i = 0; i < len;) {
        bool reference = at[i] == '&' && i + 2 < len && at[i + 1] == '#';
        bool hex = reference && (at[i + 2] | 0x20) == 'x';
        size_t first = i + 2 + hex, end = first;
        uint32_t value = 0;
        for (int digit; reference && end < len && (digit = digit_of(at[end], hex)) >= 0; end++)
            if (value <= 0x10ffff) value = value * (hex ? 16 : 10) + (uint32_t)digit;
        if (!reference || value <= 0x10ffff) {
            at[o++] = at[i++];
            continue;
        }
        str instead = hex ? STR("&#xfffd") : STR("&#65533");
        memcpy(at + o, instead.at, instead.len);
        o += instead.len;
        i = end;
    }
    return o;
}

dateline_status html_scan(str page, str *out, arena *a, dateline_error *err) {
    scan *s = arena_zalloc(a, 1, sizeof *s);
    if (!s || !(s->out = arena_alloc(a, page.len + 1))) return error_memory(err, NULL);
    s->page = page;
    dateline_status status = pass_all(s, err);
    if (status) return status;
    s->n = bound_references(s->out, s->n);
    s->out[s->n] = '\0';
    *out = (str){s->out, s->n};
    return DATELINE_OK;
}
