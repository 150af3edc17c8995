// SPDX-License-Identifier: Apache-2.0
//
// Attention backward. Weights are found again from the logarithms of their sums. A unit adds up the
// gradients of its sources, and goes through all queries for each block of them:
//
//     P = exp(scale · Q Kᵀ − L),  D = dO Vᵀ,  S = scale · P (D − ∑ dO · O)
//     dV = Pᵀ dO,  dK = Sᵀ Q,  dQ = S K
#include <string.h>

#include "attention.h"

enum {
    QUERY_BLOCK = 96,
    SOURCE_BLOCK = 256,
    UNITS = 16,
    MOST_PARTS = 8,  // each with its gradient by all queries
};

void ck_attention_gradient_plan(CKAttentionGradient *g) {
    CKAttentionProblem *p = &g->problem;
    ck_attention_cut(p, p->sources, UNITS, MOST_PARTS);
    p->query_block = ck_attention_block(p->positions, QUERY_BLOCK);
    p->source_block = ck_attention_block(ck_blocks(p->sources, p->parts), SOURCE_BLOCK);
}

/// Where a lane keeps things, in floats.
typedef struct Layout {
    int64_t shifts, scores, slopes, keys, turned_keys, turned_values, queries, seeds, floats;
} Layout;

static Layout layout(const CKAttentionProblem *p) {
    int64_t scores = p->query_block * ck_scores_stride(p->source_block);
    Layout l = {.floats = 0};
    l.shifts = ck_take_scratch(&l.floats, p->positions);
    l.scores = ck_take_scratch(&l.floats, scores);
    l.slopes = ck_take_scratch(&l.floats, scores);
    l.keys = ck_take_scratch(&l.floats, ck_attention_panels(p->source_block, p->width));
    l.turned_keys = ck_take_scratch(&l.floats, ck_attention_panels(p->width, p->source_block));
    l.turned_values =
        ck_take_scratch(&l.floats, ck_attention_panels(p->value_width, p->source_block));
    l.queries = ck_take_scratch(&l.floats, ck_attention_panels(p->query_block, p->width));
    l.seeds = ck_take_scratch(&l.floats, ck_attention_panels(p->query_block, p->value_width));
    return l;
}

int64_t ck_attention_gradient_scratch(const CKAttentionGradient *g) {
    return layout(&g->problem).floats + CK_CACHE_LINE_FLOATS;
}

/// What a call knows of a unit.
typedef struct Call {
    const CKAttentionGradient *is;
    const CKGemmKernels *gemm;
    const CKAttentionKernels *kernels;
    Layout layout;
    float *scratch;
    int64_t head, part;
    const float *logarithms;
    /// Gradients of the head.
    float *by_query, *by_key, *by_value;
} Call;

/// A block of sources.
typedef struct Sources {
    CKRight keys, turned_keys, turned_values;
    bool is_finite;
} Sources;

static Sources sources(const Call *call, int64_t begin, int64_t end) {
    const CKAttentionProblem *p = &call->is->problem;
    const Layout *l = &call->layout;
    CKRows keys = ck_attention_rows(p, &p->key, call->head, begin, end, p->width);
    CKRows values = ck_attention_rows(p, &p->value, call->head, begin, end, p->value_width);
    bool is_causal = p->masking == CKAttentionMaskCausal;
    return (Sources){
        .keys = ck_attention_right(call->gemm, keys, call->scratch + l->keys),
        .turned_keys = ck_attention_turned(call->gemm, keys, call->scratch + l->turned_keys),
        .turned_values = ck_attention_turned(call->gemm, values, call->scratch + l->turned_values),
        .is_finite = is_causal && ck_rows_are_finite(keys) && ck_rows_are_finite(values),
    };
}

/// ∑ dO · O of each query.
static void sum_shifts(const Call *call) {
    const CKAttentionProblem *p = &call->is->problem;
    CKRows means = ck_attention_rows(
        p, &call->is->means, call->head, 0, p->positions, p->value_width);
    CKRows seeds = ck_attention_rows(
        p, &call->is->seed, call->head, 0, p->positions, p->value_width);
    float *shifts = call->scratch + call->layout.shifts;
    bool is_dense = means.column_stride == 1 && seeds.column_stride == 1;
    for (int64_t i = 0; i < p->positions; i++) {
        const float *a = means.first + i * means.row_stride;
        const float *b = seeds.first + i * seeds.row_stride;
        if (is_dense) {
            shifts[i] = call->kernels->dot(a, b, p->value_width);
            continue;
        }
        float sum = 0;
        for (int64_t j = 0; j < p->value_width; j++) {
            sum += a[j * means.column_stride] * b[j * seeds.column_stride];
        }
        shifts[i] = sum;
    }
}

/// Leaves out pairs that do not see each other, unless their weight of 0 meets what is not finite:
/// false if nothing is left.
static bool leave_out(const Call *call, const Sources *s, CKPairs *pairs) {
    const CKAttentionProblem *p = &call->is->problem;
    if (p->masking != CKAttentionMaskCausal || !s->is_finite) return true;
    int64_t begin = pairs->query, end = pairs->query_end;
    CKRows known[] = {
        ck_attention_rows(p, &p->query, call->head, begin, end, p->width),
        ck_attention_rows(p, &call->is->seed, call->head, begin, end, p->value_width),
        {call->scratch + call->layout.shifts + begin, 1, end - begin, 0, 1},
        {call->logarithms + begin, 1, end - begin, 0, 1},
    };
    for (int i = 0; i < 4; i++) {
        if (!ck_rows_are_finite(known[i])) return true;
    }
    return ck_leave_out_unseen(pairs);
}

