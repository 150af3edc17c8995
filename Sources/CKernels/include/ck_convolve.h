// SPDX-License-Identifier: Apache-2.0
//
// The gradient of a convolution by its filters where the image has few channels: oneDNN is slow
// there with channels-last seeds, and the first layer of every image network is such a case.
//
// Two steps: each part of the batch is summed on its own, then the parts are added in order.
//
//     description.parts = 4;  // of the problem, never of the machine: the last bits depend on it
//     description.partials = memory of ck_filter_gradient_partials(&description) floats;
//     description.scratch = memory of lanes × scratch_stride floats, where the stride is at least
//                           ck_filter_gradient_scratch(&description);
//     CKFilterGradient *gradient = ck_filter_gradient_create(&description);
//     CKStep sum = { ck_filter_gradient_run, gradient, description.parts, description.parts };
//     CKStep add = { ck_filter_gradient_combine_run, gradient,
//                    ck_filter_gradient_combine_units(&description), 1 };
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
    /// Parts of the batch, 1 ... batch.
    int64_t parts;
    /// For each part the sums of all filters, then of the bias.
    float *partials;
    /// For each lane a padded image; NULL where nothing is padded.
    float *scratch;
    int64_t scratch_stride;
} CKFilterGradientDescription;

/// Floats of `partials`.
int64_t ck_filter_gradient_partials(const CKFilterGradientDescription *description);
/// Floats of scratch memory for one lane; 0 where the image is not padded.
int64_t ck_filter_gradient_scratch(const CKFilterGradientDescription *description);

typedef struct CKFilterGradient CKFilterGradient;
CKFilterGradient *ck_filter_gradient_create(const CKFilterGradientDescription *description);
void ck_filter_gradient_destroy(CKFilterGradient *gradient);
/// Units: the parts.
int32_t ck_filter_gradient_run(void *gradient, int64_t begin, int64_t end, int32_t lane);
/// Units: rows of features, of the filters and then of the bias.
int64_t ck_filter_gradient_combine_units(const CKFilterGradientDescription *description);
int32_t ck_filter_gradient_combine_run(
    void *gradient, int64_t begin, int64_t end, int32_t lane);

#endif
