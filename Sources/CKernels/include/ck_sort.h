// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_SORT_H
#define MARTLET_CK_SORT_H

#include "ck_types.h"

/// The indices that put the middle axis of [outer, size, inner] in order, as int64. Equal elements
/// keep their order, −0 and 0 are equal, and NaN comes last. Type: all but booleans. A unit is a
/// column.
typedef struct CKSort {
    CKType type;
    bool is_descending;
    int64_t outer, size, inner;
    const void *source;
    int64_t *destination;
    float *scratch;
    int64_t scratch_stride;
} CKSort;

int64_t ck_sort_units(const CKSort *sort);
/// The floats of scratch memory that each lane needs.
int64_t ck_sort_scratch(const CKSort *sort);
int32_t ck_sort_run(void *sort, int64_t begin, int64_t end, int32_t lane);

#endif
