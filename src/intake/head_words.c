/* head_words.c - see head_words.h. */
#include "intake/head_words.h"

#include <stddef.h>

/* clang-format off */

const char *const head_words_months[] = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", NULL};

const char *const head_words_weekdays[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues",
    "wed", "thu", "thur", "thurs", "fri", "sat", "sun", NULL};

const char *const head_words_agencies[] = {
    "reuters", "ap", "afp", "upi", "efe", "ansa", "dpa", "xinhua", "tass", "itar-tass", "kyodo", "pti",
    "ani", "ians", "uni", "irna", "sana", "anadolu", "aa", "cnn", "bbc", "notimex", "acan-efe", "ips",
    "the associated press", "associated press", "agence france-presse", "thomson reuters foundation",
    "al jazeera", "ap wire", "mena", "petra", "kuna", "wam", "spa", "interfax", "ria novosti", "bloomberg",
    "voa", "rfe/rl", "aina", "aswat al-iraq", "nina", "nna", "app", "ptv", "fars", "tasnim", NULL};

const char *const head_words_particles[] = {
    "&", "de", "del", "la", "las", "los", "el", "al", "of", "and", "the", "near", "du", "des", "le", "y", "e",
    "da", "do", "in", "on", "at", "di", "ash", "as", "ad", "ar", "an", "az", "bin", "ul", "upon", NULL};

const char *const head_words_not_places[] = {
    "question", "answer", "update", "updated", "breaking", "watch", "photo", "photos", "video", "image",
    "note", "summary", "analysis", "opinion", "exclusive", "q", "a", "coordinates", "source", "caption",
    "tags", "read", "attention", "warning", "by", "related", "listen", "correction", "editor",
    "background", "report", "news", "live", "police", "official", "officials", "witness", "date", "time",
    "location", "copyright", "file", "fact", "here", "this", "it", "he", "she", "they", "from", "to",
    "subject", "un", "eu", "credit", "original", "first", "story", "share", "tweet", "re", "title",
    "headline", "author", "published", "posted",
    "secretary", "president", "minister", "general", "mr", "ms", "mrs", "dr", "moderator", "spokesman",
    "spokeswoman", "senator", "ambassador", "reporter", "witnesses", "victim", "suspect", "lead", NULL};

const char *const head_words_day_openers[] = {
    "date of publication", "this story is from", "first published", "last updated", "published on",
    "posted on", "updated on", "published", "posted", "updated", "publication date", "date", NULL};

const char *const head_words_credit_openers[] = {
    "reporting by", "writing by", "editing by", "additional reporting by", "written by", "edited by",
    "compiled by", "reported by", "photo by", "photos by", "with reporting by", "story by",
    "translated by", "text by", "with files from", "with inputs from", "all rights reserved", "copyright", NULL};

const char *const head_words_furniture[] = {
    "read also", "tags", "advertisement", "share this", "related", "read more", "photo gallery", "watch",
    "facebook twitter linkedin mail", "more to come", "end", "caption close", "share", "facebook",
    "twitter", "google", "email", "print", "pinterest", "comments", "tweet", "more", "share this article", NULL};

/* clang-format on */
