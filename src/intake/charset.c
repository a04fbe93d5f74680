/* charset.c - see charset.h. The search for <meta> follows the WHATWG's "prescan a byte stream". */
#include "intake/charset.h"

#include <errno.h>
#include <iconv.h>

#include "base/utf8.h"

enum { PRESCAN = 1024, LATER = 1 << 20, CHUNK = 1 << 16 };

static const struct charset {
    const char *name, *iconv_name, *labels;
} charsets[] = {
#define CHARSET(name, iconv_name, labels) {name, iconv_name, labels},
#include "intake/charset_labels.def"
#undef CHARSET
};

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static str trimmed(str s) {
    while (s.len && is_space(s.at[0])) s.at++, s.len--;
    while (s.len && is_space(s.at[s.len - 1])) s.len--;
    return s;
}

const char *charset_of_label(str label) {
    label = trimmed(label);
    if (!label.len) return NULL;
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        str rest = str_of(charsets[i].labels);
        while (rest.len)
            if (str_equal_nocase(str_cut(&rest, ' '), label)) return charsets[i].name;
    }
    return NULL;
}

str charset_of_content(str s) {
    while (s.len >= 7) {
        if (!str_starts_nocase(s, STR("charset"))) {
            s.at++, s.len--;
            continue;
        }
        s.at += 7, s.len -= 7;
        while (s.len && is_space(s.at[0])) s.at++, s.len--;
        if (!s.len || s.at[0] != '=') continue;
        s.at++, s.len--;
        while (s.len && is_space(s.at[0])) s.at++, s.len--;
        if (!s.len) break;
        char quote = s.at[0];
        size_t n = 0;
        if (quote == '"' || quote == '\'') {
            const char *end = memchr(s.at + 1, quote, s.len - 1);
            return end ? (str){s.at + 1, (size_t)(end - s.at - 1)} : (str){NULL, 0};
        }
        while (n < s.len && !is_space(s.at[n]) && s.at[n] != ';') n++;
        return (str){s.at, n};
    }
    return (str){NULL, 0};
}

/* --- the prescan --- */

typedef struct attribute {
    str name, value;
} attribute;

/* The next attribute of a tag; false at its end, and *at is behind the data where the data end in it. */
static bool next_attribute(str s, size_t *at, attribute *out) {
    size_t i = *at;
    *out = (attribute){{NULL, 0}, {NULL, 0}};
    while (i < s.len && (is_space(s.at[i]) || s.at[i] == '/')) i++;
    *at = i;
    if (i >= s.len || s.at[i] == '>') return false;
    out->name.at = s.at + i;
    while (i < s.len && !is_space(s.at[i]) && s.at[i] != '/' && s.at[i] != '>' &&
           !(s.at[i] == '=' && s.at + i > out->name.at))
        i++;
    out->name.len = (size_t)(s.at + i - out->name.at);
    while (i < s.len && is_space(s.at[i])) i++;
    if (i < s.len && s.at[i] == '=') {
        i++;
        while (i < s.len && is_space(s.at[i])) i++;
        if (i < s.len && (s.at[i] == '"' || s.at[i] == '\'')) {
            const char *end = memchr(s.at + i + 1, s.at[i], s.len - i - 1);
            out->value = (str){s.at + i + 1, end ? (size_t)(end - s.at) - i - 1 : s.len - i - 1};
            i = end ? (size_t)(end - s.at) + 1 : s.len + 1;
        } else {
            size_t start = i;
            while (i < s.len && !is_space(s.at[i]) && s.at[i] != '>') i++;
            out->value = (str){s.at + start, i - start};
            if (i == s.len) i++; /* the data end in the value */
        }
    }
    *at = i;
    return i < s.len;
}

