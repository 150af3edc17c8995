// SPDX-License-Identifier: Apache-2.0
//
// A template, included once for each length of vectors, with
//   CK_NAME(x)    the name of x in this instance
//   LANES         elements of a vector
// Vectors go along channels, features or columns; the last of them may be done twice, so that all
// vectors are whole.

#ifdef CK_NAME  // an editor that looks at this file alone sees nothing

typedef float CK_NAME(Vector) __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t CK_NAME(Ints) __attribute__((vector_size(LANES * 4), aligned(4)));
typedef uint8_t CK_NAME(Bytes) __attribute__((vector_size(LANES)));
#define Vector CK_NAME(Vector)
#define Ints CK_NAME(Ints)
#define Bytes CK_NAME(Bytes)

/// `width` elements and zeros behind them; LANES is a constant where this is called with it.
CK_INLINE Vector CK_NAME(load)(const float *from, int64_t width) {
    if (width == LANES) return *(const Vector *)from;
    Vector loaded = {0};
    memcpy(&loaded, from, (size_t)width * 4);
    return loaded;
}

CK_INLINE void CK_NAME(store)(float *to, Vector stored, int64_t width) {
    if (width == LANES) *(Vector *)to = stored;
    else memcpy(to, &stored, (size_t)width * 4);
}

/// Whether no element is NaN.
CK_INLINE bool CK_NAME(is_number)(const Vector *doubt) {
    float sum = 0;
    for (int i = 0; i < LANES; i++) sum += (*doubt)[i];
    return sum == sum;
}

/// A column of four lines, times Bᵀ.
CK_INLINE void CK_NAME(load_column)(
    const CKWinogradSource *s, int64_t pixel, int64_t channel, int64_t width, Vector column[4]) {
    Vector d[4];
    bool is_inside = pixel >= 0 && pixel < s->width;
    CK_UNROLL for (int i = 0; i < 4; i++) {
        bool is_there = is_inside && s->lines[i] != NULL;
        d[i] = is_there
            ? CK_NAME(load)((const float *)s->lines[i] + pixel * s->channels + channel, width)
            : (Vector){0};
    }
    column[0] = d[0] - d[2];
    column[1] = d[1] + d[2];
    column[2] = d[2] - d[1];
    column[3] = d[1] - d[3];
}

/// Some channels of all tiles: a tile shares two columns with the one before it.
CK_INLINE void CK_NAME(transform_channels)(
    const CKWinogradSource *s, int64_t channel, int64_t width) {
    Vector columns[4][4];
    CK_NAME(load_column)(s, s->first, channel, width, columns[0]);
    CK_NAME(load_column)(s, s->first + 1, channel, width, columns[1]);
    float *to = s->transformed + channel;
    for (int64_t tile = 0; tile < s->tiles; tile++, to += s->tile_stride) {
        int64_t pixel = s->first + 2 * tile;
        CK_NAME(load_column)(s, pixel + 2, channel, width, columns[2]);
        CK_NAME(load_column)(s, pixel + 3, channel, width, columns[3]);
        CK_UNROLL for (int i = 0; i < 4; i++) {
            Vector a = columns[0][i], b = columns[1][i], c = columns[2][i], d = columns[3][i];
            float *row = to + 4 * i * s->position_stride;
            CK_NAME(store)(row, a - c, LANES);
            CK_NAME(store)(row + s->position_stride, b + c, LANES);
            CK_NAME(store)(row + 2 * s->position_stride, c - b, LANES);
            CK_NAME(store)(row + 3 * s->position_stride, b - d, LANES);
            columns[0][i] = c;
            columns[1][i] = d;
        }
    }
}

static void CK_NAME(transform_source)(const CKWinogradSource *s) {
    int64_t last = s->channels - LANES;
    if (last < 0) CK_NAME(transform_channels)(s, 0, s->channels);
    else for (int64_t c = 0; c < s->channels; c += LANES) {
        CK_NAME(transform_channels)(s, ck_least(c, last), LANES);
    }
}

/// Three numbers times G.
CK_INLINE void CK_NAME(spread)(Vector a, Vector b, Vector c, Vector spread[4]) {
    Vector ends = 0.5f * (a + c), middle = 0.5f * b;
    spread[0] = a;
    spread[1] = ends + middle;
    spread[2] = ends - middle;
    spread[3] = c;
}

CK_INLINE void CK_NAME(transform_filter)(
    const CKWinogradFilters *f, int64_t from, float *to, int64_t width) {
    Vector columns[3][4];
    CK_UNROLL for (int j = 0; j < 3; j++) {
        CK_NAME(spread)(
            CK_NAME(load)((const float *)f->taps[j] + from, width),
            CK_NAME(load)((const float *)f->taps[3 + j] + from, width),
            CK_NAME(load)((const float *)f->taps[6 + j] + from, width), columns[j]);
    }
    CK_UNROLL for (int i = 0; i < 4; i++) {
        Vector row[4];
        CK_NAME(spread)(columns[0][i], columns[1][i], columns[2][i], row);
        CK_UNROLL for (int j = 0; j < 4; j++) {
            CK_NAME(store)(to + (4 * i + j) * f->position_stride, row[j], width);
        }
    }
}

