/* html_text.c - see html_text.h. */
#include "intake/html_text.h"

#include "base/vec.h"
#include "intake/html_words.h"

enum {
    LONG_PARAGRAPH = 80, /* bytes of a paragraph that counts as running text */
    SHORT_LINE = 200,    /* a block up to this may be furniture by its words */
    MAX_PARTS = 12,      /* elements that one story is cut into */
    HINT_WORDS = 300,    /* bytes of class and id that are looked at */
};

typedef struct measure {
    uint32_t text;             /* bytes that are no white space, of the subtree */
    uint32_t links;            /* of them in links */
    uint32_t line, line_links; /* the same of what stands in no block of its own in it */
    uint32_t own;              /* of its line, where that is a long paragraph and not links */
    uint32_t prose;            /* own, summed over the subtree */
    float weight;              /* as the element of the story */
    bool dropped, keep;
} measure;

typedef struct block {
    uint32_t node; /* the block element it stands in */
    size_t from, to;
    uint32_t links; /* bytes of it in links */
    bool bold;      /* all of it is emphasised */
    bool heading, kept;
} block;

typedef struct page {
    const html_tree *t;
    measure *m;
    arena *a;
    VEC(char) text; /* of the blocks, one behind the other */
    VEC(block) blocks;
    str title;
    bool failed;
} page;

/* --- kinds of elements --- */

static bool is_block(GumboTag tag) {
    switch (tag) {
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_P:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_CENTER:
        return true;
    default:
        return false;
    }
}

static bool never_story(GumboTag tag) {
    switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_NOFRAMES:
        return true;
    default:
        return false;
    }
}

static bool is_heading(GumboTag tag) {
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
}

static bool is_emphasis(GumboTag tag) {
    return tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG;
}

/* --- hints --- */

enum hint { HINT_NONE, DROP, KEEP };
enum reach { PART, TOKEN };

static const struct hint_row {
    const char *word;
    enum hint hint;
    enum reach reach;
} hints[] = {
#define ROW(word, hint, reach) {word, hint, reach},
#include "page_hints.h"
#undef ROW
};

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool has_hint(str names, const struct hint_row *h) {
    str word = str_of(h->word);
    for (size_t at = 0; at + word.len <= names.len; at++) {
        size_t found = str_find((str){names.at + at, names.len - at}, word);
        if (found == SIZE_MAX) return false;
        at += found;
        bool starts = at == 0 || !is_word_byte(names.at[at - 1]);
        bool ends = at + word.len == names.len || !is_word_byte(names.at[at + word.len]);
        if (h->reach == PART || (starts && ends)) return true;
    }
    return false;
}

static bool hinted(str names, enum hint wanted) {
    if (names.len > HINT_WORDS) names.len = HINT_WORDS;
    for (size_t i = 0; names.len && i < sizeof hints / sizeof *hints; i++)
        if (hints[i].hint == wanted && has_hint(names, &hints[i])) return true;
    return false;
}

static bool is_hidden(const html_tree *t, uint32_t i) {
    const char *style = html_tree_attribute(t, i, "style"), *aria = html_tree_attribute(t, i, "aria-hidden");
    if (html_tree_attribute(t, i, "hidden") || (aria && strcmp(aria, "true") == 0)) return true;
    return style && (strstr(style, "display:none") || strstr(style, "display: none"));
}

/* --- measuring --- */

static uint32_t count_text(str s) {
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += (unsigned char)s.at[i] > ' ';
    return n;
}

static bool in_link(const page *p, uint32_t i) {
    for (uint32_t k = 0; k < 6 && i; k++, i = p->t->at[i].parent)
        if (p->t->at[i].tag == GUMBO_TAG_A) return true;
    return false;
}

/* Words of consent banners; their paragraphs are no prose. */
static bool speaks_of_cookies(const page *p, uint32_t i) {
    int n = 0;
    for (uint32_t k = i; k < p->t->at[i].end && k < i + 40; k++) {
        str s = p->t->at[k].text;
        for (size_t at; (at = str_find(s, STR("cookie"))) != SIZE_MAX; n++) s.at += at + 6, s.len -= at + 6;
    }
    return n >= 2;
}

