// SPDX-License-Identifier: Apache-2.0
//
// A template like gemm_tile.h: a matrix times a vector, where the rows of the matrix lie as the
// vector does. Vectors of registers go along the inner index. A row is summed up in the same order
// whichever rows are beside it.

#ifdef CK_NAME

typedef REAL CK_NAME(Stretch)
    __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));
#define Vector CK_NAME(Stretch)

/// The sum of all lanes, by halves.
CK_INLINE REAL CK_NAME(add_lanes)(const Vector *sums) {
    REAL lanes[LANES];
    memcpy(lanes, sums, sizeof lanes);
    CK_UNROLL for (int half = LANES / 2; half > 0; half /= 2) {
        CK_UNROLL for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
    }
    return lanes[0];
}

/// `rows` rows from `row` on; their number is a constant where this is called.
CK_INLINE void CK_NAME(dot)(const CKDots *d, int64_t row, int rows) {
    const REAL *vector = d->vector, *matrix = (const REAL *)d->matrix + row * d->row_stride;
    Vector sums[4][2];
    CK_UNROLL for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = (Vector){0};
    int64_t k = 0;
    for (; k + 2 * LANES <= d->inner; k += 2 * LANES) {
        CK_UNROLL for (int v = 0; v < 2; v++) {
            Vector x = *(const Vector *)(vector + k + v * LANES);
            CK_UNROLL for (int i = 0; i < rows; i++) {
                sums[i][v] += x * *(const Vector *)(matrix + i * d->row_stride + k + v * LANES);
            }
        }
    }
    for (; k < d->inner; k += LANES) {
        size_t bytes = (size_t)ck_least(d->inner - k, LANES) * sizeof(REAL);
        Vector x = {0};
        memcpy(&x, vector + k, bytes);
        CK_UNROLL for (int i = 0; i < rows; i++) {
            Vector y = {0};
            memcpy(&y, matrix + i * d->row_stride + k, bytes);
            sums[i][0] += x * y;
        }
    }
    CK_UNROLL for (int i = 0; i < rows; i++) {
        sums[i][0] += sums[i][1];
        REAL sum = CK_NAME(add_lanes)(&sums[i][0]);
        if (d->bias != NULL) sum += ((const REAL *)d->bias)[(row + i) * d->bias_stride];
        if (d->is_rectified && sum <= 0) sum = 0;  // NaN stays
        ((REAL *)d->result)[(row + i) * d->result_stride] = sum;
    }
}

static void CK_NAME(dots)(const CKDots *d) {
    int64_t row = 0;
    for (; row + 4 <= d->rows; row += 4) CK_NAME(dot)(d, row, 4);
    for (; row < d->rows; row++) CK_NAME(dot)(d, row, 1);
}

#undef Vector
#endif
