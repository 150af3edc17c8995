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

#include "ck_program.h"

/// The type that a loop calculates in.
CK_ENUM(CKRegister, int32_t) { CKRegisterFloat32, CKRegisterFloat64, CKRegisterInt64 } CKRegister;

/// d is the result; a, b, c are slots, or scalars where the form says so; s and t are scalars.
/// Truth is 1 and 0; anything but 0 is true.
CK_ENUM(CKOperation, uint8_t) {
    CKOperationCopy,        // d = a
    CKOperationNegate, CKOperationAbsolute, CKOperationSign, CKOperationSquare,
    CKOperationNot,         // d = a == 0
    CKOperationIsTrue,      // d = a ≠ 0
    CKOperationRelu,        // max(a, 0); NaN stays
    // Floating-point registers only:
    CKOperationSquareRoot, CKOperationReciprocalRoot, CKOperationReciprocal,
    CKOperationExp, CKOperationExpMinusOne, CKOperationLog, CKOperationLogOnePlus,
    CKOperationSin, CKOperationCos, CKOperationTan, CKOperationTanh, CKOperationSigmoid,
    CKOperationErf, CKOperationFloor, CKOperationCeil, CKOperationTruncate,
    CKOperationRound,       // halves to even
    CKOperationIsNaN, CKOperationIsFinite,
    CKOperationToFloat16, CKOperationToBfloat16,  // rounded to that type (float32 registers)
    // Two operands; forms: vectorVector, vectorScalar, scalarVector.
    CKOperationAdd, CKOperationSubtract, CKOperationMultiply, CKOperationDivide,
    CKOperationMaximum, CKOperationMinimum,  // NaN wins
    CKOperationPower,
    CKOperationRemainder,   // sign of the dividend (fmod, %)
    CKOperationModulo,      // sign of the divisor; NaN (integers: 0) for divisor 0
    CKOperationArcTangent2,
    CKOperationEqual, CKOperationNotEqual, CKOperationLess, CKOperationLessOrEqual,
    CKOperationGreater, CKOperationGreaterOrEqual,
    CKOperationAnd, CKOperationOr, CKOperationXor,
    // Three operands. a ≠ 0 ? b : c; the form says which of b and c is a scalar (a never is).
    CKOperationSelect,
    CKOperationMultiplyAdd,  // a × b + c
    // Combinations that optimizers are made of.
    CKOperationScaleShift,   // s × a + t
    CKOperationScaleAdd,     // s × a + b
    CKOperationBlend,        // s × a + t × b
    CKOperationBlendSquare,  // s × a + t × b²
    CKOperationRootRatio,    // s × a ÷ (√b + t)
    CKOperationRootStep,     // a − s × b ÷ (√c + t)
    CKOperationMask,         // a > 0 ? b : 0: ReLU's gradient
} CKOperation;

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
void ck_fused_destroy(CKFused *loop);
/// Tiles of all segments.
int64_t ck_fused_units(const CKFused *loop);
/// Nanoseconds for the whole loop on one thread, roughly.
double ck_fused_nanoseconds(const CKFused *loop);
int32_t ck_fused_run(void *loop, int64_t begin, int64_t end, int32_t lane);

#endif
