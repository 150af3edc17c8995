// SPDX-License-Identifier: Apache-2.0
//
// Gradients of pooling for elements of type T, calculated in V: see pooling_types.h.

#if defined(NAME) && IS_REAL

/// Stores the first `count` sums.
CK_INLINE void NAME(put)(const NAME(Vector) *sum, T *gradient, int64_t count) {
    T stored[CK_POOL_LANES];
    for (int i = 0; i < CK_POOL_LANES; i++) stored[i] = (T)STORE((*sum)[i]);
    if (count == CK_POOL_LANES) memcpy(gradient, stored, sizeof stored);
    else memcpy(gradient, stored, (size_t)count * sizeof(T));
}

/// Adds what `count` channels of one place give to a pixel, which is element `note` of its window.
CK_INLINE void NAME(add)(
    const CKPoolingGradient *g, int64_t element, int32_t note, V share, int64_t count,
    bool is_average, NAME(Vector) *sum) {
    NAME(Vector) seed = {0};
    CKPoolBytes bytes = {0};
    const T *source = (const T *)g->seed + element;
    if (count == CK_POOL_LANES) {
        V lanes[CK_POOL_LANES];
        for (int i = 0; i < CK_POOL_LANES; i++) lanes[i] = (V)LOAD(source[i]);
        memcpy(&seed, lanes, sizeof seed);
    } else {
        for (int64_t i = 0; i < count; i++) seed[i] = (V)LOAD(source[i]);
    }
    if (is_average) {
        *sum += seed / share;
        return;
    }
    if (count == CK_POOL_LANES) bytes = *(const CKPoolBytes *)(g->notes + element);
    else for (int64_t i = 0; i < count; i++) bytes[i] = g->notes[element + i];
    NAME(Ints) is_chosen = __builtin_convertvector(bytes, NAME(Ints)) == note;
    *sum += (NAME(Vector))((NAME(Ints))seed & is_chosen);
}

/// How many elements of the window of a place lie inside.
CK_INLINE V NAME(inside)(const CKWindow *w, int64_t z, int64_t y, int64_t x) {
    int64_t elements = ck_inside(w, 0, z).taps * ck_inside(w, 1, y).taps;
    return (V)(elements * ck_inside(w, 2, x).taps);
}

/// Sums up `count` channels, from `channel` on, of all places that touch a pixel.
CK_INLINE void NAME(gather)(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, int64_t channel, int64_t count,
    bool is_average, NAME(Vector) *sum) {
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
                V share = is_average ? NAME(inside)(w, z, y, x) : 1;
                int64_t element = (line + x) * g->channels + channel;
                NAME(add)(g, element, (int32_t)note, share, count, is_average, sum);
            }
        }
    }
}

/// All channels of a pixel that one place touches: where windows do not overlap, each is such.
CK_INLINE void NAME(copy_pixel)(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, T *gradient,
    bool is_average) {
    const CKWindow *w = &g->window;
    int64_t place = (image * w->result[0] + at[0].place) * w->result[1] + at[1].place;
    int64_t element = (place * w->result[2] + at[2].place) * g->channels;
    int64_t note = (at[0].tap * w->size[1] + at[1].tap) * w->size[2] + at[2].tap;
    V share = is_average ? NAME(inside)(w, at[0].place, at[1].place, at[2].place) : 1;
    const T *seed = (const T *)g->seed + element;
    int64_t last = g->channels - CK_POOL_LANES;
    for (int64_t done = 0; last >= 0 && done < g->channels; done += CK_POOL_LANES) {
        int64_t c = done < last ? done : last;
        NAME(Vector) sum = {0};
        NAME(add)(g, element + c, (int32_t)note, share, CK_POOL_LANES, is_average, &sum);
        NAME(put)(&sum, gradient + c, CK_POOL_LANES);
    }
    for (int64_t c = 0; last < 0 && c < g->channels; c++) {
        bool flows = is_average || g->notes[element + c] == note;
        gradient[c] = (T)STORE(flows ? 0 + (V)LOAD(seed[c]) / share : 0);
    }
}

CK_INLINE void NAME(gather_pixel)(
    const CKPoolingGradient *g, const Touch at[3], int64_t image, T *gradient,
    bool is_average) {
    if (at[0].count == 1 && at[1].count == 1 && at[2].count == 1) {
        NAME(copy_pixel)(g, at, image, gradient, is_average);
        return;
    }
    // The last channels may be gathered twice, so that all vectors are whole.
    int64_t last = g->channels - CK_POOL_LANES;
    for (int64_t done = 0; last >= 0 && done < g->channels; done += CK_POOL_LANES) {
        int64_t c = done < last ? done : last;
        NAME(Vector) sum = {0};
        NAME(gather)(g, at, image, c, CK_POOL_LANES, is_average, &sum);
        NAME(put)(&sum, gradient + c, CK_POOL_LANES);
    }
    if (last >= 0) return;
    NAME(Vector) sum = {0};
    NAME(gather)(g, at, image, 0, g->channels, is_average, &sum);
    NAME(put)(&sum, gradient, g->channels);
}

CK_INLINE void NAME(gather_line)(const CKPoolingGradient *g, int64_t unit, bool is_average) {
    const CKWindow *w = &g->window;
    int64_t y = unit % w->image[1], z = unit / w->image[1] % w->image[0];
    int64_t image = unit / w->image[1] / w->image[0], stride = w->strides[2];
    Touch at[3] = {touch(w, 0, z), touch(w, 1, y)};
    T *gradient = (T *)g->gradient + unit * w->image[2] * g->channels;
    int64_t quotient = w->low[2] / stride, remainder = w->low[2] % stride;
    for (int64_t x = 0; x < w->image[2]; x++, gradient += g->channels) {
        at[2] = w->dilation[2] == 1 ? touch_dense(w, 2, quotient, remainder) : touch(w, 2, x);
        if (++remainder == stride) {
            remainder = 0;
            quotient++;
        }
        NAME(gather_pixel)(g, at, image, gradient, is_average);
    }
}

CK_CLONES static void NAME(gather_chosen)(
    const CKPoolingGradient *g, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) NAME(gather_line)(g, unit, false);
}

CK_CLONES static void NAME(gather_shares)(
    const CKPoolingGradient *g, int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; unit++) NAME(gather_line)(g, unit, true);
}

#endif
