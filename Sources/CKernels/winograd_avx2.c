// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <string.h>

#include "winograd.h"

#define TARGET "avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define SET avx2
#define LANES 8
#include "winograd_instance.h"
#pragma clang attribute pop
#endif
