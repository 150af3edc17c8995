// SPDX-License-Identifier: Apache-2.0
//
// Runs a range of tiles. Included once for each register type T, after the instructions of a tile
// (`run_instructions`) have been defined; RANGE is the function's name.

#include "fused_stream.h"

typedef struct {
    const CKFusedCode *code;
    const Segment *segment;
    uint64_t streamed;  // outputs that are written past the caches
    void *const *pointers;
    CKRounds rounds;
    void *moved[CK_FUSED_MAX_SLOTS + CK_FUSED_MAX_SCALARS];
    T scalars[CK_FUSED_MAX_SCALARS];
    T *slots[CK_FUSED_MAX_SLOTS];
} State;

#define FROM_FLOAT16(x) FROM_REAL(float16_to_float(x))
#define FROM_BFLOAT16(x) FROM_REAL(bfloat16_to_float(x))
#define READ(type, convert) \
    { \
        const type *x = (const type *)base + offset; \
        if (stride == 1) { \
            CK_VECTORIZE for (int64_t i = 0; i < n; i++) d[i] = (T)convert(x[i]); \
        } else if (stride == 0) { \
            const T value = (T)convert(x[0]); \
            for (int64_t i = 0; i < n; i++) d[i] = value; \
        } else { \
            for (int64_t i = 0; i < n; i++) d[i] = (T)convert(x[i * stride]); \
        } \
    } \
    break;

CK_INLINE void read_run(
    T *d, const void *base, CKType type, int64_t offset, int64_t stride, int64_t n) {
    switch (type) {
    case CKTypeFloat32: READ(float, FROM_REAL)
    case CKTypeFloat64: READ(double, FROM_REAL)
    case CKTypeFloat16: READ(uint16_t, FROM_FLOAT16)
    case CKTypeBfloat16: READ(uint16_t, FROM_BFLOAT16)
    case CKTypeInt8: READ(int8_t, )
    case CKTypeInt32: READ(int32_t, )
    case CKTypeInt64: READ(int64_t, )
    default: READ(uint8_t, )
    }
}

#define WRITE(type, convert) \
    { \
        type *x = (type *)base + offset; \
        if (stride == 1) { \
            CK_VECTORIZE for (int64_t i = 0; i < n; i++) x[i] = (type)convert(d[i]); \
        } else { \
            for (int64_t i = 0; i < n; i++) x[i * stride] = (type)convert(d[i]); \
        } \
    } \
    break;
#define IS_TRUE(x) ((x) != 0)

CK_INLINE void write_run(
    const T *d, void *base, CKType type, int64_t offset, int64_t stride, int64_t n) {
    switch (type) {
    case CKTypeFloat32: WRITE(float, )
    case CKTypeFloat64: WRITE(double, )
    case CKTypeFloat16: WRITE(uint16_t, float_to_float16)
    case CKTypeBfloat16: WRITE(uint16_t, float_to_bfloat16)
    case CKTypeInt8: WRITE(int8_t, TO_INT8)
    case CKTypeUInt8: WRITE(uint8_t, TO_UINT8)
    case CKTypeInt32: WRITE(int32_t, TO_INT32)
    case CKTypeInt64: WRITE(int64_t, TO_INT64)
    default: WRITE(uint8_t, IS_TRUE)
    }
}

