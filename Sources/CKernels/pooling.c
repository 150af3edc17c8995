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

/// Sixteen lanes of an image: side by side if `offsets` is NULL, or each at its offset.
CK_INLINE void load(const float *source, const int64_t *offsets, CKPoolVector *x) {
    if (offsets == NULL) {
        *x = *(const CKPoolVector *)source;
    } else {
        for (int i = 0; i < CK_POOL_LANES; i++) (*x)[i] = source[offsets[i]];
    }
}

/// One element of the window; its number is `note`.
CK_INLINE void take(
    const CKPoolVector *x, int32_t note, bool is_average, CKPoolVector *best, CKPoolInts *notes) {
    if (is_average) {
        *best += *x;
        return;
    }
    CKPoolInts wins = (*x > *best) | ((*x != *x) & (*best == *best));
    ck_select(best, &wins, x);
    *notes = (wins & note) | (~wins & *notes);
}

/// Sixteen lanes of the windows whose elements `at` lie inside; `source` is the first of them.
CK_INLINE void fold(
    const CKPooling *p, const CKInside at[3], const float *source, const int64_t *offsets,
    bool is_average, CKPoolVector *best, CKPoolInts *notes) {
    const CKWindow *w = &p->window;
    int64_t elements = at[0].taps * at[1].taps * at[2].taps;
    *best = (CKPoolVector){0} + (is_average ? 0 : -INFINITY);
    *notes = (CKPoolInts){0} + CK_NOTE_NOTHING;
    if (elements == 0) return;
    int64_t pixel = w->dilation[2] * p->channels;
    int64_t line = w->dilation[1] * w->image[2] * p->channels;
    int64_t plane = w->dilation[0] * w->image[1] * w->image[2] * p->channels;
    for (int64_t i = 0; i < at[0].taps; i++) {
        for (int64_t j = 0; j < at[1].taps; j++) {
            int64_t note = (at[0].tap + i) * w->size[1] + at[1].tap + j;
            note = note * w->size[2] + at[2].tap;
            const float *s = source + i * plane + j * line;
            for (int64_t k = 0; k < at[2].taps; k++, s += pixel, note++) {
                CKPoolVector x;
                load(s, offsets, &x);
                if (!is_average && i + j + k == 0) {
                    *best = x;
                    *notes = (CKPoolInts){0} + (int32_t)note;
                } else {
                    take(&x, (int32_t)note, is_average, best, notes);
                }
            }
        }
    }
    if (is_average) *best /= (float)elements;
}

CK_INLINE void rectify(CKPoolVector *x) {
    CKPoolInts is_negative = *x <= (CKPoolVector){0};
    *x = (CKPoolVector)((CKPoolInts)*x & ~is_negative);
}

/// Folds and stores the first `count` lanes.
CK_INLINE void fold_lanes(
    const CKPooling *p, const CKInside at[3], const float *source, const int64_t *offsets,
    int64_t result, int64_t count, bool is_average) {
    CKPoolVector best;
    CKPoolInts notes;
    if (at[0].taps == 1 && at[1].taps == 2 && at[2].taps == 2) {
        // The window that all networks have: with sizes known here, it is a straight line of code.
        const CKInside four[3] = {{at[0].tap, 1, 0}, {at[1].tap, 2, 0}, {at[2].tap, 2, 0}};
        fold(p, four, source, offsets, is_average, &best, &notes);
    } else {
        fold(p, at, source, offsets, is_average, &best, &notes);
    }
    if (p->is_rectified) rectify(&best);
    CKPoolBytes bytes = __builtin_convertvector(notes, CKPoolBytes);
    bool is_whole = count == CK_POOL_LANES, has_notes = !is_average && p->notes != NULL;
    if (is_whole) *(CKPoolVector *)(p->result + result) = best;
    else memcpy(p->result + result, &best, (size_t)count * sizeof(float));
    if (has_notes && is_whole) *(CKPoolBytes *)(p->notes + result) = bytes;
    else if (has_notes) memcpy(p->notes + result, &bytes, (size_t)count);
}

/// `places` places side by side whose windows lie alike: `source` and `result` are the first's.
CK_INLINE void fold_places(
    const CKPooling *p, const CKInside at[3], const float *source, int64_t result, int64_t places,
    bool is_average) {
    int64_t step = p->window.strides[2] * p->channels, last = p->channels - CK_POOL_LANES;
    if (last >= 0) {
        for (; places > 0; places--, source += step, result += p->channels) {
            // The last channels may be folded twice, so that all vectors are whole.
            for (int64_t done = 0; done < p->channels; done += CK_POOL_LANES) {
                int64_t c = done < last ? done : last;
                fold_lanes(p, at, source + c, NULL, result + c, CK_POOL_LANES, is_average);
            }
        }
        return;
    }
    int64_t offsets[CK_POOL_LANES] = {0}, left = places * p->channels, place = 0, channel = 0;
    while (left > 0) {
        int64_t count = left < CK_POOL_LANES ? left : CK_POOL_LANES;
        for (int64_t i = 0; i < count; i++) {  // offsets behind them are old ones, or 0: readable
            offsets[i] = place + channel;
            if (++channel < p->channels) continue;
            channel = 0;
            place += step;
        }
        fold_lanes(p, at, source, offsets, result, count, is_average);
        result += count;
        left -= count;
    }
}

/// One line of the result: the places inside at once, those at its ends one by one.
CK_INLINE void fold_line(const CKPooling *p, int64_t unit, bool is_average) {
    const CKWindow *w = &p->window;
    int64_t y = unit % w->result[1], z = unit / w->result[1] % w->result[0];
    int64_t n = unit / w->result[1] / w->result[0];
    CKInside at[3] = {ck_inside(w, 0, z), ck_inside(w, 1, y)};
    for (int64_t x = 0; x < w->result[2];) {
        at[2] = ck_inside(w, 2, x);
        int64_t places = 1;
        if (at[2].taps == w->size[2]) {
            int64_t room = w->image[2] - 1 - (w->size[2] - 1) * w->dilation[2] + w->low[2];
            int64_t end = room / w->strides[2] + 1;
            places = (end < w->result[2] ? end : w->result[2]) - x;
        }
        int64_t pixel = (n * w->image[0] + at[0].position) * w->image[1] + at[1].position;
        pixel = pixel * w->image[2] + at[2].position;
        int64_t result = (unit * w->result[2] + x) * p->channels;
        fold_places(p, at, p->image + pixel * p->channels, result, places, is_average);
        x += places;
    }
}

CK_CLONES static void fold_maxima(const CKPooling *p, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) fold_line(p, unit, false);
}

CK_CLONES static void fold_means(const CKPooling *p, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) fold_line(p, unit, true);
}

int32_t ck_max_pool_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    fold_maxima(context, begin, end);
    return CKStatusSuccess;
}

int32_t ck_average_pool_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    fold_means(context, begin, end);
    return CKStatusSuccess;
}
