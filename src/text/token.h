/* token.h - words, numbers and punctuation of a sentence, with their byte ranges.
 *
 * The date, number, place and actor normalisers stand on these rules; they are tested row by row in
 * tests/cases/tokens.tsv.
 *
 * - White space and invisible characters (controls, zero-width marks, soft hyphen at an edge) separate tokens.
 * - A token is a run of letters, digits and combining marks, joined across one of these when both neighbours
 *   are letters or digits:
 *     hyphen (- U+2010 U+2011)    al-Qaeda  AK-47  14-year-old  10-15  2016-01-12   (range and date: one token)
 *     en dash between digits      10–15
 *     apostrophe (' ’ ʼ)          don't  O'Brien  Shi'ite;   but 's at the end is its own: Iraq 's
 *     '.' between digits          3.5  12.01.2020  18.30  15.000
 *     ',' in grouped digits       12,000  1,20,000 (the last group has three digits); else it separates: 5,12
 *     ':' in a time of day        10:30  10:30:15 (one or two digits, then two)
 *     '/' between digits          3/4/2016  9/11  24/7
 *     '&' between capitals        AT&T
 * - Letters with points between them keep their points, the last one too: U.S.  a.m.  F.M.L.N.  J.F.K.
 *   A single capital with a point before another word is an initial and keeps it: "J." in "J. Smith".
 *   Other abbreviations leave their point as a token of its own: Gen .   Jan .   No .
 * - A currency sign is a token of its own: $ 5m   US $ 3   € 20. So is the sign of "-5": - 5. And %: 5 %.
 * - Runs of one of - . ` ' are one token: --  ...  ``  ''. Every other mark is a token.
 * - Addresses (http://..., www...., name@host) are one token of shape OTHER, without final punctuation.
 *
 * Shape: TOKEN_NUMBER begins with a digit and has no letters but a suffix of up to three at its end: 12,000
 * 3.5 10:30 3/4/2016 2016-01-12 10-15 20th 1990s 5m 5.56mm 10am 2bn. TOKEN_WORD holds a letter and is no number:
 * 14-year-old, AK-47, mid-2016, 's. TOKEN_PUNCTUATION: Unicode P* and ASCII marks. TOKEN_OTHER: symbols,
 * addresses, letters that no language has.
 *
 * Case looks at cased letters only: UPPER (all capital, at least two of them, or one beside digits or points:
 * "G3", "U.S."), TITLE (first capital, no other: "Iraq", "A", "Al-qaeda"), LOWER, MIXED ("McGurk",
 * "al-Qaeda"), NONE (no cased letter). */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include "base/error.h"
#include "doc/layers.h"

/* Fills doc->tokens and first_token, n_tokens of each sentence; needs doc->sentences. Every token lies within
 * one sentence; tokens are in order of the text and do not overlap. Fails with ERR_MEMORY. Linear. */
dateline_status token_run(document *doc, dateline_error *err);

#endif
