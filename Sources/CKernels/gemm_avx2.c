// SPDX-License-Identifier: Apache-2.0
//
// Sixteen registers of 32 bytes: six rows by two vectors, and what they are multiplied by.
#if defined(__x86_64__)
#define TARGET "avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define SET avx2
#define BYTES 32
#define MOST_ROWS 6
#define FOUR_ROWS 2
#define EIGHT_ROWS 1
#include "gemm_instances.h"
#pragma clang attribute pop
#endif
