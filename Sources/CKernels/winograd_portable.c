// SPDX-License-Identifier: Apache-2.0
//
// Vectors of 16 bytes: NEON's, and what every other processor has.
#include <string.h>

#include "winograd.h"

#define CK_NAME(x) ck_winograd_portable_##x
#define CK_TABLE ck_winograd_portable
#define LANES 4
#include "winograd_transform.h"
#include "winograd_gradient_transform.h"
