// SPDX-License-Identifier: Apache-2.0
//
// A loop: code and the memory that it runs over.
#include "fused.h"

#include <stdlib.h>
#include <string.h>

static size_t pointer_count(const CKFusedCode *code) {
    return (size_t)(code->operand_count + code->scalar_count);
}

static int64_t tile_count(const CKFusedCode *code, int64_t count) {
    return count / code->tile + (count % code->tile != 0);
}

bool ck_fused_code_has_parts(const CKFusedCode *code) { return code->fold_count > 0; }

int64_t ck_fused_code_scratch(const CKFusedCode *code, int64_t parts, int32_t lanes) {
    int64_t sums = code->fold_count > 0 ? parts * code->sum_count * (int64_t)sizeof(double) : 0;
    return sums + lanes * fused_wide_bytes(code);
}

static bool is_dense(const CKFusedCode *code) {
    for (int i = 0; i < code->operand_count; i++) {
        if (code->operands[i].rank > 0) return false;
    }
    return true;
}

CKFused *ck_fused_create(const CKFusedCode *code, int64_t segment_count) {
    if (segment_count < 1 || segment_count > INT32_MAX) return NULL;
    if (segment_count > 1 && !is_dense(code)) return NULL;
    size_t segments = (size_t)segment_count;
    size_t segment_size = sizeof(Segment) + pointer_count(code) * sizeof(void *);
    CKFused *loop = calloc(1, sizeof *loop + segments * segment_size);
    if (loop == NULL) return NULL;
    loop->code = code;
    loop->segment_count = segment_count;
    void **pointers = (void **)(loop->segments + segment_count);
    for (size_t i = 0; i < segments; i++) {
        loop->segments[i].pointers = pointers + i * pointer_count(code);
    }
    return loop;
}

void ck_fused_destroy(CKFused *loop) {
    if (loop == NULL) return;
    for (int64_t i = 0; i < loop->segment_count; i++) free(loop->segments[i].motions);
    free(loop);
}

bool ck_fused_set_motion(
    CKFused *loop, int64_t segment, CKRounds rounds, const CKMotion *motions) {
    size_t size = pointer_count(loop->code) * sizeof *motions;
    CKMotion *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) return false;
    memcpy(copy, motions, size);
    free(loop->segments[segment].motions);
    loop->segments[segment].motions = copy;
    loop->rounds = rounds;
    return true;
}

void ck_fused_set_segment(
    CKFused *loop, int64_t segment, void *const *pointers, int64_t count, int64_t parts) {
    Segment *at = loop->segments + segment;
    const CKFusedCode *code = loop->code;
    memcpy(at->pointers, pointers, pointer_count(loop->code) * sizeof *pointers);
    at->count = count;
    at->first_unit = segment == 0 ? 0 : at[-1].first_unit + at[-1].units;
    at->units = code->fold_count > 0 ? parts : tile_count(code, count);
}

void ck_fused_set_scratch(CKFused *loop, void *scratch) {
    const CKFusedCode *code = loop->code;
    char *at = scratch;
    for (int64_t i = 0; i < loop->segment_count; i++) {
        loop->segments[i].sums = at;
        if (code->fold_count == 0) continue;
        at += loop->segments[i].units * code->sum_count * (int64_t)sizeof(double);
    }
    loop->wide = at;
}

int64_t ck_fused_units(const CKFused *loop) {
    const Segment *last = loop->segments + loop->segment_count - 1;
    return last->first_unit + last->units;
}

double ck_fused_nanoseconds(const CKFused *loop) {
    double count = 0;
    for (int64_t i = 0; i < loop->segment_count; i++) count += (double)loop->segments[i].count;
    return count * loop->code->nanoseconds;
}

static int32_t run_rows(CKFused *loop, int64_t begin, int64_t end, int32_t lane) {
    switch (loop->code->type) {
    case CKRegisterFloat32: ck_fused_rows_float32(loop, begin, end, lane); break;
    case CKRegisterFloat64: ck_fused_rows_float64(loop, begin, end, lane); break;
    default: ck_fused_rows_int64(loop, begin, end, lane); break;
    }
    return CKStatusSuccess;
}

int32_t ck_fused_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    CKFused *loop = context;
    if (loop->code->columns > 0) return run_rows(loop, begin, end, lane);
    switch (loop->code->type) {
    case CKRegisterFloat32: ck_fused_range_float32(loop, begin, end); break;
    case CKRegisterFloat64: ck_fused_range_float64(loop, begin, end); break;
    default: ck_fused_range_int64(loop, begin, end); break;
    }
    return CKStatusSuccess;
}
