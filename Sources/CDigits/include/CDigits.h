// SPDX-License-Identifier: Apache-2.0
#ifndef CDIGITS_H
#define CDIGITS_H

/// How many digits there are.
enum { CDIGITS_COUNT = 1797 };

/// 65 characters per digit: 8 rows of 8 pixels, 0-9 and a-g for the values 0 to 16; then the label.
const unsigned char *cdigits_text(void);

#endif
