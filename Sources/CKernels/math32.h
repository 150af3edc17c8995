// SPDX-License-Identifier: Apache-2.0
//
// Elementary functions in float32, free of branches so that loops over them vectorise. The
// polynomials were fitted for this file (minimax by iteratively reweighted least squares); the
// tests bound each function's error against double precision.
#ifndef MARTLET_CK_MATH32_H
#define MARTLET_CK_MATH32_H

#include "convert.h"

CK_INLINE float copy_sign32(float magnitude, float sign) {
    uint32_t bit = bits_of_float(sign) & 0x80000000u;
    return float_of_bits((bits_of_float(magnitude) & 0x7fffffffu) | bit);
}

/// 2^k for −126 ≤ k ≤ 127.
CK_INLINE float power_of_two32(int32_t k) { return float_of_bits((uint32_t)(k + 127) << 23); }

/// ln 2 = high + low; whole numbers that exponents may be, times high, are exact.
#define CK_LN2_HIGH 0x1.63p-1f
#define CK_LN2_LOW -2.12194440e-4f

/// (exp(r) − 1 − r) / r² for |r| ≤ ½ ln 2; r may be a vector.
#define CK_EXPM1_TAIL(r) \
    (((((1.978927467e-04f * (r) + 1.394573948e-03f) * (r) + 8.333503269e-03f) * (r) \
       + 4.166628048e-02f) * (r) + 1.666666567e-01f) * (r) + 0.5f)

/// exp(r) for |r| ≤ ½ ln 2.
CK_INLINE float reduced_exp(float r) {
    float q = 1.381461043e-03f;
    q = q * r + 8.368710987e-03f;
    q = q * r + 4.166838899e-02f;
    q = q * r + 1.666652113e-01f;
    q = q * r + 4.999999404e-01f;
    return ((q * r) * r + r) + 1.0f;
}

/// x = n·ln 2 + r with |r| ≤ ½ ln 2; the value is r, and the last bits of `rounded` are n.
CK_INLINE float reduced_argument(float x, uint32_t *rounded) {
    const float magic = 0x1.8p23f;  // its last bit counts ones: adding it rounds
    float shifted = x * 0x1.715476p+0f + magic;
    float n = shifted - magic;
    *rounded = bits_of_float(shifted);
    float r = x - n * CK_LN2_HIGH;
    return r - n * CK_LN2_LOW;
}

CK_INLINE float exp32(float x) {
    float y = x < -104.0f ? -104.0f : x;
    y = y > 89.0f ? 89.0f : y;
    uint32_t rounded;
    float p = reduced_exp(reduced_argument(y, &rounded));
    int32_t k = (int32_t)(rounded - 0x4b400000u);
    int32_t half = k >> 1;  // two steps: 2^k alone leaves the range at both ends
    return p * power_of_two32(half) * power_of_two32(k - half);
}

/// exp32 for |x| ≤ 87: neither x nor the result is out of the ordinary, and n goes to the exponent.
CK_INLINE float moderate_exp32(float x) {
    uint32_t rounded;
    float p = reduced_exp(reduced_argument(x, &rounded));
    return float_of_bits(bits_of_float(p) + (rounded << 23));
}

/// exp(r) − 1 for |r| ≤ ½ ln 2.
CK_INLINE float reduced_expm1(float r) {
    return (CK_EXPM1_TAIL(r) * r) * r + r;
}

CK_INLINE float expm1_32(float x) {
    float y = x < -20.0f ? -20.0f : x;
    y = y > 88.0f ? 88.0f : y;
    uint32_t rounded;
    float p = reduced_expm1(reduced_argument(y, &rounded));
    float scale = power_of_two32((int32_t)(rounded - 0x4b400000u));
    float small = p * scale + (scale - 1.0f);
    float signed_zero = x == 0.0f ? x : small;
    return x > 88.0f ? exp32(x) : signed_zero;
}

