/* share.c - see share.h. */
#include "faces/cli/share.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const places[] = {"share", "../share/dateline"};

void share_find(share *out) {
    char program[SHARE_PATH - 256];
    *out = (share){0};
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0) return;
    program[len] = '\0';
    char *slash = strrchr(program, '/');
    if (slash) *slash = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places && !*out->data; i++) {
        snprintf(out->data, sizeof out->data, "%s/%s", program, places[i]);
        snprintf(out->model, sizeof out->model, "%s/%s/models/" DATELINE_MODEL, program, places[i]);
        if (access(out->data, F_OK) != 0) *out->data = *out->model = '\0';
    }
}
