// SPDX-License-Identifier: Apache-2.0
//
// The code of a fused loop: checked, copied, and what it costs.
#include <stdlib.h>
#include <string.h>

#include "fused.h"

static int source_count(CKOperation operation) {
    const CKElementwise *line = ck_elementwise(operation);
    if (line != NULL) return line->operand_count;
    switch (operation) {
    case CKOperationSelect:
    case CKOperationMultiplyAdd:
    case CKOperationRootStep: return 3;
    case CKOperationScaleShift:
    case CKOperationSpread:
    case CKOperationToScalar: return 1;
    default: return fused_folds(operation) ? 1 : 2;
    }
}

static int form_count(CKOperation operation) {
    const CKElementwise *line = ck_elementwise(operation);
    if (line != NULL && line->operand_count == 2) return 3;
    if (fused_folds(operation)) return CKLevelTotal + 1;
    return operation == CKOperationSelect ? 4 : 1;
}

static bool has_register(CKOperation operation, CKRegister type) {
    const CKElementwise *line = ck_elementwise(operation);
    if (line != NULL) return line->has_register[type];
    if (operation == CKOperationFoldDeviations) return type == CKRegisterFloat32;
    bool has_root = operation == CKOperationRootRatio || operation == CKOperationRootStep;
    return type != CKRegisterInt64 || !has_root;
}

bool fused_is_scalar(const CKInstruction *instruction, int position) {
    if (instruction->operation == CKOperationSelect) {
        return position > 0 && (instruction->form & (position == 1 ? 2 : 1)) != 0;
    }
    if (fused_folds(instruction->operation)) return false;
    return position < 2 && instruction->form == (position == 0 ? 2 : 1);
}

uint64_t fused_reads(const CKInstruction *instruction) {
    uint8_t sources[] = {instruction->a, instruction->b, instruction->c};
    uint64_t mask = 0;
    for (int i = 0; i < source_count(instruction->operation); i++) {
        if (!fused_is_scalar(instruction, i)) mask |= 1ull << sources[i];
    }
    return mask;
}

static bool is_valid_instruction(const CKFusedDescription *d, const CKInstruction *in) {
    int slots = d->operand_count + d->register_count;
    int scalars = d->constant_count + d->scalar_count + d->row_scalar_count;
    CKOperation operation = in->operation;
    bool is_scalar_result = operation == CKOperationToScalar;
    if (operation > CKOperationToScalar) return false;
    if (in->result >= (is_scalar_result ? scalars : slots)) return false;
    if (operation > CKOperationMask && d->columns == 0) return false;
    if (!has_register(operation, d->type) || in->form >= form_count(operation)) return false;
    uint8_t sources[] = {in->a, in->b, in->c};
    for (int i = 0; i < source_count(operation); i++) {
        if (sources[i] >= (fused_is_scalar(in, i) ? scalars : slots)) return false;
    }
    bool takes_scalars = operation >= CKOperationScaleShift && operation < CKOperationMask;
    return !takes_scalars || (in->s < scalars && in->t < scalars);
}

static bool is_valid(const CKFusedDescription *d) {
    if (d->type < CKRegisterFloat32 || d->type > CKRegisterInt64) return false;
    if (d->instruction_count < 0 || d->operand_count < 0 || d->register_count < 0) return false;
    if (d->constant_count < 0 || d->scalar_count < 0 || d->row_scalar_count < 0) return false;
    if (d->operand_count > CK_FUSED_MAX_SLOTS || d->register_count > CK_FUSED_MAX_SLOTS
        || d->operand_count + d->register_count > CK_FUSED_MAX_SLOTS) return false;
    const int32_t most = CK_FUSED_MAX_SCALARS;
    if (d->constant_count > most || d->scalar_count > most || d->row_scalar_count > most
        || d->constant_count + d->scalar_count + d->row_scalar_count > most) return false;
    for (int i = 0; i < d->instruction_count; i++) {
        if (!is_valid_instruction(d, &d->instructions[i])) return false;
    }
    return true;
}

/// Nanoseconds for one element of one instruction on a wide machine, roughly.
static double instruction_cost(CKRegister type, CKOperation operation) {
    const CKElementwise *line = ck_elementwise(operation);
    if (line != NULL) return line->nanoseconds[type];
    if (operation >= CKOperationFoldIndexOfMaximum && fused_folds(operation)) return 0.3;
    bool has_root = operation == CKOperationRootRatio || operation == CKOperationRootStep;
    return (has_root ? 0.06 : 0.02) * (type == CKRegisterFloat32 ? 1 : 2);
}

static double element_cost(const CKFusedCode *code) {
    double cost = 0;
    for (int i = 0; i < code->instruction_count; i++) {
        cost += instruction_cost(code->type, code->instructions[i].operation);
    }
    for (int i = 0; i < code->stage_count; i++) {
        // One for a row or a column is next to none.
        const Stage *stage = &code->stages[i];
        if (stage->level == CKLevelElement) continue;
        for (int k = stage->first; k < stage->last; k++) {
            double part = 1 - 1 / (double)code->columns;
            cost -= instruction_cost(code->type, code->instructions[k].operation) * part;
        }
    }
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        if (operand->level != CKLevelElement) continue;
        cost += operand->is_direct ? 0.015 : operand->rank == 0 ? 0.1 : 0.3;
    }
    return cost;
}

