// SPDX-License-Identifier: Apache-2.0
//
// What a loop over rows needs besides instructions: its stages checked, its folds found.
#include <stdlib.h>

#include "fused.h"

/// Stages on elements and rows alternate as they like; those on columns come after, totals last.
static bool has_order(const CKFusedDescription *d) {
    int64_t instructions = 0;
    CKLevel last = CKLevelElement;
    for (int i = 0; i < d->stage_count; i++) {
        const CKStage *stage = &d->stages[i];
        bool is_within = stage->level <= CKLevelTotal && stage->instruction_count >= 0;
        bool is_late = stage->level < last && last >= CKLevelColumn;
        if (!is_within || is_late) return false;
        last = stage->level;
        instructions += stage->instruction_count;
    }
    return instructions == d->instruction_count;
}

static bool is_index(CKOperation operation) {
    return operation == CKOperationFoldIndexOfMaximum || operation == CKOperationFoldIndexOfMinimum;
}

/// Whether an instruction may stand on a level.
static bool fits(const CKFusedCode *code, const CKInstruction *in, CKLevel level) {
    if (in->operation == CKOperationSpread) return level == CKLevelElement;
    if (in->operation == CKOperationToScalar) {
        return level == CKLevelElement && code->columns > code->tile / 2;
    }
    if (!fused_folds(in->operation)) return true;
    CKLevel target = (CKLevel)in->form;
    bool is_deviations = in->operation == CKOperationFoldDeviations;
    if (is_deviations && (level != CKLevelElement || target != CKLevelColumn)) return false;
    if (level == CKLevelRow) return target == CKLevelTotal && !is_index(in->operation);
    if (level != CKLevelElement || target == CKLevelElement) return false;
    return !is_index(in->operation) || (target == CKLevelRow && code->columns <= code->tile);
}

static bool note_fold(CKFusedCode *code, int32_t index) {
    const CKInstruction *in = &code->instructions[index];
    CKLevel target = (CKLevel)in->form;
    if (!fused_folds(in->operation) || target == CKLevelRow) return true;
    if (code->fold_count == MOST_FOLDS) return false;
    Fold *fold = code->folds + code->fold_count++;
    *fold = (Fold){index, in->operation, target, code->sum_count, false};
    code->sum_count += fused_fold_size(code, fold);
    return true;
}

/// Whether two instructions read the same values of a slot.
static bool reads_same(const CKFusedCode *code, int32_t one, int32_t other) {
    const CKInstruction *in = code->instructions;
    const int32_t first = one < other ? one : other, last = one < other ? other : one;
    if (in[one].a != in[other].a) return false;
    for (int32_t k = first + 1; k < last; k++) {
        if (in[k].operation != CKOperationToScalar && in[k].result == in[one].a) return false;
    }
    return true;
}

/// Finds the sums that come with deviations, and takes their values from there.
static void share_sums(CKFusedCode *code) {
    for (Fold *from = code->folds; from < code->folds + code->fold_count; from++) {
        if (from->operation != CKOperationFoldDeviations) continue;
        for (Fold *sum = code->folds; sum < code->folds + code->fold_count; sum++) {
            bool is_sum = sum->operation == CKOperationFoldSum && sum->target == CKLevelColumn;
            if (!is_sum || sum->is_shared) continue;
            if (!reads_same(code, from->instruction, sum->instruction)) continue;
            sum->is_shared = true;
            sum->place = from->place;
        }
    }
}

static bool describe_stage(CKFusedCode *code, Stage *stage) {
    int32_t row_folds = 0;
    for (int32_t k = stage->first; k < stage->last; k++) {
        const CKInstruction *in = &code->instructions[k];
        if (!fits(code, in, stage->level) || !note_fold(code, k)) return false;
        row_folds += fused_folds(in->operation) && (CKLevel)in->form == CKLevelRow;
        stage->reads |= fused_reads(in);
        if (in->operation != CKOperationToScalar) stage->writes |= 1ull << in->result;
    }
    for (int32_t i = 0; i < code->operand_count; i++) {
        bool is_converted = code->operands[i].is_output && !code->operands[i].is_direct;
        if (is_converted) stage->converted |= stage->writes & 1ull << i;
    }
    return row_folds <= MOST_FOLDS;
}

int64_t fused_wide_stride(const CKFusedCode *code) {
    int64_t size = code->type == CKRegisterFloat32 ? sizeof(float) : sizeof(double);
    // The padding keeps the same element of different registers out of the same cache set.
    return (code->columns * size + 63) / 64 * 64 + 128;
}

int64_t fused_wide_bytes(const CKFusedCode *code) {
    bool is_long = fused_wide_stride(code) > TILE_STRIDE;
    int64_t count = is_long ? code->wide_count : 0;
    for (int i = 0; i < code->operand_count; i++) {
        count += is_long && code->operands[i].level == CKLevelRepeated;
    }
    // Sums of a few rows.
    for (int i = 0; i < code->fold_count; i++) {
        count += fused_is_brief(code, &code->folds[i]);
    }
    return count * fused_wide_stride(code);
}

/// The stretches of instructions that a block goes through, tile by tile where rows are long.
static int64_t count_looks(const CKFusedCode *code, int64_t tile) {
    int64_t count = 0;
    for (const Stage *s = code->stages; s < code->stages + code->stage_count; s++) {
        if (s->level >= CKLevelColumn) break;
        int64_t tiles = s->level == CKLevelElement ? (code->columns + tile - 1) / tile : 1;
        for (int32_t k = s->first; k < s->last; k++) {
            bool ends = k + 1 == s->last || fused_crosses(code->instructions[k].operation);
            count += ends ? tiles : 0;
        }
    }
    return count > 0 ? count : 1;
}

bool fused_describe_rows(CKFusedCode *code, const CKFusedDescription *d) {
    if (d->columns < 1 || d->stage_count < 1 || !has_order(d)) return false;
    if (d->wide_count < 0 || d->wide_count > d->register_count) return false;
    code->stages = calloc((size_t)d->stage_count, sizeof *code->stages);
    if (code->stages == NULL) return false;
    code->columns = d->columns;
    code->wide_count = d->wide_count;
    code->stage_count = d->stage_count;
    int32_t first = 0;
    for (int i = 0; i < d->stage_count; i++) {
        int32_t last = first + d->stages[i].instruction_count;
        code->stages[i] = (Stage){.level = d->stages[i].level, .first = first, .last = last};
        if (!describe_stage(code, &code->stages[i])) return false;
        first = last;
    }
    for (int i = 0; i < code->operand_count; i++) {
        if (code->operands[i].level > CKLevelRepeated) return false;
    }
    share_sums(code);
    code->look_count = count_looks(code, code->tile);
    code->block_rows = code->columns <= code->tile ? code->tile / code->columns : 1;
    code->tile = code->block_rows * code->columns;
    return true;
}
