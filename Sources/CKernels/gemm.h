// SPDX-License-Identifier: Apache-2.0
//
// The one micro-kernel behind products and convolutions: a tile of the result in registers.
//
// The inner index goes through *runs*: equally long stretches, each with a place in the left
// operand and a row of the right one. A product has one run; a convolution has one for each line of
// its window, so that images need neither be unrolled nor padded.
#ifndef MARTLET_CK_GEMM_INTERNAL_H
#define MARTLET_CK_GEMM_INTERNAL_H

#include "clones.h"
#include "include/ck_gemm.h"

/// Where a run begins: an offset into the left operand, in elements, and a row of the right one.
typedef struct CKRun {
    int64_t left, inner;
} CKRun;

/// A product of `rows` × (runs) × `columns`. Where `panels` is NULL or holds the last columns only,
/// the right operand is read in place and its columns lie side by side.
typedef struct CKTile {
    int64_t rows, columns;
    const void *left;
    int64_t left_row_stride, left_inner_stride;
    const CKRun *runs;
    int64_t run_count, run_length;
    /// In place; NULL if all of it is packed.
    const void *right;
    int64_t right_stride;
    /// Packed columns: a panel that begins with column j lies at `panels` + `panel_inner` × j; of
    /// an operand in place, only the columns behind the last whole vector, at `panels`.
    const void *panels;
    int64_t panel_inner;
    void *result;
    int64_t result_stride;
    /// Added to the sums before the bias; NULL: none. Its columns lie side by side.
    const void *residual;
    int64_t residual_stride;
    const void *bias;
    bool accumulates, is_rectified;
} CKTile;

/// Rows `first` ..< `first` + `inner` (of `panel_inner`) of a right operand that is to be packed.
typedef struct CKPacking {
    const void *right;
    int64_t inner_stride, column_stride;
    int64_t first, inner, columns, panel_inner;
    void *panels;
} CKPacking;

/// A matrix whose rows lie as the vector does, times that vector.
typedef struct CKDots {
    int64_t rows, inner;
    const void *matrix, *vector;
    int64_t row_stride;
    void *result;
    const void *bias;
    int64_t result_stride, bias_stride;
    bool is_rectified;
} CKDots;

/// The kernels of one element type for one instruction set.
typedef struct CKGemmKernels {
    int64_t lanes, rows;
    void (*multiply)(const CKTile *tile);
    void (*pack)(const CKPacking *packing);
    void (*dots)(const CKDots *dots);
} CKGemmKernels;

extern const CKGemmKernels ck_gemm_portable_float, ck_gemm_portable_double;
#if defined(__x86_64__)
extern const CKGemmKernels ck_gemm_avx2_float, ck_gemm_avx2_double;
extern const CKGemmKernels ck_gemm_avx512_float, ck_gemm_avx512_double;
#elif defined(__aarch64__)
extern const CKGemmKernels ck_gemm_neon_float, ck_gemm_neon_double;
#endif

/// The kernels for this processor.
const CKGemmKernels *ck_gemm_kernels(CKType type);

/// Finds the blocks of a product of the sizes (batch, rows, columns, inner), from these alone.
void ck_cut_product(const int64_t sizes[4], int64_t *row_block, int64_t *column_block);

/// Vectors are at most this long, in elements: packed columns are counted in multiples of it.
enum { CK_MOST_LANES = 16, CK_CACHE_LINE_FLOATS = 16 };

// Loops over the rows and vectors of a tile must vanish, or its sums lie in memory.
#if defined(__clang__) && defined(__OPTIMIZE__)
#define CK_UNROLL _Pragma("clang loop unroll(full)")
#else
#define CK_UNROLL
#endif

CK_INLINE int64_t ck_least(int64_t a, int64_t b) { return a < b ? a : b; }
CK_INLINE int64_t ck_greatest(int64_t a, int64_t b) { return a > b ? a : b; }
CK_INLINE int64_t ck_blocks(int64_t count, int64_t size) { return (count + size - 1) / size; }
CK_INLINE int64_t ck_round_up(int64_t count, int64_t size) { return ck_blocks(count, size) * size; }

/// The scratch memory of a lane, from the first cache line in it: one line must be counted for it.
CK_INLINE float *ck_lane_scratch(float *scratch, int64_t stride, int32_t lane) {
    uintptr_t start = (uintptr_t)(scratch + lane * stride);
    return (float *)((start + 63) & ~(uintptr_t)63);
}

#endif
