/* plain.c - see intake.h. */
#include <utf8proc.h>

#include "base/utf8.h"
#include "doc/document.h"
#include "intake/head.h"
#include "intake/intake.h"
#include "intake/mojibake.h"

/* Marks of formats that people hand in by mistake, so that the message can name them. */
static const struct {
    str mark;
    const char *name;
} formats[] = {
    {{"%PDF-", 5}, "a PDF document"},
    {{"PK\x03\x04", 4}, "a zip archive or an office document"},
    {{"\x1f\x8b", 2}, "gzip-compressed data"},
    {{"\x28\xb5\x2f\xfd", 4}, "zstd-compressed data"},
    {{"\xff\xfe", 2}, "UTF-16 text"},
    {{"\xfe\xff", 2}, "UTF-16 text"},
    {{"\x89PNG", 4}, "a PNG picture"},
    {{"\xff\xd8\xff", 3}, "a JPEG picture"},
    {{"GIF8", 4}, "a GIF picture"},
    {{"\x7f"
      "ELF",
      4},
     "a program"},
    {{"\xd0\xcf\x11\xe0", 4}, "an old office document"},
    {{"{\\rtf", 5}, "an RTF document"},
};

static bool is_control(unsigned char c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r' && c != 0x1b) || c == 0x7f;
}

static dateline_status refuse_binary(str bytes, const char *name, dateline_error *err) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_starts(bytes, formats[i].mark))
            return error_set(err, ERR_TEXT_BINARY, name, 0, "%s", formats[i].name);
    size_t controls = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        controls += is_control((unsigned char)bytes.at[i]);
        if (controls > 1 + bytes.len / 100)
            return error_set(err, ERR_TEXT_BINARY, name, i, "%zu control characters in %zu bytes", controls,
                             i + 1);
    }
    return DATELINE_OK;
}

static bool has_letter(str text) {
    uint32_t point;
    for (size_t i = 0; i < text.len;) {
        int n = utf8_next(text.at + i, text.len - i, &point);
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
        if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) return true;
        i += (size_t)n;
    }
    return false;
}

/* In place: line ends to LF, NUL to a space. */
static void mend_lines(str *text, char *at) {
    size_t o = 0;
    for (size_t i = 0; i < text->len; i++) {
        char c = at[i];
        if (c == '\r') {
            if (i + 1 < text->len && at[i + 1] == '\n') continue;
            c = '\n';
        }
        at[o++] = c ? c : ' ';
    }
    at[o] = '\0';
    text->len = o;
}

/* One sequence alone might be meant; two are no accident. */
static dateline_status mend_mojibake(document *doc, str text, const dateline_input *in, dateline_error *err) {
    uint32_t n = 0;
    doc->text = text;
    str mended = mojibake_repair(text, &n, doc->arena);
    if (!mended.at) return error_memory(err, in->name);
    if (n < 2) return DATELINE_OK;
    doc->text = mended;
    doc->n_mended += n;
    return DATELINE_OK;
}

static dateline_status set_text(document *doc, const dateline_input *in, dateline_error *err) {
    str bytes = {in->bytes, in->len};
    dateline_status status = refuse_binary(bytes, in->name, err);
    if (status) return status;
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) bytes.at += 3, bytes.len -= 3;
    size_t n_repaired = 0, valid = utf8_valid_prefix(bytes.at, bytes.len);
    str text = {NULL, bytes.len};
    if (valid == bytes.len)
        text.at = arena_copy(doc->arena, bytes.at, bytes.len);
    else
        text = utf8_repair(bytes.at, bytes.len, &n_repaired, doc->arena);
    if (!text.at) return error_memory(err, in->name);
    if (n_repaired > 1 + bytes.len / 10)
        return error_set(err, ERR_TEXT_BINARY, in->name, valid, "%zu broken sequences in %zu bytes",
                         n_repaired, bytes.len);
    mend_lines(&text, (char *)(uintptr_t)text.at);
    doc->n_repaired = in->n_repaired + (uint32_t)n_repaired;
    doc->n_mended = in->n_mended;
    return mend_mojibake(doc, text, in, err);
}