static void CK_NAME(transform_filters)(const CKWinogradFilters *f) {
    for (int64_t row = 0; row < f->rows; row++) {
        int64_t from = row * f->row_stride, column = 0;
        float *to = f->transformed + row * f->transformed_row_stride;
        for (; column + LANES <= f->columns; column += LANES) {
            CK_NAME(transform_filter)(f, from + column, to + column, LANES);
        }
        if (column < f->columns) {
            CK_NAME(transform_filter)(f, from + column, to + column, f->columns - column);
        }
    }
}

/// Aᵀ M A of some columns of one tile.
CK_INLINE void CK_NAME(sum_products)(
    const CKWinogradResult *r, const float *from, int64_t width, Vector places[4]) {
    Vector sums[2][4];
    CK_UNROLL for (int j = 0; j < 4; j++) {
        Vector m[4];
        CK_UNROLL for (int i = 0; i < 4; i++) {
            m[i] = CK_NAME(load)(from + (4 * i + j) * r->position_stride, width);
        }
        sums[0][j] = m[0] + m[1] + m[2];
        sums[1][j] = m[1] - m[2] - m[3];
    }
    CK_UNROLL for (int i = 0; i < 2; i++) {
        places[2 * i] = sums[i][0] + sums[i][1] + sums[i][2];
        places[2 * i + 1] = sums[i][1] - sums[i][2] - sums[i][3];
    }
}

CK_INLINE Vector CK_NAME(rectified)(const CKWinogradResult *r, Vector place) {
    Ints is_negative = place <= (Vector){0};  // NaN is not
    return r->is_rectified ? (Vector)((Ints)place & ~is_negative) : place;
}

CK_INLINE void CK_NAME(store_places)(
    const CKWinogradResult *r, int64_t tile, int64_t column, int64_t width, Vector places[4]) {
    float *to = (float *)r->result + 2 * tile * r->place_stride + column;
    bool has_second_place = 2 * tile + 1 < r->places;
    CK_UNROLL for (int i = 0; i < 2; i++, to += r->line_stride) {
        if (i >= r->lines) return;
        CK_NAME(store)(to, CK_NAME(rectified)(r, places[2 * i]), width);
        if (!has_second_place) continue;
        Vector second = CK_NAME(rectified)(r, places[2 * i + 1]);
        CK_NAME(store)(to + r->place_stride, second, width);
    }
}

/// The greatest place, the first of equal ones; which it is, if that is asked for.
CK_INLINE void CK_NAME(store_greatest)(
    const CKWinogradResult *r, int64_t tile, int64_t column, int64_t width, Vector places[4]) {
    int64_t to = tile * r->place_stride + column;
    Vector best = places[0];
    Ints notes = {0};
    CK_UNROLL for (int i = 1; i < 4; i++) {
        Ints wins = places[i] > best;
        best = (Vector)(((Ints)places[i] & wins) | ((Ints)best & ~wins));
        notes = (notes & ~wins) | (wins & i);
    }
    CK_NAME(store)((float *)r->result + to, CK_NAME(rectified)(r, best), width);
    if (r->notes == NULL) return;
    Bytes bytes = __builtin_convertvector(notes, Bytes);
    memcpy(r->notes + to, &bytes, (size_t)width);
}

/// Some columns of one tile; what is added to `doubt` is 0, or NaN if a place is not finite.
CK_INLINE void CK_NAME(transform_columns)(
    const CKWinogradResult *r, int64_t tile, int64_t column, int64_t width, Vector *doubt) {
    Vector places[4];
    CK_NAME(sum_products)(r, r->products + tile * r->tile_stride + column, width, places);
    Vector bias = r->bias == NULL ? (Vector){0} : CK_NAME(load)((const float *)r->bias + column, width);
    CK_UNROLL for (int i = 0; i < 4; i++) {
        *doubt += places[i] * 0.0f;
        places[i] += bias;
    }
    if (r->is_pooled) CK_NAME(store_greatest)(r, tile, column, width, places);
    else CK_NAME(store_places)(r, tile, column, width, places);
}

static bool CK_NAME(transform_result)(const CKWinogradResult *r) {
    Vector doubt = {0};
    int64_t last = r->columns - LANES;
    for (int64_t tile = 0; tile < r->tiles; tile++) {
        if (last < 0) CK_NAME(transform_columns)(r, tile, 0, r->columns, &doubt);
        else for (int64_t c = 0; c < r->columns; c += LANES) {
            CK_NAME(transform_columns)(r, tile, ck_least(c, last), LANES, &doubt);
        }
    }
    return CK_NAME(is_number)(&doubt);
}

#endif