/* What a <meta> at *at (behind its name) says, or NULL. */
static const char *read_meta(str s, size_t *at) {
    attribute a;
    bool pragma = false, from_content = false, have_charset = false, have_content = false,
         have_pragma = false;
    const char *found = NULL;
    while (next_attribute(s, at, &a)) {
        if (str_equal_nocase(a.name, STR("http-equiv")) && !have_pragma) {
            have_pragma = true;
            pragma = str_equal_nocase(a.value, STR("content-type"));
        } else if (str_equal_nocase(a.name, STR("content")) && !have_content) {
            have_content = true;
            const char *named = charset_of_label(charset_of_content(a.value));
            if (named && !found && !have_charset) found = named, from_content = true;
        } else if (str_equal_nocase(a.name, STR("charset")) && !have_charset) {
            have_charset = true;
            found = charset_of_label(a.value);
            from_content = false;
        }
    }
    if (*at >= s.len || !found || (from_content && !pragma)) return NULL;
    if (strncmp(found, "UTF-16", 6) == 0) return "UTF-8"; /* a page that can be read so far is no UTF-16 */
    return strcmp(found, "x-user-defined") == 0 ? "windows-1252" : found;
}

static bool tag_named(str s, size_t at, str name) {
    if (s.len - at <= name.len || !str_starts_nocase((str){s.at + at, s.len - at}, name)) return false;
    char c = s.at[at + name.len];
    return is_space(c) || c == '/' || c == '>';
}

static size_t behind(str s, size_t at, str mark) {
    size_t found = at < s.len ? str_find((str){s.at + at, s.len - at}, mark) : SIZE_MAX;
    return found == SIZE_MAX ? s.len : at + found + mark.len;
}

/* Behind the end tag of a script or style whose content begins at at. */
static size_t behind_raw(str s, size_t at) {
    for (; at < s.len; at++) {
        if (s.at[at] != '<') continue;
        str rest = {s.at + at, s.len - at};
        if (str_starts_nocase(rest, STR("</script")) || str_starts_nocase(rest, STR("</style"))) return at;
    }
    return at;
}

/* skip_raw leaves scripts and styles out, as the parser does; the WHATWG's prescan looks into them. */
static const char *prescan(str s, bool skip_raw) {
    size_t at = 0;
    while (at < s.len) {
        const char *open = memchr(s.at + at, '<', s.len - at);
        if (!open) break;
        at = (size_t)(open - s.at);
        str rest = {open, s.len - at};
        if (str_starts(rest, STR("<!--"))) {
            at = behind(s, at + 2, STR("-->"));
        } else if (tag_named(s, at, STR("<meta"))) {
            at += 5;
            const char *found = read_meta(s, &at);
            if (found) return found;
        } else if (rest.len > 1 &&
                   (is_letter(open[1]) || (open[1] == '/' && rest.len > 2 && is_letter(open[2])))) {
            bool raw = skip_raw && (tag_named(s, at, STR("<script")) || tag_named(s, at, STR("<style")));
            while (at < s.len && !is_space(s.at[at]) && s.at[at] != '>') at++;
            attribute a;
            while (next_attribute(s, &at, &a)) {
            }
            if (raw) at = behind_raw(s, at);
        } else if (rest.len > 1 && (open[1] == '!' || open[1] == '/' || open[1] == '?')) {
            at = behind(s, at, STR(">"));
        } else {
            at++;
        }
    }
    return NULL;
}

const char *charset_declared(str bytes, str hint, enum charset_source *source) {
    enum charset_source unused;
    if (!source) source = &unused;
    *source = CHARSET_MARK;
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) return "UTF-8";
    if (str_starts(bytes, STR("\xfe\xff"))) return "UTF-16BE";
    if (str_starts(bytes, STR("\xff\xfe"))) return "UTF-16LE";
    str inside = charset_of_content(hint);
    const char *found = charset_of_label(inside.len ? inside : hint);
    *source = CHARSET_HINT;
    if (found) return found;
    *source = CHARSET_META;
    str head = {bytes.at, bytes.len < PRESCAN ? bytes.len : PRESCAN};
    str more = {bytes.at, bytes.len < LATER ? bytes.len : LATER};
    if ((found = prescan(head, false)) || (found = prescan(more, true))) return found;
    *source = CHARSET_GUESS;
    return "windows-1252";
}

/* UTF-16 without a mark: every other byte of the first ones is NUL. */
static const char *guess_wide(str bytes) {
    size_t n = bytes.len < PRESCAN ? bytes.len & ~(size_t)1 : PRESCAN, even = 0, odd = 0;
    for (size_t i = 0; i < n; i += 2) even += bytes.at[i] == '\0', odd += bytes.at[i + 1] == '\0';
    if (n >= 8 && odd > n / 4 && even == 0) return "UTF-16LE";
    return n >= 8 && even > n / 4 && odd == 0 ? "UTF-16BE" : NULL;
}