/* Sums the subtrees from the leaves up; a subtree that is never story counts nothing. */
static void measure_all(page *p) {
    const html_tree *t = p->t;
    for (uint32_t i = t->n; i-- > 0;) {
        const html_node *node = &t->at[i];
        measure *m = &p->m[i];
        if (node->tag == HTML_TEXT) m->text = m->line = count_text(node->text);
        if (node->tag == GUMBO_TAG_A) m->links = m->text, m->line_links = m->line;
        bool stands_alone = is_block(node->tag);
        uint32_t own = m->line - m->line_links;
        if (stands_alone && own >= LONG_PARAGRAPH && 3 * m->line_links < m->line &&
            !speaks_of_cookies(p, i)) {
            m->own = own;
            m->prose += own;
        }
        if (never_story(node->tag)) *m = (measure){.dropped = true};
        if (i == 0) break;
        measure *up = &p->m[node->parent];
        up->text += m->text, up->links += m->links, up->prose += m->prose;
        if (!stands_alone) up->line += m->line, up->line_links += m->line_links;
    }
}

/* Marks what is dropped by hints, from the root down, and takes it off the sums above it. */
static void drop_all(page *p) {
    const html_tree *t = p->t;
    uint32_t all = p->m[0].prose;
    for (uint32_t i = 1; i < t->n; i++) {
        const html_node *node = &t->at[i];
        measure *m = &p->m[i];
        if (node->tag == HTML_TEXT || m->dropped) {
            if (m->dropped) i = node->end - 1;
            continue;
        }
        m->keep = hinted(node->names, KEEP);
        /* <article class="post category-x tag-y"> is what a weblog's program writes. */
        bool heavy = 2 * (uint64_t)m->prose > all || node->tag == GUMBO_TAG_ARTICLE ||
                     node->tag == GUMBO_TAG_MAIN || node->tag == GUMBO_TAG_BODY;
        bool drop = !heavy && ((is_block(node->tag) || node->names.len) &&
                               (is_hidden(t, i) || hinted(node->names, DROP)));
        if (!drop) continue;
        measure gone = *m;
        m->dropped = true;
        for (uint32_t up = i; up != 0;) {
            up = t->at[up].parent;
            p->m[up].text -= gone.text, p->m[up].links -= gone.links, p->m[up].prose -= gone.prose;
        }
        i = node->end - 1;
    }
}

/* --- the element of the story --- */

/* Every paragraph speaks for the elements around it, most for the nearest. */
static void weigh(page *p) {
    static const float shares[] = {1.0f, 0.8f, 0.6f, 0.4f, 0.2f};
    const html_tree *t = p->t;
    for (uint32_t i = 1; i < t->n; i++) {
        if (p->m[i].dropped) {
            i = t->at[i].end - 1;
            continue;
        }
        if (!p->m[i].own) continue;
        uint32_t up = i;
        if (t->at[i].tag != GUMBO_TAG_P && t->at[i].tag != GUMBO_TAG_LI) p->m[i].weight += (float)p->m[i].own;
        for (size_t n = 0; n < sizeof shares / sizeof *shares && up;) {
            up = t->at[up].parent;
            if (!is_block(t->at[up].tag)) continue;
            p->m[up].weight += shares[n++] * (float)p->m[i].own;
        }
    }
}

static float weight_of(const page *p, uint32_t i) {
    float w = p->m[i].weight;
    if (p->m[i].keep) w *= 1.3f;
    if (p->t->at[i].tag == GUMBO_TAG_ARTICLE) w *= 1.1f;
    return w;
}

/* A story that is cut into several elements of one class, advertisements between them: the element around them. */
static uint32_t join_parts(const page *p, uint32_t part) {
    const html_tree *t = p->t;
    str names = t->at[part].names;
    if (!names.len || t->at[part].tag == GUMBO_TAG_LI || t->at[part].tag == GUMBO_TAG_ARTICLE) return part;
    uint32_t up = part;
    for (int n = 0; n < 4 && up; n++) {
        up = t->at[up].parent;
        uint32_t same = 0, n_parts = 0, n_titles = 0;
        for (uint32_t i = up; i < t->at[up].end; i++) {
            if (p->m[i].dropped) {
                i = t->at[i].end - 1;
                continue;
            }
            n_titles += t->at[i].tag == GUMBO_TAG_H1;
            if (t->at[i].tag != t->at[part].tag || !str_equal(t->at[i].names, names)) continue;
            same += p->m[i].prose;
            n_parts++;
        }
        if (n_titles > 1 || n_parts > MAX_PARTS) return part;
        if (n_parts > 1 && 10 * (uint64_t)same > 8 * (uint64_t)p->m[up].prose) return up;
    }
    return part;
}

