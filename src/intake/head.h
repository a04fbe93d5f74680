/* head.h - what stands at the head of a report before its first sentence, its dateline and byline.
 *
 * The agency dateline ("TIKRIT, Iraq, Jan 12 (Reuters) -", "LIMA, 26 JAN 89 (XINHUA) -- [TEXT]", "BAGHDAD (AP)
 * _", "KABUL: "), the line of the day ("Published April 2 2017", "This story is from March 5, 2002", "3 August
 * 2015 "), bylines. The words are only marked, as spans; what day a date names is the business of values/date. */
#ifndef INTAKE_HEAD_H
#define INTAKE_HEAD_H

#include "doc/layers.h"

/* Sets doc->head from doc->text. head.whole covers date line, dateline and marks like [TEXT], up to the first
 * byte of the story (spaces left out); it is empty where there is nothing of the kind, as are its parts.
 * Linear in the length of the first lines; looks at no more than the first 4 KB. */
void head_find(document *doc);

#endif
