/* place_names.c - see place_names.h. */
#include "values/place_names.h"

#include "place_costs.h"

enum {
    MAX_WORDS = 7, /* of one name */
    NOT_TRIED = 255
};

static bool is_capital(const place_word *w) {
    return (w->flags & PLACE_CAPITAL) != 0;
}

/* "al-Bab", "ar Raqqah": a small article before a capital. */
static bool begins_small(const place_words *w, uint32_t i) {
    return i + 1 < w->n && w->at[i + 1].gap == PLACE_GAP_HYPHEN && is_capital(&w->at[i + 1]) &&
           place_word_has(&w->at[i], PLACE_ARTICLE);
}

/* --- candidates --- */

/* How likely a place is meant by a name, whatever the report (data/costs.tsv has the reasons). */
static float prior_of(const gazetteer_place *p, uint8_t how) {
    double s = PLACE_POPULATION * p->population;
    switch (p->kind) {
    case 'N':
        s = PLACE_COUNTRY;
        break;
    case 'K':
        s = PLACE_CONTINENT;
        break;
    case 'Z':
        s = PLACE_REGION;
        break;
    case '1':
    case '2':
    case '3':
        s += PLACE_ADMIN;
        break;
    case 'V':
        s += PLACE_VILLAGE;
        break;
    case 'Q':
        s += PLACE_ABANDONED;
        break;
    case 'L':
    case 'M':
        s = PLACE_AIRFIELD + PLACE_AIRFIELD_CLASS * p->population;
        break;
    case 'W':
        s = PLACE_WATER;
        break;
    case 'H':
        s = PLACE_RIVER;
        break;
    case 'T':
    case 'I':
    case 'D':
        s += PLACE_NATURE;
        break;
    case 'G':
        s = PLACE_SITE;
        break;
    case 'C':
        s += PLACE_CAPITAL_TOWN;
        break;
    default:
        break;
    }
    if (p->by_hand && p->kind != 'N') s += PLACE_BY_HAND;
    if (how == GAZETTEER_MAIN) s += PLACE_MAIN_NAME;
    if (how == GAZETTEER_DEMONYM) s += PLACE_DEMONYM;
    return (float)s;
}

/* What a word such as "province" or "air base" beside the name says of a kind of place. */
static float tail_fit(char kind, uint8_t tail) {
    bool town = strchr("CAPVX", kind) != NULL, airfield = kind == 'L' || kind == 'M';
    switch (tail) {
    case PLACE_TAIL_TOWN:
        return town ? PLACE_TAIL_FITS : 0;
    case PLACE_TAIL_ADMIN1:
        return kind == '1' ? PLACE_TAIL_FITS : kind == '2' ? PLACE_TAIL_FITS / 2 : 0;
    case PLACE_TAIL_ADMIN2:
        return kind == '2' || kind == '3' ? PLACE_TAIL_FITS : kind == '1' ? PLACE_TAIL_FITS / 4 : 0;
    case PLACE_TAIL_BASE:
        return airfield ? PLACE_AIRFIELD_WORD : 0;
    case PLACE_TAIL_NATURE:
        return strchr("HWTIDG", kind) ? PLACE_TAIL_FITS : -PLACE_TAIL_FITS / 2;
    default:
        return airfield ? 0 : 0;
    }
}

/* One candidate more; beyond the cap only the first of each country, which agreement of countries may choose. */
static bool wanted(const place_candidate *list, uint32_t n, const gazetteer_place *p) {
    if (n < PLACE_MAX_CANDIDATES / 2) return true;
    if (n == PLACE_MAX_CANDIDATES) return false;
    for (uint32_t i = 0; i < n; i++)
        if (memcmp(list[i].place.country, p->country, 2) == 0) return false;
    return true;
}

