// SPDX-License-Identifier: Apache-2.0
//
// Fused elementwise loops: a short program of instructions runs over tiles of the linear index
// space of the result, so that intermediate values never leave the first-level cache.
//
//     CKFused *loop = ck_fused_create(&description);       // copies everything
//     ck_fused_add_segment(loop, pointers, count);         // once or more
//     CKStep step = { ck_fused_run, loop };
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

/// An array in memory, indexed by the loop's index space.
typedef struct CKOperand {
    CKType type;
    bool is_output;
    /// 0: dense, element i at i. Otherwise the loop's index space, split into `rank` dimensions,
    /// innermost last, with strides in elements (0 broadcasts).
    int32_t rank;
    int64_t sizes[CK_MAX_RANK], strides[CK_MAX_RANK];
} CKOperand;

typedef struct CKFusedDescription {
    CKRegister type;
    const CKInstruction *instructions;
    int32_t instruction_count;
    const CKOperand *operands;
    int32_t operand_count;
    int32_t register_count;
    /// Bit patterns of Double (floating-point loops) or Int64.
    const uint64_t *constants;
    int32_t constant_count;
    /// Types of the scalars in memory: one element each, read when the loop starts.
    const CKType *scalars;
    int32_t scalar_count;
    CKTeam team;
} CKFusedDescription;

/// At most 48 operands and registers together, 32 scalars.
enum { CK_FUSED_MAX_SLOTS = 48, CK_FUSED_MAX_SCALARS = 32 };

typedef struct CKFused CKFused;
CKFused *ck_fused_create(const CKFusedDescription *description);
/// Adds `count` elements: pointers to the operands, then to the scalars in memory. With more than
/// one segment, every operand must be dense. False when memory is short.
bool ck_fused_add_segment(CKFused *loop, void *const *pointers, int64_t count);
void ck_fused_destroy(CKFused *loop);
int32_t ck_fused_run(void *loop);

#endif
