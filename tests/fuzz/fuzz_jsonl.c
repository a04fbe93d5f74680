/* fuzz_jsonl - any bytes as an input stream: plain text or JSON Lines. */
#include <stdlib.h>
#include <string.h>

#include "dateline/input.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    dateline_input_stream *stream;
    dateline_error err;
    if (dateline_input_stream_of_bytes("fuzz", (const char *)bytes, len, &stream, &err)) return 0;
    for (size_t n = 0;; n++) {
        dateline_input in;
        if (n > len + 2) abort(); /* a stream must come to its end */
        if (dateline_input_stream_next(stream, &in, &err)) continue;
        if (!in.bytes) break;
        if (!in.name || strlen(in.name) > 3 * len + 64) abort(); /* broken bytes grow to three */
    }
    dateline_input_stream_close(stream);
    return 0;
}