/* Adds the places of key; codes only when the words of the name are written as codes. */
static uint32_t add_candidates(const place_names *p, str key, bool code, uint8_t tail, place_candidate *list,
                               uint32_t n) {
    gazetteer_cursor cursor;
    gazetteer_hit hit;
    if (!gazetteer_find(p->gazetteer, key, &cursor)) return n;
    while (gazetteer_next(&cursor, &hit)) {
        gazetteer_place place;
        if (hit.how == GAZETTEER_CODE && !code) continue;
        if (!gazetteer_at(p->gazetteer, hit.place, &place) || !wanted(list, n, &place)) continue;
        float prior = prior_of(&place, hit.how) + tail_fit(place.kind, tail);
        list[n++] = (place_candidate){place, hit.how, prior, 0, prior};
    }
    return n;
}

/* --- second tries --- */

/* A name without the words that reports put around it. */
typedef struct bare_name {
    uint32_t first, last;
    uint8_t tail;
    bool part;
    int bearing;
} bare_name;

/* Cuts what cuts; true when something was cut. */
static bool cut_once(const place_words *w, bare_name *b) {
    int value = 0;
    uint32_t n = place_words_run(w, b->last, b->first, b->last + 1, true, PLACE_TAIL, &value);
    if (n && n <= b->last - b->first) {
        b->last -= n;
        if (!b->tail || value != PLACE_TAIL_AROUND) b->tail = (uint8_t)value;
        return true;
    }
    n = place_words_run(w, b->first, b->first, b->last + 1, false, PLACE_HEAD, &value);
    if (n && n <= b->last - b->first) {
        b->first += n;
        if (!b->tail) b->tail = (uint8_t)value;
        return true;
    }
    n = place_words_run(w, b->first, b->first, b->last + 1, false, PLACE_PART, &value);
    if (n && n <= b->last - b->first) {
        b->first += n;
        b->part = true;
        b->bearing = value;
        return true;
    }
    if (b->last > b->first && str_equal(w->at[b->first].key, STR("the"))) return b->first++, true;
    return false;
}

/* Spellings of one key: articles off or on, Saint and St. Writes into out; len 0 when the i-th does not apply. */
static str spelling(str key, int i, char *out) {
    static const struct {
        const char *from, *to;
    } heads[] = {{"st ", "saint "}, {"saint ", "st "}, {"mt ", "mount "}, {"ft ", "fort "}, {"el ", "al "},
                 {"al ", "el "},    {"ar ", "al "},    {"as ", "al "},    {"ad ", "al "},   {"at ", "al "},
                 {"an ", "al "},    {"az ", "al "},    {"ash ", "al "},   {"ain ", "ayn "}, {"ein ", "ayn "},
                 {"ayn ", "ain "},  {"al ", ""},       {"ar ", ""},       {"as ", ""},      {"ad ", ""},
                 {"at ", ""},       {"an ", ""},       {"az ", ""},       {"ash ", ""},     {"el ", ""},
                 {"", "al "},       {"", "el "}};
    if ((size_t)i >= sizeof heads / sizeof *heads) return (str){NULL, 0};
    str head = str_of(heads[i].from), to = str_of(heads[i].to);
    if (!str_starts(key, head) || key.len - head.len < 3 || key.len + to.len >= GAZETTEER_KEY_CAP)
        return (str){out, 0};
    memcpy(out, to.at, to.len);
    memcpy(out + to.len, key.at + head.len, key.len - head.len);
    return (str){out, key.len - head.len + to.len};
}

/* Adds the places of near spellings: those of the first that is known, or, where the name itself is only that of small
 * places, of all of them ("Qamishli" is a hamlet, "Al Qamishli" the town that is meant). */
static uint32_t add_spellings(const place_names *p, str key, uint8_t tail, place_candidate *list,
                              uint32_t n) {
    char other[GAZETTEER_KEY_CAP];
    uint32_t literal = n;
    for (int i = 0; literal || !n; i++) {
        str s = spelling(key, i, other);
        if (!s.at) break;
        if (s.len) n = add_candidates(p, s, false, tail, list, n);
    }
    for (uint32_t i = literal; literal && i < n; i++)
        list[i].prior -= PLACE_SPELLING, list[i].score = list[i].prior;
    return n;
}