static uint32_t find_root(page *p) {
    const html_tree *t = p->t;
    uint32_t best = 0;
    float most = 0;
    weigh(p);
    for (uint32_t i = 0; i < t->n; i++)
        if (p->m[i].weight > 0 && weight_of(p, i) > most) most = weight_of(p, i), best = i;
    best = join_parts(p, best);
    /* Upwards, as long as that adds a little prose. */
    for (uint32_t up = best; up;) {
        up = t->at[up].parent;
        uint32_t added = p->m[up].prose - p->m[best].prose;
        if (10 * (uint64_t)added > 3 * (uint64_t)p->m[up].prose) break;
        if (added) best = up;
    }
    return best;
}

/* --- blocks --- */

static void add_char(page *p, char c) {
    char *to = VEC_PUSH(&p->text, p->a);
    if (to)
        *to = c;
    else
        p->failed = true;
}

static block *begin_block(page *p, uint32_t node) {
    block *b = VEC_PUSH(&p->blocks, p->a);
    if (!b) {
        p->failed = true;
        return NULL;
    }
    *b = (block){.node = node, .from = p->text.n, .to = p->text.n, .bold = true};
    return b;
}

static uint32_t block_of(const html_tree *t, uint32_t i) {
    while (i && !is_block(t->at[i].tag)) i = t->at[i].parent;
    return i;
}

static bool emphasised(const html_tree *t, uint32_t i) {
    for (; i && !is_block(t->at[i].tag); i = t->at[i].parent)
        if (is_emphasis(t->at[i].tag)) return true;
    return is_heading(t->at[i].tag);
}

static void add_text(page *p, uint32_t i, block *b) {
    str s = p->t->at[i].text;
    uint32_t n = 0;
    for (size_t k = 0; k < s.len; k++) {
        char c = s.at[k];
        bool nbsp = c == '\xc2' && k + 1 < s.len && s.at[k + 1] == '\xa0';
        if (nbsp) k++;
        bool space = nbsp || (unsigned char)c <= ' ';
        bool after_space = p->text.n == b->from || strchr(" \n", p->text.at[p->text.n - 1]);
        if (space && after_space) continue;
        add_char(p, space ? ' ' : c);
        n += !space;
    }
    if (n && in_link(p, i)) b->links += n;
    if (n > 1 && !emphasised(p->t, i)) b->bold = false;
}

/* <br>: the next line, or with another before it a new block. */
static void add_break(page *p, uint32_t i, block **b, bool *empty_line) {
    if (*empty_line)
        *b = NULL;
    else if (*b && p->text.n > (*b)->from)
        add_char(p, '\n');
    (void)i;
    *empty_line = true;
}

static void end_block(page *p, block *b) {
    if (!b) return;
    while (p->text.n > b->from && strchr(" \n", p->text.at[p->text.n - 1])) p->text.n--;
    b->to = p->text.n;
    if (b->to == b->from) p->blocks.n--;
}

static void cut_blocks(page *p, uint32_t root) {
    const html_tree *t = p->t;
    block *b = NULL;
    uint32_t home = UINT32_MAX;
    bool empty_line = false;
    for (uint32_t i = root; i < t->at[root].end && !p->failed; i++) {
        const html_node *node = &t->at[i];
        if (i != root && p->m[i].dropped) {
            i = node->end - 1;
            continue;
        }
        if (node->tag == GUMBO_TAG_BR) {
            block *was = b;
            add_break(p, i, &b, &empty_line);
            if (!b) end_block(p, was);
            continue;
        }
        if (node->tag != HTML_TEXT || !node->text.len) continue;
        uint32_t in = block_of(t, i);
        if (in != home) {
            end_block(p, b);
            b = NULL;
            home = in;
        }
        if (count_text(node->text))
            empty_line = false;
        else if (!b)
            continue;
        if (!b) b = begin_block(p, in);
        if (b) add_text(p, i, b);
        if (b) b->heading = is_heading(t->at[in].tag);
    }
    end_block(p, b);
}

/* --- which blocks stay --- */

static str text_of(const page *p, const block *b) {
    return (str){p->text.at + b->from, b->to - b->from};
}

static bool ends_sentence(str s) {
    static const char *const marks[] = {".",
                                        "!",
                                        "?",
                                        ".\"",
                                        "!\"",
                                        "?\"",
                                        ":",
                                        ".)",
                                        "\xe2\x80\x9d",
                                        "\xe3\x80\x82",
                                        "\xe2\x80\x99",
                                        "\xc2\xbb",
                                        "\xe0\xa5\xa4",
                                        "\xe2\x80\xa6"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_ends(s, str_of(marks[i]))) return true;
    return false;
}

