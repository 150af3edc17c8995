// SPDX-License-Identifier: Apache-2.0
//
// Runs loops over rows: included after fused_range.h and fused_fold.h, once for each register type T.
// A block of rows goes through all stages on elements and rows before the next one begins. Rows that
// are longer than a tile go through each stage tile by tile; what later stages need of them lies in
// wide registers.

/// Single rows that are added before their sum joins a wider one.
enum { BRIEF_ROWS = 16 };

/// A block of rows, or a tile of one: which elements slots stand for.
typedef struct {
    int64_t row, rows;     // the first, and how many
    int64_t column, count; // the first, and elements in all
} Place;

typedef struct {
    State base;
    T *homes[CK_FUSED_MAX_SLOTS];  // of registers, and of operands that are converted
    bool is_wide[CK_FUSED_MAX_SLOTS];
    WIDE *sums;                    // of the part
    WIDE row_sums[MOST_FOLDS];     // of a row that is longer than a tile
    T *brief[MOST_FOLDS];          // columns folded over few single rows, before they join the sums
    int64_t brief_rows;
    T *spare;
    uint64_t loaded;               // operands that have been read for this block
} Rows;

static int32_t last_register(const CKFusedCode *code) {
    return code->operand_count + code->register_count;
}

static bool is_long(const CKFusedCode *code) {
    return fused_wide_stride(code) > TILE_STRIDE;
}

/// Gives registers and converted operands their buffers.
static void place_buffers(Rows *rows, char *tiles, char *wide) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < last_register(code); i++) {
        bool is_operand = i < code->operand_count;
        rows->is_wide[i] = is_operand ? code->operands[i].level == CKLevelRepeated
                                      : i >= last_register(code) - code->wide_count;
        rows->is_wide[i] &= is_long(code);
        if (rows->is_wide[i]) {
            rows->homes[i] = (T *)wide;
            wide += fused_wide_stride(code);
        } else {
            rows->homes[i] = (T *)tiles;
            tiles += TILE_STRIDE;
        }
        rows->base.slots[i] = rows->homes[i];
    }
    for (int i = 0; i < code->fold_count; i++) {
        if (code->block_rows > 1 || code->folds[i].target != CKLevelColumn) continue;
        rows->brief[i] = (T *)wide;
        wide += fused_wide_stride(code);
    }
    rows->spare = (T *)tiles;
}

/// Reads the operands that have a value for each column, for all rows of a block.
CK_INLINE void load_repeated(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (operand->level != CKLevelRepeated) continue;
        T *home = rows->homes[i];
        transfer(operand, rows->base.pointers[i], home, 0, code->columns);
        for (int64_t done = 1; done < code->block_rows; done *= 2) {
            int64_t more = code->block_rows - done < done ? code->block_rows - done : done;
            memcpy(home + done * code->columns, home, (size_t)(more * code->columns) * sizeof(T));
        }
    }
}

/// The index of the first value that a place has at a level.
CK_INLINE int64_t first_at(const CKFusedCode *code, CKLevel level, const Place *at) {
    switch (level) {
    case CKLevelElement: return at->row * code->columns + at->column;
    case CKLevelRow: return at->row;
    case CKLevelColumn: return at->column;
    default: return 0;
    }
}

/// Points slots to where a stage finds its values, and reads operands that must be converted.
CK_INLINE void enter_place(Rows *rows, const Stage *stage, const Place *at) {
    const CKFusedCode *code = rows->base.code;
    uint64_t used = stage->reads | stage->writes;
    for (int i = 0; i < last_register(code); i++) {
        if ((used >> i & 1) == 0) continue;
        if (rows->is_wide[i]) rows->base.slots[i] = rows->homes[i] + at->column;
        if (i >= code->operand_count) continue;
        const Operand *operand = &code->operands[i];
        if (operand->level == CKLevelRepeated) continue;
        void *pointer = rows->base.pointers[i];
        int64_t first = first_at(code, operand->level, at);
        if (operand->is_direct) {
            rows->base.slots[i] = (T *)pointer + first;
        } else if (!operand->is_output && (rows->loaded >> i & 1) == 0) {
            int64_t n = operand->level == CKLevelRow ? at->rows : at->count;
            transfer(operand, pointer, rows->homes[i], first, n);
            if (!is_long(code) || operand->level == CKLevelRow) rows->loaded |= 1ull << i;
        }
    }
}