static bool only_small(const place_candidate *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (strchr("NKZ12LMG", list[i].place.kind) || list[i].place.population > PLACE_SMALL_TOWN ||
            list[i].how == GAZETTEER_CODE || list[i].how == GAZETTEER_DEMONYM)
            return false;
    return true;
}

/* Places whose names have the same consonants, for the many spellings of Arabic names. */
static uint32_t try_bones(const place_names *p, str key, uint8_t tail, place_candidate *list) {
    char marked[GAZETTEER_KEY_CAP], bones[GAZETTEER_KEY_CAP];
    size_t len = gazetteer_skeleton(key, bones);
    if (!len || len + 2 > sizeof marked) return 0;
    marked[0] = '^';
    memcpy(marked + 1, bones, len);
    return add_candidates(p, (str){marked, len + 1}, false, tail, list, 0);
}

/* Airfields of a town: the compiler lists them under '~' and the town's name. */
static uint32_t add_airfields(const place_names *p, str key, place_candidate *list, uint32_t n) {
    char marked[GAZETTEER_KEY_CAP];
    if (key.len + 2 > sizeof marked) return n;
    marked[0] = '~';
    memcpy(marked + 1, key.at, key.len);
    return add_candidates(p, (str){marked, key.len + 1}, false, PLACE_TAIL_BASE, list, n);
}

/* "TX", "Calif.", "N.M.": written as a code is written. */
static bool is_code(const place_words *w, uint32_t first, uint32_t last) {
    if (first != last) return false;
    const place_word *word = &w->at[first];
    if (!(word->flags & (PLACE_ALL_CAPS | PLACE_DOT))) return false;
    bool alone = (first == 0 || w->at[first].gap != PLACE_GAP_COMMA) &&
                 !(word->flags & PLACE_DOT && word->flags & PLACE_ALL_CAPS);
    return !alone || !place_word_has(word, PLACE_STOP);
}

/* Fills group with the places of words [first, last], the literal name first. */
static void fill(place_names *p, place_group *group, uint32_t first, uint32_t last, place_candidate *list) {
    const place_words *w = &p->words;
    char key[GAZETTEER_KEY_CAP];
    bare_name bare = {first, last, PLACE_TAIL_NONE, false, -1};
    uint32_t n = 0;
    do {
        str k = place_words_key(w, bare.first, bare.last, key, sizeof key);
        n = add_candidates(p, k, is_code(w, bare.first, bare.last), bare.tail, list, n);
        if (bare.tail == PLACE_TAIL_BASE) n = add_airfields(p, k, list, n);
        group->spelling = n == 0;
        if (only_small(list, n)) n = add_spellings(p, k, bare.tail, list, n);
    } while (!n && cut_once(w, &bare));
    if (!n && (is_capital(&w->at[bare.first]) || begins_small(w, bare.first))) {
        n = try_bones(p, place_words_key(w, bare.first, bare.last, key, sizeof key), bare.tail, list);
        group->bones = n > 0;
    }
    group->tail = bare.tail;
    group->part = bare.part || bare.tail == PLACE_TAIL_AROUND;
    group->bearing = (int16_t)bare.bearing;
    group->n_candidates = n;
}

