/* empty.c - a library made of other libraries needs one source of its own. */
typedef int empty;