/* Copy of a metadata string: NULL stays NULL, blank becomes NULL. False when memory is refused. */
static bool copy_field(const char **out, const char *value, arena *a) {
    *out = NULL;
    str s = str_trim(str_of(value));
    if (s.len == 0) return true;
    size_t n_repaired;
    *out = utf8_repair(s.at, s.len, &n_repaired, a).at;
    return *out != NULL;
}

static bool copy_metadata(document *doc, const dateline_input *in) {
    arena *a = doc->arena;
    return copy_field(&doc->name, in->name, a) && copy_field(&doc->title, in->title, a) &&
           copy_field(&doc->published, in->published, a) && copy_field(&doc->publisher, in->publisher, a) &&
           copy_field(&doc->author, in->author, a) && copy_field(&doc->url, in->url, a) &&
           copy_field(&doc->language, in->language, a);
}

/* n digits at *s as a number, moving *s behind them; -1 when they are not there. */
static int digits(const char **s, int n) {
    int value = 0;
    for (int i = 0; i < n; i++, (*s)++) {
        if (**s < '0' || **s > '9') return -1;
        value = 10 * value + (**s - '0');
    }
    return value;
}

static bool take(const char **s, char c) {
    if (**s != c) return false;
    (*s)++;
    return true;
}

static bool is_day(int year, int month, int day) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

/* hh:mm[:ss[.fraction]] and a zone. */
static bool is_time(const char *s) {
    int hour = digits(&s, 2);
    if (hour < 0 || hour > 24 || !take(&s, ':')) return false;
    int minute = digits(&s, 2);
    if (minute < 0 || minute > 59) return false;
    if (take(&s, ':')) {
        int second = digits(&s, 2);
        if (second < 0 || second > 60) return false;
        if (take(&s, '.'))
            while (*s >= '0' && *s <= '9') s++;
    }
    if (*s == '\0' || strcmp(s, "Z") == 0) return true;
    if (*s != '+' && *s != '-') return false;
    s++;
    if (digits(&s, 2) < 0) return false;
    if (*s == '\0') return true;
    take(&s, ':');
    return digits(&s, 2) >= 0 && *s == '\0';
}

bool intake_is_date(const char *s) {
    int year = digits(&s, 4);
    if (year < 0 || !take(&s, '-')) return false;
    int month = digits(&s, 2);
    if (month < 0 || !take(&s, '-')) return false;
    int day = digits(&s, 2);
    if (!is_day(year, month, day)) return false;
    return *s == '\0' || ((*s == 'T' || *s == ' ') && is_time(s + 1));
}

dateline_status intake_plain(document *doc, const dateline_input *in, dateline_error *err) {
    if (err) *err = (dateline_error){.offset = DATELINE_NO_OFFSET};
    if (in->len > INTAKE_MAX_TEXT)
        return error_set(err, ERR_TEXT_LONG, in->name, INTAKE_MAX_TEXT, "%llu bytes, the limit is %d",
                         (unsigned long long)in->len, INTAKE_MAX_TEXT);
    dateline_status status = set_text(doc, in, err);
    if (status) return status;
    if (!has_letter(doc->text))
        return error_set(err, ERR_TEXT_EMPTY, in->name, 0, "%zu bytes without a letter", doc->text.len);
    if (!copy_metadata(doc, in)) return error_memory(err, in->name);
    if (doc->published && !intake_is_date(doc->published)) {
        error_set(err, ERR_INPUT_DATE, in->name, DATELINE_NO_OFFSET, "%s", doc->published);
        doc->published = NULL;
    }
    document_identify(doc);
    head_find(doc);
    return DATELINE_OK;
}
