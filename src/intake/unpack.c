/* unpack.c - see unpack.h. zlib and libzstd do the work; here are members, limits, and what follows damage. */
#include "intake/unpack.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { IN_SIZE = 256 << 10, N_MEMBERS = 1024, GZIP_HEAD = 10, WINDOW_LOG = 27 };

const unpack_limits unpack_usual = {.size = UINT64_C(1) << 40, .free = 32 << 20, .ratio = 250};

struct unpack {
    enum unpack_kind kind;
    int fd;
    char *name;
    unpack_limits limits;
    char *own;            /* input buffer; NULL when the bytes are the caller's */
    const char *in;       /* unread input is in[at..len) */
    size_t at, len;       /* offsets in in */
    uint64_t base;        /* offset in the file of in[0] */
    uint64_t total;       /* bytes unpacked so far */
    uint64_t began;       /* offset in the file of the member being read */
    bool at_end, inside;  /* no more input; within a member */
    bool stopped, mended; /* after a failure; which unpack_resume may follow */
    z_stream z;
    ZSTD_DStream *zstd;
    uint32_t n_members; /* all so far; the last N_MEMBERS of them are kept */
    struct {
        uint64_t out, file;
    } members[N_MEMBERS];
};

static bool is_zstd(const unsigned char *h) {
    return (h[0] == 0x28 && h[1] == 0xb5 && h[2] == 0x2f && h[3] == 0xfd) ||
           (h[0] >> 4 == 5 && h[1] == 0x2a && h[2] == 0x4d && h[3] == 0x18); /* a frame to be skipped */
}

/* 1f 8b, deflate, no reserved flag. */
static bool is_gzip(const unsigned char *h) {
    return h[0] == 0x1f && h[1] == 0x8b && h[2] == 8 && h[3] < 0x20;
}

static bool is_member(enum unpack_kind kind, const char *head) {
    const unsigned char *h = (const unsigned char *)head;
    return kind == UNPACK_GZIP ? is_gzip(h) : is_zstd(h);
}

enum unpack_kind unpack_find(str head) {
    if (head.len < 4) return UNPACK_NONE;
    if (is_member(UNPACK_GZIP, head.at)) return UNPACK_GZIP;
    return is_member(UNPACK_ZSTD, head.at) ? UNPACK_ZSTD : UNPACK_NONE;
}

static bool begin_engine(unpack *u) {
    if (u->kind == UNPACK_GZIP) return inflateInit2(&u->z, 15 + 16) == Z_OK;
    u->zstd = ZSTD_createDStream();
    return u->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, WINDOW_LOG));
}

dateline_status unpack_open(enum unpack_kind kind, int fd, str head, const char *name,
                            const unpack_limits *limits, unpack **out, dateline_error *err) {
    unpack *u = *out = calloc(1, sizeof *u);
    if (!u) return error_memory(err, name);
    u->kind = kind, u->fd = fd, u->limits = *limits, u->in = head.at, u->len = head.len;
    u->name = strdup(name);
    if (fd >= 0) u->own = malloc(head.len + IN_SIZE);
    if (!u->name || (fd >= 0 && !u->own) || !begin_engine(u)) {
        unpack_close(u);
        *out = NULL;
        return error_memory(err, name);
    }
    if (u->own) {
        memcpy(u->own, head.at, head.len);
        u->in = u->own;
    }
    u->at_end = fd < 0;
    return DATELINE_OK;
}

