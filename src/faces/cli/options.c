/* options.c - see options.h. */
#include "faces/cli/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { BOTH = COMMAND_READ | COMMAND_EXPLAIN, MAX_JOBS = 256, HELP_COLUMN = 28 };

typedef enum option_kind { OPTION_FLAG, OPTION_SET, OPTION_STRING, OPTION_NUMBER, OPTION_CHOICE } option_kind;

typedef struct choice {
    const char *key;
    int value;
} choice;

typedef struct option_row {
    const char *name, *argument; /* argument: how the help names it; NULL: takes none */
    int commands;
    option_kind kind;
    size_t field; /* offset into options */
    int value;    /* OPTION_SET: stored there */
    const choice *choices;
    const char *help;
} option_row;

static const choice arithmetics[] = {{"auto", DATELINE_ARITHMETIC_AUTO},
                                     {"f32", DATELINE_ARITHMETIC_F32},
                                     {"bf16", DATELINE_ARITHMETIC_BF16},
                                     {"int8", DATELINE_ARITHMETIC_INT8},
                                     {NULL, 0}};
static const choice colours[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

#define FIELD(name) offsetof(options, name)

/* clang-format off */
static const option_row rows[] = {
    {"--text", NULL, COMMAND_READ, OPTION_SET, FIELD(format), FORMAT_TEXT, NULL, "a page to read; the default on a terminal"},
    {"--jsonl", NULL, BOTH, OPTION_SET, FIELD(format), FORMAT_JSONL, NULL, "one JSON object a report and line; the default elsewhere"},
    {"--json", NULL, COMMAND_READ, OPTION_SET, FIELD(format), FORMAT_JSON, NULL, "one indented JSON array of all reports"},
    {"--with-text", NULL, COMMAND_READ, OPTION_FLAG, FIELD(with_text), 0, NULL, "put the text that spans refer to into the JSON"},
    {"--explain", NULL, COMMAND_READ, OPTION_FLAG, FIELD(explain), 0, NULL, "show the layer of every stage before the record"},
    {"--layer", "NAME", COMMAND_EXPLAIN, OPTION_STRING, FIELD(layer), 0, NULL, "places, times, numbers, actors, speakers, sentences or tokens"},
    {"--jobs", "N", BOTH, OPTION_NUMBER, FIELD(jobs), 0, NULL, "threads that read; without it one for each processor"},
    {"--colour", "WHEN", COMMAND_READ, OPTION_CHOICE, FIELD(colour), 0, colours, "auto (a terminal without NO_COLOR), always, never"},
    {"--arithmetic", "KIND", BOTH, OPTION_CHOICE, FIELD(arithmetic), 0, arithmetics, "of the network: auto (the fastest here), f32, bf16, int8"},
    {"--model", "DIR", BOTH, OPTION_STRING, FIELD(model), 0, NULL, "folder of another model"},
    {"--data", "DIR", BOTH, OPTION_STRING, FIELD(data), 0, NULL, "folder of another gazetteer and other tables"},
    {"--help", NULL, BOTH, OPTION_FLAG, FIELD(help), 0, NULL, "this page"},
};
/* clang-format on */

enum { N_ROWS = sizeof rows / sizeof *rows };

static const option_row *row_of(int command, const char *name, size_t len) {
    if (len == 7 && strncmp(name, "--color", 7) == 0) return row_of(command, "--colour", 8);
    for (int i = 0; i < N_ROWS; i++)
        if ((rows[i].commands & command) && strlen(rows[i].name) == len &&
            strncmp(rows[i].name, name, len) == 0)
            return &rows[i];
    return NULL;
}

static dateline_status wrong(const option_row *row, const char *value, dateline_error *err) {
    return error_set(err, ERR_ARGUMENT, row->name, DATELINE_NO_OFFSET, "\"%s\" where %s belongs", value,
                     row->argument ? row->argument : "nothing");
}

static dateline_status store_choice(const option_row *row, const char *value, int *field,
                                    dateline_error *err) {
    for (const choice *c = row->choices; c->key; c++) {
        if (strcmp(c->key, value) != 0) continue;
        *field = c->value;
        return DATELINE_OK;
    }
    return wrong(row, value, err);
}

static dateline_status store_number(const option_row *row, const char *value, int *field,
                                    dateline_error *err) {
    char *end;
    errno = 0;
    long n = strtol(value, &end, 10);
    if (errno || end == value || *end || n < 1 || n > MAX_JOBS) return wrong(row, value, err);
    *field = (int)n;
    return DATELINE_OK;
}

static dateline_status store(const option_row *row, const char *value, options *out, dateline_error *err) {
    void *field = (char *)out + row->field;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return DATELINE_OK;
    case OPTION_SET:
        *(int *)field = row->value;
        return DATELINE_OK;
    case OPTION_STRING:
        *(const char **)field = value;
        return DATELINE_OK;
    case OPTION_NUMBER:
        return store_number(row, value, field, err);
    case OPTION_CHOICE:
        return store_choice(row, value, field, err);
    }
    return DATELINE_OK;
}

