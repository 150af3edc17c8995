// SPDX-License-Identifier: Apache-2.0
//
// Building a fused loop: checks, copies, and the decision whether threads pay.
#include "fused.h"

#include <stdlib.h>
#include <string.h>

/// Below this many nanoseconds of work, a second thread costs more than it saves: it must be woken,
/// and half of the data lies in the other processor's cache.
static const double worth_a_fork = 10000;

static bool is_valid_source(
    const CKFusedDescription *d, const CKInstruction *instruction, int position) {
    int slots = d->operand_count + d->register_count;
    int scalars = d->constant_count + d->scalar_count;
    bool is_select = instruction->operation == CKOperationSelect;
    bool first_is_scalar = instruction->form == CKFormScalarVector && !is_select;
    bool second_is_scalar = instruction->form == CKFormVectorScalar && !is_select;
    if (is_select) second_is_scalar = (instruction->form & 2) != 0;
    bool third_is_scalar = is_select && (instruction->form & 1) != 0;
    switch (position) {
    case 0: return instruction->a < (first_is_scalar ? scalars : slots);
    case 1: return instruction->b < (second_is_scalar ? scalars : slots);
    default: return instruction->c < (third_is_scalar ? scalars : slots);
    }
}

static int source_count(CKOperation operation) {
    switch (operation) {
    case CKOperationSelect:
    case CKOperationMultiplyAdd:
    case CKOperationRootStep: return 3;
    case CKOperationScaleShift: return 1;
    default: return operation < CKOperationAdd ? 1 : 2;
    }
}

static bool is_valid(const CKFusedDescription *d) {
    int slots = d->operand_count + d->register_count;
    int scalars = d->constant_count + d->scalar_count;
    if (slots > CK_FUSED_MAX_SLOTS || scalars > CK_FUSED_MAX_SCALARS) return false;
    for (int i = 0; i < d->instruction_count; i++) {
        const CKInstruction *instruction = &d->instructions[i];
        CKOperation operation = instruction->operation;
        if (operation > CKOperationMask || instruction->form > 3) return false;
        if (instruction->result >= slots) return false;
        for (int position = 0; position < source_count(operation); position++) {
            if (!is_valid_source(d, instruction, position)) return false;
        }
        bool takes_scalars = operation >= CKOperationScaleShift && operation < CKOperationMask;
        if (takes_scalars && (instruction->s >= scalars || instruction->t >= scalars)) return false;
    }
    for (int i = 0; i < d->operand_count; i++) {
        if (d->operands[i].rank < 0 || d->operands[i].rank > CK_MAX_RANK) return false;
    }
    return true;
}

/// Nanoseconds for one element of one instruction on a wide machine, roughly.
static double instruction_cost(const CKFusedDescription *d, const CKInstruction *instruction) {
    double wide = d->type == CKRegisterFloat32 ? 1 : 2;
    switch (instruction->operation) {
    case CKOperationPower:
    case CKOperationArcTangent2:
    case CKOperationTan:
    case CKOperationRemainder:
    case CKOperationModulo: return 5;
    case CKOperationExp:
    case CKOperationExpMinusOne:
    case CKOperationLog:
    case CKOperationLogOnePlus:
    case CKOperationSin:
    case CKOperationCos:
    case CKOperationTanh:
    case CKOperationSigmoid:
    case CKOperationErf: return d->type == CKRegisterFloat32 ? 0.3 : 5;
    case CKOperationSquareRoot:
    case CKOperationReciprocalRoot:
    case CKOperationReciprocal:
    case CKOperationDivide:
    case CKOperationRootRatio:
    case CKOperationRootStep: return 0.06 * wide;
    default: return 0.02 * wide;
    }
}

static double element_cost(const CKFused *loop) {
    double cost = 0;
    for (int i = 0; i < loop->is.instruction_count; i++) {
        cost += instruction_cost(&loop->is, &loop->is.instructions[i]);
    }
    for (int i = 0; i < loop->is.operand_count; i++) {
        cost += loop->is_direct[i] ? 0.015 : loop->is.operands[i].rank == 0 ? 0.1 : 0.3;
    }
    return cost;
}

static void *copied(const void *source, size_t size) {
    void *copy = malloc(size > 0 ? size : 1);
    if (copy != NULL && size > 0) memcpy(copy, source, size);
    return copy;
}

