// SPDX-License-Identifier: Apache-2.0
//
// Sixteen channels at a time stay in registers while the window goes by. Where an image has fewer,
// the lanes are taken up by places side by side whose windows lie alike.
#include "pooling.h"

bool ck_max_pool_supported(const CKPooling *pooling) {
    const int64_t *size = pooling->window.size;
    int64_t elements = 1;
    for (int axis = 0; axis < 3; axis++) {
        if (size[axis] > CK_NOTE_NOTHING) return false;
        elements *= size[axis];
    }
    return elements <= CK_NOTE_NOTHING;
}

int64_t ck_pooling_units(const CKWindow *window) {
    return window->batch * window->result[0] * window->result[1];
}

#define POOLING_KERNELS "pooling_kernels.h"
#include "pooling_types.h"

int32_t ck_max_pool_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKPooling *p = context;
    CK_FOR_TYPE(p->type, fold_maxima, p, begin, end)
    return CKStatusSuccess;
}

int32_t ck_average_pool_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKPooling *p = context;
    CK_FOR_REAL_TYPE(p->type, fold_means, p, begin, end)
    return CKStatusSuccess;
}
