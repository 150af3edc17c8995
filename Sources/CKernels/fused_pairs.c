// SPDX-License-Identifier: Apache-2.0
//
// Finds pairs of instructions that the kernels do in one pass: the second is the only one that reads
// what the first makes. Wherever in its stage the first stands, it is moved to the second, if it may.
#include <string.h>

#include "fused.h"

static uint64_t bit(int32_t slot) { return 1ull << slot; }

/// Whether the value that a slot has before an instruction is read by it or later.
static bool is_read(const CKFusedCode *code, int32_t slot, int32_t from) {
    for (int32_t k = from; k < code->instruction_count; k++) {
        const CKInstruction *in = &code->instructions[k];
        if (fused_reads(in) & bit(slot)) return true;
        if (in->operation != CKOperationToScalar && in->result == slot) return false;
    }
    return false;
}

/// The instruction before `last` that reads the result of instruction `first`, if it is the only one;
/// −1 otherwise.
static int32_t reader(const CKFusedCode *code, int32_t first, int32_t last) {
    int32_t slot = code->instructions[first].result;
    if (slot < code->operand_count) return -1;
    for (int32_t k = first + 1; k < last; k++) {
        const CKInstruction *in = &code->instructions[k];
        bool is_scalar = in->operation == CKOperationToScalar;
        if (fused_reads(in) & bit(slot)) {
            bool is_replaced = !is_scalar && in->result == slot;
            return is_replaced || !is_read(code, slot, k + 1) ? k : -1;
        }
        if (!is_scalar && in->result == slot) return -1;
    }
    return -1;
}

/// Whether a scalar that an instruction reads is made by another.
static bool reads_scalar(const CKInstruction *in, const CKInstruction *maker) {
    if (maker->operation != CKOperationToScalar) return false;
    uint8_t sources[] = {in->a, in->b};
    for (int i = 0; i < 2; i++) {
        if (fused_is_scalar(in, i) && sources[i] == maker->result) return true;
    }
    return false;
}

/// Whether instruction `first` may run as late as just before `second`.
static bool may_wait(const CKFusedCode *code, int32_t first, int32_t second) {
    const CKInstruction *in = &code->instructions[first];
    uint64_t reads = fused_reads(in);
    bool reads_operands = (reads & (bit(code->operand_count) - 1)) != 0;
    for (int32_t k = first + 1; k < second; k++) {
        const CKInstruction *other = &code->instructions[k];
        if (reads_scalar(in, other)) return false;
        if (other->operation == CKOperationToScalar) continue;
        if (reads & bit(other->result)) return false;
        // An output may lie where an operand does.
        if (reads_operands && other->result < code->operand_count) return false;
    }
    return true;
}

static void move(CKFusedCode *code, int32_t first, int32_t second) {
    CKInstruction moved = code->instructions[first];
    CKInstruction *at = code->instructions + first;
    memmove(at, at + 1, (size_t)(second - first - 1) * sizeof *at);
    code->instructions[second - 1] = moved;
    for (int32_t i = 0; i < code->fold_count; i++) {
        int32_t *fold = &code->folds[i].instruction;
        if (*fold > first && *fold < second) *fold -= 1;
    }
}

/// A product whose first factor is an array.
static CKInstruction turned(CKInstruction product) {
    if (product.form != CKFormScalarVector) return product;
    CKInstruction result = product;
    result.a = product.b;
    result.b = product.a;
    result.form = CKFormVectorScalar;
    return result;
}

/// What becomes of the first of two instructions; its own operation if they are no pair.
static int32_t pair(CKRegister type, const CKInstruction *first, CKInstruction *second) {
    uint8_t value = first->result;
    bool is_product = first->operation == CKOperationMultiply;
    bool is_difference = first->operation == CKOperationSubtract
        && first->form != CKFormScalarVector;
    switch (second->operation) {
    case CKOperationExp:
        return is_difference && type == CKRegisterFloat32 ? DIFFERENCE_EXP : first->operation;
    case CKOperationSubtract:
        if (!is_product || second->form != CKFormVectorVector) break;
        if (second->a != value) return MINUS_PRODUCT;
        break;
    case CKOperationMultiplyAdd:
        if (!is_product || second->c == value || second->a == second->b) break;
        if (second->b == value) {
            second->b = second->a;
            second->a = value;
        }
        return PRODUCT_ADD;
    default: break;
    }
    return first->operation;
}

/// Marks the pairs that begin in a stage.
static void pair_stage(CKFusedCode *code, int32_t first, int32_t last) {
    for (int32_t k = first; k + 1 < last; k++) {
        CKInstruction *in = &code->instructions[k];
        if (in->operation >= MOMENTS) k += in->operation == MOMENTS ? 2 : 1;
        if (in->operation != CKOperationMultiply && in->operation != CKOperationSubtract) continue;
        int32_t user = reader(code, k, last);
        if (user < 0 || !may_wait(code, k, user)) continue;
        bool is_taken = user > k + 1 && code->instructions[user - 1].operation >= MOMENTS;
        if (is_taken) continue;
        int32_t operation = pair(code->type, in, &code->instructions[user]);
        if (operation == in->operation) continue;
        *in = turned(*in);
        in->operation = (CKOperation)operation;
        move(code, k, user);
        // What has come to this place is looked at next.
        k = user > k + 1 ? k - 1 : user;
    }
}

void fused_find_pairs(CKFusedCode *code) {
    if (code->type == CKRegisterInt64) return;
    if (code->columns == 0) return pair_stage(code, 0, code->instruction_count);
    for (int32_t i = 0; i < code->stage_count; i++) {
        pair_stage(code, code->stages[i].first, code->stages[i].last);
    }
}
