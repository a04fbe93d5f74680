/* cards.c - see cards.h.
 *
 *     1  Shelling                                        heading: ordinal, type, what is unusual about it
 *        called     91%  “rockets fell on”, “the attack”
 *        when       88%  Sunday 12 January 2020 “on Sunday”
 *        ^label     ^sure ^value                ^words of the report
 */
#include "faces/cli/cards.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_AT = 4, BODY_AT = 20, MAX_QUOTES = 3, QUOTE = 90, UNSURE = 50, WORDS = 64 };

/* What all rows of one report share. */
typedef struct card {
    page *page;
    const dateline_report *report;
} card;

/* --- pieces of a row --- */

/* Words that belong together, as one: a line is not broken between a bracket and what it holds. */
__attribute__((format(printf, 3, 4))) static void put(card *c, page_style style, const char *format, ...) {
    va_list args;
    char *words;
    va_start(args, format);
    int len = vasprintf(&words, format, args);
    va_end(args);
    if (len < 0) {
        c->page->out->failed = true;
        return;
    }
    page_add(c->page, style, (str){words, (size_t)len});
    free(words);
}

/* "chemical_attack" as "chemical attack"; the buffer is the caller's, of WORDS bytes. */
static const char *term_words(dateline_vocabulary vocabulary, int value, char *words) {
    const char *key = dateline_term_key(vocabulary, value);
    snprintf(words, WORDS, "%s", key ? key : "unknown");
    for (char *at = words; *at; at++)
        if (*at == '_') *at = ' ';
    return words;
}

static void put_term(card *c, page_style style, dateline_vocabulary vocabulary, int value) {
    char words[WORDS];
    page_puts(c->page, style, term_words(vocabulary, value, words));
}

/* A long quote is cut in the middle: how it begins and ends says where to look. */
static void put_quote(card *c, dateline_span span) {
    const char *at = c->report->text + span.start;
    int len = (int)(span.end - span.start), head = QUOTE / 3 * 2, tail = len - QUOTE / 3;
    if (len <= QUOTE) {
        put(c, PAGE_QUOTE, " \u201c%.*s\u201d", len, at);
        return;
    }
    while (head > 0 && at[head] != ' ') head--;
    while (tail < len && at[tail] != ' ') tail++;
    put(c, PAGE_QUOTE, " \u201c%.*s \u2026%.*s\u201d", head, at, len - tail, at + tail);
}

static bool same_words(card *c, dateline_span a, dateline_span b) {
    return str_equal((str){c->report->text + a.start, a.end - a.start},
                     (str){c->report->text + b.start, b.end - b.start});
}

/* The words that a value stands on, each wording once, MAX_QUOTES at most; not those that the row shows already as
 * its name (NULL: none). */
static void put_quotes(card *c, const char *name, const dateline_span *at, uint32_t n) {
    uint32_t shown = 0, more = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool seen = str_equal((str){c->report->text + at[i].start, at[i].end - at[i].start}, str_of(name));
        for (uint32_t k = 0; k < i && !seen; k++) seen = same_words(c, at[i], at[k]);
        if (seen) continue;
        if (shown++ < MAX_QUOTES)
            put_quote(c, at[i]);
        else
            more++;
    }
    if (more) put(c, PAGE_DIM, " +%u", (unsigned)more);
}

static void row(card *c, const char *label, float score) {
    char sure[8];
    int percent = (int)lroundf(score * 100);
    percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
    int len = snprintf(sure, sizeof sure, "%d%%", percent);
    page_tab(c->page, LABEL_AT);
    page_puts(c->page, PAGE_DIM, label);
    page_tab(c->page, BODY_AT - 2 - len); /* right-aligned */
    page_puts(c->page, percent < UNSURE ? PAGE_WARN : PAGE_DIM, sure);
    page_tab(c->page, BODY_AT);
}

