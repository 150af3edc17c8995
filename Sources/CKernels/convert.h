// SPDX-License-Identifier: Apache-2.0
//
// Conversions of single elements, written so that loops over them vectorise. Float to integer
// truncates, saturates at int64 and wraps to narrower types; NaN becomes 0. To 16-bit floats rounds
// to nearest, halves to even.
#ifndef MARTLET_CK_CONVERT_H
#define MARTLET_CK_CONVERT_H

#include <stdint.h>
#include <string.h>

#include "clones.h"

CK_INLINE uint32_t bits_of_float(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

CK_INLINE float float_of_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

CK_INLINE float bfloat16_to_float(uint16_t x) { return float_of_bits((uint32_t)x << 16); }

CK_INLINE uint16_t float_to_bfloat16(float x) {
    uint32_t bits = bits_of_float(x);
    uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    uint32_t quiet = (bits >> 16) | 0x40;  // rounding must not turn a NaN into infinity
    return (uint16_t)(x != x ? quiet : rounded);
}

CK_INLINE float float16_to_float(uint16_t x) {
    uint32_t sign = (uint32_t)(x & 0x8000) << 16;
    uint32_t magnitude = (uint32_t)(x & 0x7fff) << 13;
    // 2^112 moves the exponent from bias 15 to 127, and makes subnormal numbers right as well.
    float scaled = float_of_bits(magnitude) * 0x1p112f;
    uint32_t bits = magnitude >= 0x0f800000 ? (magnitude | 0x7f800000) : bits_of_float(scaled);
    return float_of_bits(bits | sign);
}

CK_INLINE uint16_t float_to_float16(float x) {
    uint32_t bits = bits_of_float(x);
    uint32_t sign = (bits >> 16) & 0x8000;
    bits &= 0x7fffffff;
    uint32_t normal = (bits - 0x38000000 + 0xfff + ((bits >> 13) & 1)) >> 13;
    // Adding 0.5 leaves the rounded subnormal number in the low bits of the sum.
    uint32_t subnormal = bits_of_float(float_of_bits(bits) + 0.5f) - 0x3f000000;
    uint32_t result = bits < 0x38800000 ? subnormal : normal;
    result = bits >= 0x477ff000 ? 0x7c00 : result;
    result = bits > 0x7f800000 ? 0x7e00 : result;
    return (uint16_t)(result | sign);
}

CK_INLINE int64_t double_to_int64(double x) {
    if (!(x < 0x1p63)) return x != x ? 0 : INT64_MAX;
    return x < -0x1p63 ? INT64_MIN : (int64_t)x;
}

#endif
