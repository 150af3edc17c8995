// SPDX-License-Identifier: Apache-2.0
//
// The cases of the interpreter's switch, as macros over the register type T. The loops of a case
// vectorise; LIBRARY cases call the C library for each element.
#ifndef MARTLET_CK_FUSED_INSTRUCTIONS_H
#define MARTLET_CK_FUSED_INSTRUCTIONS_H

#include "clones.h"

#define EACH(expression) \
    CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = (T)(expression)
#define EACH_PLAIN(expression) \
    for (int64_t i = 0; i < n; i++) d[i] = (T)(expression)
#define CODE(name, form) (CKOperation##name * 4 + (form))

#define UNARY(name, expression) \
    case CODE(name, 0): { \
        const T *a = slots[in->a]; \
        EACH(expression); \
        break; \
    }
#define UNARY_LIBRARY(name, expression) \
    case CODE(name, 0): { \
        const T *a = slots[in->a]; \
        EACH_PLAIN(expression); \
        break; \
    }
#define BINARY_LOOPS(name, function, each) \
    case CODE(name, 0): { \
        const T *a = slots[in->a], *b = slots[in->b]; \
        each(function(a[i], b[i])); \
        break; \
    } \
    case CODE(name, 1): { \
        const T *a = slots[in->a], y = scalars[in->b]; \
        each(function(a[i], y)); \
        break; \
    } \
    case CODE(name, 2): { \
        const T x = scalars[in->a], *b = slots[in->b]; \
        each(function(x, b[i])); \
        break; \
    }
#define BINARY(name, function) BINARY_LOOPS(name, function, EACH)
#define BINARY_LIBRARY(name, function) BINARY_LOOPS(name, function, EACH_PLAIN)

#define SELECT_CASE(form, B, C, declare) \
    case CODE(Select, form): { \
        const T *a = slots[in->a]; \
        declare; \
        EACH(a[i] != 0 ? B : C); \
        break; \
    }

// Arithmetic is done in W: T itself, or the unsigned type for integers, which wrap around.
#define F_ADD(x, y) ((W)(x) + (W)(y))
#define F_SUBTRACT(x, y) ((W)(x) - (W)(y))
#define F_MULTIPLY(x, y) ((W)(x) * (W)(y))
#define F_DIVIDE(x, y) ((x) / (y))
#define F_MAXIMUM(x, y) ((x) > (y) || (x) != (x) ? (x) : (y))
#define F_MINIMUM(x, y) ((x) < (y) || (x) != (x) ? (x) : (y))
#define F_EQUAL(x, y) ((x) == (y))
#define F_NOT_EQUAL(x, y) ((x) != (y))
#define F_LESS(x, y) ((x) < (y))
#define F_LESS_OR_EQUAL(x, y) ((x) <= (y))
#define F_GREATER(x, y) ((x) > (y))
#define F_GREATER_OR_EQUAL(x, y) ((x) >= (y))
#define F_AND(x, y) (((x) != 0) & ((y) != 0))
#define F_OR(x, y) (((x) != 0) | ((y) != 0))
#define F_XOR(x, y) (((x) != 0) ^ ((y) != 0))

