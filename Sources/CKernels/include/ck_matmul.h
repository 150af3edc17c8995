// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices in element types that oneDNN does not multiply.
#ifndef MARTLET_CK_MATMUL_H
#define MARTLET_CK_MATMUL_H

#include "ck_program.h"

/// C[b, i, j] = Σ A[b, i, k] × B[b, k, j] over k, for float64, int32 and int64 (which wrap around).
/// Strides in elements; batches of A and B may repeat (stride 0). C is dense.
typedef struct CKMatMul {
    CKType type;
    int64_t batch, rows, inner, columns;
    int64_t left_batch_stride, left_row_stride, left_inner_stride;
    int64_t right_batch_stride, right_inner_stride, right_column_stride;
    const void *left, *right;
    void *result;
    CKTeam team;
} CKMatMul;
int32_t ck_matmul_run(void *matmul);

#endif