/* Ends a row with what its value stands on. */
static void end_row(card *c, const char *name, const dateline_basis *b) {
    if (b->inferred) page_puts(c->page, PAGE_DIM, " (inferred)");
    for (uint32_t i = 0; i < b->n_said_by; i++)
        put(c, PAGE_PLAIN, "%s %s", i ? " to" : ", says",
            b->said_by[i].name ? b->said_by[i].name : "somebody");
    put_quotes(c, name, b->evidence, b->n_evidence);
    page_end_line(c->page);
}

/* --- counts and dates in words --- */

static void count_words(dateline_count count, char *out, size_t cap) {
    bool low = count.min != DATELINE_OPEN, high = count.max != DATELINE_OPEN;
    if (low && high && count.min == count.max)
        snprintf(out, cap, "%" PRId64, count.min);
    else if (low && high && count.min > 0)
        snprintf(out, cap, "%" PRId64 " to %" PRId64, count.min, count.max);
    else if (high)
        snprintf(out, cap, "up to %" PRId64, count.max);
    else if (low && count.min > 0)
        snprintf(out, cap, "%" PRId64 " or more", count.min);
    else
        snprintf(out, cap, "some");
}

/* What a person calls one and many of them; the keys of the vocabularies are no nouns. */
typedef struct noun {
    const char *one, *many;
} noun;

static const noun people_nouns[] = {
    [DATELINE_people_OTHER] = {"person", "people"},
    [DATELINE_people_CIVILIAN] = {"civilian", "civilians"},
    [DATELINE_people_DIPLOMAT] = {"diplomat", "diplomats"},
    [DATELINE_people_OFFICIAL] = {"official", "officials"},
    [DATELINE_people_FORMER_OFFICIAL] = {"former official", "former officials"},
    [DATELINE_people_POLITICIAN] = {"politician", "politicians"},
    [DATELINE_people_JUDICIAL] = {"judge or prosecutor", "judges or prosecutors"},
    [DATELINE_people_MILITARY] = {"soldier", "soldiers"},
    [DATELINE_people_FORMER_MILITARY] = {"former soldier", "former soldiers"},
    [DATELINE_people_POLICE] = {"police officer", "police officers"},
    [DATELINE_people_GUARD] = {"guard", "guards"},
    [DATELINE_people_JOURNALIST] = {"journalist", "journalists"},
    [DATELINE_people_AID_WORKER] = {"aid worker", "aid workers"},
    [DATELINE_people_MEDICAL] = {"medical worker", "medical workers"},
    [DATELINE_people_RELIGIOUS] = {"religious person", "religious people"},
    [DATELINE_people_TEACHER] = {"teacher", "teachers"},
    [DATELINE_people_STUDENT] = {"student", "students"},
    [DATELINE_people_CHILD] = {"child", "children"},
    [DATELINE_people_REBEL] = {"rebel", "rebels"},
    [DATELINE_people_PRISONER] = {"prisoner", "prisoners"},
};

