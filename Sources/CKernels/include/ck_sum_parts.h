// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_SUM_PARTS_H
#define MARTLET_CK_SUM_PARTS_H

#include "ck_types.h"

/// A unit of a sum of parts has so many elements.
enum { CK_SUM_BLOCK = 1024 };

/// result[i] = Σ partials[p × stride + i], float32 or float64, in the order of the parts: the result does not
/// depend on who adds. There are ⌈count / 1024⌉ units. `result` may be the first part.
typedef struct CKSumParts {
    CKType type;
    int64_t parts, stride, count;
    const void *partials;
    void *result;
} CKSumParts;
int32_t ck_sum_parts_run(void *sum, int64_t begin, int64_t end, int32_t lane);

/// result[i, j] = Σ partials[p, i, j] over p, + bias[j] unless NULL, then ReLU, which NaN passes:
/// a product whose inner axis was cut. A unit is a row.
typedef struct CKSumProducts {
    int64_t parts, rows, columns;
    bool is_rectified;
    const float *partials, *bias;
    float *result;
} CKSumProducts;
int32_t ck_sum_products_run(void *sum, int64_t begin, int64_t end, int32_t lane);

#endif
