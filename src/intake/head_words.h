/* head_words.h - the word lists of head.c. Small letters; case is folded when they are looked up. */
#ifndef INTAKE_HEAD_WORDS_H
#define INTAKE_HEAD_WORDS_H

#include <stddef.h>

/* clang-format off */

/* Names of months, short ones too. */
static const char *const months[] = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", NULL};

/* Names of days. */
static const char *const weekdays[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues",
    "wed", "thu", "thur", "thurs", "fri", "sat", "sun", NULL};

/* Agencies that are known without a dash behind their bracket. */
static const char *const agencies[] = {
    "reuters", "ap", "afp", "upi", "efe", "ansa", "dpa", "xinhua", "tass", "itar-tass", "kyodo", "pti",
    "ani", "ians", "uni", "irna", "sana", "anadolu", "aa", "cnn", "bbc", "notimex", "acan-efe", "ips",
    "the associated press", "associated press", "agence france-presse", "thomson reuters foundation",
    "al jazeera", "ap wire", "mena", "petra", "kuna", "wam", "spa", "interfax", "ria novosti", "bloomberg",
    "voa", "rfe/rl", "aina", "aswat al-iraq", "nina", "nna", "app", "ptv", "fars", "tasnim", NULL};

/* Small words inside names of places and persons. */
static const char *const particles[] = {
    "de", "del", "la", "las", "los", "el", "al", "of", "and", "the", "near", "du", "des", "le", "y", "e",
    "da", "do", "in", "on", "at", "di", "ash", "as", "ad", "ar", "an", "az", "bin", "ul", "upon", NULL};

/* What a colon follows at the head of a text without being a place. */
static const char *const not_places[] = {
    "question", "answer", "update", "updated", "breaking", "watch", "photo", "photos", "video", "image",
    "note", "summary", "analysis", "opinion", "exclusive", "q", "a", "coordinates", "source", "caption",
    "tags", "read", "attention", "warning", "by", "related", "listen", "correction", "editor",
    "background", "report", "news", "live", "police", "official", "officials", "witness", "date", "time",
    "location", "copyright", "file", "fact", "here", "this", "it", "he", "she", "they", "from", "to",
    "subject", "un", "eu", "credit", "original", "first", "story", "share", "tweet", "re", "title",
    "headline", "author", "published", "posted",
    "secretary", "president", "minister", "general", "mr", "ms", "mrs", "dr", "moderator", "spokesman",
    "spokeswoman", "senator", "ambassador", "reporter", "witnesses", "victim", "suspect", "lead", NULL};

/* What a line of the day begins with; longer ones first. */
static const char *const day_openers[] = {
    "date of publication", "this story is from", "first published", "last updated", "published on",
    "posted on", "updated on", "published", "posted", "updated", "publication date", "date", NULL};

/* What a credit line begins with. */
static const char *const credit_openers[] = {
    "reporting by", "writing by", "editing by", "additional reporting by", "written by", "edited by",
    "compiled by", "reported by", "photo by", "photos by", "with reporting by", "story by",
    "translated by", "text by", "with files from", "with inputs from", "all rights reserved", "copyright", NULL};

/* Whole lines that are no sentence. */
static const char *const furniture[] = {
    "read also", "tags", "advertisement", "share this", "related", "read more", "photo gallery", "watch",
    "facebook twitter linkedin mail", "more to come", "end", "caption close", "share", "facebook",
    "twitter", "google", "email", "print", "pinterest", "comments", "tweet", "more", "share this article", NULL};

/* clang-format on */

#endif
