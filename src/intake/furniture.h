/* furniture.h - lines around the story that are no sentences of it: the line of the day, credits, marks of archives. */
#ifndef INTAKE_FURNITURE_H
#define INTAKE_FURNITURE_H

#include "doc/layers.h"
#include "intake/cursor.h"

/* The line of the day at the cursor: "Published: 3 May 2016, 10:30 GMT"; a bare date only where a capital or the end of
 * the line follows. Sets date and whole of head. */
bool furniture_day_line(cursor *c, dateline_head *head);

/* True for a line that names who wrote it: "By John Smith, Reuters", "(Reporting by A; Editing by B)", "Associated Press
 * writer C contributed to this report.". */
bool furniture_is_credit(str line);

/* True for another line that is no sentence: "(NOSC)", "DEV-MUC3-0001", "Updated 10:30 GMT", "Published: 3 May 2016", "1
 * of 8". */
bool furniture_is_line(str line);

#endif
