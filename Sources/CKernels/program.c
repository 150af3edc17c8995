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

static int32_t run_step(const CKStep *step) {
    for (int64_t tile = 0; tile < step->tiles; tile++) {
        int64_t begin = ck_tile_begin(step->units, step->tiles, tile);
        int64_t end = ck_tile_begin(step->units, step->tiles, tile + 1);
        int32_t status = begin < end ? step->run(step->context, begin, end, 0) : 0;
        if (status != 0) return status;
    }
    return CKStatusSuccess;
}

int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed) {
    *failed = -1;
    for (int64_t i = 0; i < count; i++) {
        int32_t status = run_step(&steps[i]);
        if (status != 0) {
            *failed = i;
            return status;
        }
    }
    return CKStatusSuccess;
}