static const noun weapon_nouns[] = {
    [DATELINE_weapon_OTHER] = {"other weapon", "other weapons"},
    [DATELINE_weapon_GUN] = {"gun", "guns"},
    [DATELINE_weapon_MACHINE_GUN] = {"machine gun", "machine guns"},
    [DATELINE_weapon_HANDGUN] = {"handgun", "handguns"},
    [DATELINE_weapon_RIFLE] = {"rifle", "rifles"},
    [DATELINE_weapon_MORTAR] = {"mortar shell", "mortar shells"},
    [DATELINE_weapon_ARTILLERY] = {"artillery shell", "artillery shells"},
    [DATELINE_weapon_ROCKET] = {"rocket", "rockets"},
    [DATELINE_weapon_MISSILE] = {"missile", "missiles"},
    [DATELINE_weapon_BOMB] = {"bomb", "bombs"},
    [DATELINE_weapon_VEHICLE_BOMB] = {"vehicle bomb", "vehicle bombs"},
    [DATELINE_weapon_SUICIDE_VEST] = {"suicide vest", "suicide vests"},
    [DATELINE_weapon_MINE] = {"mine", "mines"},
    [DATELINE_weapon_DYNAMITE] = {"charge of dynamite", "charges of dynamite"},
    [DATELINE_weapon_AERIAL_BOMB] = {"aerial bomb", "aerial bombs"},
    [DATELINE_weapon_GRENADE] = {"grenade", "grenades"},
    [DATELINE_weapon_MOLOTOV] = {"petrol bomb", "petrol bombs"},
    [DATELINE_weapon_DRONE] = {"drone", "drones"},
    [DATELINE_weapon_BLADE] = {"blade", "blades"},
    [DATELINE_weapon_FIRE] = {"fire", "fires"},
    [DATELINE_weapon_STONE] = {"stone", "stones"},
    [DATELINE_weapon_CHEMICAL] = {"chemical agent", "chemical agents"},
    [DATELINE_weapon_TORTURE] = {"torture", "torture"},
};

/* "2 rockets", "1 or more guards", or without a known count what the type is called. */
static void put_counted(card *c, dateline_count count, noun name, const char *uncounted) {
    char words[64];
    if (!count.known) {
        page_puts(c->page, PAGE_BOLD, uncounted);
        return;
    }
    count_words(count, words, sizeof words);
    page_puts(c->page, PAGE_BOLD, words);
    page_puts(c->page, PAGE_BOLD, " ");
    page_puts(c->page, PAGE_BOLD, count.min == 1 && count.max == 1 ? name.one : name.many);
}

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

/* Zeller's congruence for the Gregorian calendar, Sunday 0. */
static int weekday(int year, int month, int day) {
    if (month < 3) {
        month += 12;
        year--;
    }
    return (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400 + 6) % 7;
}

typedef struct calendar_day {
    int year, month, day;
    char time[6]; /* "07:30", or "" */
} calendar_day;

static bool parse_iso(const char *iso, calendar_day *d) {
    *d = (calendar_day){0};
    int n = sscanf(iso, "%4d-%2d-%2dT%5[0-9:]", &d->year, &d->month, &d->day, d->time);
    return n >= 3 && d->month >= 1 && d->month <= 12;
}

static void put_day(card *c, const calendar_day *d, int precision, bool with_year) {
    char words[80];
    if (precision == DATELINE_date_precision_YEAR)
        snprintf(words, sizeof words, "%d", d->year);
    else if (precision == DATELINE_date_precision_MONTH)
        snprintf(words, sizeof words, "%s %d", months[d->month - 1], d->year);
    else
        snprintf(words, sizeof words, "%s %d %s", weekdays[weekday(d->year, d->month, d->day)], d->day,
                 months[d->month - 1]);
    page_puts(c->page, PAGE_BOLD, words);
    if (precision != DATELINE_date_precision_YEAR && precision != DATELINE_date_precision_MONTH &&
        with_year) {
        snprintf(words, sizeof words, " %d", d->year);
        page_puts(c->page, PAGE_BOLD, words);
    }
    if (*d->time) {
        snprintf(words, sizeof words, " %s", d->time);
        page_puts(c->page, PAGE_BOLD, words);
    }
}

/* True where first..last is the whole month or year that the precision names. */
static bool is_whole(const calendar_day *first, const calendar_day *last, int precision) {
    if (first->year != last->year || first->day != 1 || last->day < 28) return false;
    if (precision == DATELINE_date_precision_MONTH) return first->month == last->month;
    return precision == DATELINE_date_precision_YEAR && first->month == 1 && last->month == 12;
}

