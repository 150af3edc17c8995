// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "fused.h"
#include "fused_instructions.h"
#include "math32.h"

#define T float
#define W float
#define RANGE ck_fused_range_float32
#define ROWS ck_fused_rows_float32
#define WIDE double
#define HAS_ROW_GROUPS 1
#define W_OF(R) R
#define ADD_VECTORS(V, x, y) ((x) + (y))
#define MULTIPLY_VECTORS(V, x, y) ((x) * (y))
#define LEAST (-(double)INFINITY)
#define GREATEST ((double)INFINITY)
#define SCALAR_BITS double
#define FROM_REAL(x) (x)
#define TO_INT8(x) double_to_int64((double)(x))
#define TO_UINT8(x) double_to_int64((double)(x))
#define TO_INT32(x) double_to_int64((double)(x))
#define TO_INT64(x) double_to_int64((double)(x))
#define MODULO(a, b) floored_modulo(a, b)

// By the exact remainder: x − y·⌊x / y⌋ loses digits for great quotients, and everything for an
// infinite divisor.
CK_INLINE float floored_modulo(float x, float y) {
    float rest = fmodf(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

/// Whether an argument is too large for the reduction in sine_like32.
CK_INLINE bool has_huge(const float *x, int64_t n) {
    float largest = 0;
    for (int64_t i = 0; i < n; i++) {
        float magnitude = __builtin_fabsf(x[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    return largest > 1e8f;
}

/// Sines (offset 0) or cosines (offset 1).
CK_INLINE void sine_tile(const float *x, float *d, int64_t n, int32_t offset) {
    if (has_huge(x, n)) {
        for (int64_t i = 0; i < n; i++) d[i] = offset == 0 ? sinf(x[i]) : cosf(x[i]);
    } else {
        CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = sine_like32(x[i], offset);
    }
}

/// Exponentials, the quicker way if all arguments allow it; it is tried at once unless arguments would be
/// overwritten.
#define EXP_TILE(argument, is_apart) \
    { \
        int32_t far = 0; \
        if (is_apart) { \
            CK_VECTORIZE for (int64_t i = 0; i < n; i++) { \
                const float exponent = argument; \
                far |= !(__builtin_fabsf(exponent) <= 87.0f); \
                d[i] = moderate_exp32(exponent); \
            } \
        } else { \
            for (int64_t i = 0; i < n; i++) far |= !(__builtin_fabsf(argument) <= 87.0f); \
        } \
        if (far) { \
            CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = exp32(argument); \
        } else if (!(is_apart)) { \
            CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = moderate_exp32(argument); \
        } \
    }

CK_INLINE void exp_tile(const float *x, float *d, int64_t n) { EXP_TILE(x[i], x != d) }

/// A difference and its exponential: this instruction and the one after it.
#define DIFFERENCE_CASES \
    case DIFFERENCE_EXP * 4: { \
        const float *x = slots[in->a], *y = slots[in->b]; \
        d = slots[(++in)->result]; \
        EXP_TILE(x[i] - y[i], x != d && y != d) \
        break; \
    } \
    case DIFFERENCE_EXP * 4 + 1: { \
        const float *x = slots[in->a], y = scalars[in->b]; \
        d = slots[(++in)->result]; \
        EXP_TILE(x[i] - y, x != d) \
        break; \
    }

CK_CLONES static void run_instructions(
    const CKInstruction *instructions, int32_t count, T *const *slots, const T *scalars,
    int64_t n) {
    for (const CKInstruction *in = instructions; in < instructions + count; in++) {
        T *d = slots[in->result];
        switch (in->operation * 4 + in->form) {
#define UNARY(operation, name, cost, f32, f64, i64) UNARY_CASE(operation, f32)
#define BINARY(operation, name, cost, f32, f64, i64) BINARY_CASE(operation, f32)
#include "elementwise_table.h"
            COMMON_CASES
            FLOATING_CASES
            DIFFERENCE_CASES
        default: break;
        }
    }
}

#include "fused_range.h"

#include "fused_fold.h"

#include "fused_rows.h"
