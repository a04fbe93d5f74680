/* dateline/input.h - reports out of files: plain text, JSON Lines or pages of the web, told apart by their bytes, each
 * of them also compressed with gzip or zstd.
 *
 *     dateline_input_stream *stream;
 *     if (dateline_input_stream_open("reports.jsonl", &stream, &err)) ...
 *     for (;;) {
 *         dateline_input in;
 *         if (dateline_input_stream_next(stream, &in, &err)) { report err; continue; }
 *         if (!in.bytes) break;                       // the end
 *         dateline_session_read(session, &in, &report, &err) ...
 *     }
 *     dateline_input_stream_close(stream);
 *
 * A stream whose first bytes (white space and a byte order mark aside) are '{' and then '"' or '}' is JSON Lines: one
 * object a line, empty lines skipped. Its fields: text (needed); doc or id (the name; a number will do); title,
 * published, publisher, author, url or source, language (strings or null). Other fields are left alone.
 *
 * "[" and then "{" is a JSON array of such objects. A first line of column names parted by commas, tabs or semicolons, one
 * of them text, body or content and one more known (title, headline; date, published; url, link; source; publisher;
 * author, byline; language, lang; id, doc), is a table as of RFC 4180, a report a row.
 *
 * A stream that begins as a page does (<!doctype html>, <html, <head, ...; comments aside) is HTML: its main text is
 * one report, with the title, publisher, author, language, address and day that the page gives. Anything else is plain
 * text: the whole file is one report. Both are named after the file.
 *
 * Compressed bytes (any number of gzip members or zstd frames) are unpacked as they are read, and what they hold is told
 * apart in the same way. Offsets of errors then count in the unpacked bytes, but for DL-0370 to DL-0375, which tell the
 * byte of the file. Where compressed data is damaged, the lines before are handed out first; half a report is not.
 *
 * Memory is that of the longest line (at most DATELINE_INPUT_MAX_LINE), however long the file; with zstd 128 MiB more
 * at most.
 *
 * Thread rule: a stream belongs to one thread at a time; an input lives until the next call on its stream. */
#ifndef DATELINE_INPUT_H
#define DATELINE_INPUT_H

#include "dateline/error.h"
#include "dateline/reader.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DATELINE_INPUT_MAX_LINE (64u << 20) /* bytes of a line, and of a plain file */

typedef struct dateline_input_stream dateline_input_stream;

/* Opens a file, a pipe or, for "-", standard input. Fails with DL-0101, DL-0102, DL-0103, DL-0105. */
dateline_status dateline_input_stream_open(const char *path, dateline_input_stream **stream,
                                           dateline_error *err);

/* What the caller knows better than the bytes; all zero: nothing. */
typedef struct dateline_input_options {
    const char *format; /* "text", "jsonl", "json", "csv", "tsv" or "html"; NULL: found from the bytes */
    const char
        *columns; /* "text=Story,title=Headline": names of columns and keys for the fields text, doc, title,
                            published, publisher, author, url, language; NULL: the usual ones */
} dateline_input_options;

/* The same with options (NULL: none). Fails with DL-0380, DL-0381 too, and for a forced table with DL-0383, DL-0384,
 * DL-0386, for a forced array with DL-0301. */
dateline_status dateline_input_stream_open_as(const char *path, const dateline_input_options *options,
                                              dateline_input_stream **stream, dateline_error *err);
dateline_status dateline_input_stream_of_bytes_as(const char *name, const char *bytes, uint64_t len,
                                                  const dateline_input_options *options,
                                                  dateline_input_stream **stream, dateline_error *err);

/* The same over bytes in memory, borrowed until the stream is closed. name stands in names and errors. */
dateline_status dateline_input_stream_of_bytes(const char *name, const char *bytes, uint64_t len,
                                               dateline_input_stream **stream, dateline_error *err);

/* The next report. At the end in->bytes is NULL, now and on every later call. A failure concerns one report only
 * (DL-0301 to DL-0304, DL-0310 to DL-0314 for a page, DL-0203 for a plain file that is too long, DL-0382 to DL-0385 and DL-0387 for a table or an array, DL-0370 to DL-0375 at the end of compressed data) and the next call goes on behind it; after
 * DL-0101 and DL-0103 the next call gives the end. err->where is the file, err->offset the byte in it, and the
 * sentence names the line. */
dateline_status dateline_input_stream_next(dateline_input_stream *stream, dateline_input *in,
                                           dateline_error *err);

/* What the stream was found to be: "text", "jsonl", "json", "csv", "tsv" or "html". A static string. */
const char *dateline_input_stream_format(const dateline_input_stream *stream);

/* What its bytes were compressed with: "gzip", "zstd" or "". A static string. */
const char *dateline_input_stream_packing(const dateline_input_stream *stream);

/* True when the stream is JSON Lines. */
int dateline_input_stream_is_jsonl(const dateline_input_stream *stream);

/* Bytes taken from the stream so far, and its size or 0 when unknown (a pipe): for a progress bar. */
uint64_t dateline_input_stream_position(const dateline_input_stream *stream);
uint64_t dateline_input_stream_size(const dateline_input_stream *stream);

/* NULL is allowed. */
void dateline_input_stream_close(dateline_input_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