const char *charset_find(str bytes, str hint, enum charset_source *source) {
    enum charset_source from;
    const char *found = charset_declared(bytes, hint, &from);
    if (source) *source = from;
    if (from == CHARSET_MARK || from == CHARSET_HINT) return found;
    const char *wide = guess_wide(bytes);
    if (wide) return wide;
    if (from == CHARSET_META) return found;
    bool plain = true;
    for (size_t i = 0; i < bytes.len && plain; i++) plain = (unsigned char)bytes.at[i] < 0x80;
    return !plain && utf8_valid_prefix(bytes.at, bytes.len) == bytes.len ? "UTF-8" : found;
}

/* --- decoding --- */

static const char *iconv_name(const char *name) {
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        if (strcmp(charsets[i].name, name) == 0) return charsets[i].iconv_name;
    return NULL;
}

/* The bytes that windows-1252 leaves open stand for the control characters of their number. */
static void put_open_byte(str_buf *out, unsigned char c, uint32_t *n_repaired) {
    char mark[4];
    bool open = c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d;
    *n_repaired += !open;
    str_buf_add(out, mark, (size_t)utf8_put(open ? c : 0xfffd, mark));
}

static void convert(iconv_t cd, str bytes, bool single, str_buf *out, uint32_t *n_repaired) {
    static const char replacement[] = "\xef\xbf\xbd";
    char *in = (char *)(uintptr_t)bytes.at;
    size_t left = bytes.len;
    while (left && !out->failed) {
        char chunk[CHUNK], *to = chunk;
        size_t room = sizeof chunk;
        size_t n = iconv(cd, &in, &left, &to, &room);
        str_buf_add(out, chunk, sizeof chunk - room);
        if (n != (size_t)-1 || errno == E2BIG) continue;
        if (errno != EILSEQ && errno != EINVAL) break;
        if (single) {
            put_open_byte(out, (unsigned char)*in, n_repaired);
        } else {
            str_buf_add(out, replacement, 3);
            ++*n_repaired;
        }
        in++, left--;
    }
    /* Some sets (windows-1258, Big5) hold a character back for a mark that may follow. */
    char rest[16], *to = rest;
    size_t room = sizeof rest;
    iconv(cd, NULL, NULL, &to, &room);
    str_buf_add(out, rest, sizeof rest - room);
}

static dateline_status copy_utf8(str bytes, arena *a, str *text, uint32_t *n_repaired, dateline_error *err) {
    size_t n = 0;
    *text = utf8_repair(bytes.at ? bytes.at : "", bytes.len, &n, a);
    *n_repaired += (uint32_t)n;
    return text->at ? DATELINE_OK : error_memory(err, NULL);
}

dateline_status charset_decode(str bytes, const char *name, arena *a, str *text, uint32_t *n_repaired,
                               dateline_error *err) {
    const char *from = iconv_name(name);
    *n_repaired = 0;
    if (from && strcmp(from, "UTF-8") == 0 && str_starts(bytes, STR("\xef\xbb\xbf")))
        bytes.at += 3, bytes.len -= 3;
    if (from && strncmp(from, "UTF-16", 6) == 0 &&
        (str_starts(bytes, STR("\xff\xfe")) || str_starts(bytes, STR("\xfe\xff"))))
        bytes.at += 2, bytes.len -= 2;
    /* A set without a decoder (or a C library without the table) is read as UTF-8, repaired. */
    if (!from || strcmp(from, "UTF-8") == 0) return copy_utf8(bytes, a, text, n_repaired, err);
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) return copy_utf8(bytes, a, text, n_repaired, err);
    str_buf out;
    str_buf_init(&out);
    convert(cd, bytes, strcmp(from, "CP1252") == 0, &out, n_repaired);
    iconv_close(cd);
    dateline_status status =
        out.failed ? error_memory(err, NULL) : copy_utf8((str){out.at, out.len}, a, text, n_repaired, err);
    str_buf_clear(&out);
    return status;
}