uint32_t place_names_group(place_names *p, uint32_t first, uint32_t last) {
    char key[GAZETTEER_KEY_CAP + 1];
    str k = place_words_key(&p->words, first, last, key, GAZETTEER_KEY_CAP);
    if (!k.len) return NONE;
    if (is_code(&p->words, first, last)) key[k.len++] = '='; /* "IN" and "in" are two names */
    uint32_t known = map_get(&p->by_key, k);
    if (known != MAP_NONE) return p->groups.at[known].n_candidates ? known : NONE;
    place_candidate list[PLACE_MAX_CANDIDATES];
    place_group *group = VEC_PUSH(&p->groups, p->arena);
    char *copy = arena_copy(p->arena, k.at, k.len);
    if (!group || !copy) {
        if (group) p->groups.n--;
        p->failed = true;
        return NONE;
    }
    *group = (place_group){.key = {copy, k.len}, .best = NONE, .bearing = -1};
    fill(p, group, first, last, list);
    group->candidates = arena_alloc(p->arena, group->n_candidates * sizeof *list);
    if (!group->candidates || !map_put(&p->by_key, group->key, p->groups.n - 1, p->arena)) {
        p->groups.n--;
        p->failed = true;
        return NONE;
    }
    memcpy(group->candidates, list, group->n_candidates * sizeof *list);
    return group->n_candidates ? p->groups.n - 1 : NONE;
}

bool place_names_inside(const gazetteer *g, const gazetteer_place *place, const gazetteer_place *area) {
    enum { DEEPEST = 6 }; /* a damaged file may hold a ring */
    if (area->kind == 'N') return area->country[0] && memcmp(area->country, place->country, 2) == 0;
    gazetteer_place up = *place;
    for (int i = 0; i < DEEPEST && up.parent != GAZETTEER_NONE; i++) {
        if (up.parent == area->index) return true;
        if (!gazetteer_at(g, up.parent, &up)) return false;
    }
    return false;
}

/* --- where names may stand --- */

/* Word behind the longest name that may begin at i. */
static uint32_t longest_end(const place_words *w, uint32_t i, uint32_t limit) {
    uint32_t end = i + 1;
    for (uint32_t j = i + 1; j < limit && j < i + MAX_WORDS && place_words_joined(w, j); j++) {
        if (w->at[j - 1].flags & PLACE_POSSESSIVE) break;
        if (is_capital(&w->at[j]) || (w->at[j].flags & PLACE_DIGIT))
            end = j + 1;
        else if (!place_word_has(&w->at[j], PLACE_JOIN))
            break;
    }
    return end;
}

static uint32_t literal_now(const place_names *p, uint32_t i, uint32_t limit) {
    const place_words *w = &p->words;
    char key[GAZETTEER_KEY_CAP];
    gazetteer_cursor cursor;
    for (uint32_t end = longest_end(w, i, limit); end > i; end--) {
        if (end - 1 > i && !is_capital(&w->at[end - 1]) && !(w->at[end - 1].flags & PLACE_DIGIT)) continue;
        str k = place_words_key(w, i, end - 1, key, sizeof key);
        if (k.len > 1 && gazetteer_find(p->gazetteer, k, &cursor)) return end - i;
    }
    return 0;
}

/* The literal name that begins at i and is longest, in words; 0 none. Remembered, for the search goes over a word more
 * than once. */
static uint32_t literal(place_names *p, uint32_t i, uint32_t limit) {
    if (p->literals[i] != NOT_TRIED && i + p->literals[i] <= limit) return p->literals[i];
    return p->literals[i] = (uint8_t)literal_now(p, i, limit);
}

/* --- is it one? Signs that a name is a person's, an organisation's or no name at all --- */

static bool big(const place_group *g) {
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        const gazetteer_place *p = &g->candidates[i].place;
        if (strchr("NKZ1", p->kind) || p->population >= PLACE_BIG_TOWN ||
            g->candidates[i].how == GAZETTEER_DEMONYM)
            return true;
    }
    return false;
}

static bool demonym(const place_group *g) {
    return g->n_candidates && g->candidates[0].how == GAZETTEER_DEMONYM;
}

/* Names that people have more often than places. */
static bool personal(const place_words *w, uint32_t first, uint32_t last) {
    return first == last && place_word_has(&w->at[first], PLACE_PERSON);
}

