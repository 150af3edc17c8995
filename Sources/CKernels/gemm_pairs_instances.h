// SPDX-License-Identifier: Apache-2.0
//
// Products of bfloat16 and of int16 for one instruction set, of which gemm_instances.h says more:
// a lane is a pair of neighbours along the inner index, and both of its products are added to a
// float32 or int32. Who includes it may bring MULTIPLY_ADD_BFLOAT16(sum, x, s) and
// MULTIPLY_ADD_INT16(sum, x, s) for instructions that do so.
#include <string.h>

#include "gemm.h"
#include "gemm_pairs.h"

#define CK_JOIN_(a, b, c) ck_gemm_##a##_##b##_##c
#define CK_JOIN(a, b, c) CK_JOIN_(a, b, c)
#define CK_NAME(x) CK_JOIN(SET, NAME, x)
#define CK_TABLE_(a, b) ck_gemm_##a##_##b
#define CK_TABLE(a, b) CK_TABLE_(a, b)

#define LANES (BYTES / 4)
#define GROUP 2

#ifndef MULTIPLY_ADD_BFLOAT16
// A bfloat16 is the upper half of a float32: products of both halves are exact.
#define MULTIPLY_ADD_BFLOAT16(sum, x, s) \
    { \
        uint32_t low = x << 16, high = x & 0xffff0000u; \
        float x_low, x_high; \
        memcpy(&x_low, &low, 4); \
        memcpy(&x_high, &high, 4); \
        sum += x_low * (Vector)(s << 16); \
        sum += x_high * (Vector)(s & 0xffff0000u); \
    }
#endif
#ifndef MULTIPLY_ADD_INT16
#define MULTIPLY_ADD_INT16(sum, x, s) \
    { \
        sum += (int32_t)(int16_t)x * ((Vector)(s << 16) >> 16); \
        sum += (int32_t)(int16_t)(x >> 16) * ((Vector)s >> 16); \
    }
#endif

#define UNIT uint16_t
#define PANEL uint32_t

#define NAME bfloat16
#define REAL float
#define MULTIPLY_ADD MULTIPLY_ADD_BFLOAT16
#include "gemm_tile.h"
const CKGemmKernels CK_TABLE(SET, bfloat16) = {LANES, MOST_ROWS, CK_NAME(multiply), NULL, NULL};
#undef NAME
#undef REAL
#undef MULTIPLY_ADD

#define NAME int16
#define REAL int32_t
#define MULTIPLY_ADD MULTIPLY_ADD_INT16
#include "gemm_tile.h"
const CKGemmKernels CK_TABLE(SET, int16) = {LANES, MOST_ROWS, CK_NAME(multiply), NULL, NULL};
