// SPDX-License-Identifier: Apache-2.0
//
// Both element types of one instruction set: SET is its name, BYTES the size of its vectors.
#include <string.h>

#include "gemm.h"

#define CK_JOIN_(a, b, c) ck_gemm_##a##_##b##_##c
#define CK_JOIN(a, b, c) CK_JOIN_(a, b, c)
#define CK_NAME(x) CK_JOIN(SET, REAL, x)
#define CK_TABLE_(a, b) ck_gemm_##a##_##b
#define CK_TABLE(a, b) CK_TABLE_(a, b)

#define GROUP 1
#define UNIT REAL
#define PANEL REAL
#define MULTIPLY_ADD(sum, x, s) sum += x * s

#define REAL float
#define LANES (BYTES / 4)
#include "gemm_tile.h"
#include "gemm_pack.h"
#include "gemm_dots.h"
const CKGemmKernels CK_TABLE(SET, REAL) = {
    LANES, MOST_ROWS, CK_NAME(multiply), CK_NAME(pack), CK_NAME(dots)};
#undef REAL
#undef LANES

#define REAL double
#define LANES (BYTES / 8)
#include "gemm_tile.h"
#include "gemm_pack.h"
#include "gemm_dots.h"
const CKGemmKernels CK_TABLE(SET, REAL) = {
    LANES, MOST_ROWS, CK_NAME(multiply), CK_NAME(pack), CK_NAME(dots)};
#undef REAL
#undef LANES

#undef GROUP
#undef UNIT
#undef PANEL
#undef MULTIPLY_ADD