/* The word before the name is part of the same run of capitals and no place word: "Karl Bremer". */
static bool follows_a_name(const place_words *w, uint32_t first, uint32_t behind_last_name) {
    if (first == 0 || first == behind_last_name || w->at[first].gap != PLACE_GAP_BLANK ||
        !is_capital(&w->at[first - 1]))
        return false;
    const place_word *before = &w->at[first - 1];
    if ((before->flags & PLACE_POSSESSIVE) ||
        (before->flags & PLACE_ALL_CAPS) != (w->at[first].flags & PLACE_ALL_CAPS))
        return false;
    if (place_word_has(before, PLACE_PART) || place_word_has(before, PLACE_PREP)) return false;
    if (place_word_has(before, PLACE_FACILITY) || place_word_has(before, PLACE_GENERIC)) return false;
    bool starts = first == 1 || before->gap == PLACE_GAP_STOP || before->gap == PLACE_GAP_START ||
                  before->gap == PLACE_GAP_OTHER;
    return !(starts && place_word_has(before, PLACE_STOP));
}

static bool follows_a_title(const place_words *w, uint32_t first) {
    return first > 0 && (place_words_joined(w, first) || w->at[first].gap == PLACE_GAP_STOP) &&
           is_capital(&w->at[first - 1]) &&
           place_words_run(w, first - 1, 0, first, true, PLACE_TITLE, NULL) > 0;
}

/* "Valle de Chalco", "Hayy al-Zahra": the name goes on behind a particle. */
static bool goes_on_behind_particle(const place_words *w, uint32_t last) {
    static const char *const particles[] = {"de", "del", "da", "do",  "dos", "das",
                                            "du", "des", "di", "bin", "ibn"};
    uint32_t next = last + 1;
    if (next + 1 >= w->n || w->at[next].gap != PLACE_GAP_BLANK || (w->at[last].flags & PLACE_POSSESSIVE))
        return false;
    if (!place_words_joined(w, next + 1) || !is_capital(&w->at[next + 1])) return false;
    if (place_word_has(&w->at[next], PLACE_ARTICLE)) return w->at[next + 1].gap == PLACE_GAP_HYPHEN;
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (str_equal(w->at[next].key, str_of(particles[i]))) return true;
    return false;
}

/* A capital that is no place word follows: "Ali Hassan". */
static bool leads_a_name(const place_words *w, uint32_t last) {
    if (goes_on_behind_particle(w, last)) return true;
    uint32_t next = last + 1;
    if (next >= w->n || w->at[next].gap != PLACE_GAP_BLANK || !is_capital(&w->at[next]) ||
        (w->at[last].flags & PLACE_POSSESSIVE))
        return false;
    if ((w->at[next].flags & PLACE_ALL_CAPS) != (w->at[last].flags & PLACE_ALL_CAPS)) return false;
    return !place_word_has(&w->at[next], PLACE_GENERIC) && !place_word_has(&w->at[next], PLACE_FACILITY) &&
           !place_word_has(&w->at[next], PLACE_TAIL);
}

/* "in X", "near the X"; *sure when the word hardly leads anything but places. */
static bool led_by_preposition(const place_words *w, uint32_t first, bool *sure) {
    if (first == 0) return false;
    int value = 0;
    if (w->at[first].gap == PLACE_GAP_COMMA || w->at[first].gap == PLACE_GAP_PAREN) return true;
    if (w->at[first].gap != PLACE_GAP_BLANK) return false;
    uint32_t i = first - 1;
    if (place_word_has(&w->at[i], PLACE_PART)) return true;
    if (i > 0 && str_equal(w->at[i].key, STR("the"))) i--;
    bool led = place_word_is(w->at[i].key, PLACE_PREP, &value);
    *sure = led && value == 1;
    return led;
}

/* "NAME, Other": most likely a place and the area around it. */
static bool heads_a_pair(const place_words *w, uint32_t last) {
    return last + 1 < w->n && w->at[last + 1].gap == PLACE_GAP_COMMA && is_capital(&w->at[last + 1]);
}

