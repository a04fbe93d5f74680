/* weights.c - the file of tensors (little-endian):
 *
 *      0   8  magic "DLWEIGHT"
 *      8  u32 version
 *     12  u32 n_tensors
 *     16  u64 file_size
 *     24  u64 checksum      XXH3, 64 bits, seed 0, of bytes [64, file_size)
 *     32  32  zero
 *     64  n_tensors entries of 136 bytes:
 *            char name[64], u32 type, u32 n_dims, u32 dims[4], u64 offset, u64 bytes, u64 scale_offset, 24 zeros
 *         then the data, each tensor at a multiple of 64
 *
 * The checksum guards against damage, not malice: every number of the table is checked before it is used. */
#include "nn/weights.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/file.h"

enum {
    VERSION_OLDEST = 1,
    VERSION_NEWEST = 1,
    HEADER_SIZE = 64,
    ENTRY_SIZE = 136,
    NAME_SIZE = 64,
    MAX_TENSORS = 1 << 16,
    ALIGNMENT = 64
};

#define MAX_FILE_SIZE ((size_t)4 << 30)

static const char magic[8] = "DLWEIGHT";

typedef struct header {
    char magic[8];
    uint32_t version, n_tensors;
    uint64_t file_size, checksum;
    char zero[32];
} header;

typedef struct entry {
    char name[NAME_SIZE];
    uint32_t type, n_dims, dims[4];
    uint64_t offset, bytes, scale_offset;
    char zero[24];
} entry;

_Static_assert(sizeof(header) == HEADER_SIZE && sizeof(entry) == ENTRY_SIZE, "layout of the file");

typedef struct named_tensor {
    const char *name; /* in the mapping */
    tensor tensor;
} named_tensor;

struct weights {
    file_bytes file; /* empty when the bytes are the caller's */
    const char *where;
    char *where_copy;
    uint64_t checksum;
    size_t n;
    named_tensor tensors[]; /* [n] sorted by name */
};

/* Bytes of one number of each type; 0: no such type. */
static size_t type_size(uint32_t type) {
    static const size_t sizes[] = {4, 2, 1, 4};
    return type < sizeof sizes / sizeof *sizes ? sizes[type] : 0;
}

static dateline_status damaged(dateline_error *err, const char *where, uint64_t offset, const char *what) {
    return error_set(err, ERR_MODEL_DAMAGED, where, offset, "%s", what);
}

static dateline_status check_header(const char *where, const char *bytes, size_t len, header *h,
                                    dateline_error *err) {
    size_t n_magic = len < sizeof magic ? len : sizeof magic;
    if (memcmp(bytes, magic, n_magic) != 0)
        return error_set(err, ERR_MODEL_WRONG, where, 0, "other bytes at its start");
    if (len < sizeof *h) return error_set(err, ERR_MODEL_SHORT, where, len, "the end after %zu bytes", len);
    memcpy(h, bytes, sizeof *h);
    if (h->version < VERSION_OLDEST) return error_set(err, ERR_MODEL_OLD, where, 8, "version %u", h->version);
    if (h->version > VERSION_NEWEST) return error_set(err, ERR_MODEL_NEW, where, 8, "version %u", h->version);
    if (h->file_size > len)
        return error_set(err, ERR_MODEL_SHORT, where, len, "the end after %zu bytes", len);
    if (h->file_size < len) return damaged(err, where, h->file_size, "bytes behind the end");
    if (h->n_tensors > MAX_TENSORS || len - HEADER_SIZE < (size_t)h->n_tensors * ENTRY_SIZE)
        return damaged(err, where, 12, "a table that does not fit");
    if (XXH3_64bits(bytes + HEADER_SIZE, len - HEADER_SIZE) != h->checksum)
        return damaged(err, where, 24, "a checksum that does not agree");
    return DATELINE_OK;
}

/* True when [offset, offset + bytes) lies in the file and offset is aligned. */
static bool lies_within(uint64_t offset, uint64_t bytes, size_t len, size_t alignment) {
    return offset % alignment == 0 && offset >= HEADER_SIZE && offset <= len && bytes <= len - offset;
}

static bool read_entry(const char *bytes, size_t len, const entry *e, tensor *t) {
    size_t item = type_size(e->type);
    if (!item || e->name[0] == '\0' || !memchr(e->name, '\0', NAME_SIZE)) return false;
    if (e->n_dims < 1 || e->n_dims > 4) return false;
    uint64_t columns = 1;
    for (uint32_t i = 0; i < 4; i++) {
        if (e->dims[i] == 0 || (i >= e->n_dims && e->dims[i] != 1)) return false;
        if (i > 0) columns *= e->dims[i];
        if (columns > UINT32_MAX) return false;
    }
    uint64_t numbers = e->dims[0] * columns; /* both fit into 32 bits */
    if (numbers > MAX_FILE_SIZE || e->bytes != numbers * item) return false;
    if (!lies_within(e->offset, e->bytes, len, ALIGNMENT)) return false;
    bool scaled = e->type == TENSOR_INT8_ROWS;
    if (scaled && !lies_within(e->scale_offset, 4ull * e->dims[0], len, sizeof(float))) return false;
    *t = (tensor){.type = (tensor_type)e->type,
                  .rows = e->dims[0],
                  .columns = (uint32_t)columns,
                  .data = bytes + e->offset,
                  .scales = scaled ? (const void *)(bytes + e->scale_offset) : NULL};
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const named_tensor *)a)->name, ((const named_tensor *)b)->name);
}

