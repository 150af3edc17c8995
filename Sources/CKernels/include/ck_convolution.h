// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and their gradients, for where oneDNN is missing.
//
// Images are [batch, depth, height, width, channels], filters [window…, channels / groups,
// features], results and seeds [batch, depth, height, width, features], all dense.
// Padding is not multiplied by anything: NaN in a filter reaches only the places that its element
// touches.
#ifndef MARTLET_CK_CONVOLUTION_H
#define MARTLET_CK_CONVOLUTION_H

#include "ck_sum_parts.h"
#include "ck_window.h"

/// The convolution of `source`, the image, with `filters` (+ bias of each feature, then ReLU); or,
/// if `is_gradient`, the gradient by the image of `source`, the seed: `result` is an image then. A
/// unit is some lines of one image of the result; `ck_convolution_plan` finds the last three fields.
/// Type: float32 or float64 of everything; or bfloat16 of source and filters, with bias and result
/// in float32, or if `is_rounded` in bfloat16 too, where the channels (features if `is_gradient`) of
/// each group are even in number and not each has a filter of its own.
///
/// If `is_packed`, the filters lie in `packed` as `ck_convolution_pack_run` makes them; else each
/// call packs them for itself. Lines and images of the result lie as many places apart as
/// `line_stride` and `image_stride` say; `ck_convolution_plan` makes 0 what dense ones have.
typedef struct CKConvolution {
    CKWindow window;
    CKType type;
    int64_t channels, features, groups;
    bool is_gradient, is_rectified, is_rounded, is_packed;
    int64_t line_stride, image_stride;
    const void *source, *filters, *bias;
    void *result;
    float *packed;
    float *scratch;
    int64_t scratch_stride;
    int64_t line_block, column_block, units;
} CKConvolution;

/// Cuts the work into units, from its sizes alone. False if there is no kernel for the type.
bool ck_convolution_plan(CKConvolution *convolution);
/// The floats of scratch memory that each lane needs.
int64_t ck_convolution_scratch(const CKConvolution *convolution);
int32_t ck_convolution_run(void *convolution, int64_t begin, int64_t end, int32_t lane);

/// The floats of packed filters.
int64_t ck_convolution_packed_floats(const CKConvolution *convolution);
/// Units of `ck_convolution_pack_run`, which makes `packed` of the filters.
int64_t ck_convolution_pack_units(const CKConvolution *convolution);
int32_t ck_convolution_pack_run(void *convolution, int64_t begin, int64_t end, int32_t lane);

/// The gradient of a convolution by its filters and, unless NULL, by its bias, in `parts` sums that
/// `ck_sum_parts_run` adds: part p is that of the images batch × p / parts ..< batch × (p + 1) /
/// parts and lies `part_stride` elements behind the part before it. A unit is a part. Type: float32
/// or float64 of everything, or bfloat16 of image and seed, with sums in float32.
typedef struct CKConvolutionFilterGradient {
    CKWindow window;
    CKType type;
    int64_t channels, features, groups;
    int64_t parts, part_stride;
    const void *image, *seed;
    void *filters, *bias;
    float *scratch;
    int64_t scratch_stride;
} CKConvolutionFilterGradient;

int64_t ck_convolution_filter_gradient_scratch(const CKConvolutionFilterGradient *gradient);
int32_t ck_convolution_filter_gradient_run(
    void *gradient, int64_t begin, int64_t end, int32_t lane);

#endif
