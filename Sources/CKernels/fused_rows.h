// SPDX-License-Identifier: Apache-2.0
//
// Runs loops over rows: included after fused_range.h and fused_fold.h, once for each register type T.
// A block of rows goes through all stages on elements and rows before the next one begins. Rows that
// are longer than a tile go through each stage tile by tile; what later stages need of them lies in
// wide registers.

/// Single rows that are added before their sum joins a wider one.
enum { BRIEF_ROWS = 16 };

#include "fused_place.h"

static const Fold *fold_at(const CKFusedCode *code, int64_t instruction) {
    for (int i = 0; i < code->fold_count; i++) {
        if (code->folds[i].instruction == instruction) return &code->folds[i];
    }
    return NULL;
}

CK_INLINE void fold_to_rows(
    Rows *rows, const CKInstruction *in, const Place *at, int32_t ordinal) {
    const CKFusedCode *code = rows->base.code;
    const T *x = rows->base.slots[in->a];
    T *d = rows->base.slots[in->result];
    if (in->operation >= CKOperationFoldIndexOfMaximum) {
        fold_indices(in->operation, x, at->rows, code->columns, d, rows->spare);
    } else if (!is_long(code)) {
        fold_rows(in->operation, x, at->rows, code->columns, d, rows->spare);
    } else {
        WIDE *sum = &rows->row_sums[ordinal];
        if (at->column == 0) *sum = fold_start(in->operation);
        *sum = fold_pair(in->operation, *sum, fold_run(in->operation, x, at->count));
        d[0] = (T)*sum;  // right when the last tile is done
    }
}

/// Does a fold or a spread on the values of a place.
CK_INLINE void cross_levels(Rows *rows, const Stage *stage, int32_t index, const Place *at) {
    const CKFusedCode *code = rows->base.code;
    const CKInstruction *in = &code->instructions[index];
    const T *x = rows->base.slots[in->a];
    if (in->operation == CKOperationToScalar) {
        rows->base.scalars[in->result] = x[0];
        return;
    }
    int64_t n = stage->level == CKLevelRow ? at->rows : at->count;
    if (in->operation == CKOperationSpread) {
        int64_t columns = is_long(code) ? at->count : code->columns;
        return spread(x, at->rows, columns, rows->base.slots[in->result]);
    }
    if ((CKLevel)in->form == CKLevelRow) {
        int32_t ordinal = 0;
        for (int k = stage->first; k < index; k++) {
            const CKInstruction *earlier = &code->instructions[k];
            ordinal += fused_folds(earlier->operation) && (CKLevel)earlier->form == CKLevelRow;
        }
        return fold_to_rows(rows, in, at, ordinal);
    }
    const Fold *fold = fold_at(code, index);
    WIDE *sum = rows->sums + fold->place;
    if (fold->is_shared) return;
    if (fold->operation == CKOperationFoldDeviations) {
        const int64_t columns = is_long(code) ? at->count : code->columns;
        sum += at->column;
        fold_moments(x, at->rows, columns, sum, sum + fused_fold_stride(code, CKLevelColumn));
    } else if (fold->target == CKLevelTotal) {
        *sum = fold_pair(in->operation, *sum, fold_run(in->operation, x, n));
    } else if (code->block_rows == 1) {
        T *brief = rows->brief[fold - code->folds] + at->column;
        if (rows->brief_rows > 0) fold_arrays(in->operation, brief, brief, x, n);
        else memcpy(brief, x, (size_t)n * sizeof(T));
    } else {
        fold_columns(in->operation, x, at->rows, code->columns, sum, rows->spare);
    }
}

/// Runs a stage on the values of a place.
CK_CLONES static void run_place(Rows *rows, const Stage *stage, const Place *at) {
    const CKFusedCode *code = rows->base.code;
    int64_t n = stage->level == CKLevelRow ? at->rows : at->count;
    enter_place(rows, stage, at);
    for (int32_t k = stage->first; k < stage->last;) {
        int32_t end = k;
        while (end < stage->last && !fused_crosses(code->instructions[end].operation)) end++;
        look_ahead(rows);
        if (end > k) {
            run_instructions(
                code->instructions + k, end - k, rows->base.slots, rows->base.scalars, n);
        }
        if (end < stage->last) cross_levels(rows, stage, end, at);
        k = end + 1;
    }
    stream_place(rows, stage, at);
    leave_place(rows, stage, at, stage->level);
    if (stage->level == CKLevelElement) leave_place(rows, stage, at, CKLevelRow);
}

/// Runs a stage tile by tile where there is more than one.
static void run_stage(Rows *rows, const Stage *stage, Place at) {
    const CKFusedCode *code = rows->base.code;
    bool is_cut = is_long(code) && stage->level != CKLevelRow && stage->level != CKLevelTotal;
    if (!is_cut) return run_place(rows, stage, &at);
    int64_t tile = TILE_BYTES / (int64_t)sizeof(T);
    for (at.column = 0; at.column < code->columns; at.column += tile) {
        at.count = code->columns - at.column < tile ? code->columns - at.column : tile;
        run_place(rows, stage, &at);
    }
}

/// Adds what single rows have been folded to.
CK_CLONES static void keep_brief(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->fold_count && rows->brief_rows > 0; i++) {
        const Fold *fold = &code->folds[i];
        if (!fused_is_brief(code, fold)) continue;
        fold_into(fold->operation, rows->sums + fold->place, rows->brief[i], code->columns);
    }
    rows->brief_rows = 0;
}

