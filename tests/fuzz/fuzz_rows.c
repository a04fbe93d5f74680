/* fuzz_rows - any bytes as a table and as an array: the stream ends, and names stay short. */
#include <stdlib.h>
#include <string.h>

#include "dateline/input.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static const char *const formats[] = {"csv", "tsv", "json"};
    for (int i = 0; i < 3; i++) {
        dateline_input_stream *stream;
        dateline_error err;
        dateline_input_options options = {.format = formats[i]};
        if (dateline_input_stream_of_bytes_as("fuzz", (const char *)bytes, len, &options, &stream, &err))
            continue;
        for (size_t n = 0;; n++) {
            dateline_input in;
            if (n > len + 2) abort(); /* a stream must come to its end */
            if (dateline_input_stream_next(stream, &in, &err)) continue;
            if (!in.bytes) break;
            if (!in.name || strlen(in.name) > 3 * len + 64 || in.len > 3 * len) abort();
        }
        dateline_input_stream_close(stream);
    }
    return 0;
}
