// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "fused.h"
#include "fused_instructions.h"
#include "math32.h"

#define T float
#define W float
#define NEGATIVE(x) (-(x))
#define RANGE ck_fused_range_float32
#define SCALAR_BITS double
#define FROM_REAL(x) (x)
#define TO_INT8(x) double_to_int64((double)(x))
#define TO_UINT8(x) double_to_int64((double)(x))
#define TO_INT32(x) double_to_int64((double)(x))
#define TO_INT64(x) double_to_int64((double)(x))
#define ABSOLUTE(x) __builtin_fabsf(x)
#define M_ROOT(x) __builtin_elementwise_sqrt(x)
#define M_POWER(x, y) powf(x, y)
#define M_REMAINDER(x, y) fmodf(x, y)
#define M_ARC_TANGENT_2(x, y) atan2f(x, y)
#define M_MODULO(x, y) floored_modulo(x, y)
#define M_TAN(x) tanf(x)
#define M_FLOOR(x) __builtin_elementwise_floor(x)
#define M_CEIL(x) __builtin_elementwise_ceil(x)
#define M_TRUNCATE(x) __builtin_elementwise_trunc(x)
#define M_ROUND(x) __builtin_elementwise_roundeven(x)

// By the exact remainder: x − y·⌊x / y⌋ loses digits for great quotients, and everything for an
// infinite divisor.
CK_INLINE float floored_modulo(float x, float y) {
    float rest = fmodf(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

/// Whether an argument is too large for the reduction in sine_like32.
CK_INLINE bool has_huge(const float *a, int64_t n) {
    float largest = 0;
    for (int64_t i = 0; i < n; i++) {
        float magnitude = __builtin_fabsf(a[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    return largest > 1e8f;
}

#define SINE_CASE(name, offset, library) \
    case CODE(name, 0): { \
        const T *a = slots[in->a]; \
        if (has_huge(a, n)) { \
            EACH_PLAIN(library(a[i])); \
        } else { \
            EACH(sine_like32(a[i], offset)); \
        } \
        break; \
    }

CK_INLINE void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
            COMMON_CASES
            FLOATING_CASES
            UNARY(Exp, exp32(a[i]))
            UNARY(ExpMinusOne, expm1_32(a[i]))
            UNARY(Log, log32(a[i]))
            UNARY(LogOnePlus, log1p_32(a[i]))
            UNARY(Tanh, tanh32(a[i]))
            UNARY(Sigmoid, sigmoid32(a[i]))
            UNARY(Erf, erf32(a[i]))
            UNARY(ToFloat16, float16_to_float(float_to_float16(a[i])))
            UNARY(ToBfloat16, bfloat16_to_float(float_to_bfloat16(a[i])))
            SINE_CASE(Sin, 0, sinf)
            SINE_CASE(Cos, 1, cosf)
        default: break;
        }
    }
}

#include "fused_range.h"
