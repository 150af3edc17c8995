// SPDX-License-Identifier: Apache-2.0
#include "CDigits.h"

// The data is text so that it can be looked at and compiles in no time; see LICENSE-DATA.md.
static const char text[] =
#include "digits.txt"
    ;

_Static_assert(sizeof text == CDIGITS_COUNT * 65 + 1, "digits.txt is not complete");

const unsigned char *cdigits_text(void) { return (const unsigned char *)text; }
