// SPDX-License-Identifier: Apache-2.0
//
// Four rows of the result at a time, 128 columns of them in registers or the first-level cache:
// each row of the right matrix that is read serves four rows of the result.
#include "include/ck_matmul.h"

#include <string.h>

#include "clones.h"

enum { ROWS = 4, COLUMNS = 128 };

#define MATMUL_ROWS(T, W) \
    CK_INLINE void multiply_##T( \
        const CKMatMul *m, const T *left, const T *right, T *result, int64_t rows, int64_t n) { \
        W sums[ROWS][COLUMNS] = {{0}}; \
        W packed[COLUMNS]; \
        for (int64_t k = 0; k < m->inner; k++) { \
            const T *b = right + k * m->right_inner_stride; \
            for (int64_t j = 0; j < n; j++) packed[j] = (W)b[j * m->right_column_stride]; \
            for (int64_t i = 0; i < rows; i++) { \
                W a = (W)left[i * m->left_row_stride + k * m->left_inner_stride]; \
                CK_VECTORIZE for (int64_t j = 0; j < n; j++) sums[i][j] += a * packed[j]; \
            } \
        } \
        for (int64_t i = 0; i < rows; i++) { \
            for (int64_t j = 0; j < n; j++) result[i * m->columns + j] = (T)sums[i][j]; \
        } \
    } \
    /* Blocks of rows begin ..< end, counted through all batches. */ \
    CK_CLONES static void run_##T(const CKMatMul *m, int64_t begin, int64_t end) { \
        int64_t blocks = (m->rows + ROWS - 1) / ROWS; \
        for (int64_t block = begin; block < end; block++) { \
            int64_t b = block / blocks, row = block % blocks * ROWS; \
            int64_t rows = m->rows - row < ROWS ? m->rows - row : ROWS; \
            const T *left = (const T *)m->left + b * m->left_batch_stride \
                + row * m->left_row_stride; \
            const T *right = (const T *)m->right + b * m->right_batch_stride; \
            T *result = (T *)m->result + (b * m->rows + row) * m->columns; \
            for (int64_t j = 0; j < m->columns; j += COLUMNS) { \
                int64_t n = m->columns - j < COLUMNS ? m->columns - j : COLUMNS; \
                multiply_##T(m, left, right + j * m->right_column_stride, result + j, rows, n); \
            } \
        } \
    }

MATMUL_ROWS(int32_t, uint32_t)
MATMUL_ROWS(int64_t, uint64_t)

int64_t ck_matmul_units(const CKMatMul *m) {
    return m->batch * ((m->rows + ROWS - 1) / ROWS);
}

int32_t ck_matmul_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKMatMul *m = context;
    if (m->type == CKTypeInt32) run_int32_t(m, begin, end);
    else run_int64_t(m, begin, end);
    return CKStatusSuccess;
}
