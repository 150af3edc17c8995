// SPDX-License-Identifier: Apache-2.0
//
// A template, included once for each element type and instruction set, with
//   CK_NAME(x)    the name of x in this instance
//   REAL          the type of sums: float, double or int32_t
//   UNIT          the type of the left operand's elements
//   PANEL         what a lane of the right operand is: an element, or a pair of them
//   GROUP         elements of such a lane
//   MULTIPLY_ADD  sums += x × s for a lane x of the left operand and a vector s of the right one
//   LANES         lanes of a vector
//   MOST_ROWS     rows of a tile that is two vectors wide
//   FOUR_ROWS     rows of a tile that is four vectors wide
//   EIGHT_ROWS    rows of a tile that is eight vectors wide
// What of tiles does not fit is left to the compiler's spills; these numbers are chosen so that it
// does.

#ifdef CK_NAME  // an editor that looks at this file alone sees nothing

typedef REAL CK_NAME(Vector)
    __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));
typedef PANEL CK_NAME(Lanes)
    __attribute__((vector_size(LANES * sizeof(PANEL)), aligned(sizeof(PANEL))));
#define Vector CK_NAME(Vector)
#define Lanes CK_NAME(Lanes)

/// Stores one vector of sums, or its first `width` elements, as the tile says.
CK_INLINE void CK_NAME(finish)(
    const CKTile *t, const Vector *total, REAL *result, const REAL *residual, const REAL *bias,
    int64_t width) {
    Vector sum = *total, old = {0};
    bool is_whole = width >= LANES;
    if (t->accumulates) {
        if (is_whole) old = *(const Vector *)result;
        else memcpy(&old, result, (size_t)width * sizeof(REAL));
        sum += old;
    }
    if (residual != NULL) {
        Vector added = {0};
        if (is_whole) added = *(const Vector *)residual;
        else memcpy(&added, residual, (size_t)width * sizeof(REAL));
        sum += added;
    }
    if (bias != NULL) {
        Vector added = {0};
        if (is_whole) added = *(const Vector *)bias;
        else memcpy(&added, bias, (size_t)width * sizeof(REAL));
        sum += added;
    }
    if (t->is_rectified) {
        // A comparison with NaN is false: NaN stays.
        __typeof__(sum <= sum) is_negative = sum <= (Vector){0};
        sum = (Vector)((__typeof__(is_negative))sum & ~is_negative);
    }
    if (is_whole) *(Vector *)result = sum;
    else memcpy(result, &sum, (size_t)width * sizeof(REAL));
}

/// `rows` × `vectors` sums in registers: both are constants where this is called. Three rows share
/// a pointer, since an address may be a pointer plus once or twice the stride.
CK_INLINE void CK_NAME(sum)(
    const CKTile *t, int64_t row, int64_t column, const PANEL *right, int64_t right_stride,
    int rows, int vectors) {
    Vector total[12][8];
    CK_UNROLL for (int i = 0; i < rows; i++) {
        CK_UNROLL for (int v = 0; v < vectors; v++) total[i][v] = (Vector){0};
    }
    int64_t row_stride = t->left_row_stride, inner_stride = t->left_inner_stride * GROUP;
    for (int64_t r = 0; r < t->run_count; r++) {
        const UNIT *left[4];
        CK_UNROLL for (int g = 0; g * 3 < rows; g++) {
            left[g] = (const UNIT *)t->left + t->runs[r].left + (row + g * 3) * row_stride;
        }
        const PANEL *b = right + t->runs[r].inner * right_stride;
        for (int64_t k = 0; k < t->run_length; k++) {
            Lanes s[8];
            CK_UNROLL for (int v = 0; v < vectors; v++) {
                s[v] = *(const Lanes *)(b + v * LANES);
            }
            CK_UNROLL for (int i = 0; i < rows; i++) {
                PANEL x;
                memcpy(&x, left[i / 3] + i % 3 * row_stride, sizeof x);
                CK_UNROLL for (int v = 0; v < vectors; v++) MULTIPLY_ADD(total[i][v], x, s[v]);
            }
            b += right_stride;
            CK_UNROLL for (int g = 0; g * 3 < rows; g++) left[g] += inner_stride;
        }
    }
    const REAL *bias = t->bias, *residual = t->residual;
    CK_UNROLL for (int i = 0; i < rows; i++) {
        REAL *result = (REAL *)t->result + (row + i) * t->result_stride + column;
        const REAL *added = residual + (row + i) * t->residual_stride + column;
        CK_UNROLL for (int v = 0; v < vectors; v++) {
            CK_NAME(finish)(
                t, &total[i][v], result + v * LANES,
                residual == NULL ? NULL : added + v * LANES,
                bias == NULL ? NULL : bias + column + v * LANES,
                vectors > 1 ? LANES : t->columns - column);
        }
    }
}