/// Moves n elements from linear index `start` between an operand and a tile, run by run along the
/// innermost dimension.
CK_INLINE void transfer(const Operand *operand, void *base, T *tile, int64_t start, int64_t n) {
    if (operand->rank == 0) {
        if (operand->is_output) write_run(tile, base, operand->type, start, 1, n);
        else read_run(tile, base, operand->type, start, 1, n);
        return;
    }
    const CKDimension *dimensions = operand->dimensions;
    int last = operand->rank - 1;
    int64_t position[CK_MAX_RANK], offset = 0;
    for (int k = last; k >= 0; k--) {
        position[k] = start % dimensions[k].size;
        start /= dimensions[k].size;
        offset += position[k] * dimensions[k].stride;
    }
    for (int64_t done = 0; done < n;) {
        int64_t run = dimensions[last].size - position[last];
        if (run > n - done) run = n - done;
        int64_t stride = dimensions[last].stride;
        if (operand->is_output) write_run(tile + done, base, operand->type, offset, stride, run);
        else read_run(tile + done, base, operand->type, offset, stride, run);
        done += run;
        position[last] += run;
        offset += run * stride;
        for (int k = last; k > 0 && position[k] == dimensions[k].size; k--) {
            offset += dimensions[k - 1].stride - dimensions[k].size * dimensions[k].stride;
            position[k] = 0;
            position[k - 1]++;
        }
    }
}

/// Finds the memory of a segment that moves.
static void move_pointers(State *state, const Segment *segment) {
    const CKFusedCode *code = state->code;
    for (int i = 0; i < code->operand_count + code->scalar_count; i++) {
        state->moved[i] = (char *)segment->pointers[i] + ck_moved(state->rounds, segment->motions[i]);
    }
    state->pointers = state->moved;
}

static void enter_segment(State *state, const Segment *segment) {
    const CKFusedCode *code = state->code;
    state->segment = segment;
    state->pointers = segment->pointers;
    if (segment->motions != NULL) move_pointers(state, segment);
    if (code->columns > 0) {
        state->streamed = streamed_outputs(code, state->pointers, segment->count);
    }
    for (int i = 0; i < code->scalar_count; i++) {
        const void *address = state->pointers[code->operand_count + i];
        read_run(&state->scalars[code->constant_count + i], address, code->scalars[i], 0, 1, 1);
    }
}

static void enter_scalars(State *state) {
    const CKFusedCode *code = state->code;
    for (int i = 0; i < code->constant_count; i++) {
        SCALAR_BITS value;
        memcpy(&value, &code->constants[i], sizeof value);
        state->scalars[i] = (T)value;
    }
}

static void enter_loop(State *state, char *buffer) {
    const CKFusedCode *code = state->code;
    enter_scalars(state);
    for (int i = 0; i < code->register_count; i++, buffer += TILE_STRIDE) {
        state->slots[code->operand_count + i] = (T *)buffer;
    }
    for (int i = 0; i < code->operand_count; i++) {
        if (code->operands[i].is_direct) continue;
        state->slots[i] = (T *)buffer;
        buffer += TILE_STRIDE;
    }
}

CK_INLINE void run_tile(State *state, int64_t start, int64_t n) {
    const CKFusedCode *code = state->code;
    void *const *pointers = state->pointers;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (operand->is_direct) state->slots[i] = (T *)pointers[i] + start;
        else if (!operand->is_output) transfer(operand, pointers[i], state->slots[i], start, n);
    }
    run_instructions(code->instructions, code->instruction_count, state->slots, state->scalars, n);
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (operand->is_output && !operand->is_direct) {
            transfer(operand, pointers[i], state->slots[i], start, n);
        }
    }
}

CK_CLONES void RANGE(const CKFused *loop, int64_t begin, int64_t end) {
    const CKFusedCode *code = loop->code;
    char buffers[code->buffer_count * TILE_STRIDE + 64];
    State state;
    state.code = code;
    state.segment = NULL;
    state.rounds = loop->rounds;
    enter_loop(&state, buffers + (64 - (uintptr_t)buffers % 64));
    int64_t index = 0;
    for (int64_t tile = begin; tile < end; tile++) {
        const Segment *next = loop->segments + index + 1;
        const Segment *limit = loop->segments + loop->segment_count;
        for (; next < limit && next->first_unit <= tile; next++) index++;
        const Segment *segment = loop->segments + index;
        if (segment != state.segment) enter_segment(&state, segment);
        int64_t start = (tile - segment->first_unit) * code->tile;
        int64_t rest = segment->count - start;
        run_tile(&state, start, rest < code->tile ? rest : code->tile);
    }
}