/* Best population among towns, as log10; rivers, ranges and regions count as middling towns. */
static double size_of(const place_group *g) {
    double most = 0;
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        const gazetteer_place *p = &g->candidates[i].place;
        double size = strchr("LM", p->kind)       ? 0
                      : strchr("HWTDIG", p->kind) ? PLACE_UNASKED_NATURE
                                                  : p->population;
        if (size > most) most = size;
    }
    return most;
}

/* A word that is a place's name only on its own: "Street", "Northern", "Union". */
static bool is_no_name(const place_words *w, uint32_t i) {
    enum {
        NO_NAMES = 1 << PLACE_STOP | 1 << PLACE_PART | 1 << PLACE_FACILITY | 1 << PLACE_GENERIC |
                   1 << PLACE_TAIL | 1 << PLACE_TITLE
    };
    return (w->at[i].classes & NO_NAMES) != 0;
}

/* "NATO", "MoD": short words in capitals are names of bodies, unless the text around is in capitals too. */
static bool is_acronym(const place_words *w, uint32_t i, str text) {
    const place_word *word = &w->at[i];
    size_t len = word->span.end - word->span.start, capitals = 0;
    for (size_t k = 0; k < len; k++)
        capitals += text.at[word->span.start + k] >= 'A' && text.at[word->span.start + k] <= 'Z';
    if (len > 5 || capitals < 2) return false;
    if (!(word->flags & PLACE_ALL_CAPS)) return len <= 4;
    bool before = i > 0 && (w->at[i - 1].flags & PLACE_ALL_CAPS),
         after = i + 1 < w->n && (w->at[i + 1].flags & PLACE_ALL_CAPS);
    bool heads = i == 0 || word->gap == PLACE_GAP_START; /* a dateline: "PARIS (AP) -" */
    return !before && !after && !heads;
}

/* Every word is of a kind that makes names of bodies: "Supreme Court", "Police Department". */
static bool all_no_names(const place_words *w, uint32_t first, uint32_t last) {
    for (uint32_t i = first; i <= last; i++)
        if (!is_no_name(w, i)) return false;
    return true;
}

/* Signs against the name in this mention; *person when it is part of a person's name. */
static bool speaks_against(const place_names *p, uint32_t first, uint32_t last, uint32_t behind_last_name,
                           const place_group *g, bool *person) {
    const place_words *w = &p->words;
    bool alone = first == last, caps = w->at[first].flags & PLACE_ALL_CAPS;
    const place_candidate *top = &g->candidates[0];
    if (alone && is_acronym(w, first, p->text) && top->how != GAZETTEER_CODE &&
        !strchr("NKZ", top->place.kind))
        return true;
    if (str_equal(w->at[first].key, STR("the")) && top->place.population < PLACE_BIG_TOWN &&
        !top->place.by_hand && top->place.kind != 'N')
        return true;
    if (!top->place.by_hand && !big(g) && all_no_names(w, first, last)) return true;
    *person = alone && !caps && (follows_a_title(w, first) || follows_a_name(w, first, behind_last_name));
    if (*person) return true;
    return leads_a_name(w, last) && !g->accepted && (!big(g) || personal(w, first, last));
}

static bool followed_by_speech(const place_words *w, uint32_t last) {
    return last + 1 < w->n && w->at[last + 1].gap == PLACE_GAP_BLANK &&
           !(w->at[last].flags & PLACE_POSSESSIVE) &&
           place_words_run(w, last + 1, last + 1, w->n, false, PLACE_SAYS, NULL) > 0;
}

