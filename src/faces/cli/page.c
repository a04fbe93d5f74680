/* page.c - see page.h. */
#include "faces/cli/page.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <utf8proc.h>

#include "base/utf8.h"

enum { MIN_WIDTH = 40, MAX_WIDTH = 110, USUAL_WIDTH = 80, REPLACEMENT = 0xFFFD };

static const char *const styles[] = {[PAGE_PLAIN] = "",
                                     [PAGE_BOLD] = "\033[1m",
                                     [PAGE_DIM] = "\033[2m",
                                     [PAGE_QUOTE] = "\033[36m",
                                     [PAGE_WARN] = "\033[33m"};

page page_on(str_buf *out, int width, bool colour) {
    return (page){.out = out, .width = width, .colour = colour};
}

static bool is_blank(uint32_t point) {
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xA0 ||
           point == 0x2028 || point == 0x2029;
}

/* What a terminal or a reader could be misled by: C0 and C1 controls, and every format character (bidi
 * controls, zero-width joiners and spaces, tags). */
static bool is_harmful(uint32_t point) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CN;
}

/* Characters without width that spelling needs (soft hyphen, joiners) or that mean nothing (byte order mark):
 * left out. */
static bool is_invisible(uint32_t point) {
    return point == 0xAD || (point >= 0x200B && point <= 0x200D) || point == 0x2060 || point == 0xFEFF;
}

/* One character made safe: its bytes, their number (0: left out) and columns. Blanks come back as ' '. */
typedef struct glyph {
    char bytes[4];
    int len, columns;
} glyph;

static size_t next_glyph(str text, size_t at, glyph *g) {
    uint32_t point;
    int n = utf8_next(text.at + at, text.len - at, &point);
    size_t next = at + (n > 0 ? (size_t)n : 1);
    *g = (glyph){.bytes = {0}};
    if (n > 0 && is_invisible(point)) return next;
    if (n > 0 && is_blank(point)) point = ' ';
    if (n <= 0 || is_harmful(point)) point = REPLACEMENT;
    g->len = utf8_put(point, g->bytes);
    g->columns = point == REPLACEMENT ? 1 : utf8proc_charwidth((utf8proc_int32_t)point);
    return next;
}

static void set_style(page *p, page_style style) {
    if (!p->colour || style == p->style) return;
    if (p->style != PAGE_PLAIN) str_buf_puts(p->out, "\033[0m");
    str_buf_puts(p->out, styles[style]);
    p->style = style;
}

static void break_line(page *p) {
    set_style(p, PAGE_PLAIN);
    str_buf_print(p->out, "\n%*s", p->indent, "");
    p->column = p->indent;
    p->blank = false;
}

/* A word is what stands between blanks; a wide character is a word of its own, as East Asian text breaks
 * anywhere. */
static size_t word_end(str text, size_t at, int *columns) {
    glyph g;
    *columns = 0;
    for (size_t i = at, next; i < text.len; i = next) {
        next = next_glyph(text, i, &g);
        if (g.bytes[0] == ' ') return i;
        if (g.columns == 2 && i > at) return i;
        *columns += g.columns;
        if (g.columns == 2) {
            while (next < text.len && next_glyph(text, next, &g) && g.columns == 0)
                next = next_glyph(text, next, &g);
            return next;
        }
    }
    return text.len;
}

static void put_word(page *p, page_style style, str word, int columns) {
    int room = p->width - p->column - (p->blank ? 1 : 0);
    if (columns > room && p->column > p->indent) break_line(p);
    if (p->blank) {
        str_buf_add(p->out, " ", 1);
        p->column++;
        p->blank = false;
    }
    set_style(p, style);
    glyph g;
    for (size_t i = 0; i < word.len;) {
        i = next_glyph(word, i, &g);
        if (p->column + g.columns > p->width && p->column > p->indent) { /* longer than a line */
            break_line(p);
            set_style(p, style);
        }
        str_buf_add(p->out, g.bytes, (size_t)g.len);
        p->column += g.columns;
    }
}

void page_add(page *p, page_style style, str text) {
    glyph g;
    for (size_t at = 0; at < text.len;) {
        size_t next = next_glyph(text, at, &g);
        if (g.bytes[0] == ' ') {
            p->blank = p->column > p->indent;
            at = next;
            continue;
        }
        int columns;
        size_t end = word_end(text, at, &columns);
        put_word(p, style, (str){text.at + at, end - at}, columns);
        at = end;
    }
}

void page_puts(page *p, page_style style, const char *text) {
    page_add(p, style, str_of(text));
}

void page_tab(page *p, int column) {
    set_style(p, PAGE_PLAIN);
    if (p->column < column) {
        str_buf_print(p->out, "%*s", column - p->column, "");
        p->column = column;
    }
    p->indent = column;
    p->blank = p->column > column;
}

void page_end_line(page *p) {
    set_style(p, PAGE_PLAIN);
    str_buf_add(p->out, "\n", 1);
    p->column = p->indent = 0;
    p->blank = false;
}

int page_columns(str text) {
    glyph g;
    int columns = 0;
    for (size_t i = 0; i < text.len;) {
        i = next_glyph(text, i, &g);
        columns += g.columns;
    }
    return columns;
}

int page_terminal_width(int descriptor) {
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int width = USUAL_WIDTH;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col)
        width = size.ws_col;
    else if (columns && atoi(columns) > 0)
        width = atoi(columns);
    return width < MIN_WIDTH ? MIN_WIDTH : width > MAX_WIDTH ? MAX_WIDTH : width;
}