static dateline_status read_table(weights *w, const char *bytes, size_t len, dateline_error *err) {
    for (size_t i = 0; i < w->n; i++) {
        const entry *e = (const void *)(bytes + HEADER_SIZE + i * ENTRY_SIZE);
        w->tensors[i].name = e->name;
        if (!read_entry(bytes, len, e, &w->tensors[i].tensor))
            return damaged(err, w->where, HEADER_SIZE + i * ENTRY_SIZE, "an entry that cannot be");
    }
    qsort(w->tensors, w->n, sizeof *w->tensors, by_name);
    for (size_t i = 1; i < w->n; i++)
        if (strcmp(w->tensors[i - 1].name, w->tensors[i].name) == 0)
            return damaged(err, w->where, HEADER_SIZE, "two tensors of one name");
    return DATELINE_OK;
}

dateline_status weights_open_bytes(const char *name, const void *bytes, size_t len, weights **out,
                                   dateline_error *err) {
    *out = NULL;
    header h;
    dateline_status status = check_header(name, bytes, len, &h, err);
    if (status) return status;
    weights *w = calloc(1, sizeof *w + h.n_tensors * sizeof *w->tensors);
    if (!w || !(w->where_copy = strdup(name))) {
        free(w);
        return error_memory(err, name);
    }
    w->where = w->where_copy;
    w->checksum = h.checksum;
    w->n = h.n_tensors;
    status = read_table(w, bytes, len, err);
    if (status) {
        weights_close(w);
        return status;
    }
    *out = w;
    return DATELINE_OK;
}

dateline_status weights_open(const char *path, weights **out, dateline_error *err) {
    *out = NULL;
    if (access(path, F_OK) != 0)
        return error_set(err, ERR_MODEL_MISSING, path, DATELINE_NO_OFFSET, "no such file");
    file_bytes file;
    dateline_status status = file_open(path, MAX_FILE_SIZE, &file, err);
    if (status) return status;
    status = weights_open_bytes(path, file.at, file.len, out, err);
    if (status)
        file_close(&file);
    else
        (*out)->file = file;
    return status;
}

void weights_close(weights *w) {
    if (!w) return;
    if (w->file.at) file_close(&w->file);
    free(w->where_copy);
    free(w);
}

uint64_t weights_checksum(const weights *w) {
    return w->checksum;
}

const tensor *weights_find(const weights *w, const char *name) {
    named_tensor key = {.name = name};
    const named_tensor *found = bsearch(&key, w->tensors, w->n, sizeof key, by_name);
    return found ? &found->tensor : NULL;
}

dateline_status weights_tensor(const weights *w, const char *name, size_t rows, size_t columns,
                               const tensor **out, dateline_error *err) {
    const tensor *t = *out = weights_find(w, name);
    if (!t) return error_set(err, ERR_MODEL_SHAPE, w->where, DATELINE_NO_OFFSET, "no tensor %s", name);
    if (t->rows == rows && t->columns == columns) return DATELINE_OK;
    return error_set(err, ERR_MODEL_SHAPE, w->where, DATELINE_NO_OFFSET,
                     "tensor %s of %u x %u, not %zu x %zu", name, t->rows, t->columns, rows, columns);
}

dateline_status weights_f32(const weights *w, const char *name, size_t rows, size_t columns,
                            const float **out, dateline_error *err) {
    const tensor *t;
    dateline_status status = weights_tensor(w, name, rows, columns, &t, err);
    *out = NULL;
    if (status) return status;
    if (t->type != TENSOR_F32)
        return error_set(err, ERR_MODEL_SHAPE, w->where, DATELINE_NO_OFFSET, "tensor %s that is not f32",
                         name);
    *out = t->data;
    return DATELINE_OK;
}

static void widen_bf16(const uint16_t *in, size_t n, float *out) {
    for (size_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)in[i] << 16; /* bf16 is the upper half of f32 */
        memcpy(&out[i], &bits, sizeof bits);
    }
}

static void widen_int8(const int8_t *in, float scale, size_t n, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = (float)in[i] * scale;
}

void tensor_rows(const tensor *t, size_t first, size_t n, float *out) {
    size_t columns = t->columns;
    if (t->type == TENSOR_F32) {
        memcpy(out, (const float *)t->data + first * columns, n * columns * sizeof *out);
    } else if (t->type == TENSOR_BF16) {
        widen_bf16((const uint16_t *)t->data + first * columns, n * columns, out);
    } else {
        const int8_t *rows = (const int8_t *)t->data + first * columns;
        for (size_t i = 0; i < n; i++)
            widen_int8(rows + i * columns, t->scales[first + i], columns, out + i * columns);
    }
}
