/* wordpiece.h - the encoder's own tokenizer: BERT uncased WordPiece.
 *
 * Gives the same ids as the `tokenizers` package (BertWordPieceTokenizer, lower case) for the same text:
 * clean (drop controls and U+FFFD, white space to spaces), spaces around CJK characters, canonical
 * decomposition without non-spacing marks (Mn), lower case, split at white space and punctuation, then greedy
 * longest match; a word of more than 100 characters or without a match is [UNK]. Source: the BERT reference
 * implementation and Hugging Face tokenizers 0.x (normalizers/bert.rs, pre_tokenizers/bert.rs), whose Unicode
 * tables are older than utf8proc's: wordpiece_unicode.h lists the differences. */
#ifndef TEXT_WORDPIECE_H
#define TEXT_WORDPIECE_H

#include "base/error.h"
#include "base/map.h"
#include "doc/layers.h"

/* A vocabulary; const after opening, for any number of threads. */
typedef struct wordpiece {
    map first;  /* pieces that begin a word -> id */
    map inner;  /* pieces that continue one, without their ## -> id */
    uint32_t n; /* size of the vocabulary */
    uint32_t unk, cls, sep;
    uint32_t longest; /* bytes of the longest piece */
} wordpiece;

/* Opens vocab.txt (one piece a line, id = line number from 0) into a, which must outlive it. Fails with
 * ERR_MODEL_MISSING, ERR_MODEL_SHAPE (no [UNK], [CLS] or [SEP], a piece twice, not UTF-8), ERR_MEMORY. */
dateline_status wordpiece_open(const char *path, wordpiece *wp, arena *a, dateline_error *err);

/* Fills doc->pieces and first_piece, n_pieces of each sentence; needs doc->sentences. Sentences of kind
 * SENTENCE_BYLINE get none. Each piece spans the characters of the text that it stands for, with the marks that
 * were stripped from them; two pieces of one character (a Hangul syllable) share its span. A sentence may have
 * more pieces than a window of the encoder. Fails with ERR_MEMORY. Linear. */
dateline_status wordpiece_run(document *doc, const wordpiece *wp, dateline_error *err);

/* What one code point leaves behind: 0 to WORDPIECE_MAX_NORMALIZED code points, lower case and without accents; white
 * space gives a space. Shown for tests, which compare it with the original for all of Unicode. */
enum { WORDPIECE_MAX_NORMALIZED = 8 };
int wordpiece_normalize(uint32_t point, uint32_t out[WORDPIECE_MAX_NORMALIZED]);

/* Is a (normalised) code point a word of its own? */
bool wordpiece_is_punctuation(uint32_t point);

#endif
