// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_INDEXED_H
#define MARTLET_CK_INDEXED_H

#include "clones.h"
#include "include/ck_types.h"

/// The index at a position, counted from the start. It may lie outside 0 ..< size: only
/// `ck_check_indices_run` looks.
CK_INLINE int64_t index_at(const void *indices, CKType type, int64_t position, int64_t size) {
    int64_t index = type == CKTypeInt32 ? ((const int32_t *)indices)[position]
                                        : ((const int64_t *)indices)[position];
    return index < 0 ? index + size : index;
}

#endif
