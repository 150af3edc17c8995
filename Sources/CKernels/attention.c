// SPDX-License-Identifier: Apache-2.0
//
// Attention forward. The sources come block by block, which is packed once for all queries of a
// unit; each query's means are kept in the scale of the greatest score so far.
#include "attention.h"

enum { QUERY_BLOCK = 96, SOURCE_BLOCK = 256, UNITS = 32 };

void ck_attention_plan(CKAttention *a) {
    CKAttentionProblem *p = &a->problem;
    ck_attention_cut(p, p->positions, UNITS, UNITS);
    int64_t rows = ck_blocks(p->positions, p->parts);
    p->query_block = ck_attention_block(rows, QUERY_BLOCK);
    p->source_block = ck_attention_block(p->sources, SOURCE_BLOCK);
}

/// Where a lane keeps things, in floats.
typedef struct Layout {
    int64_t greatest, sums, keys, values, scores, floats;
} Layout;

static Layout layout(const CKAttentionProblem *p) {
    Layout l = {.floats = 0};
    l.greatest = ck_take_scratch(&l.floats, ck_blocks(p->positions, p->parts));
    l.sums = ck_take_scratch(&l.floats, ck_blocks(p->positions, p->parts));
    l.keys = ck_take_scratch(&l.floats, ck_attention_panels(p->width, p->source_block));
    l.values = ck_take_scratch(&l.floats, ck_attention_panels(p->source_block, p->value_width));
    l.scores = ck_take_scratch(
        &l.floats, p->query_block * ck_scores_stride(p->source_block));
    return l;
}

int64_t ck_attention_scratch(const CKAttention *a) {
    return layout(&a->problem).floats + CK_CACHE_LINE_FLOATS;
}

/// What a call knows of a unit.
typedef struct Call {
    const CKAttention *is;
    const CKGemmKernels *gemm;
    const CKAttentionKernels *kernels;
    int64_t head;
    /// Of the unit's queries.
    int64_t begin, end;
    Layout layout;
    float *scratch;
} Call;

/// A block of sources.
typedef struct Sources {
    CKRight keys, values;
    /// Whether weights of 0 may be left out: 0 times what is not finite is NaN.
    bool may_be_left_out;
} Sources;

static Sources sources(const Call *call, int64_t begin, int64_t end) {
    const CKAttentionProblem *p = &call->is->problem;
    CKRows keys = ck_attention_rows(p, &p->key, call->head, begin, end, p->width);
    CKRows values = ck_attention_rows(p, &p->value, call->head, begin, end, p->value_width);
    return (Sources){
        .keys = ck_attention_turned(call->gemm, keys, call->scratch + call->layout.keys),
        .values = ck_attention_right(call->gemm, values, call->scratch + call->layout.values),
        .may_be_left_out = p->masking == CKAttentionMaskCausal && ck_rows_are_finite(values),
    };
}

/// What is known of the unit's queries from one on.
static CKSoftmax softmax(const Call *call, int64_t query) {
    const CKAttentionProblem *p = &call->is->problem;
    float *scratch = call->scratch + query - call->begin;
    return (CKSoftmax){
        .greatest = scratch + call->layout.greatest,
        .sums = scratch + call->layout.sums,
        .means = call->is->means + (call->head * p->positions + query) * p->value_width,
        .width = p->value_width,
    };
}

static void add(const Call *call, const Sources *s, CKPairs pairs) {
    const CKAttentionProblem *p = &call->is->problem;
    CKScores scores = ck_attention_scores(
        p, call->gemm, call->head, pairs, &s->keys, call->scratch + call->layout.scores);
    CKSoftmax known = softmax(call, pairs.query);
    known.is_first = pairs.source == 0;
    call->kernels->weigh(&scores, &known);
    CKAttentionProduct product = {
        .left = scores.scores,
        .rows = scores.rows,
        .inner = scores.columns,
        .columns = p->value_width,
        .row_stride = scores.stride,
        .inner_stride = 1,
        .result = known.means,
        .result_stride = p->value_width,
        .accumulates = !known.is_first,
    };
    ck_attention_multiply(call->gemm, &product, &s->values);
}

static void run_unit(const Call *call) {
    const CKAttentionProblem *p = &call->is->problem;
    for (int64_t source = 0; source < p->sources; source += p->source_block) {
        int64_t end = ck_least(source + p->source_block, p->sources);
        Sources block = sources(call, source, end);
        for (int64_t query = call->begin; query < call->end; query += p->query_block) {
            CKPairs pairs = {query, ck_least(query + p->query_block, call->end), source, end};
            if (block.may_be_left_out && !ck_leave_out_unseen(&pairs)) continue;
            add(call, &block, pairs);
        }
    }
    CKSoftmax known = softmax(call, call->begin);
    call->kernels->finish(
        &known, call->end - call->begin,
        call->is->logarithms + call->head * p->positions + call->begin);
}

int32_t ck_attention_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKAttention *a = context;
    const CKAttentionProblem *p = &a->problem;
    Call call = {.is = a, .gemm = ck_gemm_kernels(CKTypeFloat32), .layout = layout(p)};
    call.kernels = ck_attention_kernels(call.gemm);
    call.scratch = ck_lane_scratch(p->scratch, p->scratch_stride, lane);
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t part = unit % p->parts;
        call.head = unit / p->parts;
        call.begin = p->positions * part / p->parts;
        call.end = p->positions * (part + 1) / p->parts;
        run_unit(&call);
    }
    return CKStatusSuccess;
}