/// Weights, and the gradients by scores, of a block.
static CKScores slope(const Call *call, const Sources *s, CKPairs pairs, CKRows seeds) {
    const CKAttentionProblem *p = &call->is->problem;
    CKScores scores = ck_attention_scores(
        p, call->gemm, call->head, pairs, &s->turned_keys, call->scratch + call->layout.scores);
    CKScoreSlopes slopes = {
        .slopes = call->scratch + call->layout.slopes,
        .logarithms = call->logarithms + pairs.query,
        .shifts = call->scratch + call->layout.shifts + pairs.query,
        .scale = p->scale,
    };
    CKAttentionProduct product = {
        .left = seeds.first,
        .rows = scores.rows,
        .inner = p->value_width,
        .columns = scores.columns,
        .row_stride = seeds.row_stride,
        .inner_stride = seeds.column_stride,
        .result = slopes.slopes,
        .result_stride = scores.stride,
    };
    ck_attention_multiply(call->gemm, &product, &s->turned_values);
    call->kernels->slope(&scores, &slopes);
    return scores;
}

/// Adds what a block is to the gradients.
static void add(const Call *call, const Sources *s, CKPairs pairs) {
    const CKAttentionProblem *p = &call->is->problem;
    int64_t head = call->head, begin = pairs.query, end = pairs.query_end;
    CKRows queries = ck_attention_rows(p, &p->query, head, begin, end, p->width);
    CKRows seeds = ck_attention_rows(p, &call->is->seed, head, begin, end, p->value_width);
    CKScores scores = slope(call, s, pairs, seeds);
    const float *slopes = call->scratch + call->layout.slopes;
    CKRight right =
        ck_attention_right(call->gemm, seeds, call->scratch + call->layout.seeds);
    CKAttentionProduct product = {
        .left = scores.scores,
        .rows = scores.columns,
        .inner = scores.rows,
        .columns = p->value_width,
        .row_stride = 1,
        .inner_stride = scores.stride,
        .result = call->by_value + pairs.source * p->value_width,
        .result_stride = p->value_width,
        .accumulates = true,
    };
    ck_attention_multiply(call->gemm, &product, &right);
    right = ck_attention_right(call->gemm, queries, call->scratch + call->layout.queries);
    product.left = slopes;
    product.columns = product.result_stride = p->width;
    product.result = call->by_key + pairs.source * p->width;
    ck_attention_multiply(call->gemm, &product, &right);
    product = (CKAttentionProduct){
        .left = slopes,
        .rows = scores.rows,
        .inner = scores.columns,
        .columns = p->width,
        .row_stride = scores.stride,
        .inner_stride = 1,
        .result = call->by_query + begin * p->width,
        .result_stride = p->width,
        .accumulates = true,
    };
    ck_attention_multiply(call->gemm, &product, &s->keys);
}

static void clear(float *first, int64_t rows, int64_t width) {
    memset(first, 0, (size_t)(rows * width) * sizeof(float));
}

static void run_unit(const Call *call) {
    const CKAttentionProblem *p = &call->is->problem;
    int64_t begin = p->sources * call->part / p->parts;
    int64_t end = p->sources * (call->part + 1) / p->parts;
    clear(call->by_query, p->positions, p->width);
    clear(call->by_key + begin * p->width, end - begin, p->width);
    clear(call->by_value + begin * p->value_width, end - begin, p->value_width);
    sum_shifts(call);
    for (int64_t source = begin; source < end; source += p->source_block) {
        int64_t source_end = ck_least(source + p->source_block, end);
        Sources block = sources(call, source, source_end);
        for (int64_t query = 0; query < p->positions; query += p->query_block) {
            int64_t query_end = ck_least(query + p->query_block, p->positions);
            CKPairs pairs = {query, query_end, source, source_end};
            if (leave_out(call, &block, &pairs)) add(call, &block, pairs);
        }
    }
}

int32_t ck_attention_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKAttentionGradient *g = context;
    const CKAttentionProblem *p = &g->problem;
    Call call = {.is = g, .gemm = ck_gemm_kernels(CKTypeFloat32), .layout = layout(p)};
    call.kernels = ck_attention_kernels(call.gemm);
    call.scratch = ck_lane_scratch(p->scratch, p->scratch_stride, lane);
    for (int64_t unit = begin; unit < end; unit++) {
        call.head = unit / p->parts;
        call.part = unit % p->parts;
        int64_t slice = call.part * p->heads + call.head;
        call.logarithms = g->logarithms + call.head * p->positions;
        call.by_query = g->by_query + slice * p->positions * p->width;
        call.by_key = g->by_key + call.head * p->sources * p->width;
        call.by_value = g->by_value + call.head * p->sources * p->value_width;
        run_unit(&call);
    }
    return CKStatusSuccess;
}
