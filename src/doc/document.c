/* document.c - see document.h. */
#include "doc/document.h"

#include <sodium/crypto_hash_sha256.h>

void document_init(document *doc, arena *a) {
    *doc = (document){.arena = a, .text = STR("")};
}

void document_identify(document *doc) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)doc->text.at, doc->text.len);
    for (size_t i = 0; i < sizeof hash; i++) {
        doc->id[2 * i] = "0123456789abcdef"[hash[i] >> 4];
        doc->id[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
    }
    doc->id[64] = '\0';
}

uint32_t document_sentence_at(const document *doc, uint32_t offset) {
    uint32_t low = 0, high = doc->sentences.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->sentences.at[middle].span.end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < doc->sentences.n && doc->sentences.at[low].span.start <= offset ? low : NONE;
}

uint32_t document_token_at(const document *doc, uint32_t offset) {
    uint32_t low = 0, high = doc->tokens.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->tokens.at[middle].span.end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
