// SPDX-License-Identifier: Apache-2.0
//
// A template like winograd_transform.h, behind it: tiles of 4 × 4 places of bfloat16, with all
// arithmetic in float32.
//
//     Bᵀ = 4  0 −5  0  1  0     G = ¼    0    0       Aᵀ = 1  1  1  1  1  0
//          0 −4 −4  1  1  0        −⅙   −⅙   −⅙            0  1 −1  2 −2  0
//          0  4 −4 −1  1  0        −⅙    ⅙   −⅙            0  1  1  4  4  0
//          0 −2 −1  2  1  0         1/24 1/12 ⅙            0  1 −1  8 −8  1
//          0  2 −1 −2  1  0         1/24 −1/12 ⅙
//          0  4  0 −5  0  1         0    0    1

#ifdef CK_NAME

typedef uint32_t CK_NAME(Bits) __attribute__((vector_size(LANES * 4)));
typedef uint16_t CK_NAME(Halves) __attribute__((vector_size(LANES * 2)));
#define Bits CK_NAME(Bits)
#define Halves CK_NAME(Halves)

/// `width` elements and zeros behind them: a bfloat16 is the upper half of a float32.
CK_INLINE Vector CK_NAME(widen)(const uint16_t *from, int64_t width) {
    Halves halves = {0};
    memcpy(&halves, from, width == LANES ? LANES * 2 : (size_t)width * 2);
    return (Vector)(__builtin_convertvector(halves, Bits) << 16);
}

/// Rounded to the nearest, halves to even. NaN may become anything: places that are not finite are
/// computed again.
CK_INLINE void CK_NAME(narrow)(uint16_t *to, Vector x, int64_t width) {
    Bits bits = (Bits)x;
    bits = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    Halves halves = __builtin_convertvector(bits, Halves);
    memcpy(to, &halves, width == LANES ? LANES * 2 : (size_t)width * 2);
}

/// Six numbers times Bᵀ.
CK_INLINE void CK_NAME(cross)(const Vector d[6], Vector crossed[6]) {
    Vector even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1];
    Vector far = d[4] - d[2], twice = 2 * (d[3] - d[1]);
    crossed[0] = 4 * d[0] + (d[4] - 5 * d[2]);
    crossed[1] = even + odd;
    crossed[2] = even - odd;
    crossed[3] = far + twice;
    crossed[4] = far - twice;
    crossed[5] = 4 * d[1] + (d[5] - 5 * d[3]);
}

/// A column of six lines, times Bᵀ.
CK_INLINE void CK_NAME(widen_column)(
    const CKWinogradSource *s, int64_t pixel, int64_t channel, int64_t width, Vector column[6]) {
    Vector d[6];
    bool is_inside = pixel >= 0 && pixel < s->width;
    CK_UNROLL for (int i = 0; i < 6; i++) {
        const uint16_t *line = s->lines[i];
        d[i] = is_inside && line != NULL
            ? CK_NAME(widen)(line + pixel * s->channels + channel, width) : (Vector){0};
    }
    CK_NAME(cross)(d, column);
}

/// Some channels of all tiles: a tile shares two columns with the one before it.
CK_INLINE void CK_NAME(widen_channels)(
    const CKWinogradSource *s, int64_t channel, int64_t width) {
    Vector columns[6][6];
    CK_NAME(widen_column)(s, s->first, channel, width, columns[0]);
    CK_NAME(widen_column)(s, s->first + 1, channel, width, columns[1]);
    float *to = s->transformed + channel;
    for (int64_t tile = 0; tile < s->tiles; tile++, to += s->tile_stride) {
        int64_t pixel = s->first + 4 * tile;
        CK_UNROLL for (int j = 2; j < 6; j++) {
            CK_NAME(widen_column)(s, pixel + j, channel, width, columns[j]);
        }
        CK_UNROLL for (int i = 0; i < 6; i++) {
            Vector line[6], row[6];
            CK_UNROLL for (int j = 0; j < 6; j++) line[j] = columns[j][i];
            CK_NAME(cross)(line, row);
            CK_UNROLL for (int j = 0; j < 6; j++) {
                CK_NAME(store)(to + (6 * i + j) * s->position_stride, row[j], LANES);
            }
            columns[0][i] = line[4];
            columns[1][i] = line[5];
        }
    }
}

static void CK_NAME(widen_source)(const CKWinogradSource *s) {
    int64_t last = s->channels - LANES;
    if (last < 0) CK_NAME(widen_channels)(s, 0, s->channels);
    else for (int64_t c = 0; c < s->channels; c += LANES) {
        CK_NAME(widen_channels)(s, ck_least(c, last), LANES);
    }
}

