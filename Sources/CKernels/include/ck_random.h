// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are a pure function of (seed, stream, index): Philox4x32-10, as defined in
// random.c and, in Swift, by MartletTensor's reference kernels.
//
//     CKRandom random = {…};
//     CKStep step = { ck_random_run, &random, ck_random_units(&random), tiles };
#ifndef MARTLET_CK_RANDOM_H
#define MARTLET_CK_RANDOM_H

#include "ck_program.h"

/// Fills `count` elements of a floating-point type; the seed is read when the step runs.
/// Units: runs of 128 elements (normal numbers, float64) or 256 (others).
typedef struct CKRandom {
    CKType type;
    bool is_normal;  // mean 0 and deviation 1; otherwise uniform in [0, 1)
    const int64_t *seed;
    uint64_t stream;
    int64_t count;
    void *destination;
} CKRandom;
int64_t ck_random_units(const CKRandom *random);
int32_t ck_random_run(void *random, int64_t begin, int64_t end, int32_t lane);

/// The four lanes of one block, for tests.
void ck_philox_block(uint64_t seed, uint64_t stream, uint64_t block, uint32_t *lanes);

#endif