/// Marks every blend, blend of squares and root step of the two in a row (the heart of Adam): one
/// pass over memory instead of three. The first may not write what the others read besides it.
static void fuse_moments(CKFusedCode *code) {
    for (int i = 0; i + 2 < code->instruction_count; i++) {
        CKInstruction *x = code->instructions + i, *y = x + 1, *z = x + 2;
        bool is_pattern = x->operation == CKOperationBlend
            && y->operation == CKOperationBlendSquare && z->operation == CKOperationRootStep;
        bool is_chain = y->b == x->b && z->b == x->result && z->c == y->result;
        bool is_apart = x->result != y->result && x->result != x->b && x->result != y->a
            && y->result != y->b && z->result != x->result && z->result != y->result
            && z->a != x->result && z->a != y->result;
        if (is_pattern && is_chain && is_apart && code->type != CKRegisterInt64) {
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

/// Merges neighbouring dimensions that lie alike; false if too many are left.
static bool merge_dimensions(Operand *operand, const CKDimension *dimensions, int32_t rank) {
    CKDimension *merged = operand->dimensions;
    int32_t kept = 0;
    for (int32_t k = 0; k < rank; k++) {
        CKDimension inner = dimensions[k];
        if (inner.size < 0) return false;
        if (inner.size == 1) continue;
        CKDimension *outer = merged + kept - 1;
        if (kept > 0 && outer->stride == inner.stride * inner.size) {
            *outer = (CKDimension){outer->size * inner.size, inner.stride};
        } else if (kept == CK_MAX_RANK) {
            return false;
        } else {
            merged[kept++] = inner;
        }
    }
    bool is_dense = kept == 0 || (kept == 1 && merged[0].stride == 1);
    operand->rank = is_dense ? 0 : kept;
    return true;
}

static bool describe_operand(
    Operand *operand, const CKOperand *from, const CKFusedDescription *d) {
    if (from->rank < 0 || from->rank > d->dimension_count) return false;
    if (from->rank > 0
        && (from->first_dimension < 0 || from->first_dimension > d->dimension_count - from->rank)) {
        return false;
    }
    const CKDimension *dimensions = from->rank > 0 ? d->dimensions + from->first_dimension : NULL;
    if (!merge_dimensions(operand, dimensions, from->rank)) return false;
    operand->type = from->type;
    operand->level = from->level;
    operand->is_output = from->is_output;
    operand->is_direct = operand->rank == 0 && from->type == register_type(d->type);
    return true;
}

static void *copied(const void *source, size_t size) {
    void *copy = malloc(size > 0 ? size : 1);
    if (copy != NULL && size > 0) memcpy(copy, source, size);
    return copy;
}

static bool copy_arrays(CKFusedCode *code, const CKFusedDescription *d) {
    code->type = d->type;
    code->instruction_count = d->instruction_count;
    code->operand_count = d->operand_count;
    code->register_count = d->register_count;
    code->constant_count = d->constant_count;
    code->scalar_count = d->scalar_count;
    size_t instructions = (size_t)d->instruction_count * sizeof *d->instructions;
    code->instructions = copied(d->instructions, instructions);
    code->constants = copied(d->constants, (size_t)d->constant_count * sizeof *d->constants);
    code->scalars = copied(d->scalars, (size_t)d->scalar_count * sizeof *d->scalars);
    code->operands = calloc((size_t)d->operand_count + 1, sizeof *code->operands);
    if (!code->instructions || !code->constants || !code->scalars || !code->operands) return false;
    code->buffer_count = d->register_count;
    for (int i = 0; i < d->operand_count; i++) {
        if (!describe_operand(&code->operands[i], &d->operands[i], d)) return false;
        if (!code->operands[i].is_direct) code->buffer_count++;
    }
    return true;
}

/// Dense outputs of elements that are written and never read.
static uint64_t find_streamable(const CKFusedCode *code) {
    uint64_t found = 0, used = 0;
    for (int i = 0; i < code->operand_count; i++) {
        const Operand *operand = &code->operands[i];
        bool is_dense = operand->is_direct && operand->level == CKLevelElement;
        if (operand->is_output && is_dense) found |= 1ull << i;
    }
    for (int i = 0; i < code->instruction_count; i++) used |= fused_reads(&code->instructions[i]);
    return found & ~used;
}

CKFusedCode *ck_fused_code_create(const CKFusedDescription *description) {
    if (!is_valid(description)) return NULL;
    CKFusedCode *code = calloc(1, sizeof *code);
    if (code == NULL) return NULL;
    if (!copy_arrays(code, description)) {
        ck_fused_code_destroy(code);
        return NULL;
    }
    code->tile = TILE_BYTES / ck_type_size(register_type(code->type));
    if (description->columns != 0 && !fused_describe_rows(code, description)) {
        ck_fused_code_destroy(code);
        return NULL;
    }
    code->nanoseconds = element_cost(code);
    code->streamable = find_streamable(code);
    if (code->columns == 0) fuse_moments(code);
    fused_find_pairs(code);
    return code;
}

void ck_fused_code_destroy(CKFusedCode *code) {
    if (code == NULL) return;
    free(code->instructions);
    free(code->constants);
    free(code->scalars);
    free(code->operands);
    free(code->stages);
    free(code);
}

int64_t ck_fused_code_tile(const CKFusedCode *code) { return code->tile; }

double ck_fused_code_nanoseconds(const CKFusedCode *code) { return code->nanoseconds; }
