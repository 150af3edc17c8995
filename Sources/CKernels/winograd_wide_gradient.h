// SPDX-License-Identifier: Apache-2.0
//
// A template like winograd_wide.h, behind it: the transforms around the gradient by the filters.

#ifdef CK_NAME

/// Four numbers times A.
CK_INLINE void CK_NAME(spread_places)(const Vector y[4], Vector spread[6]) {
    Vector even = y[0] + y[2], odd = y[1] + y[3];
    Vector far = y[0] + 4 * y[2], apart = 2 * y[1] + 8 * y[3];
    spread[0] = y[0];
    spread[1] = even + odd;
    spread[2] = even - odd;
    spread[3] = far + apart;
    spread[4] = far - apart;
    spread[5] = y[3];
}

/// A dY Aᵀ of some features of one tile; places behind the last count as 0.
CK_INLINE void CK_NAME(widen_seed_columns)(
    const CKWinogradSeed *s, int64_t tile, int64_t column, int64_t width) {
    const uint16_t *from = (const uint16_t *)s->seed + 4 * tile * s->place_stride + column;
    float *to = s->transformed + tile * s->tile_stride + column;
    int64_t places = s->places - 4 * tile;
    Vector columns[4][6];
    CK_UNROLL for (int j = 0; j < 4; j++, from += s->place_stride) {
        Vector y[4];
        CK_UNROLL for (int i = 0; i < 4; i++) {
            y[i] = i < s->lines && j < places
                ? CK_NAME(widen)(from + i * s->line_stride, width) : (Vector){0};
        }
        CK_NAME(spread_places)(y, columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 6; i++) {
        Vector y[4] = {columns[0][i], columns[1][i], columns[2][i], columns[3][i]}, row[6];
        CK_NAME(spread_places)(y, row);
        CK_UNROLL for (int j = 0; j < 6; j++) {
            CK_NAME(store)(to + (6 * i + j) * s->position_stride, row[j], LANES);
        }
    }
}

static void CK_NAME(widen_seed)(const CKWinogradSeed *s) {
    int64_t whole = s->features / LANES * LANES;
    for (int64_t tile = 0; tile < s->tiles; tile++) {
        for (int64_t c = 0; c < whole; c += LANES) {
            CK_NAME(widen_seed_columns)(s, tile, c, LANES);
        }
        if (whole < s->features) {
            CK_NAME(widen_seed_columns)(s, tile, whole, s->features - whole);
        }
    }
}

/// Six numbers times Gᵀ.
CK_INLINE void CK_NAME(gather_wide)(const Vector m[6], Vector gathered[3]) {
    Vector near = m[1] + m[2], far = m[3] + m[4];
    gathered[0] = 0.25f * m[0] - near * (1 / 6.0f) + far * (1 / 24.0f);
    gathered[1] = (m[2] - m[1]) * (1 / 6.0f) + (m[3] - m[4]) * (1 / 12.0f);
    gathered[2] = (far - near) * (1 / 6.0f) + m[5];
}

CK_INLINE void CK_NAME(gather_sum)(
    const CKWinogradSums *s, const float *from, int64_t to, int64_t width, Vector *doubt) {
    Vector columns[6][3];
    CK_UNROLL for (int j = 0; j < 6; j++) {
        Vector m[6];
        CK_UNROLL for (int i = 0; i < 6; i++) {
            m[i] = CK_NAME(load)(from + (6 * i + j) * s->position_stride, width);
        }
        CK_NAME(gather_wide)(m, columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 3; i++) {
        Vector row[6], taps[3];
        CK_UNROLL for (int j = 0; j < 6; j++) row[j] = columns[j][i];
        CK_NAME(gather_wide)(row, taps);
        CK_UNROLL for (int j = 0; j < 3; j++) {
            *doubt += taps[j] * 0.0f;
            CK_NAME(store)(s->filters + (3 * i + j) * s->tap_stride + to, taps[j], width);
        }
    }
}

/// Gᵀ M G of all channels and features; false if an element is not finite.
static bool CK_NAME(gather_sums)(const CKWinogradSums *s) {
    Vector doubt = {0};
    int64_t last = s->features - LANES;
    for (int64_t channel = 0; channel < s->channels; channel++) {
        const float *from = s->sums + channel * s->channel_stride;
        int64_t to = channel * s->features;
        if (last < 0) CK_NAME(gather_sum)(s, from, to, s->features, &doubt);
        else for (int64_t c = 0; c < s->features; c += LANES) {
            int64_t column = ck_least(c, last);
            CK_NAME(gather_sum)(s, from + column, to + column, LANES, &doubt);
        }
    }
    return CK_NAME(is_number)(&doubt);
}

#undef Bits
#undef Halves
#undef Vector
#undef Ints
#undef Bytes
#endif
