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
    CKType type;
    bool is_output;
    bool is_direct;  // dense and of the register's type: used in place
    int32_t rank;    // of what is left after merging; 0: dense
    CKDimension dimensions[CK_MAX_RANK];
} Operand;

struct CKFusedCode {
    CKRegister type;
    CKInstruction *instructions;
    Operand *operands;
    uint64_t *constants;
    CKType *scalars;
    int32_t instruction_count, operand_count, register_count, constant_count, scalar_count;
    int32_t buffer_count;  // registers, then one for each operand that is not direct
    int64_t tile;          // elements
    double nanoseconds;    // for one element, roughly
};

typedef struct {
    void **pointers;   // operands, then scalars in memory
    int64_t *motions;  // bytes that each pointer goes on with the counter; NULL: none
    int64_t count;
    int64_t first_tile;
} Segment;

struct CKFused {
    const CKFusedCode *code;
    int64_t segment_count;
    const int64_t *counter;
    Segment segments[];  // then the pointers of all of them
};

void ck_fused_range_float32(const CKFused *loop, int64_t begin, int64_t end);
void ck_fused_range_float64(const CKFused *loop, int64_t begin, int64_t end);
void ck_fused_range_int64(const CKFused *loop, int64_t begin, int64_t end);

#endif
