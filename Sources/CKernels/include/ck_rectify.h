// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_RECTIFY_H
#define MARTLET_CK_RECTIFY_H

#include "ck_types.h"

/// max(x, 0) in place, over rows × columns elements; NaN stays.
void ck_rectify(float *values, int64_t rows, int64_t columns, int64_t row_stride);

#endif