static bool copy_arrays(CKFused *loop, const CKFusedDescription *d) {
    size_t instructions = (size_t)d->instruction_count * sizeof *d->instructions;
    size_t operands = (size_t)d->operand_count * sizeof *d->operands;
    loop->is.instructions = copied(d->instructions, instructions);
    loop->is.operands = copied(d->operands, operands);
    loop->is.constants = copied(d->constants, (size_t)d->constant_count * sizeof *d->constants);
    loop->is.scalars = copied(d->scalars, (size_t)d->scalar_count * sizeof *d->scalars);
    loop->is_direct = calloc((size_t)d->operand_count + 1, sizeof *loop->is_direct);
    return loop->is.instructions && loop->is.operands && loop->is.constants && loop->is.scalars
        && loop->is_direct;
}

/// Marks every blend, blend of squares and root step of the two in a row (the heart of Adam): one
/// pass over memory instead of three. The first may not write what the others read besides it.
static void fuse_moments(CKFused *loop) {
    CKInstruction *all = (CKInstruction *)loop->is.instructions;
    for (int i = 0; i + 2 < loop->is.instruction_count; i++) {
        CKInstruction *x = all + i, *y = all + i + 1, *z = all + i + 2;
        bool is_pattern = x->operation == CKOperationBlend
            && y->operation == CKOperationBlendSquare && z->operation == CKOperationRootStep;
        bool is_chain = y->b == x->b && z->b == x->result && z->c == y->result;
        bool is_apart = x->result != y->result && x->result != x->b && x->result != y->a
            && y->result != y->b && z->result != x->result && z->result != y->result
            && z->a != x->result && z->a != y->result;
        if (is_pattern && is_chain && is_apart && loop->is.type != CKRegisterInt64) {
            x->operation = (CKOperation)MOMENTS;
            i += 2;
        }
    }
}

static CKType register_type(CKRegister type) {
    switch (type) {
    case CKRegisterFloat32: return CKTypeFloat32;
    case CKRegisterFloat64: return CKTypeFloat64;
    default: return CKTypeInt64;
    }
}

CKFused *ck_fused_create(const CKFusedDescription *description) {
    if (!is_valid(description)) return NULL;
    CKFused *loop = calloc(1, sizeof *loop);
    if (loop == NULL) return NULL;
    loop->is = *description;
    if (!copy_arrays(loop, description)) {
        ck_fused_destroy(loop);
        return NULL;
    }
    fuse_moments(loop);
    CKType type = register_type(description->type);
    loop->buffer_count = description->register_count;
    for (int i = 0; i < description->operand_count; i++) {
        const CKOperand *operand = &loop->is.operands[i];
        loop->is_direct[i] = operand->rank == 0 && operand->type == type;
        if (!loop->is_direct[i]) loop->buffer_count++;
    }
    loop->tile = TILE_BYTES / ck_type_size(type);
    loop->cost = element_cost(loop);
    return loop;
}

bool ck_fused_add_segment(CKFused *loop, void *const *pointers, int64_t count) {
    if (loop->segment_count == loop->segment_capacity) {
        int64_t capacity = loop->segment_capacity == 0 ? 1 : loop->segment_capacity * 2;
        Segment *grown = realloc(loop->segments, (size_t)capacity * sizeof *grown);
        if (grown == NULL) return false;
        loop->segments = grown;
        loop->segment_capacity = capacity;
    }
    size_t pointer_count = (size_t)(loop->is.operand_count + loop->is.scalar_count);
    void **copy = copied(pointers, pointer_count * sizeof *pointers);
    if (copy == NULL) return false;
    loop->segments[loop->segment_count++] = (Segment){copy, count, loop->tile_count};
    loop->tile_count += (count + loop->tile - 1) / loop->tile;
    loop->work += loop->cost * (double)count;
    return true;
}

void ck_fused_destroy(CKFused *loop) {
    if (loop == NULL) return;
    for (int64_t i = 0; i < loop->segment_count; i++) free(loop->segments[i].pointers);
    free(loop->segments);
    free((void *)loop->is.instructions);
    free((void *)loop->is.operands);
    free((void *)loop->is.constants);
    free((void *)loop->is.scalars);
    free(loop->is_direct);
    free(loop);
}

int32_t ck_fused_run(void *context) {
    CKFused *loop = context;
    void (*range)(void *, int64_t, int64_t) =
        loop->is.type == CKRegisterFloat32   ? ck_fused_range_float32
        : loop->is.type == CKRegisterFloat64 ? ck_fused_range_float64
                                             : ck_fused_range_int64;
    if (loop->work < worth_a_fork) {
        range(loop, 0, loop->tile_count);
    } else {
        ck_parallel_for(&loop->is.team, loop->tile_count, range, loop);
    }
    return CKStatusSuccess;
}
