// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices of whole numbers; those of real numbers are in ck_gemm.h.
//
//     CKMatMul product = {…};
//     CKStep step = { ck_matmul_run, &product, ck_matmul_units(&product), tiles };
#ifndef MARTLET_CK_MATMUL_H
#define MARTLET_CK_MATMUL_H

#include "ck_program.h"

/// C[b, i, j] = Σ A[b, i, k] × B[b, k, j] over k, for int32 and int64, which wrap around.
/// Strides in elements; batches of A and B may repeat (stride 0). C is dense.
/// Units: blocks of four rows of C, counted through the batches.
typedef struct CKMatMul {
    CKType type;
    int64_t batch, rows, inner, columns;
    int64_t left_batch_stride, left_row_stride, left_inner_stride;
    int64_t right_batch_stride, right_inner_stride, right_column_stride;
    const void *left, *right;
    void *result;
} CKMatMul;
int64_t ck_matmul_units(const CKMatMul *matmul);
int32_t ck_matmul_run(void *matmul, int64_t begin, int64_t end, int32_t lane);

#endif
