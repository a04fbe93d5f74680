/* stream.c - see dateline/input.h. One buffer holds the part of the file that is being looked at; it grows to
 * the longest line and lines are cut out of it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "dateline/input.h"
#include "intake/csv.h"
#include "intake/html.h"
#include "intake/html_tree.h"
#include "intake/json_array.h"
#include "intake/jsonl.h"
#include "intake/unpack.h"

enum { CHUNK = 256 << 10, KEEP = 4 << 20 };

/* What the first bytes say that the file is. */
enum form { FORM_TEXT, FORM_JSONL, FORM_HTML, FORM_JSON, FORM_CSV, FORM_TSV };

static const char *const form_names[] = {"text", "jsonl", "html", "json", "csv", "tsv"};

struct dateline_input_stream {
    char *name;
    int fd;          /* -1: bytes in memory */
    bool own_fd;     /* to be closed */
    bool own_buffer; /* to be freed; else the buffer is the caller's bytes */
    unpack *packed;  /* where the bytes come from when they are compressed */
    char *buffer;
    size_t from, len; /* the unread part is buffer[from..len) */
    size_t cap;
    size_t searched;     /* no newline before this */
    uint64_t base;       /* offset in the file of buffer[0] */
    uint64_t size, line; /* size 0: unknown; line of the next line, from 1 */
    enum form form;
    enum unpack_kind packing;
    bool at_end;           /* nothing is left to be read from fd */
    bool done;             /* the end, or a failure that ends the stream */
    dateline_error damage; /* of the compressed data behind what is in the buffer; number 0: none */
    arena strings;         /* of the input handed out last */
    arena lasting;         /* of the column map and the header */
    columns columns;
    csv_scan csv; /* how the end of the next record is found */
    json_scan json;
    csv_head *head;  /* NULL: not a table */
    uint64_t reread; /* bytes of rows that were given back behind a bad one */
};

/* Damage is told where the bytes before it have been read. */
static dateline_status read_packed(dateline_input_stream *s, size_t *n, dateline_error *err) {
    dateline_status status = unpack_read(s->packed, s->buffer + s->len, s->cap - s->len, n, &s->damage);
    if (!status || (status <= -ERR_PACK_DAMAGED && status >= -ERR_PACK_TRAIL)) return DATELINE_OK;
    if (err) *err = s->damage;
    s->damage.number = 0;
    return status;
}

static dateline_status read_file(dateline_input_stream *s, size_t *n, dateline_error *err) {
    ssize_t got;
    do got = read(s->fd, s->buffer + s->len, s->cap - s->len);
    while (got < 0 && errno == EINTR);
    *n = got > 0 ? (size_t)got : 0;
    if (got >= 0) return DATELINE_OK;
    return error_set(err, ERR_FILE_READ, s->name, s->base + s->len, "%s", strerror(errno));
}

/* Reads one chunk more behind len, growing the buffer up to limit; at_end is set at the end. */
static dateline_status fill(dateline_input_stream *s, size_t limit, dateline_error *err) {
    if (s->fd < 0 && !s->packed) s->at_end = true;
    if (s->at_end) return DATELINE_OK;
    if (s->from > 0) {
        memmove(s->buffer, s->buffer + s->from, s->len - s->from);
        s->base += s->from, s->len -= s->from, s->searched -= s->from, s->from = 0;
    }
    if (s->cap - s->len < CHUNK) {
        size_t cap = s->cap * 2 > limit + CHUNK ? limit + 2 * CHUNK : s->cap * 2;
        char *grown = realloc(s->buffer, cap);
        if (!grown) {
            s->done = true;
            return error_memory(err, s->name);
        }
        s->buffer = grown, s->cap = cap;
    }
    size_t n;
    dateline_status status = s->packed ? read_packed(s, &n, err) : read_file(s, &n, err);
    s->done = status != DATELINE_OK;
    s->len += n;
    s->at_end = n == 0 || s->damage.number;
    return status;
}

