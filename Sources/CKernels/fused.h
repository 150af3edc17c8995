// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_FUSED_PRIVATE_H
#define MARTLET_CK_FUSED_PRIVATE_H

#include "include/ck_fused.h"

/// Bytes of a tile of registers: 1024 floats, 512 doubles. The padding keeps the same element of
/// different registers out of the same cache set.
enum { TILE_BYTES = 4096, TILE_STRIDE = TILE_BYTES + 128 };

/// A private operation, after the public ones: see MOMENTS_CASE.
enum { MOMENTS = CKOperationMask + 1 };

typedef struct {
    void **pointers;  // operands, then scalars in memory
    int64_t count;
    int64_t first_tile;
} Segment;

struct CKFused {
    CKFusedDescription is;  // its arrays are copies that this structure owns
    bool *is_direct;        // for each operand: used in place
    int32_t buffer_count;   // registers, then one for each operand that is not direct
    int64_t tile;           // elements
    int64_t tile_count;
    int64_t segment_count, segment_capacity;
    Segment *segments;
    double cost;            // nanoseconds for one element, roughly
    double work;            // nanoseconds for everything, roughly
};

void ck_fused_range_float32(void *loop, int64_t begin, int64_t end);
void ck_fused_range_float64(void *loop, int64_t begin, int64_t end);
void ck_fused_range_int64(void *loop, int64_t begin, int64_t end);

#endif
