// SPDX-License-Identifier: Apache-2.0
//
// A template like winograd_transform.h, behind it: the transforms around the gradient by the filters.

#ifdef CK_NAME

/// Two numbers times A.
CK_INLINE void CK_NAME(spread_seed)(Vector a, Vector b, Vector spread[4]) {
    spread[0] = a;
    spread[1] = a + b;
    spread[2] = a - b;
    spread[3] = -b;
}

/// A dY Aᵀ of some features of one tile; places behind the last count as 0.
CK_INLINE void CK_NAME(transform_seed_columns)(
    const CKWinogradSeed *s, int64_t tile, int64_t column, int64_t width) {
    const float *from = (const float *)s->seed + 2 * tile * s->place_stride + column;
    float *to = s->transformed + tile * s->tile_stride + column;
    bool has_second_place = 2 * tile + 1 < s->places;
    Vector columns[2][4];
    CK_UNROLL for (int j = 0; j < 2; j++) {
        Vector y[2] = {{0}, {0}};
        if (j == 0 || has_second_place) {
            y[0] = CK_NAME(load)(from + j * s->place_stride, width);
            if (s->lines > 1) {
                y[1] = CK_NAME(load)(from + s->line_stride + j * s->place_stride, width);
            }
        }
        CK_NAME(spread_seed)(y[0], y[1], columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 4; i++) {
        Vector row[4];
        CK_NAME(spread_seed)(columns[0][i], columns[1][i], row);
        CK_UNROLL for (int j = 0; j < 4; j++) {
            CK_NAME(store)(to + (4 * i + j) * s->position_stride, row[j], LANES);
        }
    }
}

static void CK_NAME(transform_seed)(const CKWinogradSeed *s) {
    int64_t whole = s->features / LANES * LANES;
    for (int64_t tile = 0; tile < s->tiles; tile++) {
        for (int64_t c = 0; c < whole; c += LANES) {
            CK_NAME(transform_seed_columns)(s, tile, c, LANES);
        }
        if (whole < s->features) {
            CK_NAME(transform_seed_columns)(s, tile, whole, s->features - whole);
        }
    }
}

/// Four numbers times Gᵀ.
CK_INLINE void CK_NAME(gather)(const Vector m[4], Vector gathered[3]) {
    Vector sum = 0.5f * (m[1] + m[2]);
    gathered[0] = m[0] + sum;
    gathered[1] = 0.5f * (m[1] - m[2]);
    gathered[2] = sum + m[3];
}

CK_INLINE void CK_NAME(transform_sum)(
    const CKWinogradSums *s, const float *from, int64_t to, int64_t width, Vector *doubt) {
    Vector columns[4][3];
    CK_UNROLL for (int j = 0; j < 4; j++) {
        Vector m[4];
        CK_UNROLL for (int i = 0; i < 4; i++) {
            m[i] = CK_NAME(load)(from + (4 * i + j) * s->position_stride, width);
        }
        CK_NAME(gather)(m, columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 3; i++) {
        Vector row[4] = {columns[0][i], columns[1][i], columns[2][i], columns[3][i]}, taps[3];
        CK_NAME(gather)(row, taps);
        CK_UNROLL for (int j = 0; j < 3; j++) {
            *doubt += taps[j] * 0.0f;
            CK_NAME(store)(s->filters + (3 * i + j) * s->tap_stride + to, taps[j], width);
        }
    }
}

/// Gᵀ M G of all channels and features; false if an element is not finite.
static bool CK_NAME(transform_sums)(const CKWinogradSums *s) {
    Vector doubt = {0};
    int64_t last = s->features - LANES;
    for (int64_t channel = 0; channel < s->channels; channel++) {
        const float *from = s->sums + channel * s->channel_stride;
        int64_t to = channel * s->features;
        if (last < 0) CK_NAME(transform_sum)(s, from, to, s->features, &doubt);
        else for (int64_t c = 0; c < s->features; c += LANES) {
            int64_t column = ck_least(c, last);
            CK_NAME(transform_sum)(s, from + column, to + column, LANES, &doubt);
        }
    }
    return CK_NAME(is_number)(&doubt);
}

#endif
