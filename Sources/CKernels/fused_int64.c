// SPDX-License-Identifier: Apache-2.0
//
// All integer types and booleans: calculated in int64 with wrap-around, and cut to the type when
// stored. Division by zero gives 0.
#include <string.h>

#include "convert.h"
#include "fused.h"
#include "fused_instructions.h"

#define T int64_t
#define W uint64_t
#define NEGATIVE(x) (0 - (uint64_t)(x))
#define RANGE ck_fused_range_int64
#define SCALAR_BITS int64_t
#define FROM_REAL(x) double_to_int64((double)(x))
#define TO_INT8(x) (x)
#define TO_UINT8(x) (x)
#define TO_INT32(x) (x)
#define TO_INT64(x) (x)
#define ABSOLUTE(x) ((x) < 0 ? (T)NEGATIVE(x) : (x))

CK_INLINE int64_t quotient(int64_t x, int64_t y) {
    if (y == 0) return 0;
    return y == -1 ? (int64_t)(0 - (uint64_t)x) : x / y;
}

CK_INLINE int64_t remainder_of(int64_t x, int64_t y) { return y == 0 || y == -1 ? 0 : x % y; }

CK_INLINE int64_t modulo(int64_t x, int64_t y) {
    int64_t r = remainder_of(x, y);
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

/// xʸ by squaring, wrapping around; 0 for negative y.
CK_INLINE int64_t power(int64_t x, int64_t y) {
    if (y < 0) return 0;
    uint64_t result = 1, base = (uint64_t)x;
    for (; y > 0; y >>= 1, base *= base) {
        if (y & 1) result *= base;
    }
    return (int64_t)result;
}

CK_INLINE void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
            COMMON_CASES
            BINARY_LIBRARY(Divide, quotient)
            BINARY_LIBRARY(Remainder, remainder_of)
            BINARY_LIBRARY(Modulo, modulo)
            BINARY_LIBRARY(Power, power)
        default: break;
        }
    }
}

#include "fused_range.h"