static void put_period(card *c, const dateline_when *w) {
    calendar_day first, last;
    bool from = parse_iso(w->start, &first), to = parse_iso(w->end, &last);
    if (!from && !to) {
        page_puts(c->page, PAGE_PLAIN, "a time that could not be placed");
    } else if (!from || !to) {
        page_puts(c->page, PAGE_PLAIN, from ? "from " : "until ");
        put_day(c, from ? &first : &last, DATELINE_date_precision_DAY, true);
    } else if (strcmp(w->start, w->end) == 0) {
        put_day(c, &first, DATELINE_date_precision_DAY, true);
    } else if (is_whole(&first, &last, w->precision)) {
        put_day(c, &first, w->precision, true);
    } else {
        put_day(c, &first, DATELINE_date_precision_DAY, first.year != last.year);
        page_puts(c->page, PAGE_PLAIN, " to ");
        put_day(c, &last, DATELINE_date_precision_DAY, true);
    }
}

/* --- the rows --- */

static void when_row(card *c, const dateline_when *w) {
    if (!w->known) return;
    row(c, "when", w->basis.score);
    put_period(c, w);
    end_row(c, NULL, &w->basis);
}

/* "15 km east of Hit"; what only says "near" says nothing that the precision does not. */
static void put_relation(card *c, const dateline_where *w) {
    static const char *const points[] = {"north", "north-east", "east", "south-east",
                                         "south", "south-west", "west", "north-west"};
    const char *of = w->relation_of ? w->relation_of : "there";
    const char *point = w->bearing >= 0 ? points[(w->bearing + 22) % 360 / 45] : NULL;
    if (w->distance_km >= 0)
        put(c, PAGE_PLAIN, " (%.0f km %s%s %s)", w->distance_km, point ? point : "", point ? " of" : "from",
            of);
    else if (point)
        put(c, PAGE_PLAIN, " (%s of %s)", point, of);
}

static void where_row(card *c, const dateline_where *w) {
    if (!w->known) return;
    row(c, "where", w->basis.score);
    page_puts(c->page, PAGE_BOLD, w->name ? w->name : "an unnamed place");
    for (uint32_t i = w->n_path; i-- > 0;) { /* "Tikrit, Salah ad Din, Iraq" */
        if (w->name && strcmp(w->path[i], w->name) == 0) continue;
        put(c, PAGE_PLAIN, ", %s", w->path[i]);
    }
    if (!w->n_path && *w->country) put(c, PAGE_PLAIN, ", %s", w->country);
    if (w->has_relation) put_relation(c, w);
    page_puts(c->page, PAGE_DIM, " \u00b7 ");
    if (!w->has_point)
        page_puts(c->page, PAGE_DIM, "no point known");
    else if (w->precision == DATELINE_place_precision_NEAR || w->precision == DATELINE_place_precision_EXACT)
        put_term(c, PAGE_DIM, DATELINE_VOCABULARY_place_precision, w->precision);
    else {
        static const char *const grain[] = {"", "", "known to the district", "known to the province",
                                            "known to the country"};
        page_puts(c->page, PAGE_DIM, grain[w->precision]);
    }
    end_row(c, w->name, &w->basis);
}

static void toll_row(card *c, const char *label, const dateline_toll *t) {
    if (!t->count.known) return;
    char words[64];
    count_words(t->count, words, sizeof words);
    row(c, label, t->basis.score);
    page_puts(c->page, PAGE_BOLD, strcmp(words, "0") == 0 ? "none" : words);
    end_row(c, NULL, &t->basis);
}

/* ", IQ" in a bracket, or nothing. */
static const char *nation_words(const char *code, char *words) {
    snprintf(words, WORDS, "%s%s", *code ? ", " : "", code);
    return words;
}

