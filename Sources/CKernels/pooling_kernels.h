// SPDX-License-Identifier: Apache-2.0
//
// Pooling of elements of type T, calculated in V: see pooling_types.h.

#ifdef NAME  // an editor that looks at this file alone sees nothing

/// Sixteen lanes of an image: side by side if `offsets` is NULL, or each at its offset.
CK_INLINE void NAME(load)(const T *source, const int64_t *offsets, NAME(Vector) *x) {
    V lanes[CK_POOL_LANES];
    if (offsets == NULL) {
        for (int i = 0; i < CK_POOL_LANES; i++) lanes[i] = (V)LOAD(source[i]);
    } else {
        for (int i = 0; i < CK_POOL_LANES; i++) lanes[i] = (V)LOAD(source[offsets[i]]);
    }
    memcpy(x, lanes, sizeof *x);
}

/// One element of the window; its number is `note`.
CK_INLINE void NAME(take)(
    const NAME(Vector) *x, int32_t note, bool is_average, NAME(Vector) *best, NAME(Ints) *notes) {
    if (is_average) {
        *best += *x;
        return;
    }
    NAME(Ints) wins = (*x > *best) | ((*x != *x) & (*best == *best));
    *best = (NAME(Vector))((wins & (NAME(Ints))*x) | (~wins & (NAME(Ints))*best));
    *notes = (wins & note) | (~wins & *notes);
}

/// Sixteen lanes of the windows whose elements `at` lie inside; `source` is the first of them.
CK_INLINE void NAME(fold)(
    const CKPooling *p, const CKInside at[3], const T *source, const int64_t *offsets,
    bool is_average, NAME(Vector) *best, NAME(Ints) *notes) {
    const CKWindow *w = &p->window;
    int64_t elements = at[0].taps * at[1].taps * at[2].taps;
    *best = (NAME(Vector)){0} + (is_average ? 0 : LEAST);
    *notes = (NAME(Ints)){0} + CK_NOTE_NOTHING;
    if (elements == 0) return;
    int64_t pixel = w->dilation[2] * p->channels;
    int64_t line = w->dilation[1] * w->image[2] * p->channels;
    int64_t plane = w->dilation[0] * w->image[1] * w->image[2] * p->channels;
    for (int64_t i = 0; i < at[0].taps; i++) {
        for (int64_t j = 0; j < at[1].taps; j++) {
            int64_t note = (at[0].tap + i) * w->size[1] + at[1].tap + j;
            note = note * w->size[2] + at[2].tap;
            const T *s = source + i * plane + j * line;
            for (int64_t k = 0; k < at[2].taps; k++, s += pixel, note++) {
                NAME(Vector) x;
                NAME(load)(s, offsets, &x);
                if (!is_average && i + j + k == 0) {
                    *best = x;
                    *notes = (NAME(Ints)){0} + (int32_t)note;
                } else {
                    NAME(take)(&x, (int32_t)note, is_average, best, notes);
                }
            }
        }
    }
    if (is_average) *best /= (V)elements;
}

CK_INLINE void NAME(rectify)(NAME(Vector) *x) {
    NAME(Ints) is_negative = *x <= (NAME(Vector)){0};
    *x = (NAME(Vector))((NAME(Ints))*x & ~is_negative);
}

/// Folds and stores the first `count` lanes.
CK_INLINE void NAME(fold_lanes)(
    const CKPooling *p, const CKInside at[3], const T *source, const int64_t *offsets,
    int64_t result, int64_t count, bool is_average) {
    NAME(Vector) best;
    NAME(Ints) notes;
    if (at[0].taps == 1 && at[1].taps == 2 && at[2].taps == 2) {
        // The window that all networks have: with sizes known here, it is a straight line of code.
        const CKInside four[3] = {{at[0].tap, 1, 0}, {at[1].tap, 2, 0}, {at[2].tap, 2, 0}};
        NAME(fold)(p, four, source, offsets, is_average, &best, &notes);
    } else {
        NAME(fold)(p, at, source, offsets, is_average, &best, &notes);
    }
    if (p->is_rectified) NAME(rectify)(&best);
    CKPoolBytes bytes = __builtin_convertvector(notes, CKPoolBytes);
    bool is_whole = count == CK_POOL_LANES, has_notes = !is_average && p->notes != NULL;
    T stored[CK_POOL_LANES];
    for (int i = 0; i < CK_POOL_LANES; i++) stored[i] = (T)STORE(best[i]);
    T *target = (T *)p->result + result;
    if (is_whole) memcpy(target, stored, sizeof stored);
    else memcpy(target, stored, (size_t)count * sizeof(T));
    if (has_notes && is_whole) *(CKPoolBytes *)(p->notes + result) = bytes;
    else if (has_notes) memcpy(p->notes + result, &bytes, (size_t)count);
}

/// `places` places side by side whose windows lie alike: `source` and `result` are the first's.
CK_INLINE void NAME(fold_places)(
    const CKPooling *p, const CKInside at[3], const T *source, int64_t result, int64_t places,
    bool is_average) {
    int64_t step = p->window.strides[2] * p->channels, last = p->channels - CK_POOL_LANES;
    if (last >= 0) {
        for (; places > 0; places--, source += step, result += p->channels) {
            // The last channels may be folded twice, so that all vectors are whole.
            for (int64_t done = 0; done < p->channels; done += CK_POOL_LANES) {
                int64_t c = done < last ? done : last;
                NAME(fold_lanes)(p, at, source + c, NULL, result + c, CK_POOL_LANES, is_average);
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
        NAME(fold_lanes)(p, at, source, offsets, result, count, is_average);
        result += count;
        left -= count;
    }
}

/// One line of the result: the places inside at once, those at its ends one by one.
CK_INLINE void NAME(fold_line)(const CKPooling *p, int64_t unit, bool is_average) {
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
        NAME(fold_places)(p, at, (const T *)p->image + pixel * p->channels, result, places, is_average);
        x += places;
    }
}

CK_CLONES static void NAME(fold_maxima)(const CKPooling *p, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) NAME(fold_line)(p, unit, false);
}

#if IS_REAL
CK_CLONES static void NAME(fold_means)(const CKPooling *p, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) NAME(fold_line)(p, unit, true);
}
#endif

#endif
