// SPDX-License-Identifier: Apache-2.0
//
// Pooling of channels-last images, which are dense, and its gradients.
#ifndef MARTLET_CK_POOLING_H
#define MARTLET_CK_POOLING_H

#include "ck_window.h"

/// In `notes`: a window that lies outside the image, whose greatest element is −∞.
enum { CK_NOTE_NOTHING = 255 };

/// Folds each window of `image`; ReLU follows if `is_rectified`, and NaN stays NaN. A unit is one
/// line of the result. The greatest element: NaN wins, then the first; its place in the window is
/// written to `notes` unless NULL, whatever ReLU makes of it: who asks for the gradient of both masks
/// the seed. The mean: padding does not count, and a window outside the image gives 0. Type: that of
/// image and result, all but booleans for the greatest element, floating for the mean.
typedef struct CKPooling {
    CKWindow window;
    CKType type;
    int64_t channels;
    bool is_rectified;
    const void *image;
    void *result;
    uint8_t *notes;
} CKPooling;

/// False if the window has more elements than a note can name.
bool ck_max_pool_supported(const CKPooling *pooling);
int64_t ck_pooling_units(const CKWindow *window);
int32_t ck_max_pool_run(void *pooling, int64_t begin, int64_t end, int32_t lane);
int32_t ck_average_pool_run(void *pooling, int64_t begin, int64_t end, int32_t lane);

/// The gradient by the image: each element of `seed` goes where the note says, or in equal parts to
/// what its window touched. All of `gradient` is written; a unit is one line of it. Type: floating.
typedef struct CKPoolingGradient {
    CKWindow window;
    CKType type;
    int64_t channels;
    const void *seed;
    const uint8_t *notes;
    void *gradient;
} CKPoolingGradient;

int64_t ck_pooling_gradient_units(const CKWindow *window);
int32_t ck_max_pool_gradient_run(void *gradient, int64_t begin, int64_t end, int32_t lane);
int32_t ck_average_pool_gradient_run(void *gradient, int64_t begin, int64_t end, int32_t lane);

#endif
