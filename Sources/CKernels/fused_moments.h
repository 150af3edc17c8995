// SPDX-License-Identifier: Apache-2.0
//
// Means and squared distances from them in one pass over columns: included by fused_fold.h.

// Vectors of half as many elements in WIDE.
typedef WIDE WideHalf __attribute__((vector_size(8 * 32 / sizeof(T)), aligned(8)));

/// Adds the columns of a tile to sums and their squares to others. Squares of float32 are exact in
/// float64: what is left of their sums' difference is as exact as if the means had been known before.
CK_INLINE void fold_moments(
    const T *x, int64_t rows, int64_t columns, WIDE *sums, WIDE *squares) {
    const int64_t lanes = 32 / sizeof(T);
    int64_t j = 0;
    for (; j + lanes <= columns; j += lanes) {
        WideHalf s[4] = {*(const WideHalf *)(sums + j)}, q[4] = {*(const WideHalf *)(squares + j)};
        const T *at = x + j;
        int64_t r = 0;
        for (; r + 4 <= rows; r += 4, at += 4 * columns) {
            for (int k = 0; k < 4; k++) {
                const WideHalf y =
                    __builtin_convertvector(*(const Half *)(at + k * columns), WideHalf);
                s[k] = ADD_VECTORS(WideHalf, s[k], y);
                q[k] = ADD_VECTORS(WideHalf, q[k], MULTIPLY_VECTORS(WideHalf, y, y));
            }
        }
        for (; r < rows; r++, at += columns) {
            const WideHalf y = __builtin_convertvector(*(const Half *)at, WideHalf);
            s[0] = ADD_VECTORS(WideHalf, s[0], y);
            q[0] = ADD_VECTORS(WideHalf, q[0], MULTIPLY_VECTORS(WideHalf, y, y));
        }
        *(WideHalf *)(sums + j) = (s[0] + s[1]) + (s[2] + s[3]);
        *(WideHalf *)(squares + j) = (q[0] + q[1]) + (q[2] + q[3]);
    }
    for (; j < columns; j++) {
        WIDE s = 0, q = 0;
        for (int64_t r = 0; r < rows; r++) {
            const WIDE y = (WIDE)x[r * columns + j];
            s = FOLD_SUM(WIDE, s, y);
            q = FOLD_SUM(WIDE, q, FOLD_PRODUCT(WIDE, y, y));
        }
        sums[j] = FOLD_SUM(WIDE, sums[j], s);
        squares[j] = FOLD_SUM(WIDE, squares[j], q);
    }
}

/// Σ (x − mean x)² from Σ x and Σ x² of so many x; rounding leaves nothing below 0.
CK_INLINE void deviations(
    const WIDE *sums, const WIDE *squares, int64_t count, int64_t n, T *result) {
    for (int64_t j = 0; j < n; j++) {
        const WIDE left = squares[j] - sums[j] * (sums[j] / (WIDE)count);
        result[j] = left < 0 ? 0 : (T)left;
    }
}
