// SPDX-License-Identifier: Apache-2.0
//
// Convolutions with windows of 3 × 3 and strides of 1 by Winograd's minimal filtering: in float32
// F(2 × 2, 3 × 3), four places of the result from 16 products instead of 36; in bfloat16
// F(4 × 4, 3 × 3), 16 places from 36 products instead of 144. That loses two digits of float32, in
// which it is calculated, and none of bfloat16's.
//
// S. Winograd, "Arithmetic complexity of computations", 1980; A. Lavin and S. Gray, "Fast
// algorithms for convolutional neural networks", 2015.
#ifndef MARTLET_CK_WINOGRAD_H
#define MARTLET_CK_WINOGRAD_H

#include "ck_convolution.h"

/// A convolution, or its gradient by the image, in tiles of 2 × 2 places, or of 4 × 4 where the type
/// of `plain` is bfloat16: then source, filters, bias and result are.
///
/// `plain` says what is computed, and computes again whatever is not finite: where infinities and
/// NaN stand does not depend on the way. Errors are small beside the greatest terms of a tile, not
/// beside each place of it. If `is_pooled`, the result is the greatest place of each whole tile, as
/// `ck_max_pool_run` makes it (with `notes` unless NULL): no other place is computed. Only float32
/// is pooled. If `leaves_ends`, a last line that would be alone in its tiles is left to a plain
/// convolution, `ck_winograd_end`, and so is a last place of each line.
///
/// `transformed` holds the filters as `ck_winograd_filters_run` makes them. A unit is some rows of
/// tiles, about `least_tiles` or more if there are enough; `ck_winograd_plan` finds the last group
/// of fields and the blocks of `plain`.
typedef struct CKWinograd {
    CKConvolution plain;
    bool is_pooled, leaves_ends;
    uint8_t *notes;
    float *transformed;
    float *scratch;
    int64_t scratch_stride;
    int64_t least_tiles;
    int64_t row_block, tile_block, column_block, units;
} CKWinograd;

/// Whether a convolution can be computed so: a plane, 3 × 3, nothing skipped, one group.
bool ck_winograd_supports(const CKConvolution *convolution);
/// Whether it is supported and faster so, from its sizes alone.
bool ck_winograd_pays(const CKWinograd *winograd);
/// Cuts the work into units, from its sizes alone.
void ck_winograd_plan(CKWinograd *winograd);
/// The floats of scratch memory that each lane needs.
int64_t ck_winograd_scratch(const CKWinograd *winograd);
int32_t ck_winograd_run(void *winograd, int64_t begin, int64_t end, int32_t lane);
/// What is left out at the end of axis 0, the last line, or of axis 1, the last place of all other
/// lines. `end` becomes the plain convolution that computes it, planned, into a result that begins
/// `first` elements behind the whole one. False if nothing is left out there.
bool ck_winograd_end(
    const CKWinograd *winograd, int axis, CKConvolution *end, int64_t *first);

/// The floats of transformed filters.
int64_t ck_winograd_filter_floats(const CKWinograd *winograd);
/// Units of `ck_winograd_filters_run`, which makes `transformed` of the filters.
int64_t ck_winograd_filter_units(const CKWinograd *winograd);
int32_t ck_winograd_filters_run(void *winograd, int64_t begin, int64_t end, int32_t lane);

/// Whether the gradient by the filters is supported and faster in tiles, from its sizes alone.
bool ck_winograd_filter_gradient_pays(const CKConvolutionFilterGradient *gradient);
/// As for `ck_convolution_filter_gradient_run`, which computes a part again that is not finite.
int64_t ck_winograd_filter_gradient_scratch(const CKConvolutionFilterGradient *gradient);
int32_t ck_winograd_filter_gradient_run(
    void *gradient, int64_t begin, int64_t end, int32_t lane);

#endif
