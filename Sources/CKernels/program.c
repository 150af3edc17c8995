// SPDX-License-Identifier: Apache-2.0
#include "include/ck_program.h"

int64_t ck_type_size(CKType type) {
    switch (type) {
    case CKTypeFloat64:
    case CKTypeInt64: return 8;
    case CKTypeFloat32:
    case CKTypeInt32: return 4;
    case CKTypeFloat16:
    case CKTypeBfloat16: return 2;
    default: return 1;
    }
}

static int32_t run_step(const CKStep *step, int32_t lane) {
    for (int64_t tile = 0; tile < step->tiles; tile++) {
        int64_t begin = ck_tile_begin(step->units, step->tiles, tile);
        int64_t end = ck_tile_begin(step->units, step->tiles, tile + 1);
        int32_t status = begin < end ? step->run(step->context, begin, end, lane) : 0;
        if (status != 0) return status;
    }
    return CKStatusSuccess;
}

static int64_t number_at(const CKJump *jump) {
    switch (jump->type) {
    case CKTypeInt64: return *(const int64_t *)jump->value;
    case CKTypeInt32: return *(const int32_t *)jump->value;
    default: return *(const uint8_t *)jump->value;
    }
}

static bool is_taken(const CKJump *jump) {
    switch (jump->when) {
    case CKJumpWhenAlways: return true;
    case CKJumpWhenGreater: return number_at(jump) > jump->limit;
    case CKJumpWhenNotGreater: return number_at(jump) <= jump->limit;
    default: return ++*(int64_t *)jump->value < jump->limit;
    }
}

int64_t ck_next_step(const CKStep *steps, int64_t index) {
    const CKJump *jump = steps[index].jump;
    return jump != NULL && is_taken(jump) ? jump->target : index + 1;
}

int32_t ck_start_count(void *counter, int64_t begin, int64_t end, int32_t lane) {
    (void)begin, (void)end, (void)lane;
    *(int64_t *)counter = 0;
    return CKStatusSuccess;
}

int32_t ck_no_work(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)context, (void)begin, (void)end, (void)lane;
    return CKStatusSuccess;
}

static int32_t run_steps(
    const CKStep *steps, int64_t first, int64_t end, int32_t lane, int64_t *failed) {
    *failed = -1;
    for (int64_t i = first; i < end; i = ck_next_step(steps, i)) {
        int32_t status = run_step(&steps[i], lane);
        if (status != 0) {
            *failed = i;
            return status;
        }
    }
    return CKStatusSuccess;
}

int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed) {
    return run_steps(steps, 0, count, 0, failed);
}

int32_t ck_programs_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKPrograms *programs = context;
    int64_t failed;
    for (int64_t i = begin; i < end; i++) {
        int64_t first = programs->begins[i], last = programs->begins[i + 1];
        int32_t status = run_steps(programs->steps, first, last, lane, &failed);
        if (status != 0) return status;
    }
    return CKStatusSuccess;
}

int32_t ck_together_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    CKTogether *together = context;
    int64_t i = 0;
    while (begin < end) {
        while (begin >= together->begins[i + 1]) i++;
        const CKStep *step = &together->steps[i];
        int64_t first = begin - together->begins[i], limit = together->begins[i + 1];
        begin = end < limit ? end : limit;
        int64_t last = begin - together->begins[i];
        int32_t status = step->run(
            step->context, ck_tile_begin(step->units, step->tiles, first),
            ck_tile_begin(step->units, step->tiles, last), lane);
        if (status == 0) continue;
        __atomic_store_n(&together->failed, i, __ATOMIC_RELAXED);
        return status;
    }
    return CKStatusSuccess;
}
