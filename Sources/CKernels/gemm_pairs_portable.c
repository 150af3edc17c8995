// SPDX-License-Identifier: Apache-2.0
//
// What every processor has, with vectors of 16 bytes.
#define SET portable
#define BYTES 16
#define MOST_ROWS 4
#define FOUR_ROWS 1
#define EIGHT_ROWS 1
#include "gemm_pairs_instances.h"