/// Runs the stages on elements and rows over rows first ..< last.
static void run_blocks(Rows *rows, int64_t first, int64_t last) {
    const CKFusedCode *code = rows->base.code;
    int64_t step = code->block_rows, stages = 0;
    while (stages < code->stage_count && code->stages[stages].level < CKLevelColumn) stages++;
    for (int64_t row = first; row < last; row += step) {
        int64_t count = last - row < step ? last - row : step;
        int64_t after = last - row - count < step ? last - row - count : step;
        aim_ahead(rows, (row + count) * code->columns, after * code->columns);
        rows->loaded = 0;
        for (int64_t k = 0; k < stages; k++) {
            run_stage(rows, &code->stages[k], (Place){row, count, 0, count * code->columns});
        }
        if (step == 1 && ++rows->brief_rows == BRIEF_ROWS) keep_brief(rows);
    }
    if (step == 1) keep_brief(rows);
}

/// Adds the parts in order.
CK_CLONES static void add_parts(Rows *rows, const Fold *fold) {
    const CKFusedCode *code = rows->base.code;
    const Segment *segment = rows->base.segment;
    if (fold->is_shared) return;
    WIDE *total = (WIDE *)segment->sums + fold->place;
    bool is_deviations = fold->operation == CKOperationFoldDeviations;
    CKOperation operation = is_deviations ? CKOperationFoldSum : fold->operation;
    for (int64_t part = 1; part < segment->units; part++) {
        const WIDE *more = total + part * code->sum_count;
        fold_wide(operation, total, more, fused_fold_size(code, fold));
    }
}

/// The values of a fold, when the parts are added.
CK_CLONES static void give_total(Rows *rows, const Fold *fold) {
    const CKFusedCode *code = rows->base.code;
    const Segment *segment = rows->base.segment;
    const WIDE *total = (const WIDE *)segment->sums + fold->place;
    int64_t n = fold->target == CKLevelColumn ? code->columns : 1;
    int32_t slot = code->instructions[fold->instruction].result;
    T *d = rows->homes[slot];
    if (slot < code->operand_count && code->operands[slot].is_direct) d = rows->base.pointers[slot];
    if (fold->operation == CKOperationFoldDeviations) {
        int64_t count = segment->count / code->columns;
        return deviations(total, total + fused_fold_stride(code, fold->target), count, n, d);
    }
    for (int64_t j = 0; j < n; j++) d[j] = (T)total[j];
}

/// The stages on columns and totals, when all parts are done.
static void finish(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->fold_count; i++) add_parts(rows, &code->folds[i]);
    for (int i = 0; i < code->fold_count; i++) give_total(rows, &code->folds[i]);
    rows->loaded = 0;
    for (const Stage *s = code->stages; s < code->stages + code->stage_count; s++) {
        int64_t n = s->level == CKLevelColumn ? code->columns : 1;
        if (s->level >= CKLevelColumn) run_stage(rows, s, (Place){0, 1, 0, n});
    }
}

/// Folds one part of a segment; who does the last one finishes.
static void run_part(Rows *rows, Segment *segment, int64_t part) {
    const CKFusedCode *code = rows->base.code;
    int64_t count = segment->count / code->columns;
    int64_t blocks = (count + code->block_rows - 1) / code->block_rows;
    int32_t parts = (int32_t)segment->units;
    int64_t first = ck_tile_begin(blocks, parts, part) * code->block_rows;
    int64_t last = ck_tile_begin(blocks, parts, part + 1) * code->block_rows;
    rows->sums = (WIDE *)segment->sums + part * code->sum_count;
    for (int i = 0; i < code->fold_count; i++) {
        const Fold *fold = &code->folds[i];
        int64_t n = fused_fold_size(code, fold);
        for (int64_t j = 0; j < n; j++) rows->sums[fold->place + j] = fold_start(fold->operation);
    }
    run_blocks(rows, first, last < count ? last : count);
    if (atomic_fetch_add_explicit(&segment->done, 1, memory_order_acq_rel) + 1 < parts) return;
    atomic_store_explicit(&segment->done, 0, memory_order_relaxed);
    finish(rows);
}

void ROWS(CKFused *loop, int64_t begin, int64_t end, int32_t lane) {
    const CKFusedCode *code = loop->code;
    char buffers[(last_register(code) + 1) * TILE_STRIDE + 64];
    Rows rows = {.base = {.code = code}};
    rows.base.rounds = loop->rounds;
    enter_scalars(&rows.base);
    char *wide = loop->wide == NULL ? NULL : loop->wide + lane * fused_wide_bytes(code);
    place_buffers(&rows, buffers + (64 - (uintptr_t)buffers % 64), wide);
    Segment *segment = loop->segments;
    uint64_t streamed = 0;
    for (int64_t unit = begin; unit < end;) {
        while (unit >= segment->first_unit + segment->units) segment++;
        enter_segment(&rows.base, segment);
        streamed |= rows.base.streamed;
        rows.is_far = segment->count > NEAR_ELEMENTS;
        load_repeated(&rows);
        int64_t limit = segment->first_unit + segment->units;
        int64_t stop = end < limit ? end : limit;
        if (code->fold_count > 0) {
            for (; unit < stop; unit++) run_part(&rows, segment, unit - segment->first_unit);
            continue;
        }
        int64_t count = segment->count / code->columns, step = code->block_rows;
        int64_t last = (stop - segment->first_unit) * step;
        run_blocks(&rows, (unit - segment->first_unit) * step, last < count ? last : count);
        unit = stop;
    }
    end_stream(streamed);
}
