// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices of narrow elements, with wide sums.
#ifndef MARTLET_CK_GEMM_PAIRS_H
#define MARTLET_CK_GEMM_PAIRS_H

#include "ck_types.h"

/// result[b, i, j] = Σ left[b, i, k] × right[b, k, j] over k, + bias[j] unless NULL, then ReLU.
///
/// bfloat16 × bfloat16 with sums, bias and result in float32, or the result rounded to bfloat16 in
/// the end; or int8 or uint8 × int8 or uint8 with sums and result in int32, which are exact (they
/// wrap around beyond 2³¹) and take neither bias nor ReLU. Where the processor multiplies bfloat16,
/// subnormal numbers count as 0. Strides in elements, any sign, 0 too; the columns of the result lie
/// side by side. A unit is a block of the result; `ck_gemm_pairs_plan` finds the last fields.
typedef struct CKGemmPairs {
    CKType left_type, right_type, result_type;
    bool is_rectified;
    int64_t batch, rows, inner, columns;
    int64_t left_batch_stride, left_row_stride, left_inner_stride;
    int64_t right_batch_stride, right_inner_stride, right_column_stride;
    int64_t result_batch_stride, result_row_stride;
    const void *left, *right;
    const float *bias;
    void *result;
    float *scratch;
    int64_t scratch_stride;
    int64_t row_block, column_block, row_blocks, column_blocks, units;
} CKGemmPairs;

/// Cuts the product into units, from its sizes and strides alone. False if the types do not fit.
bool ck_gemm_pairs_plan(CKGemmPairs *gemm);
/// The floats of scratch memory that each lane needs.
int64_t ck_gemm_pairs_scratch(const CKGemmPairs *gemm);
int32_t ck_gemm_pairs_run(void *gemm, int64_t begin, int64_t end, int32_t lane);

/// Whether the processor multiplies pairs of bfloat16 in one instruction.
bool ck_multiplies_bfloat16(void);
/// Whether it adds up products of bytes in one instruction, without saturating in between.
bool ck_multiplies_bytes(void);
/// The instruction set that products of this element type use now, in a word or two.
const char *ck_gemm_instruction_set(CKType type);

#endif
