// SPDX-License-Identifier: Apache-2.0
//
// Each pixel gathers what the windows that touch it give: nothing is scattered, so that lines of
// the image are independent, and each element is written once.
#include "pooling.h"

int64_t ck_pooling_gradient_units(const CKWindow *window) {
    return window->batch * window->image[0] * window->image[1];
}

/// The elements `tap`, `tap` + `tap_step`, … of a window that touch a pixel, along one axis: from
/// the places `place`, `place` − `place_step`, …
typedef struct Touch {
    int64_t tap, tap_step, place, place_step, count;
} Touch;

/// From `quotient` and `remainder` of the pixel's distance from the first corner, by the stride.
CK_INLINE Touch touch_dense(const CKWindow *w, int axis, int64_t quotient, int64_t remainder) {
    int64_t stride = w->strides[axis], size = w->size[axis];
    int64_t skipped = quotient >= w->result[axis] ? quotient - w->result[axis] + 1 : 0;
    Touch t = {remainder + skipped * stride, stride, quotient - skipped, 1, 0};
    if (t.tap >= size) return t;
    t.count = size <= stride ? 1 : (size - 1 - t.tap) / stride + 1;
    if (t.count > t.place + 1) t.count = t.place + 1;
    return t;
}

CK_INLINE Touch touch_dilated(const CKWindow *w, int axis, int64_t pixel) {
    Touch t = {0};
    for (int64_t tap = 0; tap < w->size[axis]; tap++) {
        int64_t distance = pixel + w->low[axis] - tap * w->dilation[axis];
        if (distance < 0) break;
        int64_t place = distance / w->strides[axis];
        if (distance % w->strides[axis] != 0 || place >= w->result[axis]) continue;
        if (t.count == 0) {
            t.tap = tap;
            t.place = place;
        } else if (t.count == 1) {
            t.tap_step = tap - t.tap;
            t.place_step = t.place - place;
        }
        t.count++;
    }
    return t;
}

CK_INLINE Touch touch(const CKWindow *w, int axis, int64_t pixel) {
    if (w->dilation[axis] != 1) return touch_dilated(w, axis, pixel);
    int64_t distance = pixel + w->low[axis];
    return touch_dense(w, axis, distance / w->strides[axis], distance % w->strides[axis]);
}

#define POOLING_KERNELS "pooling_gradient_kernels.h"
#include "pooling_types.h"

int32_t ck_max_pool_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKPoolingGradient *g = context;
    CK_FOR_REAL_TYPE(g->type, gather_chosen, g, begin, end)
    return CKStatusSuccess;
}

int32_t ck_average_pool_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKPoolingGradient *g = context;
    CK_FOR_REAL_TYPE(g->type, gather_shares, g, begin, end)
    return CKStatusSuccess;
}
