/* html_tree.c - see html_tree.h. */
#include "intake/html_tree.h"

#include <setjmp.h>

#include "base/vec.h"
#include "intake/html_scan.h"

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* --- parsing --- */

typedef struct budget {
    arena *a;
    size_t left;
    bool refused; /* by the system, not by the budget */
    jmp_buf out;
} budget;

/* Gumbo looks at no result, so a refusal leaves it at once; what it had made lies in the arena. */
static void *allocate(void *user, size_t size) {
    budget *b = user;
    if (size > b->left) longjmp(b->out, 1);
    b->left -= size;
    void *p = arena_alloc(b->a, size);
    if (p) return p;
    b->refused = true;
    longjmp(b->out, 1);
}

static void keep(void *user, void *p) {
    (void)user;
    (void)p;
}

static GumboOutput *parse(budget *b, str page) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = keep;
    options.userdata = b;
    options.max_errors = 0;
    if (setjmp(b->out)) return NULL;
    return gumbo_parse_with_options(&options, page.at, page.len);
}

/* --- the array --- */

/* "class id role" in small letters. */
static str names_of(const GumboElement *e, arena *a) {
    static const char *const which[] = {"class", "id", "role", "itemprop"};
    const char *values[4];
    size_t len = 0, n = sizeof which / sizeof *which;
    for (size_t i = 0; i < n; i++) {
        const GumboAttribute *found = gumbo_get_attribute(&e->attributes, which[i]);
        values[i] = found ? found->value : "";
        len += strlen(values[i]) + (found != NULL);
    }
    if (!len) return (str){NULL, 0};
    char *out = arena_print(a, "%s %s %s %s", values[0], values[1], values[2], values[3]);
    for (char *c = out; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c | 0x20);
    return str_of(out);
}

static const GumboVector *children_of(const GumboNode *node) {
    if (node->type == GUMBO_NODE_ELEMENT) return &node->v.element.children;
    return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : NULL;
}

typedef VEC(html_node) node_list;

static bool push(node_list *list, const GumboNode *node, uint32_t parent, arena *a) {
    html_node *out = VEC_PUSH(list, a);
    if (!out) return false;
    out->parent = parent;
    if (node->type == GUMBO_NODE_ELEMENT) {
        out->tag = node->v.element.tag;
        out->attributes = &node->v.element.attributes;
        out->names = names_of(&node->v.element, a);
    } else {
        out->tag = HTML_TEXT;
        out->text = str_of(node->v.text.text);
    }
    return true;
}

static bool wanted(const GumboNode *node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEXT ||
           node->type == GUMBO_NODE_CDATA || node->type == GUMBO_NODE_WHITESPACE;
}

/* Goes over the tree by the links to parents. */
static bool flatten(const GumboNode *root, node_list *list, arena *a) {
    const GumboNode *node = root;
    uint32_t parent = 0;
    if (!push(list, root, 0, a)) return false;
    for (size_t next = 0;;) {
        const GumboVector *children = children_of(node);
        if (next < children->length) {
            const GumboNode *child = children->data[next++];
            if (!wanted(child)) continue;
            if (!push(list, child, parent, a)) return false;
            if (child->type != GUMBO_NODE_ELEMENT) {
                list->at[list->n - 1].end = list->n;
                continue;
            }
            node = child;
            parent = list->n - 1;
            next = 0;
        } else {
            list->at[parent].end = list->n;
            if (node == root) return true;
            next = node->index_within_parent + 1;
            node = node->parent;
            parent = list->at[parent].parent;
        }
    }
}

dateline_status html_tree_parse(str page, html_tree *out, arena *a, dateline_error *err) {
    *out = (html_tree){0};
    if (page.len > HTML_MAX_BYTES)
        return error_set(err, ERR_HTML_SIZE, NULL, HTML_MAX_BYTES, "%zu bytes, the limit is %d", page.len,
                         HTML_MAX_BYTES);
    dateline_status status = html_scan(page, &page, a, err);
    if (status) return status;
    budget b = {.a = a, .left = HTML_MAX_MEMORY};
    GumboOutput *parsed = parse(&b, page);
    if (!parsed && b.refused) return error_memory(err, NULL);
    if (!parsed)
        return error_set(err, ERR_HTML_MEMORY, NULL, DATELINE_NO_OFFSET, "a tree of more than %d bytes",
                         HTML_MAX_MEMORY);
    node_list list = {0};
    if (!flatten(parsed->root, &list, a)) return error_memory(err, NULL);
    out->at = list.at;
    out->n = list.n;
    return DATELINE_OK;
}

const char *html_tree_attribute(const html_tree *t, uint32_t i, const char *name) {
    if (!t->at[i].attributes) return NULL;
    const GumboAttribute *found = gumbo_get_attribute(t->at[i].attributes, name);
    return found ? found->value : NULL;
}

str html_tree_text(const html_tree *t, uint32_t i, arena *a) {
    size_t len = 0, o = 0;
    for (uint32_t k = i; k < t->at[i].end; k++) len += t->at[k].text.len + 1;
    char *out = arena_alloc(a, len + 1);
    if (!out) return (str){NULL, 0};
    for (uint32_t k = i; k < t->at[i].end; k++) {
        str s = t->at[k].text;
        if (t->at[k].tag == GUMBO_TAG_BR && o && out[o - 1] != ' ') out[o++] = ' ';
        for (size_t j = 0; j < s.len; j++) {
            bool space = is_space(s.at[j]);
            if (!space || (o && out[o - 1] != ' ')) out[o++] = space ? ' ' : s.at[j];
        }
    }
    while (o && out[o - 1] == ' ') o--;
    out[o] = '\0';
    return (str){out, o};
}
