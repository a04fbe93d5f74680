/* html_tree.h - a page as an array of nodes in the order of the page, made from gumbo's tree.
 *
 * The subtree of node i is [i, at[i].end): passes over it are loops, so that no nesting can exhaust the stack. Gumbo
 * allocates from the caller's arena within a budget, and its tree is given up with the arena. */
#ifndef INTAKE_HTML_TREE_H
#define INTAKE_HTML_TREE_H

#include <gumbo.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum {
    HTML_MAX_BYTES = 16 << 20,    /* of a page */
    HTML_MAX_DEPTH = 512,         /* of elements that stand in each other */
    HTML_MAX_ATTRIBUTES = 1024,   /* of one element */
    HTML_MAX_MEMORY = 1023 << 20, /* of a tree */
};

/* Tag of a text node; other nodes have gumbo's. */
#define HTML_TEXT ((GumboTag)(GUMBO_TAG_LAST + 1))

typedef struct html_node {
    GumboTag tag;
    uint32_t parent, end;          /* indices; the root is its own parent */
    str text;                      /* of a text node, entities resolved */
    str names;                     /* "class id role" of an element in small letters; may be empty */
    const GumboVector *attributes; /* NULL for text */
} html_node;

typedef struct html_tree {
    html_node *at;
    uint32_t n;
} html_tree;

/* Parses valid UTF-8. Comments, templates and what html_scan drops are left out. Fails with
 * ERR_HTML_SIZE, ERR_HTML_DEPTH, ERR_HTML_ATTRIBUTES, ERR_HTML_MEMORY, ERR_MEMORY. Linear in pages that keep the limits,
 * but for a factor of the depth. */
dateline_status html_tree_parse(str page, html_tree *out, arena *a, dateline_error *err);

/* Value of an attribute of node i, "" when it has none, NULL when it is not there. Names in small letters. */
const char *html_tree_attribute(const html_tree *t, uint32_t i, const char *name);

/* Text of the subtree of i, white space collapsed; at is NULL when memory is refused. */
str html_tree_text(const html_tree *t, uint32_t i, arena *a);

#endif
