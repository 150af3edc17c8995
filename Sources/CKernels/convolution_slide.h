// SPDX-License-Identifier: Apache-2.0
//
// A convolution or its gradient as the files that compute it see it.
#ifndef MARTLET_CK_CONVOLUTION_SLIDE_H
#define MARTLET_CK_CONVOLUTION_SLIDE_H

#include "convolution.h"
#include "gemm_pairs.h"

/// From a source to a result, with a product for each group.
typedef struct CKSlide {
    const CKConvolution *is;
    const CKGemmKernels *kernels;
    const int64_t *source, *result;  // sizes
    int64_t source_channels, result_channels, inner, columns, taps;
    int64_t element, sum, result_element;  // bytes of elements of the operands, sums and result
    int64_t group;         // elements of the inner index that the kernels take at once
    int64_t first_column;  // of the block that lies packed, or −1
    bool is_depthwise, is_in_place;
    CKStretch *stretches[3];
    int64_t stretch_counts[3];
    CKRun *runs;
    const float *panels, *bias;
    float *own_panels;  // of this call
    float *sums;        // that are rounded
} CKSlide;

CKSlide ck_slide(const CKConvolution *convolution);
/// Floats of a packed block of columns of one group.
int64_t ck_slide_panel_floats(const CKSlide *slide);
/// How many columns the block has that begins with `first`.
int64_t ck_slide_columns(const CKSlide *slide, int64_t first);
/// Packs the block of columns of the filters of groups `begin` ..< `end`: [window, channels] ×
/// features, or [window, features] × channels.
void ck_slide_pack(
    const CKSlide *slide, int64_t first_column, int64_t begin, int64_t end, float *panels);

#endif
