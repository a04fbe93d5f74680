/* html_words.c - see html_words.h. */
#include "intake/html_words.h"

#include <stddef.h>
#include <stdint.h>

/* Beginnings of lines; a '$' at the end: the whole line. */
static const char *const furniture[] = {
    "read more",
    "read also",
    "also read",
    "see also",
    "read:",
    "related:",
    "related story",
    "related stories",
    "more:",
    "watch:",
    "advertisement",
    "story continues",
    "article continues",
    "share this",
    "share on",
    "share$",
    "tweet$",
    "facebook$",
    "twitter$",
    "email$",
    "print$",
    "follow us",
    "follow @",
    "subscribe",
    "sign up",
    "click here",
    "tap here",
    "loading",
    "image copyright",
    "image caption",
    "media caption",
    "media playback",
    "photo:",
    "photo by",
    "photos:",
    "photo credit",
    "image:",
    "image via",
    "image credit",
    "getty images",
    "picture:",
    "pictures:",
    "copyright",
    "\xc2\xa9",
    "all rights reserved",
    "please enable",
    "your browser",
    "this video",
    "view comments",
    "comments$",
    "leave a comment",
    "post a comment",
    "filed under",
    "tags:",
    "tag:",
    "topics:",
    "source:",
    "via:",
    "scroll down",
    "continue reading",
    "skip to",
    "back to top",
    "download the",
    "for more information, visit",
    "get the latest",
    "want more",
    "don't miss",
    "don\xe2\x80\x99t miss",
    "you may also",
    "you might also",
    "recommended",
    "editor's note:$",
    "enlarge",
    "play video",
    "video:",
    "gallery:",
    "view gallery",
    "(reporting by",
    "reporting by",
    "more great",
    "this article was originally",
    "this article originally",
    "like us on",
    "join the conversation",
    "join our",
    "have something to say",
    "next article",
    "previous article",
    "next post",
    "previous post",
    "published:",
    "updated:",
    "last updated",
    "posted in",
    "posted on",
    "listen to",
    "follow him on",
    "follow her on",
    "shutterstock",
    "sponsored",
    "promoted",
    "close$",
    "credit:",
    "file photo",
    "add a comment",
    "show comments",
    "hide caption",
    "toggle caption",
    "report this",
    "our standards",
    "contact us",
    "email us",
    "keywords:",
    "category:",
    "categories:",
    "permalink",
    "reddit$",
    "pinterest$",
    "linkedin$",
    "whatsapp$",
    "save$",
    "more from",
};

static const char *const ends[] = {
    "related articles",
    "related stories",
    "related posts",
    "related news",
    "related content",
    "related topics",
    "more from",
    "more stories",
    "most read",
    "most popular",
    "comments",
    "leave a reply",
    "leave a comment",
    "you may also like",
    "you might also like",
    "recommended for you",
    "more news",
    "about the author",
    "trending",
    "read next",
    "latest news",
    "popular now",
    "top stories",
    "from around the web",
    "sponsored links",
    "promoted stories",
    "share this",
    "editor's picks",
    "what to read next",
    "more in ",
    "more great ",
    "also on",
    "recommended",
    "more on ",
    "join the conversation",
};

static bool has(str line, const char *word) {
    for (size_t i = 0; i + strlen(word) <= line.len; i++)
        if (str_starts_nocase((str){line.at + i, line.len - i}, str_of(word))) return true;
    return false;
}

static bool begins(str line, const char *with) {
    str w = str_of(with);
    bool whole = w.len && w.at[w.len - 1] == '$';
    if (whole) w.len--;
    return str_starts_nocase(line, w) && (!whole || line.len == w.len);
}

bool html_words_is_furniture(str line) {
    for (size_t i = 0; i < sizeof furniture / sizeof *furniture; i++)
        if (begins(line, furniture[i])) return true;
    return line.len < 120 && line.len && line.at[line.len - 1] != '.' &&
           (has(line, "getty images") || has(line, "shutterstock") || has(line, "photo by ") ||
            has(line, "/afp"));
}

bool html_words_is_end(str line) {
    if (line.len > 60) return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (begins(line, ends[i])) return true;
    return false;
}

/* "05/10/2018 - By: A - Category: B", "Home | World | Sport": items in a row. */
bool html_words_is_row(str line) {
    static const char *const marks[] = {" - ", " | ", " \xc2\xb7 ", " \xe2\x80\xa2 ", " / ", " \xc2\xbb "};
    size_t most = 0;
    if (line.len > 250 || (line.len && strchr(".!?", line.at[line.len - 1]))) return false;
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        size_t n = 0;
        str rest = line, mark = str_of(marks[m]);
        for (size_t at; (at = str_find(rest, mark)) != SIZE_MAX; n++) rest.at += at + 2, rest.len -= at + 2;
        if (n > most) most = n;
    }
    return most >= 3;
}

/* --- bylines --- */

static bool names_month(str line) {
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t i = 0; i < 12; i++)
        if (has(line, months[i])) return true;
    return false;
}

bool html_words_is_byline(str line) {
    if (line.len > 120) return false;
    size_t n_digits = 0;
    for (size_t i = 0; i < line.len; i++) n_digits += line.at[i] >= '0' && line.at[i] <= '9';
    bool stops = line.len && strchr(".!?", line.at[line.len - 1]);
    if (str_starts_nocase(line, STR("by ")) && (!stops || line.len < 40)) return true;
    if (line.len < 60 && n_digits >= 5 && !stops && (names_month(line) || has(line, ":") || has(line, "/")))
        return true;
    return line.len < 60 && !stops &&
           (has(line, " ago") || has(line, "min read") || has(line, "minutes read"));
}
