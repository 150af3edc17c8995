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
//
// A loop over rows sees its elements as [rows, columns]. Its instructions come in stages: those on
// elements and on rows run block by block of rows, all of them while the block is in the cache;
// folds give a value for each row, which later stages spread over the row's elements again, or for
// each column, or one for the loop. The latter are ready when all rows are done: then the stages on
// columns and the one on totals run. Rows are shared among threads by parts; sums over several parts
// are added in order by whoever finishes last.
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

/// What there is one value of, in a loop over rows.
CK_ENUM(CKLevel, uint8_t) {
    CKLevelElement,
    CKLevelRow,
    CKLevelColumn,
    CKLevelTotal,
    CKLevelRepeated,  // operands only: a value for each column, which instructions on elements read
} CKLevel;

/// Instructions in a row that work on the same level; folds stand at the level that they read.
typedef struct CKStage {
    CKLevel level;
    int32_t instruction_count;
} CKStage;

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
    /// In loops over rows, what it has a value for.
    CKLevel level;
    /// 0: dense, element i at i. Otherwise the index space of its level is split into `rank` dimensions,
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
    /// How many of the registers, the last ones, hold a value for each element of a row that is longer
    /// than a tile, or for each column of such rows.
    int32_t wide_count;
    /// Bit patterns of Double (floating-point loops) or Int64.
    const uint64_t *constants;
    int32_t constant_count;
    /// Types of the scalars in memory: one element each, read when the loop starts.
    const CKType *scalars;
    int32_t scalar_count;
    /// Scalars that instructions make, numbered after those in memory.
    int32_t row_scalar_count;
    /// Of a loop over rows, the elements of a row; 0 for any other loop, which has no stages.
    int64_t columns;
    const CKStage *stages;
    int32_t stage_count;
} CKFusedDescription;

/// Bytes of a tile of registers: 1024 floats, 512 doubles.
enum { CK_FUSED_TILE_BYTES = 4096 };

/// At most 48 operands and registers together, 32 scalars.
enum { CK_FUSED_MAX_SLOTS = 48, CK_FUSED_MAX_SCALARS = 32 };

typedef struct CKFusedCode CKFusedCode;
/// NULL if the description is malformed or memory is short. Nothing of the description is kept.
CKFusedCode *ck_fused_code_create(const CKFusedDescription *description);
void ck_fused_code_destroy(CKFusedCode *code);
/// Elements of a tile, the unit of a loop: whole rows, or one, in a loop over rows. Every segment
/// begins a tile.
int64_t ck_fused_code_tile(const CKFusedCode *code);
/// Whether rows are folded to columns or totals: then the units of a segment are its parts.
bool ck_fused_code_has_parts(const CKFusedCode *code);
/// Bytes of memory that a loop needs besides, with so many parts in all its segments.
int64_t ck_fused_code_scratch(const CKFusedCode *code, int64_t parts, int32_t lanes);
/// Nanoseconds for one element on one thread, roughly: what planners cut by.
double ck_fused_code_nanoseconds(const CKFusedCode *code);

typedef struct CKFused CKFused;
/// A loop over `segment_count` segments, which are empty until they are set. With more than one,
/// every operand must be dense. NULL if not, or when memory is short.
CKFused *ck_fused_create(const CKFusedCode *code, int64_t segment_count);
/// Gives a segment its memory (pointers to the operands, then to the scalars in memory; they are
/// copied), its number of elements, and the parts in which it is folded to columns or totals (at most
/// as many as it has tiles; 1 where it is not). Segments are set in order; setting one again with the
/// same numbers moves it to other memory.
void ck_fused_set_segment(
    CKFused *loop, int64_t segment, void *const *pointers, int64_t count, int64_t parts);
/// Lets a segment's memory move: pointer i goes on `motions[i]` bytes with the rounds, whose counts
/// are read as the loop runs and are the same for all segments. False when memory is short.
bool ck_fused_set_motion(
    CKFused *loop, int64_t segment, CKRounds rounds, const CKMotion *motions);
/// Gives a loop whose segments are set the memory that ck_fused_code_scratch asks for, aligned to 64.
void ck_fused_set_scratch(CKFused *loop, void *scratch);
void ck_fused_destroy(CKFused *loop);
/// Tiles of all segments, or parts.
int64_t ck_fused_units(const CKFused *loop);
/// Nanoseconds for the whole loop on one thread, roughly.
double ck_fused_nanoseconds(const CKFused *loop);
int32_t ck_fused_run(void *loop, int64_t begin, int64_t end, int32_t lane);

#endif
