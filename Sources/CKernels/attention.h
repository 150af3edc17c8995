// SPDX-License-Identifier: Apache-2.0
//
// What attention does with a block of scores, for vectors of each length; products are those of
// gemm.h.
#ifndef MARTLET_CK_ATTENTION_INTERNAL_H
#define MARTLET_CK_ATTENTION_INTERNAL_H

#include "gemm.h"
#include "include/ck_attention.h"

/// The scores of some queries (rows) and some sources (columns). Vectors may be written behind the
/// last column.
typedef struct CKScores {
    float *scores;
    int64_t rows, columns, stride;
    float scale;
} CKScores;

/// Where the block lies among all pairs, for masks: the mask's first element, or the number of
/// sources that the first query sees of it.
typedef struct CKScoresMask {
    CKAttentionMask masking;
    const void *mask;
    int64_t row_stride, column_stride;
    int64_t seen;
} CKScoresMask;

/// What is known of each row's softmax so far.
typedef struct CKSoftmax {
    float *greatest, *sums;
    /// Sums of weighted values, in the scale of `greatest`.
    float *means;
    int64_t width;
    bool is_first;
} CKSoftmax;

/// A block on its way back: slopes are the gradients by weights, and become those by products.
typedef struct CKScoreSlopes {
    float *slopes;
    const float *logarithms, *shifts;
    float scale;
} CKScoreSlopes;

typedef struct CKAttentionKernels {
    /// Scales the scores; those of pairs that do not see each other become −∞.
    void (*mask)(const CKScores *scores, const CKScoresMask *mask);
    /// Makes weights of scores, and brings what was known of the rows to their new scale.
    void (*weigh)(const CKScores *scores, const CKSoftmax *softmax);
    /// Divides means by sums, whose logarithms are written.
    void (*finish)(const CKSoftmax *softmax, int64_t rows, float *logarithms);
    /// Makes weights of scores again, and slopes.
    void (*slope)(const CKScores *scores, const CKScoreSlopes *slopes);
    /// The sum of products of two rows whose elements lie side by side.
    float (*dot)(const float *a, const float *b, int64_t count);
} CKAttentionKernels;

extern const CKAttentionKernels ck_attention_portable;
#if defined(__x86_64__)
extern const CKAttentionKernels ck_attention_avx2, ck_attention_avx512;
#endif

/// The kernels for vectors as long as those of the products.
const CKAttentionKernels *ck_attention_kernels(const CKGemmKernels *gemm);

/// Counts the heads, and cuts the `count` rows of each into at most `most` parts, so that there are
/// `units` to share. From the sizes alone.
void ck_attention_cut(CKAttentionProblem *problem, int64_t count, int64_t units, int64_t most);
/// The rows of a block of `count`: at most `most`, all blocks being nearly equal.
int64_t ck_attention_block(int64_t count, int64_t most);

/// Some rows of one head's matrix.
typedef struct CKRows {
    const float *first;
    int64_t rows, columns, row_stride, column_stride;
} CKRows;

CKRows ck_attention_rows(
    const CKAttentionProblem *p, const CKHeads *heads, int64_t head, int64_t begin, int64_t end,
    int64_t columns);
bool ck_rows_are_finite(CKRows rows);

/// A right operand: packed, or in place where it lies as panels do.
typedef struct CKRight {
    const float *in_place, *panels;
    int64_t stride, panel_inner, columns;
} CKRight;

/// Rows are the inner index; `panels` is where they are packed if they must be.
CKRight ck_attention_right(const CKGemmKernels *gemm, CKRows rows, float *panels);
/// Columns are the inner index.
CKRight ck_attention_turned(const CKGemmKernels *gemm, CKRows rows, float *panels);
/// The floats that either may need.
int64_t ck_attention_panels(int64_t inner, int64_t columns);

/// A left operand times some inner indices, or the first columns, of a right one.
typedef struct CKAttentionProduct {
    const float *left;
    int64_t rows, inner, columns;
    int64_t row_stride, inner_stride;
    float *result;
    int64_t result_stride;
    bool accumulates;
} CKAttentionProduct;

void ck_attention_multiply(
    const CKGemmKernels *gemm, const CKAttentionProduct *product, const CKRight *right);

/// Some queries and some sources of a head.
typedef struct CKPairs {
    int64_t query, query_end, source, source_end;
} CKPairs;

/// Leaves out what a causal mask hides: false if nothing is left.
CK_INLINE bool ck_leave_out_unseen(CKPairs *pairs) {
    pairs->query = ck_greatest(pairs->query, pairs->source);
    pairs->source_end = ck_least(pairs->source_end, pairs->query_end);
    return pairs->query < pairs->query_end;
}

/// The scores of the pairs, in `memory`. What is masked is also scaled; else it is left to whoever
/// reads them.
CKScores ck_attention_scores(
    const CKAttentionProblem *p, const CKGemmKernels *gemm, int64_t head, CKPairs pairs,
    const CKRight *keys, float *memory);

/// Floats from row to row of a block of scores: an odd number of cache lines.
CK_INLINE int64_t ck_scores_stride(int64_t columns) {
    return ck_round_up(columns, 2 * CK_CACHE_LINE_FLOATS) + CK_CACHE_LINE_FLOATS;
}

/// Takes a piece of scratch memory, whole cache lines long: returns where it begins, in floats.
CK_INLINE int64_t ck_take_scratch(int64_t *taken, int64_t floats) {
    int64_t begin = *taken;
    *taken += ck_round_up(floats, CK_CACHE_LINE_FLOATS);
    return begin;
}

#endif
