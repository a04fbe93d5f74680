/* place_rank.h - chooses a place for every group of names of a report, all together.
 *
 * The sum of weights of data/costs.tsv (rows place.*): population and kind of place, the countries that the report's other
 * names vote for, areas that it names, "X, Y", the dateline. Afterwards groups[].best is the choice, or NONE where nothing
 * is good enough for a pin. Cost: candidates times areas named. */
#ifndef VALUES_PLACE_RANK_H
#define VALUES_PLACE_RANK_H

#include "values/place_names.h"

/* home: ISO country of the publisher, NULL unknown. False when memory is refused. */
bool place_rank(place_names *p, const char *home);

#endif