/* One option at argv[*at], with its argument in "--name=value" or in the next word. */
static dateline_status parse_one(int argc, char **argv, int *at, options *out, dateline_error *err) {
    const char *word = argv[*at], *equals = strchr(word, '=');
    size_t len = equals ? (size_t)(equals - word) : strlen(word);
    const option_row *row = row_of(out->command, word, len);
    if (strcmp(word, "-h") == 0) row = row_of(out->command, "--help", 6);
    if (!row) return error_set(err, ERR_OPTION, word, DATELINE_NO_OFFSET, "an option that there is not");
    if (!row->argument) return equals ? wrong(row, equals + 1, err) : store(row, NULL, out, err);
    if (equals) return store(row, equals + 1, out, err);
    if (*at + 1 >= argc)
        return error_set(err, ERR_ARGUMENT, row->name, DATELINE_NO_OFFSET, "no %s", row->argument);
    return store(row, argv[++*at], out, err);
}

dateline_status options_parse(int command, int argc, char **argv, options *out, dateline_error *err) {
    *out = (options){.command = command, .files = (const char **)argv};
    bool only_files = false;
    for (int i = 0; i < argc; i++) {
        if (only_files || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[out->n_files++] = argv[i]; /* n_files <= i: a word that was parsed already */
        } else if (strcmp(argv[i], "--") == 0) {
            only_files = true;
        } else {
            dateline_status status = parse_one(argc, argv, &i, out, err);
            if (status) return status;
        }
    }
    if (out->help) return DATELINE_OK;
    if (!out->n_files)
        return error_set(err, ERR_ARGUMENT, "FILE", DATELINE_NO_OFFSET, "no file (- is standard input)");
    if (command == COMMAND_EXPLAIN && !out->layer)
        return error_set(err, ERR_ARGUMENT, "--layer", DATELINE_NO_OFFSET, "no layer to explain");
    if (out->explain && out->format == FORMAT_JSON)
        return error_set(err, ERR_ARGUMENT, "--explain", DATELINE_NO_OFFSET,
                         "--json beside it (layers are lines: --jsonl)");
    return DATELINE_OK;
}

static const char general_help[] =
    "dateline reads news reports of violent incidents into records.\n"
    "\n"
    "  dateline read [OPTION]... FILE...             records of plain-text or JSON Lines reports\n"
    "  dateline explain --layer NAME FILE...         what was found in the text before the record\n"
    "  dateline COMMAND --help                       the options of a command\n"
    "  dateline --version\n"
    "\n"
    "FILE may be - for standard input.\n";

static const char read_help[] =
    "dateline read [OPTION]... FILE...\n"
    "\n"
    "Reads reports and prints the incidents that they tell of. A file is plain text (one\n"
    "report) or JSON Lines (a report a line: \"text\", and if known \"doc\", \"title\",\n"
    "\"published\", \"publisher\", \"author\", \"url\"). - is standard input.\n"
    "\n";

static const char explain_help[] =
    "dateline explain --layer NAME [OPTION]... FILE...\n"
    "\n"
    "Prints every span of one layer, whether or not an incident uses it, with its value\n"
    "and the reason for it: one JSON object a report and line.\n"
    "\n";

static const char exit_help[] =
    "\nExit status: 0 all reports were read, 1 some were not, 2 the command line was not understood, 3 the\n"
    "model or the data could not be opened, 4 the output could not be written, 141 who read it went away.\n"
    "Errors go to standard error, numbered; docs/ERRORS.md explains each.\n";

void options_help(int command, FILE *out) {
    if (!command) {
        fputs(general_help, out);
        return;
    }
    fputs(command == COMMAND_READ ? read_help : explain_help, out);
    for (int i = 0; i < N_ROWS; i++) {
        char left[64];
        if (!(rows[i].commands & command)) continue;
        snprintf(left, sizeof left, "%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                 rows[i].argument ? rows[i].argument : "");
        fprintf(out, "  %-*s%s\n", HELP_COLUMN - 4, left, rows[i].help);
    }
    fputs(exit_help, out);
}
