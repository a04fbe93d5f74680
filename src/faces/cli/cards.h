/* cards.h - a report as a page that a person reads: each incident a card, each value with the words behind it
 * and how sure it is. */
#ifndef FACES_CARDS_H
#define FACES_CARDS_H

#include "dateline/reader.h"
#include "faces/cli/page.h"

void cards_write(page *p, const dateline_report *report);

#endif