/// Writes what a stage has made for operands that must be converted.
CK_INLINE void leave_place(Rows *rows, const Stage *stage, const Place *at, CKLevel level) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if ((stage->writes >> i & 1) == 0 || !operand->is_output || operand->is_direct) continue;
        if (operand->level != level) continue;
        int64_t n = level == CKLevelRow ? at->rows : at->count;
        void *pointer = rows->base.pointers[i];
        transfer(operand, pointer, rows->homes[i], first_at(code, level, at), n);
    }
}

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
    if (fold->target == CKLevelTotal) {
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
        while (end < stage->last && code->instructions[end].operation < CKOperationFoldSum) end++;
        if (end > k) {
            run_instructions(
                code->instructions + k, end - k, rows->base.slots, rows->base.scalars, n);
        }
        if (end < stage->last) cross_levels(rows, stage, end, at);
        k = end + 1;
    }
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

/// Asks for the elements of a block before it begins: they arrive while this one is computed.
CK_INLINE void prefetch(const Rows *rows, int64_t row, int64_t count) {
    const CKFusedCode *code = rows->base.code;
    if (count <= 0) return;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (!operand->is_direct || operand->is_output || operand->level != CKLevelElement) continue;
        const T *pointer = (const T *)rows->base.pointers[i];
        const char *first = (const char *)(pointer + row * code->columns);
        const char *end = (const char *)(pointer + (row + count) * code->columns);
        for (; first < end; first += 64) __builtin_prefetch(first);
    }
}

/// Adds what single rows have been folded to.
CK_CLONES static void keep_brief(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->fold_count && rows->brief_rows > 0; i++) {
        const Fold *fold = &code->folds[i];
        if (fold->target != CKLevelColumn) continue;
        fold_into(fold->operation, rows->sums + fold->place, rows->brief[i], code->columns);
    }
    rows->brief_rows = 0;
}

/// Runs the stages on elements and rows over rows first ..< last.
static void run_blocks(Rows *rows, int64_t first, int64_t last) {
    const CKFusedCode *code = rows->base.code;
    int64_t step = code->block_rows;
    for (int64_t row = first; row < last; row += step) {
        int64_t count = last - row < step ? last - row : step;
        int64_t after = last - row - count < step ? last - row - count : step;
        prefetch(rows, row + count, after);
        rows->loaded = 0;
        for (const Stage *s = code->stages; s < code->stages + code->stage_count; s++) {
            if (s->level >= CKLevelColumn) break;
            run_stage(rows, s, (Place){row, count, 0, count * code->columns});
        }
        if (step == 1 && ++rows->brief_rows == BRIEF_ROWS) keep_brief(rows);
    }
    if (step == 1) keep_brief(rows);
}

/// Adds the parts in order.
CK_CLONES static void add_parts(Rows *rows, const Fold *fold) {
    const CKFusedCode *code = rows->base.code;
    const Segment *segment = rows->base.segment;
    WIDE *total = (WIDE *)segment->sums + fold->place;
    int64_t n = fold->target == CKLevelColumn ? code->columns : 1;
    for (int64_t part = 1; part < segment->units; part++) {
        fold_wide(fold->operation, total, total + part * code->sum_count, n);
    }
    int32_t slot = code->instructions[fold->instruction].result;
    T *d = rows->homes[slot];
    if (slot < code->operand_count && code->operands[slot].is_direct) d = rows->base.pointers[slot];
    for (int64_t j = 0; j < n; j++) d[j] = (T)total[j];
}

/// The stages on columns and totals, when all parts are done.
static void finish(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    for (int i = 0; i < code->fold_count; i++) add_parts(rows, &code->folds[i]);
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
        int64_t n = fold->target == CKLevelColumn ? code->columns : 1;
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
    rows.base.count = loop->counter != NULL ? *loop->counter : 0;
    enter_scalars(&rows.base);
    char *wide = loop->wide == NULL ? NULL : loop->wide + lane * fused_wide_bytes(code);
    place_buffers(&rows, buffers + (64 - (uintptr_t)buffers % 64), wide);
    Segment *segment = loop->segments;
    for (int64_t unit = begin; unit < end;) {
        while (unit >= segment->first_unit + segment->units) segment++;
        enter_segment(&rows.base, segment);
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
}