typedef void CK_NAME(Sum)(
    const CKTile *t, int64_t row, int64_t column, const PANEL *right, int64_t right_stride);

#define CK_SUM(rows, vectors) \
    static void CK_NAME(sum_##rows##_##vectors)( \
        const CKTile *t, int64_t row, int64_t column, const PANEL *right, int64_t right_stride) { \
        CK_NAME(sum)(t, row, column, right, right_stride, rows, vectors); \
    }
#define CK_SUMS(rows) CK_SUM(rows, 1) CK_SUM(rows, 2)
CK_SUMS(1) CK_SUMS(2) CK_SUMS(3) CK_SUMS(4) CK_SUM(1, 4) CK_SUM(1, 8)
#if MOST_ROWS > 4
CK_SUMS(5) CK_SUMS(6) CK_SUM(2, 4)
#endif
#if MOST_ROWS > 6
CK_SUMS(7) CK_SUMS(8) CK_SUM(3, 4) CK_SUM(4, 4) CK_SUM(5, 4) CK_SUM(2, 8)
#endif
#if MOST_ROWS > 8
CK_SUMS(9) CK_SUMS(10) CK_SUMS(11) CK_SUMS(12) CK_SUM(6, 4) CK_SUM(3, 8)
#endif
#undef CK_SUM
#undef CK_SUMS

#define CK_ROW(rows) {CK_NAME(sum_##rows##_1), CK_NAME(sum_##rows##_2), NULL, NULL}
#define CK_WIDE_ROW(rows) \
    {CK_NAME(sum_##rows##_1), CK_NAME(sum_##rows##_2), CK_NAME(sum_##rows##_4), NULL}
#define CK_WIDEST_ROW(rows) \
    {CK_NAME(sum_##rows##_1), CK_NAME(sum_##rows##_2), CK_NAME(sum_##rows##_4), \
     CK_NAME(sum_##rows##_8)}

/// By rows, then by the logarithm of the number of vectors.
static CK_NAME(Sum) *const CK_NAME(sums)[MOST_ROWS + 1][4] = {
    {NULL},
#if MOST_ROWS == 4
    CK_WIDEST_ROW(1), CK_ROW(2), CK_ROW(3), CK_ROW(4),
#elif MOST_ROWS == 6
    CK_WIDEST_ROW(1), CK_WIDE_ROW(2), CK_ROW(3), CK_ROW(4), CK_ROW(5), CK_ROW(6),
#elif MOST_ROWS == 8
    CK_WIDEST_ROW(1), CK_WIDEST_ROW(2), CK_WIDE_ROW(3), CK_WIDE_ROW(4), CK_WIDE_ROW(5), CK_ROW(6),
    CK_ROW(7), CK_ROW(8),
#else
    CK_WIDEST_ROW(1), CK_WIDEST_ROW(2), CK_WIDEST_ROW(3), CK_WIDE_ROW(4), CK_WIDE_ROW(5),
    CK_WIDE_ROW(6), CK_ROW(7), CK_ROW(8), CK_ROW(9), CK_ROW(10), CK_ROW(11), CK_ROW(12),
#endif
};
#undef CK_ROW
#undef CK_WIDE_ROW
#undef CK_WIDEST_ROW

static void CK_NAME(multiply)(const CKTile *t) {
    if (t->rows < 1) return;
    // Tiles of nearly equal heights: 32 rows are 11 + 11 + 10, not 12 + 12 + 8.
    int64_t height = ck_blocks(t->rows, ck_blocks(t->rows, MOST_ROWS));
    bool is_packed = t->right == NULL;
    int most = is_packed ? 1 : height <= EIGHT_ROWS ? 3 : height <= FOUR_ROWS ? 2 : 1;
    for (int64_t j = 0; j < t->columns;) {
        int64_t left = t->columns - j;
        int power = most;
        while (power > 0 && left < ((int64_t)LANES << power)) power--;
        const PANEL *right = (const PANEL *)t->panels;
        int64_t stride = (int64_t)LANES << power;
        if (is_packed) {
            right += t->panel_inner * j;
        } else if (left >= LANES) {
            right = (const PANEL *)t->right + j;
            stride = t->right_stride;
        }
        for (int64_t i = 0; i < t->rows; i += height) {
            CK_NAME(sums)[ck_least(height, t->rows - i)][power](t, i, j, right, stride);
        }
        j += (int64_t)LANES << power;
    }
}

#undef Vector
#undef Lanes
#endif
