/* commands.h - the commands of the program, and what they share with main. */
#ifndef FACES_COMMANDS_H
#define FACES_COMMANDS_H

#include "faces/cli/options.h"

enum exit_status {
    EXIT_ALL_READ = 0,
    EXIT_SOME_NOT_READ = 1,
    EXIT_USAGE = 2,
    EXIT_NOT_STARTED = 3, /* model or data */
    EXIT_OUTPUT = 4,
    EXIT_CLOSED_PIPE = 141 /* as a shell reports a program that SIGPIPE ended */
};

/* `dateline read` and `dateline explain`: returns the exit status. */
int command_read(const options *o);

/* "dateline: DL-0102 file: sentence" on standard error. */
void command_complain(const dateline_error *err);

#endif
