/* fuzz_settings - any bytes as a model.json: a numbered error, or settings whose numbers are safe to use as indices. */
#include <stdlib.h>

#include "fuzz.h"
#include "spans/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    arena a = {0};
    settings s;
    dateline_error err = {0};
    dateline_status status = settings_read("fuzz", (const char *)bytes, len, &s, &a, &err);
    if (status && !err.number) abort();
    for (int h = 0; !status && h < N_HEADS; h++) {
        const label_list *l = &s.heads[h];
        if (l->n == 0 || l->n > SETTINGS_MAX_LABELS) abort();
        for (uint32_t i = 0; i < l->n; i++)
            if (l->term[i] != SETTINGS_NO_TERM && !dateline_term_key(l->vocabulary, l->term[i])) abort();
    }
    if (!status) settings_calibrate(&s, s.n_calibration ? s.calibration[0].field : "type", 0.5f);
    arena_clear(&a);
    return 0;
}
