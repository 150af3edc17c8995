// SPDX-License-Identifier: Apache-2.0
//
// Reductions of an array seen as [outer, reduced, inner] to [outer, inner].
#ifndef MARTLET_CK_REDUCE_H
#define MARTLET_CK_REDUCE_H

#include "ck_program.h"

CK_ENUM(CKReduction, int32_t) {
    CKReductionSum, CKReductionProduct, CKReductionMaximum, CKReductionMinimum,  // NaN wins
    // The index of the first greatest or least element, as int64; the first NaN if there is one.
    CKReductionIndexOfMaximum, CKReductionIndexOfMinimum,
} CKReduction;

/// Type: float32, float64, int32 or int64. The order of summation depends on the sizes and the
/// number of threads only. An empty range gives 0, 1, −∞ or ∞ (integers: the extreme values).
typedef struct CKReduceDescription {
    CKReduction reduction;
    CKType type;
    int64_t outer, reduced, inner;
    /// Sums of floating-point numbers are multiplied by it: 1 / reduced makes means.
    double scale;
    const void *source;
    void *destination;
    CKTeam team;
} CKReduceDescription;

typedef struct CKReduce CKReduce;
CKReduce *ck_reduce_create(const CKReduceDescription *description);
void ck_reduce_destroy(CKReduce *reduce);
int32_t ck_reduce_run(void *reduce);

/// Running sums along the middle axis of [outer, size, inner]. Types as above.
typedef struct CKCumulate {
    CKType type;
    bool is_reversed;
    int64_t outer, size, inner;
    const void *source;
    void *destination;
} CKCumulate;
int32_t ck_cumulate_run(void *cumulate);

#endif
