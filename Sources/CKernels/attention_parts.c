// SPDX-License-Identifier: Apache-2.0
//
// What both directions of attention are made of: how heads are cut, rows of operands, products.
#include "attention.h"
#include "convert.h"

enum { LEAST_ROWS = 64 };  // of a part

const CKAttentionKernels *ck_attention_kernels(const CKGemmKernels *gemm) {
#if defined(__x86_64__)
    if (gemm->lanes == 16) return &ck_attention_avx512;
    if (gemm->lanes == 8) return &ck_attention_avx2;
#endif
    (void)gemm;
    return &ck_attention_portable;
}

int64_t ck_attention_block(int64_t count, int64_t most) {
    return ck_blocks(count, ck_greatest(ck_blocks(count, most), 1));
}

void ck_attention_cut(CKAttentionProblem *p, int64_t count, int64_t units, int64_t most) {
    p->heads = 1;
    for (int64_t axis = 0; axis < p->leading; axis++) p->heads *= p->leading_sizes[axis];
    int64_t wanted = ck_least(ck_blocks(units, ck_greatest(p->heads, 1)), most);
    p->parts = ck_greatest(ck_least(wanted, count / LEAST_ROWS), 1);
    p->units = p->heads * p->parts;
}

/// Where a head's matrix begins, in elements.
static int64_t head_offset(const CKAttentionProblem *p, const CKHeads *h, int64_t head) {
    int64_t offset = 0;
    for (int64_t axis = p->leading; axis-- > 0;) {
        offset += head % p->leading_sizes[axis] * h->leading_strides[axis];
        head /= p->leading_sizes[axis];
    }
    return offset;
}

CKRows ck_attention_rows(
    const CKAttentionProblem *p, const CKHeads *h, int64_t head, int64_t begin, int64_t end,
    int64_t columns) {
    int64_t offset = head_offset(p, h, head) + begin * h->row_stride;
    return (CKRows){
        .first = (const float *)h->elements + offset,
        .rows = end - begin,
        .columns = columns,
        .row_stride = h->row_stride,
        .column_stride = h->column_stride,
    };
}

CK_CLONES bool ck_rows_are_finite(CKRows rows) {
    const uint32_t exponent = 0x7f800000;
    uint32_t found = 0;
    for (int64_t i = 0; i < rows.rows; i++) {
        const float *row = rows.first + i * rows.row_stride;
        if (rows.column_stride == 1) {
            for (int64_t j = 0; j < rows.columns; j++) {
                found |= (bits_of_float(row[j]) & exponent) == exponent;
            }
        } else {
            for (int64_t j = 0; j < rows.columns; j++) {
                found |= (bits_of_float(row[j * rows.column_stride]) & exponent) == exponent;
            }
        }
    }
    return found == 0;
}

int64_t ck_attention_panels(int64_t inner, int64_t columns) {
    return inner * ck_round_up(columns, CK_MOST_LANES);
}

static CKRight packed(const CKGemmKernels *gemm, CKRows rows, float *panels) {
    CKPacking packing = {
        .right = rows.first,
        .inner_stride = rows.row_stride,
        .column_stride = rows.column_stride,
        .inner = rows.rows,
        .columns = rows.columns,
        .panel_inner = rows.rows,
        .panels = panels,
    };
    gemm->pack(&packing);
    return (CKRight){.panels = panels, .panel_inner = rows.rows, .columns = rows.columns};
}

CKRight ck_attention_right(const CKGemmKernels *gemm, CKRows rows, float *panels) {
    bool is_near = rows.row_stride >= 0 && rows.row_stride <= 2 * rows.columns;
    if (rows.column_stride == 1 && is_near && rows.columns % gemm->lanes == 0) {
        return (CKRight){
            .in_place = rows.first, .stride = rows.row_stride, .columns = rows.columns};
    }
    return packed(gemm, rows, panels);
}

CKRight ck_attention_turned(const CKGemmKernels *gemm, CKRows rows, float *panels) {
    CKRows turned = {rows.first, rows.columns, rows.rows, rows.column_stride, rows.row_stride};
    return packed(gemm, turned, panels);
}

void ck_attention_multiply(
    const CKGemmKernels *gemm, const CKAttentionProduct *p, const CKRight *right) {
    CKRun run = {0, 0};
    // The first columns of packed ones end with a panel, which is two vectors wide.
    int64_t columns = ck_least(ck_round_up(p->columns, 2 * gemm->lanes), right->columns);
    CKTile tile = {
        .rows = p->rows,
        .columns = columns,
        .left = p->left,
        .left_row_stride = p->row_stride,
        .left_inner_stride = p->inner_stride,
        .runs = &run,
        .run_count = 1,
        .run_length = p->inner,
        .right = right->in_place,
        .right_stride = right->stride,
        .panels = right->panels,
        .panel_inner = right->panel_inner,
        .result = p->result,
        .result_stride = p->result_stride,
        .accumulates = p->accumulates,
    };
    gemm->multiply(&tile);
}

static void mask(
    const CKAttentionProblem *p, const CKAttentionKernels *kernels, int64_t head, CKPairs pairs,
    CKScores *scores) {
    bool sees_all = pairs.source_end <= pairs.query + 1;
    if (p->masking == CKAttentionMaskNone || (p->masking == CKAttentionMaskCausal && sees_all)) {
        return;
    }
    int64_t size = p->masking == CKAttentionMaskTruth ? 1 : sizeof(float);
    int64_t first = head_offset(p, &p->mask, head) + pairs.query * p->mask.row_stride
        + pairs.source * p->mask.column_stride;
    CKScoresMask mask = {
        .masking = p->masking,
        .row_stride = p->mask.row_stride,
        .column_stride = p->mask.column_stride,
        .seen = pairs.query + 1 - pairs.source,
    };
    if (p->masking != CKAttentionMaskCausal) {
        mask.mask = (const char *)p->mask.elements + first * size;
    }
    kernels->mask(scores, &mask);
    scores->scale = 1;
}

CKScores ck_attention_scores(
    const CKAttentionProblem *p, const CKGemmKernels *gemm, int64_t head, CKPairs pairs,
    const CKRight *keys, float *memory) {
    CKRows queries =
        ck_attention_rows(p, &p->query, head, pairs.query, pairs.query_end, p->width);
    CKScores scores = {
        .scores = memory,
        .rows = pairs.query_end - pairs.query,
        .columns = pairs.source_end - pairs.source,
        .stride = ck_scores_stride(p->source_block),
        .scale = p->scale,
    };
    CKAttentionProduct product = {
        .left = queries.first,
        .rows = scores.rows,
        .inner = p->width,
        .columns = scores.columns,
        .row_stride = queries.row_stride,
        .inner_stride = queries.column_stride,
        .result = memory,
        .result_stride = scores.stride,
    };
    ck_attention_multiply(gemm, &product, keys);
    mask(p, ck_attention_kernels(gemm), head, pairs, &scores);
    return scores;
}
