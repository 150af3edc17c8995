// SPDX-License-Identifier: Apache-2.0
//
// Thirty-two registers of 16 bytes: eight rows by two vectors.
#if defined(__aarch64__)
#define SET neon
#define BYTES 16
#define MOST_ROWS 8
#define FOUR_ROWS 5
#define EIGHT_ROWS 2
#include "gemm_instances.h"
#endif
