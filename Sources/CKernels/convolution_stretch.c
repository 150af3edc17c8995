// SPDX-License-Identifier: Apache-2.0
//
// Inside an image all coordinates need the whole window; near its ends some elements lie outside.
// Backwards, a pixel is touched by those elements of the window that the strides bring to it:
// pixels `stride` apart are alike.
#include "convolution.h"

static int64_t greatest_divisor(int64_t a, int64_t b) {
    return b == 0 ? a : greatest_divisor(b, a % b);
}

static CKStretch forwards(const CKWindow *w, int axis, int64_t coordinate) {
    int64_t corner = coordinate * w->strides[axis] - w->low[axis], dilation = w->dilation[axis];
    int64_t first = corner < 0 ? ck_blocks(-corner, dilation) : 0;
    int64_t room = w->image[axis] - 1 - corner;
    int64_t last = room < 0 ? 0 : ck_least(room / dilation + 1, w->size[axis]);
    CKStretch found = {.first = coordinate, .step = 1, .count = 1, .tap_step = 1};
    if (last <= first) return found;
    found.tap = first;
    found.taps = last - first;
    found.position = corner + first * dilation;
    found.position_tap_step = dilation;
    found.position_step = w->strides[axis];
    return found;
}

static CKStretch backwards(const CKWindow *w, int axis, int64_t coordinate) {
    int64_t stride = w->strides[axis], dilation = w->dilation[axis];
    int64_t tap_step = stride / greatest_divisor(stride, dilation);
    CKStretch found = {.first = coordinate, .step = stride, .count = 1, .tap_step = tap_step};
    for (int64_t tap = 0; tap < w->size[axis]; tap++) {
        int64_t distance = coordinate + w->low[axis] - tap * dilation;
        if (distance < 0) break;
        if (distance % stride != 0 || distance / stride >= w->result[axis]) continue;
        if (found.taps++ > 0) continue;
        found.tap = tap;
        found.position = distance / stride;
        found.position_tap_step = -tap_step * dilation / stride;
        found.position_step = 1;
    }
    return found;
}

int64_t ck_find_stretches(
    const CKWindow *window, int axis, bool is_gradient, CKStretch *stretches) {
    int64_t size = is_gradient ? window->image[axis] : window->result[axis];
    int64_t step = is_gradient ? window->strides[axis] : 1, count = 0;
    for (int64_t start = 0; start < ck_least(step, size); start++) {
        for (int64_t i = start; i < size; i += step) {
            CKStretch next = is_gradient ? backwards(window, axis, i) : forwards(window, axis, i);
            CKStretch *last = i > start ? &stretches[count - 1] : NULL;
            if (last != NULL && last->taps == next.taps && last->tap == next.tap) last->count++;
            else stretches[count++] = next;
        }
    }
    return count;
}