static void perpetrator_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_perpetrators; i++) {
        char kind[WORDS], nation[WORDS], certainty[WORDS] = "as fact";
        const dateline_perpetrator *p = &x->perpetrators[i];
        row(c, i ? "" : "by", p->basis.score);
        page_puts(c->page, PAGE_BOLD, p->name ? p->name : "unnamed");
        term_words(DATELINE_VOCABULARY_perpetrator_kind, p->kind, kind);
        if (p->certainty != DATELINE_certainty_FACT)
            term_words(DATELINE_VOCABULARY_certainty, p->certainty, certainty);
        put(c, PAGE_PLAIN, " (%s%s), %s", kind, nation_words(p->nation, nation), certainty);
        if (p->by) put(c, PAGE_PLAIN, ", by %s", p->by);
        dateline_basis basis = p->basis;
        if (p->by) basis.n_said_by = 0; /* said already */
        end_row(c, p->name, &basis);
    }
}

static void claim_row(card *c, const dateline_claim *claim) {
    static const char *const said[] = {"", "responsibility claimed", "responsibility denied",
                                       "nobody has claimed it"};
    if (claim->status == DATELINE_claim_NONE) return;
    row(c, "claim", claim->basis.score);
    page_puts(c->page, PAGE_PLAIN, said[claim->status]);
    if (claim->by) {
        page_puts(c->page, PAGE_PLAIN, " by ");
        page_puts(c->page, PAGE_BOLD, claim->by);
    }
    end_row(c, claim->by, &claim->basis);
}

static void weapon_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_weapons; i++) {
        row(c, i ? "" : "with", x->weapons[i].basis.score);
        const noun *name = &weapon_nouns[x->weapons[i].type];
        put_counted(c, x->weapons[i].count, *name, name->one);
        end_row(c, NULL, &x->weapons[i].basis);
    }
}

static void target_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_targets; i++) {
        const dateline_target *t = &x->targets[i];
        char type[WORDS], nation[WORDS], count[WORDS];
        row(c, i ? "" : "hit", t->basis.score);
        page_puts(c->page, PAGE_BOLD, t->name ? t->name : "unnamed");
        count_words(t->count, count, sizeof count);
        if (t->count.known && strcmp(count, "1") != 0) put(c, PAGE_PLAIN, ", %s", count);
        term_words(DATELINE_VOCABULARY_target, t->type, type);
        put(c, PAGE_PLAIN, " (%s%s)", type, nation_words(t->nation, nation));
        if (t->effect != DATELINE_target_effect_UNKNOWN)
            put(c, PAGE_PLAIN, ", %s", term_words(DATELINE_VOCABULARY_target_effect, t->effect, type));
        end_row(c, t->name, &t->basis);
    }
}

static void people_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_people; i++) {
        const dateline_people *p = &x->people[i];
        const noun *name = &people_nouns[p->type];
        char words[WORDS];
        row(c, i ? "" : "people", p->basis.score);
        put_counted(c, p->count, *name, p->name ? name->one : name->many);
        if (*p->nation) put(c, PAGE_PLAIN, ", %s", p->nation);
        if (p->sex) put(c, PAGE_PLAIN, ", %s", term_words(DATELINE_VOCABULARY_sex, p->sex, words));
        if (p->age_group && p->type != DATELINE_people_CHILD)
            put(c, PAGE_PLAIN, ", %s", term_words(DATELINE_VOCABULARY_age_group, p->age_group, words));
        if (p->effect != DATELINE_people_effect_UNKNOWN) {
            page_puts(c->page, PAGE_PLAIN, ", ");
            put_term(c, PAGE_BOLD, DATELINE_VOCABULARY_people_effect, p->effect);
        }
        if (p->name) put(c, PAGE_PLAIN, ": %s", p->name);
        end_row(c, p->name, &p->basis);
    }
}

static void speaker_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_said_by; i++) {
        const dateline_speaker *s = &x->said_by[i];
        char kind[WORDS];
        row(c, i ? "" : "said by", s->score);
        page_puts(c->page, PAGE_BOLD, s->name ? s->name : "unnamed");
        if (s->kind != DATELINE_speaker_UNKNOWN)
            put(c, PAGE_PLAIN, " (%s)", term_words(DATELINE_VOCABULARY_speaker, s->kind, kind));
        put_quotes(c, s->name, s->evidence, s->n_evidence);
        page_end_line(c->page);
    }
}