/* Bytes of the byte order mark. */
static size_t mark_length(const char *at, size_t len) {
    return len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* JSON Lines or not, from the first bytes that are no white space. */
static bool looks_like_jsonl(const char *at, size_t len) {
    size_t i = mark_length(at, len);
    while (i < len && strchr(" \t\r\n", at[i]) && at[i]) i++;
    if (i == len || at[i++] != '{') return false;
    while (i < len && strchr(" \t\r\n", at[i]) && at[i]) i++;
    return i < len && (at[i] == '"' || at[i] == '}');
}

/* Offset of the byte that ends the record, in the unsearched part of the buffer; NULL: not there. */
static const char *find_end(dateline_input_stream *s) {
    const char *at = s->buffer + s->searched;
    size_t len = s->len - s->searched, end;
    if (len == 0) return NULL;
    if (s->head)
        end = csv_end(&s->csv, s->head->separator, at, len);
    else if (s->form == FORM_JSON)
        end = json_array_end(&s->json, at, len);
    else
        return memchr(at, '\n', len);
    return end == SIZE_MAX ? NULL : at + end;
}

/* Cuts the next line out of the buffer; at NULL is the end. A line over the limit is skipped and its length
 * given, so that the caller can report it. */
static dateline_status next_line(dateline_input_stream *s, str *line, uint64_t *skipped,
                                 dateline_error *err) {
    *line = (str){NULL, 0};
    *skipped = 0;
    for (;;) {
        const char *end = find_end(s);
        if (s->at_end && s->damage.number && !end) s->from = s->searched = s->len; /* half a line */
        if (end || (s->at_end && s->from < s->len)) {
            size_t stop = end ? (size_t)(end - s->buffer) : s->len;
            *line = (str){s->buffer + s->from, stop - s->from};
            s->from = s->searched = end ? stop + 1 : stop;
            if (*skipped || line->len > DATELINE_INPUT_MAX_LINE) *skipped += line->len;
            return DATELINE_OK;
        }
        s->searched = s->len;
        if (s->at_end) return DATELINE_OK;
        if (*skipped || s->len - s->from > DATELINE_INPUT_MAX_LINE) {
            *skipped += s->len - s->from;
            s->from = s->len;
        }
        dateline_status status = fill(s, DATELINE_INPUT_MAX_LINE, err);
        if (status) return status;
    }
}

/* The end: what is told here is damage behind the last good byte. */
static dateline_status finish(dateline_input_stream *s, dateline_error *err) {
    s->done = true;
    if (!s->damage.number) return DATELINE_OK;
    if (err) *err = s->damage;
    return -s->damage.number;
}

static bool is_blank(str line) {
    return str_trim(line).len == 0;
}

static dateline_status next_jsonl(dateline_input_stream *s, dateline_input *in, dateline_error *err) {
    for (;;) {
        str line;
        uint64_t skipped;
        jsonl_place place = {
            .file = s->name, .offset = s->base + s->from, .line = s->line, .names = &s->columns};
        dateline_status status = next_line(s, &line, &skipped, err);
        if (status) return status;
        s->line++;
        if (skipped)
            return error_set(err, ERR_JSONL_LINE, s->name, place.offset,
                             "%" PRIu64 " bytes in line %" PRIu64 ", the limit is %u", skipped, place.line,
                             DATELINE_INPUT_MAX_LINE);
        if (!line.at) return finish(s, err);
        if (!is_blank(line)) return jsonl_read(line, &place, in, &s->strings, err);
    }
}

/* An element of an array. Behind "]" nothing is read; an array without it was cut. */
static dateline_status next_element(dateline_input_stream *s, dateline_input *in, dateline_error *err) {
    for (;;) {
        str element;
        uint64_t skipped;
        jsonl_place place = {s->name, s->base + s->from, s->line, "element", &s->columns};
        dateline_status status = next_line(s, &element, &skipped, err);
        if (status) return status;
        char end = element.at && s->from > 0 ? s->buffer[s->from - 1] : '\0';
        bool closed = element.at && element.at + element.len < s->buffer + s->len;
        if (!element.at || !closed) {
            s->done = true;
            if (s->damage.number) return finish(s, err);
            return error_set(err, ERR_JSON_END, s->name, place.offset, "the end in element %" PRIu64,
                             place.line);
        }
        s->done = end == ']';
        if (skipped)
            return error_set(err, ERR_JSONL_LINE, s->name, place.offset,
                             "%" PRIu64 " bytes in element %" PRIu64 ", the limit is %u", skipped, place.line,
                             DATELINE_INPUT_MAX_LINE);
        s->line++;
        if (!is_blank(element)) return jsonl_read(element, &place, in, &s->strings, err);
        if (s->done) return finish(s, err);
    }
}

/* A bad row that spans lines may have swallowed good ones: only its first line is taken as read. */
static void give_back(dateline_input_stream *s, str row) {
    enum { MAX_REREAD = 256 << 20 }; /* so that the whole stays linear */
    const char *end = memchr(row.at, '\n', row.len);
    if (!end || s->reread > MAX_REREAD) return;
    s->reread += row.len;
    s->from = s->searched = (size_t)(end - s->buffer) + 1;
    s->csv = (csv_scan){0};
}

static dateline_status next_row(dateline_input_stream *s, dateline_input *in, dateline_error *err) {
    for (;;) {
        str row;
        uint64_t skipped;
        csv_place place = {.file = s->name, .offset = s->base + s->from, .row = s->line};
        dateline_status status = next_line(s, &row, &skipped, err);
        if (status) return status;
        if (!row.at) return finish(s, err);
        if (skipped) {
            s->line++;
            return error_set(err, ERR_CSV_LINE, s->name, place.offset,
                             "%" PRIu64 " bytes in row %" PRIu64 ", the limit is %u", skipped, place.row,
                             DATELINE_INPUT_MAX_LINE);
        }
        if (is_blank(row)) continue;
        s->line++;
        status = csv_read(row, s->head, &place, in, &s->strings, err);
        if (status == -ERR_CSV_ROW || status == -ERR_CSV_QUOTE) give_back(s, row);
        return status;
    }
}

/* The header of a table; what is wrong with it ends the stream. */
static dateline_status begin_table(dateline_input_stream *s, char separator, dateline_error *err) {
    s->head = arena_zalloc(&s->lasting, 1, sizeof *s->head);
    if (!s->head) return error_memory(err, s->name);
    s->head->separator = separator;
    s->from = s->searched = mark_length(s->buffer, s->len);
    str row;
    uint64_t skipped;
    dateline_status status = next_line(s, &row, &skipped, err);
    if (status) return status;
    if (!row.at) row = STR("");
    return csv_read_head(row, separator, &s->columns, s->name, s->head, &s->lasting, err);
}

/* Where the first bytes are compressed: what was read of the file goes to unpack, and the buffer starts anew. */
static dateline_status begin_unpacking(dateline_input_stream *s, dateline_error *err) {
    str head = {s->buffer, s->len};
    s->packing = unpack_find(head);
    if (s->packing == UNPACK_NONE) return DATELINE_OK;
    dateline_status status = unpack_open(s->packing, s->fd, head, s->name, &unpack_usual, &s->packed, err);
    if (status) return status;
    if (!s->own_buffer) {
        s->cap = 2 * CHUNK;
        s->buffer = malloc(s->cap);
        if (!s->buffer) return error_memory(err, s->name);
        s->own_buffer = true;
    }
    s->len = 0;
    s->at_end = false;
    return DATELINE_OK;
}

static enum form find_form(const dateline_input_stream *s) {
    str head = {s->buffer, s->len};
    if (looks_like_jsonl(s->buffer, s->len)) return FORM_JSONL;
    if (json_array_find(head)) return FORM_JSON;
    if (html_is_page(head)) return FORM_HTML;
    char separator = csv_find(head, &s->columns);
    return separator == '\t' ? FORM_TSV : separator ? FORM_CSV : FORM_TEXT;
}

static dateline_status begin_form(dateline_input_stream *s, const char *forced, dateline_error *err) {
    size_t i = 0, n = sizeof form_names / sizeof *form_names;
    while (forced && i < n && strcmp(forced, form_names[i])) i++;
    if (i == n) return error_set(err, ERR_INPUT_FORMAT, s->name, DATELINE_NO_OFFSET, "\"%s\"", forced);
    s->form = forced ? (enum form)i : find_form(s);
    str head = {s->buffer, s->len};
    if (s->form == FORM_JSONL) s->from = s->searched = mark_length(s->buffer, s->len);
    if (s->form == FORM_JSON) {
        s->from = s->searched = json_array_find(head);
        if (s->from == 0) return error_set(err, ERR_JSONL_SYNTAX, s->name, 0, "no array of objects");
    }
    if (s->form != FORM_CSV && s->form != FORM_TSV) return DATELINE_OK;
    char separator = csv_find(head, &s->columns);
    if (s->form == FORM_TSV) separator = '\t';
    return begin_table(s, separator ? separator : ',', err);
}

static dateline_status start(dateline_input_stream *s, const dateline_input_options *options,
                             dateline_error *err) {
    const char *forced = options ? options->format : NULL;
    dateline_status status = columns_parse(options ? options->columns : NULL, &s->columns, &s->lasting, err);
    /* A pipe may give its first bytes one by one. */
    while (!status && !s->at_end && s->len < 4096) status = fill(s, CHUNK, err);
    if (!status) status = begin_unpacking(s, err);
    while (!status && !s->at_end && s->len < 4096) status = fill(s, CHUNK, err);
    if (status) return status;
    s->line = 1;
    return begin_form(s, forced, err);
}

static dateline_status new_stream(const char *name, dateline_input_stream **stream, dateline_error *err) {
    *stream = calloc(1, sizeof **stream);
    if (!*stream) return error_memory(err, name);
    (*stream)->fd = -1;
    (*stream)->name = strdup(name);
    if ((*stream)->name) return DATELINE_OK;
    dateline_input_stream_close(*stream);
    *stream = NULL;
    return error_memory(err, name);
}

static dateline_status open_file(dateline_input_stream *s, const char *path,
                                 const dateline_input_options *options, dateline_error *err) {
    s->own_fd = strcmp(path, "-") != 0;
    s->fd = s->own_fd ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (s->fd < 0) return error_set(err, ERR_FILE_OPEN, path, DATELINE_NO_OFFSET, "%s", strerror(errno));
    struct stat st;
    if (fstat(s->fd, &st) != 0)
        return error_set(err, ERR_FILE_READ, path, DATELINE_NO_OFFSET, "%s", strerror(errno));
    if (S_ISDIR(st.st_mode)) return error_set(err, ERR_FILE_KIND, path, DATELINE_NO_OFFSET, "a folder");
    s->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    s->cap = 2 * CHUNK;
    s->buffer = malloc(s->cap);
    s->own_buffer = s->buffer != NULL;
    return s->buffer ? start(s, options, err) : error_memory(err, path);
}

dateline_status dateline_input_stream_open_as(const char *path, const dateline_input_options *options,
                                              dateline_input_stream **stream, dateline_error *err) {
    dateline_status status = new_stream(path, stream, err);
    if (status) return status;
    status = open_file(*stream, path, options, err);
    if (!status) return DATELINE_OK;
    dateline_input_stream_close(*stream);
    *stream = NULL;
    return status;
}

dateline_status dateline_input_stream_open(const char *path, dateline_input_stream **stream,
                                           dateline_error *err) {
    return dateline_input_stream_open_as(path, NULL, stream, err);
}

dateline_status dateline_input_stream_of_bytes(const char *name, const char *bytes, uint64_t len,
                                               dateline_input_stream **stream, dateline_error *err) {
    return dateline_input_stream_of_bytes_as(name, bytes, len, NULL, stream, err);
}

dateline_status dateline_input_stream_of_bytes_as(const char *name, const char *bytes, uint64_t len,
                                                  const dateline_input_options *options,
                                                  dateline_input_stream **stream, dateline_error *err) {
    dateline_status status = new_stream(name, stream, err);
    if (status) return status;
    (*stream)->buffer = (char *)(uintptr_t)bytes;
    (*stream)->len = (*stream)->size = len;
    (*stream)->at_end = true;
    status = start(*stream, options, err);
    if (!status) return DATELINE_OK;
    dateline_input_stream_close(*stream);
    *stream = NULL;
    return status;
}

static dateline_status next_plain(dateline_input_stream *s, dateline_input *in, dateline_error *err) {
    dateline_status status = DATELINE_OK;
    while (!status && !s->at_end && s->len <= DATELINE_INPUT_MAX_LINE)
        status = fill(s, DATELINE_INPUT_MAX_LINE, err);
    s->done = true;
    if (!status) status = finish(s, err); /* half a report is none */
    if (status) return status;
    if (s->len > DATELINE_INPUT_MAX_LINE)
        return error_set(err, ERR_TEXT_LONG, s->name, DATELINE_INPUT_MAX_LINE,
                         "more than %u bytes of plain text", DATELINE_INPUT_MAX_LINE);
    in->name = s->name;
    in->bytes = s->buffer ? s->buffer : "";
    in->len = s->len;
    s->from = s->len;
    return DATELINE_OK;
}

/* html_read does not know what its page is called. */
static void name_error(dateline_input_stream *s, dateline_error *err) {
    size_t n_repaired;
    if (!err || err->where[0]) return;
    const char *name = utf8_repair(s->name, strlen(s->name), &n_repaired, &s->strings).at;
    if (name && strlen(name) < sizeof err->where) strcpy(err->where, name);
}

/* A page is read whole, as plain text is; its text and fields live in the stream's arena. */
static dateline_status next_html(dateline_input_stream *s, dateline_input *in, dateline_error *err) {
    dateline_input whole = {0};
    dateline_status status = next_plain(s, &whole, err);
    if (status) return status;
    html_page page;
    status = html_read((str){whole.bytes, whole.len}, STR(""), STR(""), &s->strings, &page, err);
    if (status) {
        name_error(s, err);
        return status;
    }
    *in = (dateline_input){
        .name = whole.name,
        .bytes = page.text.at,
        .len = page.text.len,
        .title = page.title.value,
        .published = page.published.value,
        .publisher = page.publisher.value,
        .author = page.author.value,
        .url = page.url.value,
        .language = page.language.value,
        .n_repaired = page.n_repaired,
        .n_mended = page.n_mojibake,
    };
    return DATELINE_OK;
}

dateline_status dateline_input_stream_next(dateline_input_stream *s, dateline_input *in,
                                           dateline_error *err) {
    *in = (dateline_input){0};
    arena_reset(&s->strings, KEEP);
    if (s->done) return DATELINE_OK;
    switch (s->form) {
    case FORM_JSONL:
        return next_jsonl(s, in, err);
    case FORM_JSON:
        return next_element(s, in, err);
    case FORM_CSV:
    case FORM_TSV:
        return next_row(s, in, err);
    case FORM_HTML:
        return next_html(s, in, err);
    default:
        return next_plain(s, in, err);
    }
}

const char *dateline_input_stream_format(const dateline_input_stream *s) {
    return form_names[s->form];
}

const char *dateline_input_stream_packing(const dateline_input_stream *s) {
    static const char *const names[] = {"", "gzip", "zstd"};
    return names[s->packing];
}

int dateline_input_stream_is_jsonl(const dateline_input_stream *s) {
    return s->form == FORM_JSONL;
}

uint64_t dateline_input_stream_position(const dateline_input_stream *s) {
    return s->packed ? unpack_position(s->packed) : s->base + s->from;
}

uint64_t dateline_input_stream_size(const dateline_input_stream *s) {
    return s->size;
}

void dateline_input_stream_close(dateline_input_stream *s) {
    if (!s) return;
    if (s->own_fd && s->fd >= 0) close(s->fd);
    if (s->own_buffer) free(s->buffer);
    unpack_close(s->packed);
    arena_clear(&s->strings);
    arena_clear(&s->lasting);
    free(s->name);
    free(s);
}
