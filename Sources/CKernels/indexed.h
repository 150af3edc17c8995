// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_INDEXED_H
#define MARTLET_CK_INDEXED_H

#include "clones.h"
#include "include/ck_types.h"

/// The index at a position, counted from the start; −1 if it is outside 0 ..< size.
CK_INLINE int64_t index_at(const void *indices, CKType type, int64_t position, int64_t size) {
    int64_t index = type == CKTypeInt32 ? ((const int32_t *)indices)[position]
                                        : ((const int64_t *)indices)[position];
    if (index < 0) index += size;
    return index >= 0 && index < size ? index : -1;
}

/// The position of the first index out of range, or −1.
static inline int64_t first_unfit(
    const void *indices, CKType type, int64_t count, int64_t size) {
    for (int64_t i = 0; i < count; i++) {
        if (index_at(indices, type, i, size) < 0) return i;
    }
    return -1;
}

#endif
