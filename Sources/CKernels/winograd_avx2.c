// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <string.h>

#include "winograd.h"

#define TARGET "avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define CK_NAME(x) ck_winograd_avx2_##x
#define CK_TABLE ck_winograd_avx2
#define LANES 8
#include "winograd_transform.h"
#include "winograd_gradient_transform.h"
#pragma clang attribute pop
#endif
