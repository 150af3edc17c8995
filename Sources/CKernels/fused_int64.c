// SPDX-License-Identifier: Apache-2.0
//
// All integer types and booleans: calculated in int64 with wrap-around, and cut to the type when
// stored. The remainder of a division by zero is 0.
#include <string.h>

#include "convert.h"
#include "fused.h"
#include "fused_instructions.h"

#define T int64_t
#define W uint64_t
#define RANGE ck_fused_range_int64
#define ROWS ck_fused_rows_int64
#define WIDE int64_t
#define HAS_ROW_GROUPS 0
#define W_OF(R) uint64_t
#define ADD_VECTORS(V, x, y) ((x) + (y))
#define MULTIPLY_VECTORS(V, x, y) ((x) * (y))
#define LEAST INT64_MIN
#define GREATEST INT64_MAX
#define SCALAR_BITS int64_t
#define FROM_REAL(x) double_to_int64((double)(x))
#define TO_INT8(x) (x)
#define TO_UINT8(x) (x)
#define TO_INT32(x) (x)
#define TO_INT64(x) (x)
#define MODULO(a, b) floored_modulo(a, b)

CK_INLINE int64_t floored_modulo(int64_t x, int64_t y) {
    int64_t rest = y == 0 || y == -1 ? 0 : x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

/// xʸ by squaring, wrapping around; 0 for negative y.
CK_INLINE int64_t integer_power(int64_t x, int64_t y) {
    if (y < 0) return 0;
    uint64_t result = 1, base = (uint64_t)x;
    for (; y > 0; y >>= 1, base *= base) {
        if (y & 1) result *= base;
    }
    return (int64_t)result;
}

CK_CLONES static void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
#define UNARY(operation, name, cost, f32, f64, i64) UNARY_CASE(operation, i64)
#define BINARY(operation, name, cost, f32, f64, i64) BINARY_CASE(operation, i64)
#include "elementwise_table.h"
            COMMON_CASES
        default: break;
        }
    }
}

#include "fused_range.h"

#include "fused_fold.h"

#include "fused_rows.h"