static void related_rows(card *c, const dateline_incident *x) {
    for (uint32_t i = 0; i < x->n_related; i++) {
        row(c, i ? "" : "related", x->related[i].score);
        put_term(c, PAGE_PLAIN, DATELINE_VOCABULARY_relation, x->related[i].relation);
        put(c, PAGE_PLAIN, " incident %u", (unsigned)x->related[i].incident + 1);
        page_end_line(c->page);
    }
}

/* --- a card, a report --- */

/* "1  Shelling, attempted, told as background" */
static void heading(card *c, const dateline_incident *x, uint32_t ordinal) {
    char words[WORDS];
    page_end_line(c->page);
    put(c, PAGE_BOLD, "%u", (unsigned)ordinal);
    page_tab(c->page, LABEL_AT);
    term_words(DATELINE_VOCABULARY_type, x->type, words);
    words[0] = (char)toupper((unsigned char)words[0]);
    page_puts(c->page, PAGE_BOLD, words);
    if (x->stage != DATELINE_stage_ACCOMPLISHED)
        put(c, PAGE_WARN, ", %s", term_words(DATELINE_VOCABULARY_stage, x->stage, words));
    if (x->intent == DATELINE_intent_MISTAKEN) page_puts(c->page, PAGE_WARN, ", by mistake");
    if (x->background) page_puts(c->page, PAGE_DIM, ", told as background");
    page_end_line(c->page);
}

static void incident_card(card *c, const dateline_incident *x, uint32_t ordinal) {
    heading(c, x, ordinal);
    row(c, "called", x->score);
    put_quotes(c, NULL, x->mentions, x->n_mentions);
    page_end_line(c->page);
    when_row(c, &x->when);
    where_row(c, &x->where);
    toll_row(c, "killed", &x->killed);
    toll_row(c, "injured", &x->injured);
    perpetrator_rows(c, x);
    claim_row(c, &x->claim);
    weapon_rows(c, x);
    target_rows(c, x);
    people_rows(c, x);
    speaker_rows(c, x);
    related_rows(c, x);
}

/* "Reuters · TIKRIT, Iraq · Jan 12 · published 2020-01-13 · 2 incidents" */
static void summary(card *c) {
    const dateline_report *r = c->report;
    const char *parts[] = {r->publisher, r->dateline.place, r->dateline.agency, r->dateline.date};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i]) continue;
        page_puts(c->page, PAGE_PLAIN, parts[i]);
        page_puts(c->page, PAGE_DIM, " \u00b7 ");
    }
    if (r->published) {
        page_puts(c->page, PAGE_PLAIN, "published ");
        page_add(c->page, PAGE_PLAIN, (str){r->published, strnlen(r->published, 10)});
        page_puts(c->page, PAGE_DIM, " \u00b7 ");
    }
    if (r->n_incidents)
        put(c, PAGE_PLAIN, "%u incident%s", (unsigned)r->n_incidents, r->n_incidents == 1 ? "" : "s");
    else
        page_puts(c->page, PAGE_PLAIN, "no incident");
    if (r->n_repaired) page_puts(c->page, PAGE_WARN, ", broken characters replaced");
    if (r->n_mended) page_puts(c->page, PAGE_WARN, ", misread characters mended");
    page_end_line(c->page);
}

void cards_write(page *p, const dateline_report *report) {
    card c = {p, report};
    page_puts(p, PAGE_BOLD, report->name ? report->name : "report");
    page_end_line(p);
    if (report->title) {
        page_puts(p, PAGE_PLAIN, report->title);
        page_end_line(p);
    }
    summary(&c);
    for (uint32_t i = 0; i < report->n_incidents; i++) incident_card(&c, &report->incidents[i], i + 1);
    page_end_line(p);
}
