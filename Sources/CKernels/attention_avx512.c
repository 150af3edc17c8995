// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <string.h>

#include "attention.h"
#include "math32.h"

#define TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define CK_NAME(x) ck_attention_avx512_##x
#define CK_TABLE ck_attention_avx512
#define LANES 16
#include "attention_rows.h"
#pragma clang attribute pop
#endif
