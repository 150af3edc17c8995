// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_WINDOW_H
#define MARTLET_CK_WINDOW_H

#include "ck_types.h"

/// A window that slides over channels-last images: `image` pixels give `result` places, for depth,
/// height and width. Axes that are not there have the size 1 everywhere. `low` is the padding
/// before the image; what is needed behind it follows from the sizes.
typedef struct CKWindow {
    int64_t batch, image[3], result[3], size[3], strides[3], dilation[3], low[3];
} CKWindow;

#endif
