// SPDX-License-Identifier: Apache-2.0
//
// The cases of the interpreter's switch, as macros over the register type T: those of the table of
// elementwise operations, for which the file that includes this says which column is its own, and
// those of the combinations.
#ifndef MARTLET_CK_FUSED_INSTRUCTIONS_H
#define MARTLET_CK_FUSED_INSTRUCTIONS_H

#include "clones.h"

#define CODE(operation, form) (CKOperation##operation * 4 + (form))

#define UNARY_CASE(operation, formula) \
    case CODE(operation, 0): { \
        const T *x = slots[in->a]; \
        V_##formula \
        break; \
    }
#define BINARY_CASE(operation, formula) \
    case CODE(operation, 0): { \
        const T *x = slots[in->a], *y = slots[in->b]; \
        VV_##formula \
        break; \
    } \
    case CODE(operation, 1): { \
        const T *x = slots[in->a], b = scalars[in->b]; \
        VS_##formula \
        break; \
    } \
    case CODE(operation, 2): { \
        const T a = scalars[in->a], *y = slots[in->b]; \
        SV_##formula \
        break; \
    }

// What a formula becomes where its operands are vectors (V) or scalars (S). Instructions that a
// register type does not have are refused before they come here.
#define LOOP(operands, formula) \
    for (int64_t i = 0; i < n; i++) { \
        operands; \
        d[i] = (T)(formula); \
    }
#define V_EACH(formula) CK_VECTORIZE LOOP(const T a = x[i], formula)
#define V_CALL(formula) LOOP(const T a = x[i], formula)
#define V_TILE(call) call;
#define V_NONE (void)x;
#define VV_EACH(formula) CK_VECTORIZE LOOP(const T a = x[i]; const T b = y[i], formula)
#define VV_CALL(formula) LOOP(const T a = x[i]; const T b = y[i], formula)
#define VV_NONE (void)x, (void)y;
#define VS_EACH(formula) CK_VECTORIZE LOOP(const T a = x[i], formula)
#define VS_CALL(formula) LOOP(const T a = x[i], formula)
#define VS_NONE (void)x, (void)b;
#define SV_EACH(formula) CK_VECTORIZE LOOP(const T b = y[i], formula)
#define SV_CALL(formula) LOOP(const T b = y[i], formula)
#define SV_NONE (void)a, (void)y;

// Formulas of the table that are the same for several types.
#define SIGN(a) ((a) > 0 ? 1 : (a) < 0 ? -1 : (a))
#define RELU(a) ((a) > 0 || (a) != (a) ? (a) : 0)
#define MAXIMUM(a, b) ((a) > (b) || (a) != (a) ? (a) : (b))
#define MINIMUM(a, b) ((a) < (b) || (a) != (a) ? (a) : (b))
#define AND(a, b) (((a) != 0) & ((b) != 0))
#define OR(a, b) (((a) != 0) | ((b) != 0))
#define ROOT(a) __builtin_elementwise_sqrt(a)
#define FLOOR(a) __builtin_elementwise_floor(a)
#define CEIL(a) __builtin_elementwise_ceil(a)
#define ROUND(a) __builtin_elementwise_roundeven(a)

#define ASSIGN(formula) \
    CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = (T)(formula)

#define SELECT_CASE(form, B, C, declare) \
    case CODE(Select, form): { \
        const T *a = slots[in->a]; \
        declare; \
        ASSIGN(a[i] != 0 ? B : C); \
        break; \
    }