CK_INLINE float log32(float x) {
    float y = x < 0x1p-126f ? x * 0x1p23f : x;  // subnormal numbers become normal
    float shift = x < 0x1p-126f ? -23.0f : 0.0f;
    uint32_t bits = bits_of_float(y);
    int32_t exponent = (int32_t)(bits - 0x3f3504f3u) >> 23;  // the mantissa lies in [√½, √2)
    float f = float_of_bits(bits - ((uint32_t)exponent << 23)) - 1.0f;
    float e = (float)exponent + shift;
    float p = -7.636342198e-02f;
    p = p * f + 1.277031600e-01f;
    p = p * f + -1.316357553e-01f;
    p = p * f + 1.420082450e-01f;
    p = p * f + -1.662293971e-01f;
    p = p * f + 2.000125200e-01f;
    p = p * f + -2.500083148e-01f;
    p = p * f + 3.333333135e-01f;
    float square = f * f;
    float tail = (p * f) * square + e * CK_LN2_LOW;
    float result = (f + (tail - 0.5f * square)) + e * CK_LN2_HIGH;
    result = x == float_of_bits(0x7f800000u) ? x : result;
    result = x == 0.0f ? float_of_bits(0xff800000u) : result;
    return x < 0.0f || x != x ? float_of_bits(0x7fc00000u) : result;
}

/// log(1 + x): the rounding error of 1 + x is put back to first order.
CK_INLINE float log1p_32(float x) {
    float u = 1.0f + x;
    float lost = x - (u - 1.0f);
    float result = log32(u) + lost / u;
    float small = x - 0.5f * x * x;
    result = (x > -3e-4f && x < 3e-4f) ? small + x * x * x * 0.33333333f : result;
    result = x == 0.0f ? x : result;  // −0 stays
    return u == 0.0f || u == float_of_bits(0x7f800000u) ? log32(u) : result;
}

CK_INLINE float tanh32(float x) {
    float magnitude = float_of_bits(bits_of_float(x) & 0x7fffffffu);
    float y = magnitude > 10.0f ? 10.0f : magnitude;
    float e = expm1_32(2.0f * y);
    return copy_sign32(e / (e + 2.0f), x);
}

CK_INLINE float sigmoid32(float x) { return 1.0f / (1.0f + exp32(-x)); }

CK_INLINE float erf32(float x) {
    float a = float_of_bits(bits_of_float(x) & 0x7fffffffu);
    float s = a * a;
    float small = 8.316787716e-05f;
    small = small * s + -8.130016504e-04f;
    small = small * s + 5.199906882e-03f;
    small = small * s + -2.685894258e-02f;
    small = small * s + 1.128368750e-01f;
    small = small * s + -3.761263192e-01f;
    small = small * s + 1.283791661e-01f;
    small = small * a + a;
    float t = a > 4.0f ? 4.0f : a;
    float large = 1.123127549e-05f;
    large = large * t + -3.228035639e-04f;
    large = large * t + 3.642458003e-03f;
    large = large * t + -2.376206033e-02f;
    large = large * t + 1.062368751e-01f;
    large = large * t + 6.351513267e-01f;
    large = large * t + 1.128648520e+00f;
    large = 1.0f - exp32(-(large * t));
    return copy_sign32(a < 0.9277f ? small : large, x);
}

/// Sine (offset 0) or cosine (offset 1). The reduction is done in double: right for |x| < 10⁹.
CK_INLINE float sine_like32(float x, int32_t offset) {
    const double magic = 0x1.8p52;
    double shifted = (double)x * 0x1.45f306dc9c883p-1 + magic;  // 2/π
    double n = shifted - magic;
    uint64_t word;
    memcpy(&word, &shifted, sizeof word);
    uint32_t quadrant = (uint32_t)word + (uint32_t)offset;
    double reduced = ((double)x - n * 0x1.921fb544p+0) - n * 0x1.0b4611a626331p-34;
    float r = (float)reduced;
    float s = r * r;
    float sine = ((-1.951519953e-04f * s + 8.332160302e-03f) * s + -1.666665524e-01f) * s * r + r;
    float cosine = (2.443306039e-05f * s + -1.388731529e-03f) * s + 4.166664556e-02f;
    cosine = cosine * s * s + (1.0f - 0.5f * s);
    float result = (quadrant & 1) ? cosine : sine;
    return (quadrant & 2) ? -result : result;
}

#endif
