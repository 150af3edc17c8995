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

/// Adds what `count` channels of one place give to a pixel, which is element `note` of its window.
CK_INLINE void add(
    const CKPoolingGradient *g, int64_t element, int32_t note, float share, int64_t count,
    bool is_average, CKPoolVector *sum) {
    CKPoolVector seed = {0};
    CKPoolBytes bytes = {0};
    if (count == CK_POOL_LANES) seed = *(const CKPoolVector *)(g->seed + element);
    else for (int64_t i = 0; i < count; i++) seed[i] = g->seed[element + i];
    if (is_average) {
        *sum += seed / share;
        return;
    }
    if (count == CK_POOL_LANES) bytes = *(const CKPoolBytes *)(g->notes + element);
    else for (int64_t i = 0; i < count; i++) bytes[i] = g->notes[element + i];
    CKPoolInts is_chosen = __builtin_convertvector(bytes, CKPoolInts) == note;
    *sum += (CKPoolVector)((CKPoolInts)seed & is_chosen);
}

/// How many elements of the window of a place lie inside.
CK_INLINE float inside(const CKWindow *w, int64_t z, int64_t y, int64_t x) {
    int64_t elements = ck_inside(w, 0, z).taps * ck_inside(w, 1, y).taps;
    return (float)(elements * ck_inside(w, 2, x).taps);
}

/// Sums up `count` channels, from `channel` on, of all places that touch a pixel.
CK_INLINE void gather(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, int64_t channel, int64_t count,
    bool is_average, CKPoolVector *sum) {
    const CKWindow *w = &g->window;
    for (int64_t i = 0; i < at[0].count; i++) {
        int64_t z = at[0].place - i * at[0].place_step;
        for (int64_t j = 0; j < at[1].count; j++) {
            int64_t y = at[1].place - j * at[1].place_step;
            int64_t line = ((image * w->result[0] + z) * w->result[1] + y) * w->result[2];
            int64_t note = (at[0].tap + i * at[0].tap_step) * w->size[1];
            note = (note + at[1].tap + j * at[1].tap_step) * w->size[2] + at[2].tap;
            for (int64_t k = 0; k < at[2].count; k++, note += at[2].tap_step) {
                int64_t x = at[2].place - k * at[2].place_step;
                float share = is_average ? inside(w, z, y, x) : 1;
                int64_t element = (line + x) * g->channels + channel;
                add(g, element, (int32_t)note, share, count, is_average, sum);
            }
        }
    }
}

/// All channels of a pixel that one place touches: where windows do not overlap, each is such.
CK_INLINE void copy_pixel(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, float *gradient,
    bool is_average) {
    const CKWindow *w = &g->window;
    int64_t place = (image * w->result[0] + at[0].place) * w->result[1] + at[1].place;
    int64_t element = (place * w->result[2] + at[2].place) * g->channels;
    int64_t note = (at[0].tap * w->size[1] + at[1].tap) * w->size[2] + at[2].tap;
    float share = is_average ? inside(w, at[0].place, at[1].place, at[2].place) : 1;
    int64_t last = g->channels - CK_POOL_LANES;
    for (int64_t done = 0; last >= 0 && done < g->channels; done += CK_POOL_LANES) {
        int64_t c = done < last ? done : last;
        CKPoolVector sum = {0};
        add(g, element + c, (int32_t)note, share, CK_POOL_LANES, is_average, &sum);
        *(CKPoolVector *)(gradient + c) = sum;
    }
    for (int64_t c = 0; last < 0 && c < g->channels; c++) {
        bool flows = is_average || g->notes[element + c] == note;
        gradient[c] = flows ? 0 + g->seed[element + c] / share : 0;
    }
}

CK_INLINE void gather_pixel(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, float *gradient,
    bool is_average) {
    if (at[0].count == 1 && at[1].count == 1 && at[2].count == 1) {
        copy_pixel(g, at, image, gradient, is_average);
        return;
    }
    // The last channels may be gathered twice, so that all vectors are whole.
    int64_t last = g->channels - CK_POOL_LANES;
    for (int64_t done = 0; last >= 0 && done < g->channels; done += CK_POOL_LANES) {
        int64_t c = done < last ? done : last;
        CKPoolVector sum = {0};
        gather(g, at, image, c, CK_POOL_LANES, is_average, &sum);
        *(CKPoolVector *)(gradient + c) = sum;
    }
    if (last >= 0) return;
    CKPoolVector sum = {0};
    gather(g, at, image, 0, g->channels, is_average, &sum);
    for (int64_t c = 0; c < g->channels; c++) gradient[c] = sum[c];
}

CK_INLINE void gather_line(const CKPoolingGradient *g, int64_t unit, bool is_average) {
    const CKWindow *w = &g->window;
    int64_t y = unit % w->image[1], z = unit / w->image[1] % w->image[0];
    int64_t image = unit / w->image[1] / w->image[0], stride = w->strides[2];
    Touch at[3] = {touch(w, 0, z), touch(w, 1, y)};
    float *gradient = g->gradient + unit * w->image[2] * g->channels;
    int64_t quotient = w->low[2] / stride, remainder = w->low[2] % stride;
    for (int64_t x = 0; x < w->image[2]; x++, gradient += g->channels) {
        at[2] = w->dilation[2] == 1 ? touch_dense(w, 2, quotient, remainder) : touch(w, 2, x);
        if (++remainder == stride) {
            remainder = 0;
            quotient++;
        }
        gather_pixel(g, at, image, gradient, is_average);
    }
}

CK_CLONES static void gather_chosen(const CKPoolingGradient *g, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) gather_line(g, unit, false);
}

CK_CLONES static void gather_shares(const CKPoolingGradient *g, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) gather_line(g, unit, true);
}

int32_t ck_max_pool_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    gather_chosen(context, begin, end);
    return CKStatusSuccess;
}

int32_t ck_average_pool_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    gather_shares(context, begin, end);
    return CKStatusSuccess;
}
