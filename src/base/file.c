/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static dateline_status fail(dateline_error *err, enum error_number number, const char *path) {
    return error_set(err, number, path, DATELINE_NO_OFFSET, "%s", strerror(errno));
}

/* Pipes and devices have no size: read until the end, doubling the buffer. */
static dateline_status read_stream(int fd, const char *path, size_t limit, file_bytes *out,
                                   dateline_error *err) {
    size_t cap = 64 << 10, len = 0;
    char *at = malloc(cap);
    if (!at) return error_memory(err, path);
    for (;;) {
        ssize_t n = read(fd, at + len, cap - len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            free(at);
            return fail(err, ERR_FILE_READ, path);
        }
        len += (size_t)n;
        if (n == 0) break;
        if (len > limit) {
            free(at);
            return error_set(err, ERR_FILE_SIZE, path, limit, "more than %zu bytes", limit);
        }
        if (len < cap) continue;
        char *grown = realloc(at, cap *= 2);
        if (!grown) {
            free(at);
            return error_memory(err, path);
        }
        at = grown;
    }
    *out = (file_bytes){at, len, false};
    return DATELINE_OK;
}

static dateline_status map_file(int fd, const char *path, size_t len, file_bytes *out, dateline_error *err) {
    void *at = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED) return fail(err, ERR_FILE_READ, path);
    *out = (file_bytes){at, len, true};
    return DATELINE_OK;
}

dateline_status file_open(const char *path, size_t limit, file_bytes *out, dateline_error *err) {
    *out = (file_bytes){0};
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(err, ERR_FILE_OPEN, path);
    struct stat st;
    dateline_status status;
    if (fstat(fd, &st) != 0)
        status = fail(err, ERR_FILE_READ, path);
    else if (S_ISDIR(st.st_mode))
        status = error_set(err, ERR_FILE_KIND, path, DATELINE_NO_OFFSET, "a folder");
    else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > limit)
        status = error_set(err, ERR_FILE_SIZE, path, limit, "%lld bytes, the limit is %zu",
                           (long long)st.st_size, limit);
    else if (S_ISREG(st.st_mode) && st.st_size > 0 && !standard)
        status = map_file(fd, path, (size_t)st.st_size, out, err);
    else
        status = read_stream(fd, path, limit, out, err);
    if (!standard) close(fd);
    return status;
}

void file_close(file_bytes *f) {
    if (f->mapped)
        munmap((void *)(uintptr_t)f->at, f->len);
    else
        free((void *)(uintptr_t)f->at);
    *f = (file_bytes){0};
}

static bool write_all(int fd, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes += n;
        len -= (size_t)n;
    }
    return fsync(fd) == 0;
}

dateline_status file_replace(const char *path, const char *bytes, size_t len, dateline_error *err) {
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (n < 0 || (size_t)n >= sizeof temporary)
        return error_set(err, ERR_FILE_WRITE, path, DATELINE_NO_OFFSET, "a name of %zu bytes", strlen(path));
    int fd = mkstemp(temporary);
    if (fd < 0) return fail(err, ERR_FILE_WRITE, path);
    bool written = fchmod(fd, 0644) == 0 && write_all(fd, bytes, len);
    written = close(fd) == 0 && written;
    if (written && rename(temporary, path) == 0) return DATELINE_OK;
    dateline_status status = fail(err, ERR_FILE_WRITE, path);
    unlink(temporary);
    return status;
}
