// SPDX-License-Identifier: Apache-2.0
//
// The operations of fused loops. Those that are elementwise operations of a graph are lines of
// elementwise_table.h, and are found by their names:
//
//     const CKElementwise *erf = ck_elementwise_named("erf");
//     if (erf != NULL && ck_elementwise_has(erf, CKRegisterFloat32)) … erf->operation …
#ifndef MARTLET_CK_ELEMENTWISE_H
#define MARTLET_CK_ELEMENTWISE_H

#include "ck_types.h"

/// The type that a loop calculates in.
CK_ENUM(CKRegister, int32_t) { CKRegisterFloat32, CKRegisterFloat64, CKRegisterInt64 } CKRegister;

/// In the comments, d is the result; a, b, c are slots, or scalars where the form of the instruction
/// says so; s and t are scalars.
CK_ENUM(CKOperation, uint8_t) {
#define UNARY(operation, ...) CKOperation##operation,
#define BINARY(operation, ...) CKOperation##operation,
#include "../elementwise_table.h"
    // d = a ≠ 0 ? b : c; the form says which of b and c is a scalar (a never is).
    CKOperationSelect,
    // Combinations of which optimizers and backward passes are made.
    CKOperationMultiplyAdd,  // a × b + c
    CKOperationScaleShift,   // s × a + t
    CKOperationScaleAdd,     // s × a + b
    CKOperationBlend,        // s × a + t × b
    CKOperationBlendSquare,  // s × a + t × b²
    CKOperationRootRatio,    // s × a ÷ (√b + t)
    CKOperationRootStep,     // a − s × b ÷ (√c + t)
    CKOperationMask,         // a > 0 ? b : 0: ReLU's gradient
    // In loops over rows: d is what a is folded to, at the level that the form names. NaN wins.
    CKOperationFoldDeviations,  // Σ (a − mean a)² of each column; float32 only
    CKOperationFoldSum, CKOperationFoldProduct, CKOperationFoldMaximum, CKOperationFoldMinimum,
    // The column of the first greatest or least element of each row; of the first NaN.
    CKOperationFoldIndexOfMaximum, CKOperationFoldIndexOfMinimum,
    // In loops over rows: each element of d is the value that a has for its row.
    CKOperationSpread,
    // In loops whose blocks are single rows: scalar d is the value that a has for the row.
    CKOperationToScalar,
} CKOperation;

/// A line of the table.
typedef struct CKElementwise {
    const char *name;
    CKOperation operation;
    int32_t operand_count;  // 1 or 2
    bool has_register[3];   // whether there is a formula for each CKRegister
    double nanoseconds[3];  // for one element, roughly
} CKElementwise;

/// The operation of that name in graphs; NULL if fused loops do not have it.
const CKElementwise *ck_elementwise_named(const char *name);
/// The line of an operation; NULL for selections and combinations.
const CKElementwise *ck_elementwise(CKOperation operation);
/// Whether loops that calculate in that type have the operation.
bool ck_elementwise_has(const CKElementwise *line, CKRegister type);

#endif
