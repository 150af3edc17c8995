// SPDX-License-Identifier: Apache-2.0
//
// Fused elementwise loops: a short program of instructions runs over tiles of the linear index
// space of the result, so that intermediate values never leave the first-level cache.
//
//     CKFusedCode *code = ck_fused_code_create(&description);  // checks and copies everything; once
//     CKFused *loop = ck_fused_create(code, 1);                // cheap, for each set of addresses
//     ck_fused_set_segment(loop, 0, pointers, count);
//     CKStep step = { ck_fused_run, loop, ck_fused_units(loop), tiles };
//
// Code never changes and is shared by any number of loops, which it must outlive.
//
// Slots: operands are numbered 0 ..< operand_count (inputs and outputs alike), registers follow.
// An instruction reads and writes slots. Operands of the loop's own type that are dense are used
// in place; all others are converted (and gathered, when strided) as the tile starts, and converted
// and stored as it ends. Scalars have numbers of their own: constants first, then those in memory.
//
// An output may share its memory with an input of the same indexing. It is written when the
// instruction that names it runs: read the old value before.
#ifndef MARTLET_CK_FUSED_H
#define MARTLET_CK_FUSED_H

#include "ck_elementwise.h"
#include "ck_program.h"

/// Which operands of an instruction are scalars; operations with one operand have one form, and so
/// have combinations.
CK_ENUM(CKForm, uint8_t) {
    CKFormVectorVector = 0,
    CKFormVectorScalar = 1,  // select: c is a scalar
    CKFormScalarVector = 2,  // select: b is a scalar
    CKFormScalarScalar = 3,  // select: b and c are scalars
} CKForm;

typedef struct CKInstruction {
    CKOperation operation;
    CKForm form;
    uint8_t result, a, b, c, s, t;
} CKInstruction;

/// Strides in elements; 0 broadcasts.
typedef struct CKDimension {
    int64_t size, stride;
} CKDimension;

/// An array in memory, indexed by the loop's index space.
typedef struct CKOperand {
    CKType type;
    bool is_output;
    /// 0: dense, element i at i. Otherwise the loop's index space is split into `rank` dimensions,
    /// innermost last. Neighbours that lie alike become one; then at most CK_MAX_RANK may be left.
    int32_t rank;
    /// Where its dimensions begin among those of the description.
    int32_t first_dimension;
} CKOperand;

typedef struct CKFusedDescription {
    CKRegister type;
    const CKInstruction *instructions;
    int32_t instruction_count;
    const CKOperand *operands;
    int32_t operand_count;
    /// Of all operands that are not dense, one after another.
    const CKDimension *dimensions;
    int32_t dimension_count;
    int32_t register_count;
    /// Bit patterns of Double (floating-point loops) or Int64.
    const uint64_t *constants;
    int32_t constant_count;
    /// Types of the scalars in memory: one element each, read when the loop starts.
    const CKType *scalars;
    int32_t scalar_count;
} CKFusedDescription;

/// At most 48 operands and registers together, 32 scalars.
enum { CK_FUSED_MAX_SLOTS = 48, CK_FUSED_MAX_SCALARS = 32 };

typedef struct CKFusedCode CKFusedCode;
/// NULL if the description is malformed or memory is short. Nothing of the description is kept.
CKFusedCode *ck_fused_code_create(const CKFusedDescription *description);
void ck_fused_code_destroy(CKFusedCode *code);
/// Elements of a tile, the unit of a loop. Every segment begins a tile.
int64_t ck_fused_code_tile(const CKFusedCode *code);
/// Nanoseconds for one element on one thread, roughly: what planners cut by.
double ck_fused_code_nanoseconds(const CKFusedCode *code);

typedef struct CKFused CKFused;
/// A loop over `segment_count` segments, which are empty until they are set. With more than one,
/// every operand must be dense. NULL if not, or when memory is short.
CKFused *ck_fused_create(const CKFusedCode *code, int64_t segment_count);
/// Gives a segment its memory (pointers to the operands, then to the scalars in memory; they are
/// copied) and its number of elements. Segments are set in order; setting one again with the same
/// count moves it to other memory.
void ck_fused_set_segment(
    CKFused *loop, int64_t segment, void *const *pointers, int64_t count);
/// Lets a segment's memory move: pointer i lies `motions[i]` bytes further on for each 1 of the
/// counter, which is read as the loop runs. All segments have the same counter. False when memory is
/// short.
bool ck_fused_set_motion(
    CKFused *loop, int64_t segment, const int64_t *counter, const int64_t *motions);
void ck_fused_destroy(CKFused *loop);
/// Tiles of all segments.
int64_t ck_fused_units(const CKFused *loop);
/// Nanoseconds for the whole loop on one thread, roughly.
double ck_fused_nanoseconds(const CKFused *loop);
int32_t ck_fused_run(void *loop, int64_t begin, int64_t end, int32_t lane);

#endif
