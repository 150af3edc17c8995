// SPDX-License-Identifier: Apache-2.0
//
// AVX512-BF16 and AVX512-VNNI: one instruction multiplies both elements of sixteen pairs and adds.
#if defined(__x86_64__)
#include <immintrin.h>
#define TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,avx512bf16,avx512vnni"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define SET avx512
#define BYTES 64
#define MOST_ROWS 12
#define FOUR_ROWS 6
#define EIGHT_ROWS 3
#define MULTIPLY_ADD_BFLOAT16(sum, x, s) \
    sum = (Vector)_mm512_dpbf16_ps( \
        (__m512)sum, (__m512bh)_mm512_set1_epi32((int32_t)x), (__m512bh)s)
#define MULTIPLY_ADD_INT16(sum, x, s) \
    sum = (Vector)_mm512_dpwssd_epi32( \
        (__m512i)sum, _mm512_set1_epi32((int32_t)x), (__m512i)s)
#include "gemm_pairs_instances.h"
#pragma clang attribute pop
#endif
