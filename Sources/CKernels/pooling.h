// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_POOLING_INTERNAL_H
#define MARTLET_CK_POOLING_INTERNAL_H

#include <math.h>
#include <string.h>

#include "clones.h"
#include "include/ck_pooling.h"

enum { CK_POOL_LANES = 16 };
typedef uint8_t CKPoolBytes __attribute__((vector_size(16), aligned(1)));

/// The elements `tap` ..< `tap` + `taps` of a window that lie inside along one axis, and the
/// coordinate of the first of them.
typedef struct CKInside {
    int64_t tap, taps, position;
} CKInside;

CK_INLINE CKInside ck_inside(const CKWindow *w, int axis, int64_t place) {
    int64_t corner = place * w->strides[axis] - w->low[axis], dilation = w->dilation[axis];
    int64_t room = w->image[axis] - 1 - corner, tap = corner < 0 ? -corner : 0;
    if (room < 0) return (CKInside){0};
    if (dilation != 1) {
        tap = (tap + dilation - 1) / dilation;
        room /= dilation;
    }
    int64_t end = room + 1 < w->size[axis] ? room + 1 : w->size[axis];
    return (CKInside){tap, end > tap ? end - tap : 0, corner + tap * dilation};
}

#endif
