/* mojibake.h - UTF-8 that was read as windows-1252, once or more, put right again.
 *
 * "donâ€™t" becomes "don’t". Sequences that hardly occur in any writing (â€.., Ã and Â before a mark, emoji) are mended
 * wherever they stand; others ("Ä‡", "Ð¸") only in a text in which nearly everything beyond ASCII is such a sequence.
 * Spelt-out forms ("aEUR~") are left alone. */
#ifndef INTAKE_MOJIBAKE_H
#define INTAKE_MOJIBAKE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* text (valid UTF-8) mended: text itself where nothing is wrong, else a copy with NUL behind it, never longer. Adds the
 * characters mended to *n (of a text mended twice, the first time counts). at is NULL when memory is refused. Linear. */
str mojibake_repair(str text, uint32_t *n, arena *a);

#endif