/// Selections, and the combinations that every register type has.
#define COMMON_CASES \
    SELECT_CASE(0, b[i], c[i], const T *b = slots[in->b]; const T *c = slots[in->c]) \
    SELECT_CASE(1, b[i], z, const T *b = slots[in->b]; const T z = scalars[in->c]) \
    SELECT_CASE(2, y, c[i], const T y = scalars[in->b]; const T *c = slots[in->c]) \
    SELECT_CASE(3, y, z, const T y = scalars[in->b]; const T z = scalars[in->c]) \
    case CODE(MultiplyAdd, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], *c = slots[in->c]; \
        ASSIGN((W)a[i] * (W)b[i] + (W)c[i]); \
        break; \
    } \
    case CODE(ScaleShift, 0): { \
        const T *a = slots[in->a], s = scalars[in->s], t = scalars[in->t]; \
        ASSIGN((W)s * (W)a[i] + (W)t); \
        break; \
    } \
    case CODE(ScaleAdd, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s]; \
        ASSIGN((W)s * (W)a[i] + (W)b[i]); \
        break; \
    } \
    case CODE(Blend, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        ASSIGN((W)s * (W)a[i] + (W)t * (W)b[i]); \
        break; \
    } \
    case CODE(BlendSquare, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        ASSIGN((W)s * (W)a[i] + (W)t * ((W)b[i] * (W)b[i])); \
        break; \
    } \
    case CODE(Mask, 0): { \
        const T *a = slots[in->a], *b = slots[in->b]; \
        ASSIGN(a[i] > 0 ? b[i] : (T)0); \
        break; \
    }

/// Blend, blend of squares and root step in one pass, when ck_fused_code_create has found the three in
/// a row (`fuse_moments`): this instruction and the two after it.
#define MOMENTS_CASE \
    case MOMENTS * 4: { \
        const CKInstruction *second = in + 1, *third = in + 2; \
        T *v = slots[second->result], *p = slots[third->result]; \
        const T *a = slots[in->a], *g = slots[in->b]; \
        const T *u = slots[second->a], *q = slots[third->a]; \
        const T s = scalars[in->s], t = scalars[in->t]; \
        const T k = scalars[second->s], l = scalars[second->t]; \
        const T step = scalars[third->s], floor = scalars[third->t]; \
        CK_VECTORIZE for (int64_t i = 0; i < n; i++) { \
            T mean = s * a[i] + t * g[i]; \
            T variance = k * u[i] + l * (g[i] * g[i]); \
            d[i] = mean; \
            v[i] = variance; \
            p[i] = q[i] - step * mean / (ROOT(variance) + floor); \
        } \
        in += 2; \
        break; \
    }

/// A product of two arrays (form 0), or of an array and a scalar (1), and the instruction after it that
/// reads it: see `fused_find_pairs`.
#define PRODUCT_CASE(pair, form, factor, product, declare, formula) \
    case (pair) * 4 + (form): { \
        const CKInstruction *second = in + 1; \
        const T *x = slots[in->a], factor; \
        declare; \
        d = slots[second->result]; \
        CK_VECTORIZE for (int64_t i = 0; i < n; i++) { \
            const T value = product; \
            d[i] = formula; \
        } \
        in++; \
        break; \
    }
#define PRODUCT_CASES(pair, declare, formula) \
    PRODUCT_CASE(pair, 0, *y = slots[in->b], x[i] * y[i], declare, formula) \
    PRODUCT_CASE(pair, 1, s = scalars[in->b], x[i] * s, declare, formula)

/// The combinations of floating-point registers.
#define FLOATING_CASES \
    MOMENTS_CASE \
    PRODUCT_CASES(MINUS_PRODUCT, const T *a = slots[second->a], a[i] - value) \
    PRODUCT_CASES( \
        PRODUCT_ADD, const T *b = slots[second->b]; const T *c = slots[second->c], \
        value * b[i] + c[i]) \
    case CODE(RootRatio, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        ASSIGN(s * a[i] / (ROOT(b[i]) + t)); \
        break; \
    } \
    case CODE(RootStep, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], *c = slots[in->c]; \
        const T s = scalars[in->s], t = scalars[in->t]; \
        ASSIGN(a[i] - s * b[i] / (ROOT(c[i]) + t)); \
        break; \
    }

#endif
