// SPDX-License-Identifier: Apache-2.0
//
// Units of kernels that go down the columns of arrays [outer, rows, inner]: blocks of columns,
// counted through the outer indices. Each column is done by one thread, from its first row to its
// last. Neighbouring blocks of a range are done together, so that a large range costs no more than
// a kernel that knows no blocks.
#ifndef MARTLET_CK_COLUMNS_H
#define MARTLET_CK_COLUMNS_H

#include "clones.h"
#include "include/ck_types.h"

enum { COLUMN_BLOCK = 16 };  // a cache line of float32

CK_INLINE int64_t column_blocks(int64_t inner) {
    return inner / COLUMN_BLOCK + (inner % COLUMN_BLOCK != 0);
}

CK_INLINE int64_t column_units(int64_t outer, int64_t inner) {
    return outer * column_blocks(inner);
}

/// Columns first ..< last of one outer index.
typedef struct {
    int64_t outer, first, last;
} Columns;

/// The longest run of columns at the start of units *unit ..< end; *unit moves behind it.
CK_INLINE Columns next_columns(int64_t *unit, int64_t end, int64_t inner) {
    int64_t blocks = column_blocks(inner), outer = *unit / blocks, block = *unit % blocks;
    int64_t stop = block + (end - *unit) < blocks ? block + (end - *unit) : blocks;
    *unit += stop - block;
    int64_t last = stop * COLUMN_BLOCK < inner ? stop * COLUMN_BLOCK : inner;
    return (Columns){outer, block * COLUMN_BLOCK, last};
}

#endif