/* Sees to it that least bytes of input are there, unless the file ends before. */
static dateline_status need(unpack *u, size_t least, dateline_error *err) {
    while (u->len - u->at < least && !u->at_end) {
        if (u->at > 0) {
            memmove(u->own, u->own + u->at, u->len - u->at);
            u->base += u->at, u->len -= u->at, u->at = 0;
        }
        ssize_t n = read(u->fd, u->own + u->len, IN_SIZE - u->len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return error_set(err, ERR_FILE_READ, u->name, u->base + u->len, "%s", strerror(errno));
        u->len += (size_t)n;
        u->at_end = n == 0;
    }
    return DATELINE_OK;
}

/* Begins the next member; inside stays false at the end of the file. */
static dateline_status begin_member(unpack *u, dateline_error *err) {
    dateline_status status;
    while (!(status = need(u, 1, err)) && u->at < u->len && u->n_members > 0 && !u->in[u->at]) u->at++;
    if (!status) status = need(u, 4, err);
    if (status || u->at == u->len) return status;
    uint64_t here = u->base + u->at;
    if (u->len - u->at < 4 || !is_member(u->kind, u->in + u->at)) {
        u->mended = true;
        u->began = here;
        return error_set(err, ERR_PACK_TRAIL, u->name, here, "byte 0x%02x",
                         (unsigned)(unsigned char)u->in[u->at]);
    }
    if (u->kind == UNPACK_GZIP)
        inflateReset(&u->z);
    else
        ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
    uint32_t slot = u->n_members++ % N_MEMBERS;
    u->members[slot].out = u->total, u->members[slot].file = u->began = here;
    u->inside = true;
    return DATELINE_OK;
}

static dateline_status damaged(unpack *u, const char *met, dateline_error *err) {
    u->mended = true;
    return error_set(err, ERR_PACK_DAMAGED, u->name, u->base + u->at, "%s in the member at byte %" PRIu64,
                     met, u->began);
}

static dateline_status step_gzip(unpack *u, char *out, size_t cap, size_t *n, dateline_error *err) {
    uInt room = cap > 1u << 30 ? 1u << 30 : (uInt)cap, given = (uInt)(u->len - u->at);
    if (u->len - u->at > 1u << 30) given = 1u << 30;
    u->z.next_in = (Bytef *)(uintptr_t)(u->in + u->at), u->z.avail_in = given;
    u->z.next_out = (Bytef *)out, u->z.avail_out = room;
    int met = inflate(&u->z, Z_NO_FLUSH);
    u->at += given - u->z.avail_in;
    *n = room - u->z.avail_out;
    if (met == Z_STREAM_END) u->inside = false;
    if (met == Z_MEM_ERROR) return error_memory(err, u->name);
    if (met != Z_OK && met != Z_STREAM_END && met != Z_BUF_ERROR)
        return damaged(u, u->z.msg ? u->z.msg : "broken data", err);
    return DATELINE_OK;
}

static dateline_status step_zstd(unpack *u, char *out, size_t cap, size_t *n, dateline_error *err) {
    ZSTD_inBuffer in = {u->in, u->len, u->at};
    ZSTD_outBuffer to = {out, cap, 0};
    size_t met = ZSTD_decompressStream(u->zstd, &to, &in);
    u->at = in.pos;
    *n = to.pos;
    if (met == 0) u->inside = false;
    if (!ZSTD_isError(met)) return DATELINE_OK;
    ZSTD_ErrorCode code = ZSTD_getErrorCode(met);
    if (code == ZSTD_error_memory_allocation) return error_memory(err, u->name);
    if (code != ZSTD_error_frameParameter_windowTooLarge) return damaged(u, ZSTD_getErrorName(met), err);
    u->mended = true;
    return error_set(err, ERR_PACK_WINDOW, u->name, u->began, "a window of more than %u bytes",
                     1u << WINDOW_LOG);
}

static dateline_status check_limits(unpack *u, dateline_error *err) {
    uint64_t taken = u->base + u->at;
    if (u->total > u->limits.size)
        return error_set(err, ERR_PACK_SIZE, u->name, taken, "%" PRIu64 " bytes, the limit is %" PRIu64,
                         u->total, u->limits.size);
    if (u->total > u->limits.free && u->total / u->limits.ratio > taken)
        return error_set(err, ERR_PACK_RATIO, u->name, taken,
                         "%" PRIu64 " bytes out of %" PRIu64 ", the limit is %u times", u->total, taken,
                         u->limits.ratio);
    return DATELINE_OK;
}

/* One piece, or the end, or a failure. */
static dateline_status piece(unpack *u, char *out, size_t cap, size_t *n, dateline_error *err) {
    dateline_status status = DATELINE_OK;
    while (!status && *n == 0) {
        if (!u->inside) status = begin_member(u, err);
        if (status || !u->inside) return status;
        status = need(u, 1, err);
        if (status) return status;
        bool dry = u->at == u->len;
        status = u->kind == UNPACK_GZIP ? step_gzip(u, out, cap, n, err) : step_zstd(u, out, cap, n, err);
        u->total += *n;
        if (!status && dry && *n == 0 && u->inside)
            return error_set(err, ERR_PACK_SHORT, u->name, u->base + u->at,
                             "the end of the file in the member at byte %" PRIu64, u->began);
    }
    return status ? status : check_limits(u, err);
}

dateline_status unpack_read(unpack *u, char *out, size_t cap, size_t *n, dateline_error *err) {
    *n = 0;
    if (u->stopped || cap == 0) return DATELINE_OK;
    dateline_status status = piece(u, out, cap, n, err);
    u->stopped = status != DATELINE_OK;
    return status;
}

/* A member's head that damage is unlikely to make: with gzip also its flags of effort and its system. */
static bool looks_like_member(const unpack *u, const char *h) {
    if (!is_member(u->kind, h)) return false;
    unsigned char effort = (unsigned char)h[8], system = (unsigned char)h[9];
    return u->kind == UNPACK_ZSTD ||
           ((effort == 0 || effort == 2 || effort == 4) && (system <= 13 || system == 255));
}

bool unpack_resume(unpack *u) {
    if (!u->stopped || !u->mended) return false;
    /* The damage may have been noticed behind the next member's head. */
    if (u->n_members > 0 && u->began + 1 >= u->base && u->began + 1 < u->base + u->at)
        u->at = (size_t)(u->began + 1 - u->base);
    else if (u->n_members > 0 && u->began < u->base)
        u->at = 0;
    for (;; u->at++) {
        if (need(u, GZIP_HEAD, NULL) || u->len - u->at < GZIP_HEAD) return false;
        if (u->base + u->at > u->began && looks_like_member(u, u->in + u->at)) break;
    }
    u->stopped = u->mended = u->inside = false;
    return true;
}

uint64_t unpack_position(const unpack *u) {
    return u->base + u->at;
}

uint64_t unpack_member(const unpack *u, uint64_t out) {
    for (uint32_t i = u->n_members; i > 0 && u->n_members - i < N_MEMBERS; i--)
        if (u->members[(i - 1) % N_MEMBERS].out == out) return u->members[(i - 1) % N_MEMBERS].file;
    return UINT64_MAX;
}

void unpack_close(unpack *u) {
    if (!u) return;
    if (u->kind == UNPACK_GZIP) inflateEnd(&u->z);
    ZSTD_freeDStream(u->zstd);
    free(u->own);
    free(u->name);
    free(u);
}
