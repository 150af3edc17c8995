// SPDX-License-Identifier: Apache-2.0
//
// Vectors of 16 bytes: NEON's, and what every other processor has.
#include <string.h>

#include "winograd.h"

#define SET portable
#define LANES 4
#include "winograd_instance.h"