/// Three numbers times G.
CK_INLINE void CK_NAME(spread_wide)(Vector a, Vector b, Vector c, Vector spread[6]) {
    Vector ends = -(a + c) * (1 / 6.0f), middle = b * (1 / 6.0f);
    Vector far = a * (1 / 24.0f) + c * (1 / 6.0f), half = b * (1 / 12.0f);
    spread[0] = 0.25f * a;
    spread[1] = ends - middle;
    spread[2] = ends + middle;
    spread[3] = far + half;
    spread[4] = far - half;
    spread[5] = c;
}

CK_INLINE void CK_NAME(widen_filter)(
    const CKWinogradFilters *f, int64_t from, float *to, int64_t width) {
    Vector columns[3][6];
    CK_UNROLL for (int j = 0; j < 3; j++) {
        Vector taps[3];
        CK_UNROLL for (int i = 0; i < 3; i++) {
            taps[i] = CK_NAME(widen)((const uint16_t *)f->taps[3 * i + j] + from, width);
        }
        CK_NAME(spread_wide)(taps[0], taps[1], taps[2], columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 6; i++) {
        Vector row[6];
        CK_NAME(spread_wide)(columns[0][i], columns[1][i], columns[2][i], row);
        CK_UNROLL for (int j = 0; j < 6; j++) {
            CK_NAME(store)(to + (6 * i + j) * f->position_stride, row[j], width);
        }
    }
}

static void CK_NAME(widen_filters)(const CKWinogradFilters *f) {
    for (int64_t row = 0; row < f->rows; row++) {
        int64_t from = row * f->row_stride, column = 0;
        float *to = f->transformed + row * f->transformed_row_stride;
        for (; column + LANES <= f->columns; column += LANES) {
            CK_NAME(widen_filter)(f, from + column, to + column, LANES);
        }
        if (column < f->columns) {
            CK_NAME(widen_filter)(f, from + column, to + column, f->columns - column);
        }
    }
}

/// Six numbers times Aᵀ.
CK_INLINE void CK_NAME(meet)(const Vector m[6], Vector met[4]) {
    Vector near = m[1] + m[2], across = m[1] - m[2], far = m[3] + m[4], apart = m[3] - m[4];
    met[0] = m[0] + (near + far);
    met[1] = across + 2 * apart;
    met[2] = near + 4 * far;
    met[3] = m[5] + (across + 8 * apart);
}

/// Some columns of one tile; what is added to `doubt` is 0, or NaN if a place is not finite.
CK_INLINE void CK_NAME(narrow_columns)(
    const CKWinogradResult *r, int64_t tile, int64_t column, int64_t width, Vector *doubt) {
    const float *from = r->products + tile * r->tile_stride + column;
    Vector sums[4][6];
    CK_UNROLL for (int j = 0; j < 6; j++) {
        Vector m[6], met[4];
        CK_UNROLL for (int i = 0; i < 6; i++) {
            m[i] = CK_NAME(load)(from + (6 * i + j) * r->position_stride, width);
        }
        CK_NAME(meet)(m, met);
        CK_UNROLL for (int i = 0; i < 4; i++) sums[i][j] = met[i];
    }
    const uint16_t *biases = r->bias;
    Vector bias = biases == NULL ? (Vector){0} : CK_NAME(widen)(biases + column, width);
    int64_t lines = r->lines, places = r->places - 4 * tile;
    uint16_t *to = (uint16_t *)r->result + 4 * tile * r->place_stride + column;
    CK_UNROLL for (int i = 0; i < 4; i++, to += r->line_stride) {
        if (i >= lines) return;
        Vector met[4];
        CK_NAME(meet)(sums[i], met);
        CK_UNROLL for (int j = 0; j < 4; j++) {
            Vector place = met[j] + bias;
            *doubt += place * 0.0f;
            if (j < places) {
                CK_NAME(narrow)(to + j * r->place_stride, CK_NAME(rectified)(r, place), width);
            }
        }
    }
}

static bool CK_NAME(narrow_result)(const CKWinogradResult *r) {
    Vector doubt = {0};
    int64_t last = r->columns - LANES;
    for (int64_t tile = 0; tile < r->tiles; tile++) {
        if (last < 0) CK_NAME(narrow_columns)(r, tile, 0, r->columns, &doubt);
        else for (int64_t c = 0; c < r->columns; c += LANES) {
            CK_NAME(narrow_columns)(r, tile, ck_least(c, last), LANES, &doubt);
        }
    }
    return CK_NAME(is_number)(&doubt);
}

#endif
