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
#define NEGATIVE(x) (-(x))
#define RANGE ck_fused_range_float64
#define SCALAR_BITS double
#define FROM_REAL(x) (x)
#define TO_INT8(x) double_to_int64(x)
#define TO_UINT8(x) double_to_int64(x)
#define TO_INT32(x) double_to_int64(x)
#define TO_INT64(x) double_to_int64(x)
#define ABSOLUTE(x) __builtin_fabs(x)
#define M_ROOT(x) __builtin_elementwise_sqrt(x)
#define M_POWER(x, y) pow(x, y)
#define M_REMAINDER(x, y) fmod(x, y)
#define M_ARC_TANGENT_2(x, y) atan2(x, y)
#define M_MODULO(x, y) floored_modulo(x, y)
#define M_TAN(x) tan(x)
#define M_FLOOR(x) __builtin_elementwise_floor(x)
#define M_CEIL(x) __builtin_elementwise_ceil(x)
#define M_TRUNCATE(x) __builtin_elementwise_trunc(x)
#define M_ROUND(x) __builtin_elementwise_roundeven(x)

// By the exact remainder: x − y·⌊x / y⌋ loses digits for great quotients, and everything for an
// infinite divisor.
CK_INLINE double floored_modulo(double x, double y) {
    double rest = fmod(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

// exp overflows to infinity for very negative x, and the quotient is then the right 0.
CK_INLINE double sigmoid64(double x) { return 1 / (1 + exp(-x)); }

CK_INLINE void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
            COMMON_CASES
            FLOATING_CASES
            UNARY_LIBRARY(Exp, exp(a[i]))
            UNARY_LIBRARY(ExpMinusOne, expm1(a[i]))
            UNARY_LIBRARY(Log, log(a[i]))
            UNARY_LIBRARY(LogOnePlus, log1p(a[i]))
            UNARY_LIBRARY(Tanh, tanh(a[i]))
            UNARY_LIBRARY(Sigmoid, sigmoid64(a[i]))
            UNARY_LIBRARY(Erf, erf(a[i]))
            UNARY_LIBRARY(Sin, sin(a[i]))
            UNARY_LIBRARY(Cos, cos(a[i]))
        default: break;
        }
    }
}

#include "fused_range.h"
