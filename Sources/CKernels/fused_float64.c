// SPDX-License-Identifier: Apache-2.0
//
// Double precision is for checking gradients: accuracy first, so the C library's functions.
#include <math.h>
#include <string.h>

#include "convert.h"
#include "fused.h"
#include "fused_instructions.h"

#define T double
#define W double
#define RANGE ck_fused_range_float64
#define ROWS ck_fused_rows_float64
#define WIDE double
#define HAS_ROW_GROUPS 0
#define W_OF(R) R
#define ADD_VECTORS(V, x, y) ((x) + (y))
#define MULTIPLY_VECTORS(V, x, y) ((x) * (y))
#define LEAST (-(double)INFINITY)
#define GREATEST ((double)INFINITY)
#define SCALAR_BITS double
#define FROM_REAL(x) (x)
#define TO_INT8(x) double_to_int64(x)
#define TO_UINT8(x) double_to_int64(x)
#define TO_INT32(x) double_to_int64(x)
#define TO_INT64(x) double_to_int64(x)
#define MODULO(a, b) floored_modulo(a, b)

// By the exact remainder: x − y·⌊x / y⌋ loses digits for great quotients, and everything for an
// infinite divisor.
CK_INLINE double floored_modulo(double x, double y) {
    double rest = fmod(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

CK_CLONES static void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
#define UNARY(operation, name, cost, f32, f64, i64) UNARY_CASE(operation, f64)
#define BINARY(operation, name, cost, f32, f64, i64) BINARY_CASE(operation, f64)
#include "elementwise_table.h"
            COMMON_CASES
            FLOATING_CASES
        default: break;
        }
    }
}

#include "fused_range.h"

#include "fused_fold.h"

#include "fused_rows.h"
