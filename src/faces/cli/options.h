/* options.h - the command line as a table: one row an option, from which parsing, --help and the shell
 * completions are made. */
#ifndef FACES_OPTIONS_H
#define FACES_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "dateline/reader.h"

typedef enum output_format { FORMAT_BY_TERMINAL, FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL } output_format;
typedef enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } colour_choice;

enum { COMMAND_READ = 1, COMMAND_EXPLAIN = 2 };

/* What a command line asks for. Strings belong to argv. */
typedef struct options {
    int command; /* COMMAND_... */
    bool help, explain, with_text;
    int format; /* output_format */
    int colour; /* colour_choice */
    int jobs;   /* threads that read; 0: one a processor */
    int arithmetic;
    const char *model, *data, *layer;
    const char **files; /* [n_files]; points into the argv that was parsed, which is reordered */
    int n_files;
} options;

/* Parses what follows the command. Fails with ERR_OPTION or ERR_ARGUMENT, where = the option. */
dateline_status options_parse(int command, int argc, char **argv, options *out, dateline_error *err);

/* The page of `dateline COMMAND --help`, or with command 0 that of `dateline --help`. */
void options_help(int command, FILE *out);

#endif
