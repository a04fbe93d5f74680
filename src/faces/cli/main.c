/* main.c - the program `dateline`: finds the command and hands over. */
#include <signal.h>
#include <string.h>

#include "faces/cli/commands.h"

typedef struct command {
    const char *name;
    int id;
    int (*run)(const options *o);
} command;

static const command commands[] = {{"read", COMMAND_READ, command_read},
                                   {"explain", COMMAND_EXPLAIN, command_read}};

void command_complain(const dateline_error *err) {
    char line[1024];
    dateline_error_print(err, line, sizeof line);
    fprintf(stderr, "dateline: %s\n", line);
}

static int usage(const dateline_error *err) {
    command_complain(err);
    return EXIT_USAGE;
}

/* `dateline`, `dateline --help`, `dateline --version`, or a command that there is not. */
static int without_command(const char *word) {
    dateline_error err;
    if (!word) {
        options_help(0, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        options_help(0, stdout);
        return fflush(stdout) ? EXIT_OUTPUT : EXIT_ALL_READ;
    }
    if (strcmp(word, "--version") == 0) {
        printf("dateline %s\n", DATELINE_VERSION);
        return fflush(stdout) ? EXIT_OUTPUT : EXIT_ALL_READ;
    }
    enum error_number number = word[0] == '-' ? ERR_OPTION : ERR_COMMAND;
    error_set(&err, number, word, DATELINE_NO_OFFSET, "no such %s", word[0] == '-' ? "option" : "command");
    return usage(&err);
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write */
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
        options o;
        dateline_error err = {0};
        if (strcmp(argv[1], commands[i].name) != 0) continue;
        if (options_parse(commands[i].id, argc - 2, argv + 2, &o, &err)) return usage(&err);
        if (!o.help) return commands[i].run(&o);
        options_help(o.command, stdout);
        return fflush(stdout) ? EXIT_OUTPUT : EXIT_ALL_READ;
    }
    return without_command(argc > 1 ? argv[1] : NULL);
}