/// What every register type has.
#define COMMON_CASES \
    UNARY(Copy, a[i]) \
    UNARY(Negate, NEGATIVE(a[i])) \
    UNARY(Absolute, ABSOLUTE(a[i])) \
    UNARY(Sign, a[i] > 0 ? (T)1 : a[i] < 0 ? (T)-1 : a[i]) \
    UNARY(Square, (W)a[i] * (W)a[i]) \
    UNARY(Not, a[i] == 0) \
    UNARY(IsTrue, a[i] != 0) \
    UNARY(Relu, a[i] > 0 || a[i] != a[i] ? a[i] : (T)0) \
    BINARY(Add, F_ADD) \
    BINARY(Subtract, F_SUBTRACT) \
    BINARY(Multiply, F_MULTIPLY) \
    BINARY(Maximum, F_MAXIMUM) \
    BINARY(Minimum, F_MINIMUM) \
    BINARY(Equal, F_EQUAL) \
    BINARY(NotEqual, F_NOT_EQUAL) \
    BINARY(Less, F_LESS) \
    BINARY(LessOrEqual, F_LESS_OR_EQUAL) \
    BINARY(Greater, F_GREATER) \
    BINARY(GreaterOrEqual, F_GREATER_OR_EQUAL) \
    BINARY(And, F_AND) \
    BINARY(Or, F_OR) \
    BINARY(Xor, F_XOR) \
    SELECT_CASE(0, b[i], c[i], const T *b = slots[in->b]; const T *c = slots[in->c]) \
    SELECT_CASE(1, b[i], z, const T *b = slots[in->b]; const T z = scalars[in->c]) \
    SELECT_CASE(2, y, c[i], const T y = scalars[in->b]; const T *c = slots[in->c]) \
    SELECT_CASE(3, y, z, const T y = scalars[in->b]; const T z = scalars[in->c]) \
    case CODE(MultiplyAdd, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], *c = slots[in->c]; \
        EACH((W)a[i] * (W)b[i] + (W)c[i]); \
        break; \
    } \
    case CODE(ScaleShift, 0): { \
        const T *a = slots[in->a], s = scalars[in->s], t = scalars[in->t]; \
        EACH((W)s * (W)a[i] + (W)t); \
        break; \
    } \
    case CODE(ScaleAdd, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s]; \
        EACH((W)s * (W)a[i] + (W)b[i]); \
        break; \
    } \
    case CODE(Blend, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        EACH((W)s * (W)a[i] + (W)t * (W)b[i]); \
        break; \
    } \
    case CODE(BlendSquare, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        EACH((W)s * (W)a[i] + (W)t * ((W)b[i] * (W)b[i])); \
        break; \
    } \
    case CODE(Mask, 0): { \
        const T *a = slots[in->a], *b = slots[in->b]; \
        EACH(a[i] > 0 ? b[i] : (T)0); \
        break; \
    }

/// Blend, blend of squares and root step in one pass, when ck_fused_create has found the three in
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
            p[i] = q[i] - step * mean / (M_ROOT(variance) + floor); \
        } \
        in += 2; \
        break; \
    }

/// What floating-point registers have, with the type's own functions (M_…).
#define FLOATING_CASES \
    MOMENTS_CASE \
    UNARY(SquareRoot, M_ROOT(a[i])) \
    UNARY(ReciprocalRoot, (T)1 / M_ROOT(a[i])) \
    UNARY(Reciprocal, (T)1 / a[i]) \
    UNARY(IsNaN, a[i] != a[i]) \
    UNARY(IsFinite, a[i] - a[i] == 0) \
    BINARY(Divide, F_DIVIDE) \
    BINARY_LIBRARY(Power, M_POWER) \
    BINARY_LIBRARY(Remainder, M_REMAINDER) \
    BINARY_LIBRARY(Modulo, M_MODULO) \
    BINARY_LIBRARY(ArcTangent2, M_ARC_TANGENT_2) \
    UNARY_LIBRARY(Tan, M_TAN(a[i])) \
    UNARY_LIBRARY(Floor, M_FLOOR(a[i])) \
    UNARY_LIBRARY(Ceil, M_CEIL(a[i])) \
    UNARY_LIBRARY(Truncate, M_TRUNCATE(a[i])) \
    UNARY_LIBRARY(Round, M_ROUND(a[i])) \
    case CODE(RootRatio, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], s = scalars[in->s], t = scalars[in->t]; \
        EACH(s * a[i] / (M_ROOT(b[i]) + t)); \
        break; \
    } \
    case CODE(RootStep, 0): { \
        const T *a = slots[in->a], *b = slots[in->b], *c = slots[in->c]; \
        const T s = scalars[in->s], t = scalars[in->t]; \
        EACH(a[i] - s * b[i] / (M_ROOT(c[i]) + t)); \
        break; \
    }

#endif
