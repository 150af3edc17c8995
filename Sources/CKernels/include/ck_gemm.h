// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices of real numbers, for where oneDNN is missing.
#ifndef MARTLET_CK_GEMM_H
#define MARTLET_CK_GEMM_H

#include "ck_types.h"

/// result[b, i, j] = Σ left[b, i, k] × right[b, k, j] over k, + residual[b, i, j] and + bias[j] unless
/// NULL, then ReLU.
///
/// Type: float32 or float64, of everything. Strides in elements, any sign, 0 too; the columns of
/// the result and of the residual lie side by side. NaN stays NaN through ReLU. Nothing is skipped: 0 × NaN is NaN. A
/// unit is a block of the result; `ck_gemm_plan` finds the last group of fields from the others.
typedef struct CKGemm {
    CKType type;
    bool is_rectified;
    int64_t batch, rows, inner, columns;
    int64_t left_batch_stride, left_row_stride, left_inner_stride;
    int64_t right_batch_stride, right_inner_stride, right_column_stride;
    int64_t result_batch_stride, result_row_stride;
    int64_t residual_batch_stride, residual_row_stride;
    const void *left, *right, *residual, *bias;
    /// How many elements the left operand and the residual go on with the rounds, whose counts are read
    /// as the product runs.
    CKRounds rounds;
    CKMotion left_motion, residual_motion;
    void *result;
    float *scratch;
    int64_t scratch_stride;
    int64_t row_block, column_block, row_blocks, column_blocks, units;
} CKGemm;

/// Cuts the product into units, from its sizes and strides alone. False if the type is another.
bool ck_gemm_plan(CKGemm *gemm);
/// The floats of scratch memory that each lane needs.
int64_t ck_gemm_scratch(const CKGemm *gemm);
int32_t ck_gemm_run(void *gemm, int64_t begin, int64_t end, int32_t lane);

/// Instruction sets that products and convolutions are written for.
CK_ENUM(CKInstructionSet, int32_t) {
    CKInstructionSetBest, CKInstructionSetPortable, CKInstructionSetNEON, CKInstructionSetAVX2,
    CKInstructionSetAVX512,
} CKInstructionSet;

/// For tests alone: from now on kernels that this thread runs use this instruction set, whatever the
/// processor has more. False, and nothing changes, if the processor lacks it.
bool ck_force_instruction_set_for_tests(CKInstructionSet set);

#endif
