// SPDX-License-Identifier: Apache-2.0
//
// Reductions of an array seen as [outer, reduced, inner] to [outer, inner].
//
// In one step: each result is folded by one thread, from its first element to its last.
//
//     CKReduceDescription sum = { CKReductionSum, CKTypeFloat32, outer, reduced, inner, 1 };
//     CKStep step = { ck_reduce_run, &sum, ck_reduce_units(&sum), tiles };
//
// In two, where few results have many elements each: `parts` neighbouring ranges of the reduced
// axis are folded into `partials`, and these folded in order. The parts are units of the first step
// and, like tiles, a property of the problem: the last bits of a sum depend on their number.
//
//     sum.parts = 8; sum.partials = memory of parts × outer × inner elements;
//     CKStep fold = { ck_reduce_run, &sum, ck_reduce_units(&sum), 8 };
//     CKStep combine = { ck_reduce_combine_run, &sum, ck_reduce_combine_units(&sum), 1 };
#ifndef MARTLET_CK_REDUCE_H
#define MARTLET_CK_REDUCE_H

#include "ck_program.h"

CK_ENUM(CKReduction, int32_t) {
    CKReductionSum, CKReductionProduct, CKReductionMaximum, CKReductionMinimum,  // NaN wins
    // The index of the first greatest or least element, as int64; the first NaN if there is one.
    CKReductionIndexOfMaximum, CKReductionIndexOfMinimum,
} CKReduction;

/// Type: all but booleans. Elements of 8 and 16 bits are folded in int32 and float32, the type of
/// `partials` then. So are the results if `is_wide`; otherwise they are rounded (or wrap) in the end.
/// The order of summation depends on the sizes and the number of parts only. An empty range gives 0,
/// 1, −∞ or ∞ (integers: the extreme values of what they are folded in); there is no index in it.
typedef struct CKReduceDescription {
    CKReduction reduction;
    CKType type;
    int64_t outer, reduced, inner;
    /// Sums of floating-point numbers are multiplied by it: 1 / reduced makes means.
    double scale;
    const void *source;
    void *destination;
    /// Parts of the reduced axis; 0 or 1: none. Reductions to indices have none.
    int64_t parts;
    void *partials;
    bool is_wide;
} CKReduceDescription;

/// Whether there is a kernel for it.
bool ck_reduce_is_supported(const CKReduceDescription *description);
/// Blocks of columns of the results, counted through the parts and the outer indices.
int64_t ck_reduce_units(const CKReduceDescription *description);
int32_t ck_reduce_run(void *description, int64_t begin, int64_t end, int32_t lane);
/// The second step, only where there are parts.
int64_t ck_reduce_combine_units(const CKReduceDescription *description);
int32_t ck_reduce_combine_run(void *description, int64_t begin, int64_t end, int32_t lane);

/// Running sums along the middle axis of [outer, size, inner]. Types as above; the sums of narrow
/// elements are kept in the wide type, and rounded as they are stored.
/// Units: blocks of columns.
typedef struct CKCumulate {
    CKType type;
    bool is_reversed;
    int64_t outer, size, inner;
    const void *source;
    void *destination;
} CKCumulate;
int64_t ck_cumulate_units(const CKCumulate *cumulate);
int32_t ck_cumulate_run(void *cumulate, int64_t begin, int64_t end, int32_t lane);

#endif
