// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_FUSED_PRIVATE_H
#define MARTLET_CK_FUSED_PRIVATE_H

#include <stdatomic.h>

#include "include/ck_fused.h"

/// The padding keeps the same element of different registers out of the same cache set.
enum { TILE_BYTES = CK_FUSED_TILE_BYTES, TILE_STRIDE = TILE_BYTES + 128 };

/// Private operations, after the public ones: an instruction and those after it in one pass.
enum {
    MOMENTS = CKOperationToScalar + 1,  // see MOMENTS_CASE
    DIFFERENCE_EXP,                     // exp(x − y)
    MINUS_PRODUCT,                      // a − x × y
    PRODUCT_ADD,                        // (x × y) × b + c
};

/// Folds in one loop at most.
enum { MOST_FOLDS = 16 };

typedef struct {
    CKType type;
    CKLevel level;
    bool is_output;
    bool is_direct;  // dense and of the register's type: used in place
    int32_t rank;    // of what is left after merging; 0: dense
    CKDimension dimensions[CK_MAX_RANK];
} Operand;

/// Instructions first ..< last, on one level; bit i of reads and writes stands for slot i.
typedef struct {
    CKLevel level;
    int32_t first, last;
    uint64_t reads, writes;
    uint64_t converted;  // of what it writes, what is converted on its way to memory
} Stage;

/// A fold to columns or to a total, and where its running value lies among those of a part.
typedef struct {
    int32_t instruction;
    CKOperation operation;
    CKLevel target;
    int64_t place;   // deviations: of the sums, which those of squares follow
    bool is_shared;  // a sum that is found with the deviations of the same values
} Fold;

struct CKFusedCode {
    CKRegister type;
    CKInstruction *instructions;
    Operand *operands;
    uint64_t *constants;
    CKType *scalars;
    int32_t instruction_count, operand_count, register_count, constant_count, scalar_count;
    int32_t buffer_count;  // registers, then one for each operand that is not direct
    int64_t tile;          // elements
    uint64_t streamable;   // outputs with a value for each element that no instruction reads
    double nanoseconds;    // for one element, roughly
    // Loops over rows:
    int64_t columns, block_rows;
    Stage *stages;
    Fold folds[MOST_FOLDS];
    int32_t stage_count, wide_count, fold_count;
    int64_t look_count;  // how often a block can look ahead to the next
    int64_t sum_count;  // running values of a part, of 8 bytes; whole cache lines
};

typedef struct {
    void **pointers;   // operands, then scalars in memory
    CKMotion *motions;  // bytes that each pointer goes on; NULL: none
    int64_t count;
    int64_t first_unit, units;
    void *sums;  // of its parts
    _Atomic int64_t done;
} Segment;

struct CKFused {
    const CKFusedCode *code;
    int64_t segment_count;
    CKRounds rounds;
    char *wide;  // registers as long as a row, for each lane
    Segment segments[];  // then the pointers of all of them
};

/// Whether source `position` (0, 1, 2) of an instruction is a scalar.
bool fused_is_scalar(const CKInstruction *instruction, int position);
/// Marks pairs of instructions that are done in one pass.
void fused_find_pairs(CKFusedCode *code);
/// The slots that an instruction reads.
uint64_t fused_reads(const CKInstruction *instruction);
/// Bytes from one register that is as long as a row to the next, and of all; none if rows fit tiles.
int64_t fused_wide_stride(const CKFusedCode *code);
int64_t fused_wide_bytes(const CKFusedCode *code);
/// Whether an operation folds a level to another.
static inline bool fused_folds(CKOperation operation) {
    return operation >= CKOperationFoldDeviations && operation < CKOperationSpread;
}
/// Whether an operation gives a level what another level has.
static inline bool fused_crosses(CKOperation operation) {
    return operation >= CKOperationFoldDeviations && operation <= CKOperationToScalar;
}
/// Values of a fold that lie side by side: whole cache lines.
static inline int64_t fused_fold_stride(const CKFusedCode *code, CKLevel target) {
    int64_t count = target == CKLevelColumn ? code->columns : 1;
    return (count + 7) / 8 * 8;
}
/// Running values of a fold.
static inline int64_t fused_fold_size(const CKFusedCode *code, const Fold *fold) {
    int64_t stride = fused_fold_stride(code, fold->target);
    return fold->operation == CKOperationFoldDeviations ? 2 * stride : stride;
}
/// Whether columns are folded over a few single rows before they join the running values.
static inline bool fused_is_brief(const CKFusedCode *code, const Fold *fold) {
    return code->block_rows == 1 && fold->target == CKLevelColumn && !fold->is_shared
        && fold->operation != CKOperationFoldDeviations;
}
/// Adds what a loop over rows needs; false if the stages are malformed.
bool fused_describe_rows(CKFusedCode *code, const CKFusedDescription *description);

void ck_fused_range_float32(const CKFused *loop, int64_t begin, int64_t end);
void ck_fused_rows_float32(CKFused *loop, int64_t begin, int64_t end, int32_t lane);
void ck_fused_range_float64(const CKFused *loop, int64_t begin, int64_t end);
void ck_fused_rows_float64(CKFused *loop, int64_t begin, int64_t end, int32_t lane);
void ck_fused_range_int64(const CKFused *loop, int64_t begin, int64_t end);
void ck_fused_rows_int64(CKFused *loop, int64_t begin, int64_t end, int32_t lane);

#endif