static bool is_prose(const page *p, const block *b) {
    str s = text_of(p, b);
    return !b->heading && s.len >= LONG_PARAGRAPH && 2 * (size_t)b->links < s.len;
}

/* A list or table whose text is mostly links. */
static bool in_link_list(const page *p, uint32_t i, uint32_t root) {
    for (; i != root && i; i = p->t->at[i].parent) {
        GumboTag tag = p->t->at[i].tag;
        const measure *m = &p->m[i];
        if ((tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL || tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_DIV) &&
            2 * (uint64_t)m->links > m->text && m->prose < m->text / 2)
            return true;
    }
    return false;
}

static bool repeats_title(const page *p, str s) {
    if (s.len < 12 || !p->title.len) return false;
    return str_starts_nocase(p->title, s) || str_starts_nocase(s, p->title);
}

static bool fits(const page *p, const block *b, uint32_t root) {
    str s = text_of(p, b);
    if (!count_text(s)) return false;
    if (s.len < SHORT_LINE && 10 * (size_t)b->links > 7 * (size_t)count_text(s)) return false;
    if (in_link_list(p, b->node, root)) return false;
    if (s.len < SHORT_LINE && html_words_is_furniture(s)) return false;
    if (html_words_is_row(s)) return false;
    return !(s.len < p->title.len + 40 && repeats_title(p, s));
}

/* From a heading over other stories on, where little prose follows. */
static uint32_t find_end(const page *p) {
    size_t before = 0, all = 0;
    for (uint32_t i = 0; i < p->blocks.n; i++)
        if (is_prose(p, &p->blocks.at[i])) all += text_of(p, &p->blocks.at[i]).len;
    for (uint32_t i = 0; i < p->blocks.n; i++) {
        const block *b = &p->blocks.at[i];
        if (is_prose(p, b)) before += text_of(p, b).len;
        if (html_words_is_end(text_of(p, b)) && 2 * before > all) return i;
    }
    return p->blocks.n;
}

/* Short lines before the first and behind the last paragraph, headings over nothing. */
static void trim_ends(page *p, uint32_t end) {
    uint32_t first = 0, last = 0;
    bool any = false;
    for (uint32_t i = 0; i < end; i++) {
        if (!p->blocks.at[i].kept || !is_prose(p, &p->blocks.at[i])) continue;
        if (!any) first = i;
        last = i, any = true;
    }
    if (!any) return;
    for (uint32_t i = 0; i < first; i++) {
        str s = text_of(p, &p->blocks.at[i]);
        if (html_words_is_byline(s) || (!ends_sentence(s) && s.len < LONG_PARAGRAPH))
            p->blocks.at[i].kept = false;
    }
    bool follows = false;
    for (uint32_t i = end; i-- > 0;) {
        block *b = &p->blocks.at[i];
        if (!b->kept) continue;
        str s = text_of(p, b);
        bool item = p->t->at[b->node].tag == GUMBO_TAG_LI && b->links == 0;
        if (i > last && !ends_sentence(s) && !item) b->kept = false;
        if (b->heading && !follows) b->kept = false;
        if (b->kept) follows = true;
    }
}

static void choose_blocks(page *p, uint32_t root) {
    uint32_t end = find_end(p);
    for (uint32_t i = 0; i < end; i++) {
        block *b = &p->blocks.at[i];
        b->kept = fits(p, b, root);
    }
    trim_ends(p, end);
}

static str join_blocks(page *p) {
    VEC(char) out = {0};
    for (uint32_t i = 0; i < p->blocks.n; i++) {
        if (!p->blocks.at[i].kept) continue;
        str s = text_of(p, &p->blocks.at[i]);
        if (!VEC_RESERVE(&out, out.n + (uint32_t)s.len + 3, p->a)) return (str){NULL, 0};
        if (out.n) out.at[out.n++] = '\n', out.at[out.n++] = '\n';
        memcpy(out.at + out.n, s.at, s.len);
        out.n += (uint32_t)s.len;
        out.at[out.n] = '\0';
    }
    return out.n ? (str){out.at, out.n} : STR("");
}

str html_text_find(const html_tree *t, str title, arena *a) {
    page p = {.t = t, .a = a, .title = str_trim(title)};
    p.m = arena_zalloc(a, t->n, sizeof *p.m);
    if (!p.m) return (str){NULL, 0};
    measure_all(&p);
    drop_all(&p);
    uint32_t root = find_root(&p);
    cut_blocks(&p, root);
    if (p.failed) return (str){NULL, 0};
    choose_blocks(&p, root);
    return join_blocks(&p);
}
