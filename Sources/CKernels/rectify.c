// SPDX-License-Identifier: Apache-2.0
#include "include/ck_rectify.h"

#include "clones.h"

CK_CLONES static void rectify_row(float *x, int64_t n) {
    // "not below 0" is true of NaN.
    CK_VECTORIZE for (int64_t i = 0; i < n; i++) x[i] = x[i] < 0 ? 0 : x[i];
}

void ck_rectify(float *values, int64_t rows, int64_t columns, int64_t row_stride) {
    if (row_stride == columns) return rectify_row(values, rows * columns);
    for (int64_t i = 0; i < rows; i++) rectify_row(values + i * row_stride, columns);
}
