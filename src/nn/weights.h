/* weights.h - the file of tensors, mapped and checked (src/nn/weights.c draws its bytes).
 *
 * Opening reads every byte once for the checksum (about 5 ms for 30 MB in the page cache) and touches nothing
 * else; tensors are pointers into the mapping. Immutable after opening: any number of threads may read. */
#ifndef NN_WEIGHTS_H
#define NN_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct weights weights;

typedef enum tensor_type {
    TENSOR_F32 = 0,
    TENSOR_BF16 = 1,
    TENSOR_INT8_ROWS = 2, /* value = data * scales[row] */
    TENSOR_I32 = 3        /* test vectors only */
} tensor_type;

/* A tensor in the mapping, row-major: rows is the first dimension, columns the product of the others (1 when
 * there are none). Lives as long as the weights. */
typedef struct tensor {
    tensor_type type;
    uint32_t rows, columns;
    const void *data;    /* [rows, columns], aligned to 64 bytes */
    const float *scales; /* [rows] of TENSOR_INT8_ROWS, else NULL */
} tensor;

/* Fails with ERR_MODEL_MISSING (no such file), _SHORT, _WRONG (no mark of a model), _OLD, _NEW, _DAMAGED
 * (checksum or table) or ERR_MEMORY. The file must not be changed while it is open. */
dateline_status weights_open(const char *path, weights **out, dateline_error *err);

/* The same from bytes that the caller keeps alive, aligned to 64; name is for errors. */
dateline_status weights_open_bytes(const char *name, const void *bytes, size_t len, weights **out,
                                   dateline_error *err);

/* NULL is allowed. */
void weights_close(weights *w);

/* The checksum of the file, as model.json names it. */
uint64_t weights_checksum(const weights *w);

/* Tensor by name, or NULL. Logarithmic. */
const tensor *weights_find(const weights *w, const char *name);

/* Tensor by name; ERR_MODEL_SHAPE when it is missing or not [rows, columns] (any type). */
dateline_status weights_tensor(const weights *w, const char *name, size_t rows, size_t columns,
                               const tensor **out, dateline_error *err);

/* The numbers of an f32 tensor; ERR_MODEL_SHAPE when missing, of another shape or another type. */
dateline_status weights_f32(const weights *w, const char *name, size_t rows, size_t columns,
                            const float **out, dateline_error *err);

/* Rows [first, first + n) of a tensor of any type but I32 as f32 into out [n, columns]. */
void tensor_rows(const tensor *t, size_t first, size_t n, float *out);

#endif
