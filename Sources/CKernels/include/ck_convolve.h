// SPDX-License-Identifier: Apache-2.0
//
// The gradient of a convolution by its filters where the image has few channels: oneDNN is slow
// there with channels-last seeds, and the first layer of every image network is such a case.
#ifndef MARTLET_CK_CONVOLVE_H
#define MARTLET_CK_CONVOLVE_H

#include "ck_program.h"

/// image [batch, height, width, channels] and seed [batch, rows, columns, features], float32, give
/// filters [window, window, channels, features] and, unless NULL, bias [features].
/// Features must be a multiple of 16. Sizes in pairs are for height and width.
typedef struct CKFilterGradientDescription {
    int64_t batch, height, width, channels, rows, columns, features;
    int64_t window[2], strides[2], dilation[2], low[2], high[2];
    const float *image, *seed;
    float *filters, *bias;
    CKTeam team;
} CKFilterGradientDescription;

typedef struct CKFilterGradient CKFilterGradient;
CKFilterGradient *ck_filter_gradient_create(const CKFilterGradientDescription *description);
void ck_filter_gradient_destroy(CKFilterGradient *gradient);
int32_t ck_filter_gradient_run(void *gradient);

#endif