static bool looks_like_place(const place_names *p, uint32_t first, uint32_t last, uint32_t behind_last_name,
                             place_group *g) {
    const place_words *w = &p->words;
    bool alone = first == last, sure = false, person = false;
    const place_candidate *top = &g->candidates[0];
    if (alone && place_word_has(&w->at[first], PLACE_STOP) && top->how != GAZETTEER_CODE) return false;
    if (demonym(g)) return !follows_a_title(w, first);
    if (alone && place_word_has(&w->at[first], PLACE_PART)) return false;
    bool asked = led_by_preposition(w, first, &sure) || heads_a_pair(w, last);
    bool dotted = (w->at[first].flags & PLACE_DOT) && (w->at[first].flags & PLACE_ALL_CAPS); /* "D.C." */
    if (top->how == GAZETTEER_CODE && top->place.kind != 'N') return asked || dotted;
    if (strchr("NK", top->place.kind) && !personal(w, first, last)) return true;
    if (speaks_against(p, first, last, behind_last_name, g, &person)) {
        g->person = g->person || person;
        return false;
    }
    if (alone && !sure && !g->accepted && (g->person || followed_by_speech(w, last)) &&
        size_of(g) < PLACE_SPEAKING_TOWN)
        return false;
    if (sure && !leads_a_name(w, last)) g->accepted = true;
    return asked || g->accepted || !alone || big(g) || size_of(g) >= PLACE_UNASKED_TOWN;
}

/* --- the search --- */

static bool add_name(place_names *p, uint32_t first, uint32_t last, uint32_t group, bool forced) {
    place_name *name = VEC_PUSH(&p->names, p->arena);
    if (!name) return !(p->failed = true);
    *name = (place_name){first, last, group, false, forced};
    p->groups.at[group].n_names++;
    if (last + 1 >= p->words.n || !place_words_joined(&p->words, last + 1) ||
        !is_capital(&p->words.at[last + 1]) || (p->words.at[last].flags & PLACE_POSSESSIVE))
        p->groups.at[group].n_free++;
    return true;
}

/* Widens a name by "province", "air base" that belong to it. */
static void widen(const place_words *w, uint32_t *last, uint32_t limit) {
    int value;
    if (*last + 1 >= limit || !place_words_joined(w, *last + 1) || (w->at[*last].flags & PLACE_POSSESSIVE))
        return;
    *last += place_words_run(w, *last + 1, *last + 1, limit, false, PLACE_TAIL, &value);
}

/* Within a span that is a place the name must be the span's name, not a word of it: not "Ain" of "Ain Tarma", nor "Parts". */
static bool fits_forced(const place_names *p, uint32_t from, uint32_t first, uint32_t last, uint32_t limit,
                        const place_group *g) {
    const place_words *w = &p->words;
    const place_candidate *top = &g->candidates[0];
    if (first == last && limit - from > 1 && place_word_has(&w->at[first], PLACE_PART)) return false;
    if (strchr("NK", top->place.kind) || top->how == GAZETTEER_DEMONYM || top->place.by_hand) return true;
    bool whole =
        first == from && last + 1 == limit && first == last && !(w->at[first].flags & PLACE_ALL_CAPS);
    if (all_no_names(w, first, last) && !big(g) && !(whole && top->place.population >= PLACE_SMALL_TOWN))
        return false;
    if (g->bones && first == last && limit - from > 4) return false;
    bool goes_on = last + 1 < limit && leads_a_name(w, last) && !(w->at[last + 1].flags & PLACE_DIGIT);
    bool went_on = first > from && follows_a_name(w, first, NONE);
    return big(g) || !(goes_on || went_on);
}

