// SPDX-License-Identifier: Apache-2.0
//
// Thirty-two registers of 64 bytes: twelve rows by two vectors, and what they are multiplied by.
#if defined(__x86_64__)
#define TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define SET avx512
#define BYTES 64
#define MOST_ROWS 12
#define FOUR_ROWS 6
#define EIGHT_ROWS 3
#include "gemm_instances.h"
#pragma clang attribute pop
#endif
