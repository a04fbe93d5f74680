/* html_json.h - the JSON-LD of a page: headline, day, author, publisher of its article. */
#ifndef INTAKE_HTML_JSON_H
#define INTAKE_HTML_JSON_H

#include "base/arena.h"
#include "base/str.h"

typedef struct html_json {
    const char *title, *published, *modified, *author, *publisher, *language, *url; /* NULL: not there */
    bool from_article; /* an object of an article was met; what other objects say is less */
} html_json;

/* Adds what one script says; what out has already stays, but an article's values replace those of other objects.
 * A script that is no JSON is searched for the days alone. False when memory is refused. */
bool html_json_read(str script, html_json *out, arena *a);

#endif
