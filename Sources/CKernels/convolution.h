// SPDX-License-Identifier: Apache-2.0
//
// What convolutions and their gradients share: how a window meets an image along one axis.
#ifndef MARTLET_CK_CONVOLUTION_INTERNAL_H
#define MARTLET_CK_CONVOLUTION_INTERNAL_H

#include "gemm.h"
#include "include/ck_convolution.h"

/// Coordinates `first` + t × `step` of the result, t < `count`, that need the same elements of the
/// window: `tap` + i × `tap_step`, i < `taps`. Element i lies on the source's coordinate `position`
/// + i × `position_tap_step` + t × `position_step`.
typedef struct CKStretch {
    int64_t first, step, count;
    int64_t tap, tap_step, taps;
    int64_t position, position_tap_step, position_step;
} CKStretch;

/// Cuts an axis into stretches (at most one for each coordinate of the result); how many there are.
/// The result is the image if `is_gradient`, and the seed is the source.
int64_t ck_find_stretches(
    const CKWindow *window, int axis, bool is_gradient, CKStretch *stretches);

/// A result of `rows` places from one channel each: sums of source × filters over the runs, for all
/// channels. `inner` of a run is the element of the window.
void ck_depthwise_float(const CKTile *tile);
void ck_depthwise_double(const CKTile *tile);
/// filters[channel] += Σ image × seed over the runs, whose `left` lies in the image and whose
/// `inner` is a place of the seed.
void ck_depthwise_filter_gradient_float(const CKTile *tile);
void ck_depthwise_filter_gradient_double(const CKTile *tile);

/// Sums of the columns of `seed` are added to `bias`.
void ck_add_columns_float(const float *seed, int64_t rows, int64_t columns, float *bias);
void ck_add_columns_double(const double *seed, int64_t rows, int64_t columns, double *bias);

#endif
