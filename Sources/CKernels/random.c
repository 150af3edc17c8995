// SPDX-License-Identifier: Apache-2.0
//
// philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC'11), a pure function of (seed, stream, element index i):
//
//   block b: key = (low seed, high seed), counter = (low b, high b, low stream, high stream);
//            ten rounds give the lanes w[0 … 3].
//   uniform float32: (w[i % 4] of block i / 4 >> 8) · 2⁻²⁴
//   uniform float64: pair j = i % 2 of block i / 2: d(w[2j], w[2j + 1]), where
//                    d(a, b) = ((a >> 5) · 67108864 + (b >> 6)) · 2⁻⁵³
//   uniform float16 and bfloat16: the float32 number rounded, at most the last value below 1
//   normal: block i / 2, u = d(w[0], w[1]), v = d(w[2], w[3]), r = √(−2 ln(1 − u));
//           r · cos(2πv) for even i, r · sin(2πv) for odd i; in double, rounded once
#include "include/ck_random.h"

#include <math.h>

#include "convert.h"

enum { BLOCKS = 64 };  // philox blocks that are made together

CK_INLINE void rounds(
    uint64_t seed, uint64_t stream, uint64_t first, uint32_t lanes[4][BLOCKS]) {
    CK_VECTORIZE for (int i = 0; i < BLOCKS; i++) {
        uint64_t block = first + (uint64_t)i;
        uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32);
        uint32_t c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
        uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
        for (int round = 0; round < 10; round++) {
            uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
            c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint32_t)p1;
            c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint32_t)p0;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        lanes[0][i] = c0;
        lanes[1][i] = c1;
        lanes[2][i] = c2;
        lanes[3][i] = c3;
    }
}

CK_INLINE double fraction(uint32_t high, uint32_t low) {
    return ((double)(high >> 5) * 67108864.0 + (double)(low >> 6)) * 0x1p-53;
}

CK_INLINE void store(const CKRandom *random, int64_t i, double value) {
    switch (random->type) {
    case CKTypeFloat32: ((float *)random->destination)[i] = (float)value; break;
    case CKTypeFloat64: ((double *)random->destination)[i] = value; break;
    case CKTypeFloat16:
        ((uint16_t *)random->destination)[i] = float_to_float16((float)value);
        break;
    default: ((uint16_t *)random->destination)[i] = float_to_bfloat16((float)value); break;
    }
}

/// The elements of one block from its lanes: four uniform ones in 24 bits, or two of 53.
CK_INLINE void uniform24(const CKRandom *random, int64_t i, uint32_t bits) {
    float value = (float)(bits >> 8) * 0x1p-24f;
    float limit = random->type == CKTypeFloat16 ? 0.99951171875f : 0.99609375f;
    if (random->type != CKTypeFloat32 && value > limit) value = limit;
    store(random, i, value);
}

CK_INLINE void wide_pair(const CKRandom *random, int64_t i, const uint32_t *w) {
    double u = fraction(w[0], w[1]), v = fraction(w[2], w[3]);
    if (random->is_normal) {
        double radius = sqrt(-2 * log(1 - u)), angle = 2 * 0x1.921fb54442d18p+1 * v;
        u = radius * cos(angle);
        v = radius * sin(angle);
    }
    store(random, i, u);
    if (i + 1 < random->count) store(random, i + 1, v);
}

CK_INLINE int64_t elements_in_block(const CKRandom *random) {
    return random->is_normal || random->type == CKTypeFloat64 ? 2 : 4;
}

/// Fills from philox blocks begin ..< end, in units of BLOCKS blocks.
CK_CLONES static void fill(const CKRandom *random, int64_t begin, int64_t end) {
    uint64_t seed = (uint64_t)*random->seed;
    int64_t per_block = elements_in_block(random);
    bool is_wide = per_block == 2;
    uint32_t lanes[4][BLOCKS];
    for (int64_t unit = begin; unit < end; unit++) {
        rounds(seed, random->stream, (uint64_t)(unit * BLOCKS), lanes);
        int64_t first = unit * BLOCKS * per_block;
        bool is_whole = first + BLOCKS * 4 <= random->count;
        if (!is_wide && random->type == CKTypeFloat32 && is_whole) {
            float *out = (float *)random->destination + first;
            for (int i = 0; i < BLOCKS * 4; i++) {
                out[i] = (float)(lanes[i % 4][i / 4] >> 8) * 0x1p-24f;
            }
            continue;
        }
        for (int block = 0; block < BLOCKS; block++) {
            uint32_t w[4] = {
                lanes[0][block], lanes[1][block], lanes[2][block], lanes[3][block]};
            int64_t i = first + block * per_block;
            if (is_wide && i < random->count) wide_pair(random, i, w);
            for (int lane = 0; !is_wide && lane < 4 && i + lane < random->count; lane++) {
                uniform24(random, i + lane, w[lane]);
            }
        }
    }
}

int64_t ck_random_units(const CKRandom *random) {
    int64_t in_unit = BLOCKS * elements_in_block(random);
    return (random->count + in_unit - 1) / in_unit;
}

int32_t ck_random_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    fill(context, begin, end);
    return CKStatusSuccess;
}

void ck_philox_block(uint64_t seed, uint64_t stream, uint64_t block, uint32_t *lanes) {
    uint32_t all[4][BLOCKS];
    rounds(seed, stream, block, all);
    for (int lane = 0; lane < 4; lane++) lanes[lane] = all[lane][0];
}
