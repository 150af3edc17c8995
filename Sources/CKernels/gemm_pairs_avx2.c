// SPDX-License-Identifier: Apache-2.0
//
// Sixteen registers of 32 bytes; int16 has an instruction for pairs, bfloat16 has none.
#if defined(__x86_64__)
#include <immintrin.h>
#define TARGET "avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define SET avx2
#define BYTES 32
#define MOST_ROWS 6
#define FOUR_ROWS 2
#define EIGHT_ROWS 1
#define MULTIPLY_ADD_INT16(sum, x, s) \
    sum += (Vector)_mm256_madd_epi16(_mm256_set1_epi32((int32_t)x), (__m256i)s)
#include "gemm_pairs_instances.h"
#pragma clang attribute pop
#endif
