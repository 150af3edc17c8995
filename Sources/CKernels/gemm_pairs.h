// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_GEMM_PAIRS_INTERNAL_H
#define MARTLET_CK_GEMM_PAIRS_INTERNAL_H

#include "gemm.h"
#include "include/ck_gemm_pairs.h"

extern const CKGemmKernels ck_gemm_portable_bfloat16, ck_gemm_portable_int16;
#if defined(__x86_64__)
extern const CKGemmKernels ck_gemm_avx2_bfloat16, ck_gemm_avx2_int16;
extern const CKGemmKernels ck_gemm_avx512_bfloat16, ck_gemm_avx512_int16;
#endif

/// The kernels for pairs of bfloat16, or else of int16, on this processor.
const CKGemmKernels *ck_gemm_pairs_kernels(bool is_bfloat16);

/// Copies rows `row` ..< `row` + `rows` of a strided matrix as 16-bit elements, side by side in rows
/// of `width`, which is even and at least `columns`: zeros follow.
typedef struct CKPairRows {
    CKType type;
    const void *source;
    int64_t rows, columns, row_stride, column_stride, width;
} CKPairRows;
void ck_pack_pair_rows(const CKPairRows *rows, uint16_t *target);

/// Copies `inner` × `columns` elements into panels of `panel_pairs` pairs, from pair `first` on: of
/// two vectors of `lanes`, then of one. An odd last row is paired with zeros.
typedef struct CKPairPanels {
    CKType type;
    const void *source;
    int64_t inner, columns, inner_stride, column_stride, lanes, first, panel_pairs;
} CKPairPanels;
void ck_pack_pair_panels(const CKPairPanels *panels, uint32_t *target);

/// Copies `rows` × `columns` sums, rounded to bfloat16.
void ck_round_sums(
    const float *sums, int64_t stride, uint16_t *result, int64_t result_stride, int64_t rows,
    int64_t columns);

#endif
