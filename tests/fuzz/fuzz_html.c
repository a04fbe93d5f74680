/* fuzz_html - any bytes as a page. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "intake/html.h"
#include "intake/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    arena a = {0};
    html_page page;
    dateline_error err;
    str in = {(const char *)bytes, len};
    html_is_page(in);
    if (html_read(in, STR(""), STR("http://x.org/2020/01/13/a"), &a, &page, &err) == DATELINE_OK) {
        if (utf8_valid_prefix(page.text.at, page.text.len) != page.text.len) abort();
        if (strlen(page.text.at) > page.text.len) abort();
        if (page.published.value && !intake_is_date(page.published.value)) abort();
    }
    arena_clear(&a);
    return 0;
}
