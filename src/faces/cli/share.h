/* share.h - where the model and the data lie that came with this program: beside it in the build tree, in
 * ../share/dateline where it is installed. */
#ifndef FACES_SHARE_H
#define FACES_SHARE_H

enum { SHARE_PATH = 4096 };

typedef struct share {
    char data[SHARE_PATH], model[SHARE_PATH]; /* "" when there is no such folder */
} share;

void share_find(share *out);

#endif
