// SPDX-License-Identifier: Apache-2.0
//
// Vectors of 16 bytes: NEON's, and what every other processor has.
#include <string.h>

#include "attention.h"
#include "math32.h"

#define CK_NAME(x) ck_attention_portable_##x
#define CK_TABLE ck_attention_portable
#define LANES 4
#include "attention_rows.h"
