/* evidence.h - what every record must satisfy, whatever the model said.
 *
 * Invariants (tests and errors cite them by number):
 *
 *   E1  Every value that is present has at least one evidence span; one that was concluded is marked inferred
 * and points at the words it was concluded from. E2  Every span lies within the text: start < end <= length,
 * both on code-point boundaries. E3  A bounded count is at least 0, and min <= max. E4  start <= end where
 * both ends of a period are known; a date is a real day of the calendar. E5  A pin has -90 <= lat <= 90, -180
 * <= lon <= 180 and a country of two capital letters, or none. E6  Re-reading the evidence with the same
 * normaliser gives the stored value (a property test; not checked here). E7  Scores lie in 0..1. E8  Every
 * term is one of its vocabulary. E9  A relation names another incident of the same report. E10 Every incident
 * has at least one mention, and the id of its report and its ordinal. E11 Nobody who is counted as killed is
 * also counted as unharmed: killed [0,0] stands beside no killed people. */
#ifndef INCIDENTS_EVIDENCE_H
#define INCIDENTS_EVIDENCE_H

#include "base/error.h"
#include "doc/layers.h"

/* Checks all incidents of the document; ERR_EVIDENCE names the first invariant that fails, and where. Linear.
 */
dateline_status evidence_check(const document *doc, dateline_error *err);

#endif