/* Tries a name at word i: its last word, or NONE. In a forced span everything that the gazetteer has counts. */
static uint32_t take_name(place_names *p, uint32_t from, uint32_t i, uint32_t limit, bool forced,
                          uint32_t behind_last_name) {
    const place_words *w = &p->words;
    if (!is_capital(&w->at[i]) && !begins_small(w, i)) return NONE;
    uint32_t n = literal(p, i, limit), first = i, last, end = longest_end(w, i, limit), group = NONE,
             bare_last;
    bool more = n == 1 && end > i + 1 &&
                (place_word_has(&w->at[i], PLACE_PART) ||
                 (w->at[i + 1].gap == PLACE_GAP_BLANK && begins_small(w, i + 1)));
    if (n == 0 || more) {
        /* "Deir Ezzor province", "Northern Syria", "Maarat al-Numan": known by a spelling, or as a part */
        last = bare_last = end - 1;
        if (last == i && !forced) return NONE;
        group = place_names_group(p, first, last);
        if (group != NONE && !forced && p->groups.at[group].part) return NONE;
    }
    if (group == NONE && n) {
        last = bare_last = i + n - 1;
        widen(w, &last, limit);
        group = place_names_group(p, first, last);
        if (group == NONE && last != bare_last) group = place_names_group(p, first, last = bare_last);
    }
    if (group == NONE) return NONE;
    if (forced && !fits_forced(p, from, i, bare_last, limit, &p->groups.at[group])) return NONE;
    if (!forced && !looks_like_place(p, i, bare_last, behind_last_name, &p->groups.at[group])) return NONE;
    return add_name(p, first, last, group, forced) ? last : NONE;
}

static bool known_widely(const place_group *g) {
    for (uint32_t i = 0; i < g->n_candidates; i++) {
        const gazetteer_place *c = &g->candidates[i].place;
        if (g->candidates[i].how != GAZETTEER_CODE &&
            (strchr("N12", c->kind) || c->population >= PLACE_UNASKED_TOWN))
            return true;
    }
    return false;
}

/* A span without any capital, in a text that is careless of them: well known names only ("gujarat"). */
static void search_small(place_names *p, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++)
        if (is_capital(&p->words.at[i])) return;
    for (uint32_t i = from; i < to; i++)
        for (uint32_t n = i + 3 < to ? 3 : to - i; n > 0; n--) {
            if (all_no_names(&p->words, i, i + n - 1) || place_word_has(&p->words.at[i], PLACE_PREP) ||
                p->words.at[i].key.len < 4)
                continue;
            uint32_t group = place_names_group(p, i, i + n - 1);
            if (group == NONE || p->groups.at[group].spelling || p->groups.at[group].bones ||
                !known_widely(&p->groups.at[group]))
                continue;
            if (!add_name(p, i, i + n - 1, group, true)) return;
            i += n - 1;
            break;
        }
}

/* Names of words [from, to). */
static void search(place_names *p, uint32_t from, uint32_t to, bool forced) {
    uint32_t behind = NONE;
    if (forced && to - from < 12) search_small(p, from, to);
    for (uint32_t i = from; i < to; i++) {
        uint32_t last = take_name(p, from, i, to, forced, behind);
        if (last != NONE) i = last, behind = last + 1;
    }
}

/* All names, the forced ones within their spans. */
static void search_report(place_names *p, const dateline_span *forced, uint32_t n_forced) {
    uint32_t i = 0;
    for (uint32_t f = 0; f < n_forced; f++) {
        uint32_t from = place_words_at(&p->words, forced[f].start),
                 to = place_words_at(&p->words, forced[f].end);
        if (to < p->words.n && p->words.at[to].span.start < forced[f].end) to++;
        if (from < i) from = i;
        search(p, i, from, false);
        search(p, from, to, true);
        i = to > i ? to : i;
    }
    search(p, i, p->words.n, false);
}

bool place_names_find(const gazetteer *g, str text, const dateline_span *forced, uint32_t n_forced,
                      place_names *out, arena *a) {
    *out = (place_names){.gazetteer = g, .text = text, .arena = a};
    if (!place_words_cut(text, &out->words, a)) return false;
    out->literals = arena_alloc(a, out->words.n + 1);
    if (!out->literals) return false;
    memset(out->literals, NOT_TRIED, out->words.n);
    /* twice: what looks like a place for sure in one sentence is one in the others too */
    search_report(out, forced, n_forced);
    out->names.n = 0;
    for (uint32_t i = 0; i < out->groups.n; i++) out->groups.at[i].n_names = out->groups.at[i].n_free = 0;
    search_report(out, forced, n_forced);
    return !out->failed;
}
