/* place_relation.c - see place_relation.h. */
#include "values/place_relation.h"

#include <stdlib.h>

static bool is(const place_words *w, uint32_t i, const char *word) {
    return str_equal(w->at[i].key, str_of(word));
}

/* Steps back over "of", "from", "the", "the city of": words that say nothing themselves. */
static uint32_t skip_back(const place_words *w, uint32_t low, uint32_t i) {
    static const char *const empty[] = {"the",     "of",      "from",     "to",       "city",  "town",
                                        "village", "capital", "district", "province", "away",  "main",
                                        "side",    "part",    "parts",    "area",     "areas", "region",
                                        "in",      "towards", "toward"};
    bool more = true;
    while (more && i > low) {
        more = false;
        for (size_t k = 0; k < sizeof empty / sizeof *empty; k++) more = more || is(w, i - 1, empty[k]);
        if (more) i--;
    }
    return i;
}

/* The number that ends before word unit: "50", "1,200", "2.5", "two", "a few"; *first is its first word. */
static double number_before(str text, const place_words *w, uint32_t low, uint32_t unit, uint32_t *first) {
    int value;
    *first = unit;
    if (unit == low) return -1;
    uint32_t i = unit - 1;
    if (w->at[i].flags & PLACE_DIGIT) {
        while (i > low && (w->at[i - 1].flags & PLACE_DIGIT) &&
               w->at[i].span.start - w->at[i - 1].span.end == 1 &&
               strchr(",.", text.at[w->at[i].span.start - 1]))
            i--;
        char digits[32];
        size_t n = 0;
        for (size_t k = w->at[i].span.start; k < w->at[unit - 1].span.end && n + 1 < sizeof digits; k++)
            if (text.at[k] != ',') digits[n++] = text.at[k];
        digits[n] = '\0';
        *first = i;
        return strtod(digits, NULL);
    }
    if (is(w, i, "of") && i > low) i--;                        /* "dozens of" */
    if (is(w, i, "a") && i > low && is(w, i - 1, "half")) i--; /* "half a mile" */
    if ((is(w, i, "a") || is(w, i, "one")) && i >= low) return *first = i, is(w, i, "half") ? 0.5 : 1;
    if (!place_word_is(w->at[i].key, PLACE_NUMBER, &value)) return -1;
    *first = i;
    return is(w, i, "half") ? 0.5 : value;
}

/* Looks for a distance in words [low, end): the first unit with a number before it. */
static bool distance_in(str text, const place_words *w, uint32_t low, uint32_t end, place_relation *r,
                        uint32_t *behind) {
    for (uint32_t i = low; i < end; i++) {
        int metres;
        uint32_t first;
        uint32_t n = place_words_run(w, i, i, end, false, PLACE_UNIT, &metres);
        if (!n) continue;
        double number = number_before(text, w, low, i, &first);
        if (number < 0 || number > 5000) continue;
        r->distance_km = number * metres / 1000;
        r->kind = PLACE_APART;
        r->first = first;
        *behind = i + n;
        return true;
    }
    return false;
}

static int direction_in(const place_words *w, uint32_t low, uint32_t end) {
    for (uint32_t i = low; i < end; i++) {
        int degrees;
        if (place_words_run(w, i, i, end, false, PLACE_DIRECTION, &degrees)) return degrees;
    }
    return -1;
}

/* A distance stands only where nothing but direction words part it from the name. */
static bool leads_to(const place_words *w, uint32_t from, uint32_t first) {
    static const char *const empty[] = {
        "the",     "of",  "from", "to",     "away", "city",       "town",       "outside", "off", "inside",
        "capital", "and", "or",   "miles",  "km",   "kilometers", "kilometres", "mi",      "due", "into",
        "village", "in",  "just", "beyond", "past", "down",       "up",         "along"};
    for (uint32_t i = from; i < first; i++) {
        bool fine = (w->at[i].flags & PLACE_DIGIT) || place_word_has(&w->at[i], PLACE_DIRECTION) ||
                    (w->at[i].flags & PLACE_CAPITAL); /* "the Iraqi capital" */
        for (size_t k = 0; !fine && k < sizeof empty / sizeof *empty; k++) fine = is(w, i, empty[k]);
        if (!fine) return false;
    }
    return true;
}

place_relation place_relation_before(str text, const place_words *w, uint32_t low, uint32_t first) {
    place_relation r = {PLACE_AT, -1, -1, first};
    uint32_t behind = low;
    if (distance_in(text, w, low, first, &r, &behind) && leads_to(w, behind, first)) {
        r.bearing = direction_in(w, behind, first);
        return r;
    }
    r = (place_relation){PLACE_AT, -1, -1, first};
    int degrees = -1;
    bool of = first > low && (is(w, first - 1, "of") ||
                              (first > low + 1 && is(w, first - 1, "the") && is(w, first - 2, "of")));
    uint32_t i = skip_back(w, low, first);
    if (i == low) return r;
    uint32_t n = place_words_run(w, i - 1, low, i, true, PLACE_NEAR, NULL);
    if (n) return (place_relation){PLACE_CLOSE, -1, direction_in(w, low, i), i - n};
    n = place_words_run(w, i - 1, low, i, true, PLACE_PART, &degrees);
    if (!n) return r;
    bool noun =
        of && place_word_has(&w->at[i - 1], PLACE_DIRECTION) && !str_ends(w->at[i - 1].key, STR("ern"));
    /* "north of X" lies outside X, "in the north of X" and "northern X" inside */
    bool inside = !noun || (i > low + 1 && is(w, i - 2, "the"));
    return (place_relation){inside ? PLACE_PART_OF : PLACE_CLOSE, -1, degrees, i - n};
}
