// SPDX-License-Identifier: Apache-2.0
//
// Where a loop over rows finds its values: included by fused_rows.h, once for each register type T.

/// Elements of arrays that processors find soon enough without being asked for them before.
enum { NEAR_ELEMENTS = 1 << 17 };

/// A block of rows, or a tile of one: which elements slots stand for.
typedef struct {
    int64_t row, rows;     // the first, and how many
    int64_t column, count; // the first, and elements in all
} Place;

/// Elements that will be needed next, and how many bytes of them have been asked for.
typedef struct {
    int64_t first, bytes, step, done;
} Ahead;

typedef struct {
    State base;
    Ahead ahead;
    bool is_far;  // whether arrays are too large to lie in a cache near by
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
        if (!fused_is_brief(code, &code->folds[i])) continue;
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
    for (uint64_t used = stage->reads | stage->writes; used != 0; used &= used - 1) {
        int i = __builtin_ctzll(used);
        if (rows->is_wide[i]) rows->base.slots[i] = rows->homes[i] + at->column;
        if (i >= code->operand_count) continue;
        const Operand *operand = &code->operands[i];
        if (operand->level == CKLevelRepeated) continue;
        void *pointer = rows->base.pointers[i];
        int64_t first = first_at(code, operand->level, at);
        if ((rows->base.streamed >> i & 1) != 0) {
            rows->base.slots[i] = rows->homes[i];
        } else if (operand->is_direct) {
            rows->base.slots[i] = (T *)pointer + first;
        } else if (!operand->is_output && (rows->loaded >> i & 1) == 0) {
            int64_t n = operand->level == CKLevelRow ? at->rows : at->count;
            transfer(operand, pointer, rows->homes[i], first, n);
            if (!is_long(code) || operand->level == CKLevelRow) rows->loaded |= 1ull << i;
        }
    }
}

/// Writes what a stage has made for outputs that go past the caches.
CK_INLINE void stream_place(Rows *rows, const Stage *stage, const Place *at) {
    const CKFusedCode *code = rows->base.code;
    for (uint64_t left = stage->writes & rows->base.streamed; left != 0; left &= left - 1) {
        int i = __builtin_ctzll(left);
        T *to = (T *)rows->base.pointers[i] + first_at(code, CKLevelElement, at);
        stream(rows->homes[i], to, at->count);
    }
}

/// Writes what a stage has made for operands that must be converted.
CK_INLINE void leave_place(Rows *rows, const Stage *stage, const Place *at, CKLevel level) {
    const CKFusedCode *code = rows->base.code;
    for (uint64_t left = stage->converted; left != 0; left &= left - 1) {
        int i = __builtin_ctzll(left);
        const Operand *operand = &code->operands[i];
        if (operand->level != level) continue;
        int64_t n = level == CKLevelRow ? at->rows : at->count;
        void *pointer = rows->base.pointers[i];
        transfer(operand, pointer, rows->homes[i], first_at(code, level, at), n);
    }
}

/// Asks for some more of the elements of the next block, which arrive while this one is computed; what
/// is written must arrive, too. A little at a time: requests for all would wait for each other.
CK_INLINE void look_ahead(Rows *rows) {
    const CKFusedCode *code = rows->base.code;
    const int64_t begin = rows->ahead.done;
    if (begin >= rows->ahead.bytes) return;
    int64_t end = begin + rows->ahead.step;
    end = end < rows->ahead.bytes ? end : rows->ahead.bytes;
    rows->ahead.done = end;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (!operand->is_direct || operand->level != CKLevelElement) continue;
        if ((rows->base.streamed >> i & 1) != 0) continue;
        const char *at = (const char *)((const T *)rows->base.pointers[i] + rows->ahead.first);
        if (operand->is_output) {
            for (int64_t k = begin; k < end; k += 64) __builtin_prefetch(at + k, 1);
        } else {
            for (int64_t k = begin; k < end; k += 64) __builtin_prefetch(at + k);
        }
    }
}

/// Begins to look ahead to `count` elements from `first` on, if arrays are too large to be near.
CK_INLINE void aim_ahead(Rows *rows, int64_t first, int64_t count) {
    const CKFusedCode *code = rows->base.code;
    const int64_t bytes = rows->is_far ? count * (int64_t)sizeof(T) : 0;
    const int64_t step = (bytes / code->look_count + 63) / 64 * 64;
    rows->ahead = (Ahead){first, bytes, step, 0};
}
