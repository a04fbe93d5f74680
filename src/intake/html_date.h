/* html_date.h - the day that a string of a page names, in any of the forms that pages write. */
#ifndef INTAKE_HTML_DATE_H
#define INTAKE_HTML_DATE_H

#include "base/str.h"

enum { HTML_DATE_SIZE = 40 };

/* The first day (1990 to 2049) named in s: "2020-01-13T10:00:00Z" (the time is kept), "13. Januar 2020", "Jan 13, 2020",
 * "13/01/2020", "2020年1月13日", "20200113", and seconds since 1970 where nothing else stands in s. month_first decides
 * 3/4/2020. False leaves out empty. Looks at the first 4 KB; linear. */
bool html_date_read(str s, bool month_first, char out[HTML_DATE_SIZE]);

/* The day in a path: /2020/01/13/, /2020-01-13-, 20200113. */
bool html_date_of_url(str url, char out[HTML_DATE_SIZE]);

#endif
