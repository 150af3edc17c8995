// SPDX-License-Identifier: Apache-2.0
//
// Attention, forward and backward, in float32: a block of queries and a block of sources at a time,
// so that the scores of all pairs are never kept.
//
// T. Dao et al., "FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness",
// 2022; M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018.
#ifndef MARTLET_CK_ATTENTION_H
#define MARTLET_CK_ATTENTION_H

#include "ck_types.h"

/// A matrix for each head. Strides in elements, any sign, 0 too.
typedef struct CKHeads {
    int64_t leading_strides[CK_MAX_RANK];
    int64_t row_stride, column_stride;
    const void *elements;
} CKHeads;

/// Which sources a query sees.
CK_ENUM(CKAttentionMask, int32_t) {
    CKAttentionMaskNone,
    /// A query sees sources up to its own position.
    CKAttentionMaskCausal,
    /// Bytes, 0 where a query does not see a source.
    CKAttentionMaskTruth,
    /// float32 that is added to the scores.
    CKAttentionMaskNumbers,
} CKAttentionMask;

/// The sizes of attention, and what both directions read.
///
/// The heads are those of `leading` axes. `ck_attention_plan` or `ck_attention_gradient_plan` finds
/// the last group of fields from the sizes.
typedef struct CKAttentionProblem {
    int64_t leading, leading_sizes[CK_MAX_RANK];
    int64_t positions, sources, width, value_width;
    float scale;
    CKAttentionMask masking;
    CKHeads query, key, value, mask;
    float *scratch;
    int64_t scratch_stride;
    int64_t heads, query_block, source_block, parts, units;
} CKAttentionProblem;

/// means = softmax(scale · query · keyᵀ, masked) · value, and the logarithm of the sum of each
/// query's weights; both dense.
///
/// A query that sees nothing gets zeros and −∞. What is not seen has the weight 0, and 0 × NaN is
/// NaN. A unit is a part of the queries of a head.
typedef struct CKAttention {
    CKAttentionProblem problem;
    float *means, *logarithms;
} CKAttention;

void ck_attention_plan(CKAttention *attention);
/// The floats of scratch memory that each lane needs.
int64_t ck_attention_scratch(const CKAttention *attention);
int32_t ck_attention_run(void *attention, int64_t begin, int64_t end, int32_t lane);

/// The gradients of ∑ seed · means; dense.
///
/// A unit is a part of the sources of a head. Where `problem.parts` is more than 1, each makes a
/// gradient by all queries: they follow each other in `by_query`, and their sum is what is wanted.
typedef struct CKAttentionGradient {
    CKAttentionProblem problem;
    CKHeads means, seed;
    const float *logarithms;
    float *by_query, *by_key, *by_value;
} CKAttentionGradient;

void ck_attention_gradient_plan(CKAttentionGradient *gradient);
/// The floats of scratch memory that each lane needs.
int64_t ck_attention_gradient_scratch(const CKAttentionGradient *gradient);
int32_t ck_attention_gradient_run(void *gradient, int64_t begin, int64_t end, int32_t lane);

#endif
