// SPDX-License-Identifier: Apache-2.0
//
// Folds of loops over rows, for one register type T. Long sums are collected in WIDE, of 8 bytes, by
// way of several running sums. Their order depends on the numbers of rows and columns alone.

typedef T Vector __attribute__((vector_size(64), aligned(sizeof(T))));

#define LANES ((int64_t)(64 / sizeof(T)))
#define FOLD_SUM(R, x, y) ((R)((W_OF(R))(x) + (W_OF(R))(y)))
#define FOLD_PRODUCT(R, x, y) ((R)((W_OF(R))(x) * (W_OF(R))(y)))
#define IS_NAN(x) ((x) != (x))
#define FOLD_MAXIMUM(R, x, y) ((y) > (x) || IS_NAN(y) ? (y) : (x))
#define FOLD_MINIMUM(R, x, y) ((y) < (x) || IS_NAN(y) ? (y) : (x))

/// Runs `body` with FOLD standing for the step of each operation.
#define EACH_FOLD(operation, body) \
    switch (operation) { \
    case CKOperationFoldSum: body(FOLD_SUM) break; \
    case CKOperationFoldProduct: body(FOLD_PRODUCT) break; \
    case CKOperationFoldMaximum: body(FOLD_MAXIMUM) break; \
    default: body(FOLD_MINIMUM) break; \
    }

CK_INLINE WIDE fold_start(CKOperation operation) {
    switch (operation) {
    case CKOperationFoldDeviations:
    case CKOperationFoldSum: return 0;
    case CKOperationFoldProduct: return 1;
    case CKOperationFoldMaximum: return LEAST;
    default: return GREATEST;
    }
}

CK_INLINE WIDE fold_pair(CKOperation operation, WIDE x, WIDE y) {
#define BODY(FOLD) return FOLD(WIDE, x, y);
    EACH_FOLD(operation, BODY)
#undef BODY
}

// Vectors as wide as four, two and one of 16 bytes: a vector is folded by halves.
typedef T Half __attribute__((vector_size(32), aligned(sizeof(T))));
typedef T Quarter __attribute__((vector_size(16), aligned(sizeof(T))));

#define MASK_OF(V) __typeof__((V){0} > (V){0})
#define PICK(V, mask, x, y) \
    ((V)(((MASK_OF(V))(x) & (mask)) | ((MASK_OF(V))(y) & ~(mask))))
#define VECTOR_SUM(V, x, y) ADD_VECTORS(V, x, y)
#define VECTOR_PRODUCT(V, x, y) MULTIPLY_VECTORS(V, x, y)
#define VECTOR_MAXIMUM(V, x, y) PICK(V, ((y) > (x)) | ((y) != (y)), y, x)
#define VECTOR_MINIMUM(V, x, y) PICK(V, ((y) < (x)) | ((y) != (y)), y, x)
// Where NaN is known to be absent.
#define VECTOR_GREATER(V, x, y) PICK(V, (y) > (x), y, x)
#define VECTOR_LESS(V, x, y) PICK(V, (y) < (x), y, x)

/// Four vectors of running values, then one, its halves, and the rest.
#define VECTOR_FOLD(STEP, FOLD, each) \
    { \
        int64_t i = LANES; \
        Vector a = *(const Vector *)x; \
        each(a, 0); \
        if (n >= 4 * LANES) { \
            Vector b = *(const Vector *)(x + LANES), c = *(const Vector *)(x + 2 * LANES); \
            Vector d = *(const Vector *)(x + 3 * LANES); \
            each(b, 1); each(c, 2); each(d, 3); \
            for (i = 4 * LANES; i + 4 * LANES <= n; i += 4 * LANES) { \
                Vector e = *(const Vector *)(x + i), f = *(const Vector *)(x + i + LANES); \
                Vector g = *(const Vector *)(x + i + 2 * LANES); \
                Vector h = *(const Vector *)(x + i + 3 * LANES); \
                each(e, 0); each(f, 1); each(g, 2); each(h, 3); \
                a = STEP(Vector, a, e); \
                b = STEP(Vector, b, f); \
                c = STEP(Vector, c, g); \
                d = STEP(Vector, d, h); \
            } \
            a = STEP(Vector, a, b); \
            c = STEP(Vector, c, d); \
            a = STEP(Vector, a, c); \
        } \
        for (; i + LANES <= n; i += LANES) { \
            Vector e = *(const Vector *)(x + i); \
            each(e, 0); \
            a = STEP(Vector, a, e); \
        } \
        Half halves[2]; \
        Quarter quarters[2]; \
        memcpy(halves, &a, sizeof a); \
        halves[0] = STEP(Half, halves[0], halves[1]); \
        memcpy(quarters, halves, sizeof quarters); \
        quarters[0] = STEP(Quarter, quarters[0], quarters[1]); \
        total = (WIDE)quarters[0][0]; \
        for (int64_t j = 1; j < LANES / 4; j++) total = FOLD(WIDE, total, (WIDE)quarters[0][j]); \
        for (; i < n; i++) total = FOLD(WIDE, total, (WIDE)x[i]); \
    }

#define NOTHING(y, chain) (void)0
/// Infinities and NaN leave something, in one of four chains of additions.
#define REMAINDER(y, chain) odd[chain] += (y) * 0

/// The greatest or least of n numbers; false if there are infinities or NaN, which need a closer look.
CK_INLINE bool has_extremum(CKOperation operation, const T *x, int64_t n, WIDE *result) {
    WIDE total;
    Vector odd[4] = {{0}, {0}, {0}, {0}};
    if (operation == CKOperationFoldMaximum) VECTOR_FOLD(VECTOR_GREATER, FOLD_MAXIMUM, REMAINDER)
    else VECTOR_FOLD(VECTOR_LESS, FOLD_MINIMUM, REMAINDER)
    *result = total;
    const Vector all = (odd[0] + odd[1]) + (odd[2] + odd[3]);
    T left = 0;
    for (int64_t j = 0; j < LANES; j++) left += all[j];
    return left == 0;
}

/// The fold of n neighbouring elements, at most a tile.
CK_INLINE WIDE fold_run(CKOperation operation, const T *x, int64_t n) {
    WIDE total = fold_start(operation);
    if (n < LANES) {
        for (int64_t i = 0; i < n; i++) total = fold_pair(operation, total, (WIDE)x[i]);
        return total;
    }
    if (operation >= CKOperationFoldMaximum && has_extremum(operation, x, n, &total)) return total;
    switch (operation) {
    case CKOperationFoldSum: VECTOR_FOLD(VECTOR_SUM, FOLD_SUM, NOTHING) break;
    case CKOperationFoldProduct: VECTOR_FOLD(VECTOR_PRODUCT, FOLD_PRODUCT, NOTHING) break;
    case CKOperationFoldMaximum: VECTOR_FOLD(VECTOR_MAXIMUM, FOLD_MAXIMUM, NOTHING) break;
    default: VECTOR_FOLD(VECTOR_MINIMUM, FOLD_MINIMUM, NOTHING) break;
    }
    return total;
}

#define BODY(FOLD) \
    CK_VECTORIZE for (int64_t j = 0; j < n; j++) d[j] = FOLD(T, x[j], y[j]);

/// d = fold of x and y, element by element; d may be x.
CK_INLINE void fold_arrays(CKOperation operation, T *d, const T *x, const T *y, int64_t n) {
    EACH_FOLD(operation, BODY)
}
#undef BODY

/// Whether short rows are turned into columns of a spare tile, where vectors go down many rows at once.
CK_INLINE bool are_short(int64_t rows, int64_t columns) { return columns < LANES && rows > 1; }

CK_INLINE void turn(const T *x, int64_t rows, int64_t columns, T *turned) {
    for (int64_t j = 0; j < columns; j++) {
        for (int64_t r = 0; r < rows; r++) turned[j * rows + r] = x[r * columns + j];
    }
}

#if HAS_ROW_GROUPS
#include "fused_row_groups.h"
#endif

/// result[r] = fold of row r of a tile.
CK_INLINE void fold_rows(
    CKOperation operation, const T *x, int64_t rows, int64_t columns, T *result, T *spare) {
    if (are_short(rows, columns)) {
        turn(x, rows, columns, spare);
        memcpy(result, spare, (size_t)rows * sizeof(T));
        for (int64_t j = 1; j < columns; j++) {
            fold_arrays(operation, result, result, spare + j * rows, rows);
        }
        return;
    }
#if HAS_ROW_GROUPS
    if (are_grouped(operation, columns)) return fold_groups(operation, x, rows, columns, result);
#endif
    for (int64_t r = 0; r < rows; r++) result[r] = (T)fold_run(operation, x + r * columns, columns);
}

/// The first element of n that is the greatest or least; the first NaN.
CK_INLINE int64_t fold_index(CKOperation operation, const T *x, int64_t n) {
    bool is_greatest = operation == CKOperationFoldIndexOfMaximum;
    CKOperation extremum = is_greatest ? CKOperationFoldMaximum : CKOperationFoldMinimum;
    T best = (T)fold_run(extremum, x, n);
    int64_t i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
        int32_t hits = 0;
        for (int64_t j = 0; j < 4 * LANES; j++) hits |= x[i + j] == best || IS_NAN(x[i + j]);
        if (hits) break;
    }
    while (i + 1 < n && x[i] != best && !IS_NAN(x[i])) i++;
    return i;
}

/// result[r] = the index of the extreme element of row r of a tile.
CK_INLINE void fold_indices(
    CKOperation operation, const T *x, int64_t rows, int64_t columns, T *result, T *spare) {
    if (!are_short(rows, columns)) {
        for (int64_t r = 0; r < rows; r++) {
            result[r] = (T)fold_index(operation, x + r * columns, columns);
        }
        return;
    }
    bool is_greatest = operation == CKOperationFoldIndexOfMaximum;
    turn(x, rows, columns, spare);
    T *best = spare;
    for (int64_t r = 0; r < rows; r++) result[r] = 0;
    for (int64_t j = 1; j < columns; j++) {
        const T *y = spare + j * rows;
        CK_VECTORIZE for (int64_t r = 0; r < rows; r++) {
            bool is_beyond = is_greatest ? y[r] > best[r] : y[r] < best[r];
            bool is_better = !IS_NAN(best[r]) && (is_beyond || IS_NAN(y[r]));
            result[r] = is_better ? (T)j : result[r];
            best[r] = is_better ? y[r] : best[r];
        }
    }
}

#define BODY(FOLD) \
    CK_VECTORIZE for (int64_t j = 0; j < n; j++) into[j] = FOLD(WIDE, into[j], (WIDE)x[j]);

CK_INLINE void fold_into(CKOperation operation, WIDE *into, const T *x, int64_t n) {
    EACH_FOLD(operation, BODY)
}
#undef BODY

#define BODY(FOLD) \
    CK_VECTORIZE for (int64_t j = 0; j < n; j++) into[j] = FOLD(WIDE, into[j], x[j]);

CK_INLINE void fold_wide(CKOperation operation, WIDE *into, const WIDE *x, int64_t n) {
    EACH_FOLD(operation, BODY)
}
#undef BODY

/// d[j] = sum of column j, which is one of a vector, by way of four sums.
CK_INLINE void sum_columns(const T *x, int64_t rows, int64_t columns, T *d) {
    for (int64_t j = 0; j < columns; j += LANES) {
        const T *at = x + j;
        Vector s[4] = {{0}, {0}, {0}, {0}};
        int64_t r = 0;
        for (; r + 4 <= rows; r += 4, at += 4 * columns) {
            for (int k = 0; k < 4; k++) {
                s[k] = ADD_VECTORS(Vector, s[k], *(const Vector *)(at + k * columns));
            }
        }
        for (; r < rows; r++, at += columns) s[0] = ADD_VECTORS(Vector, s[0], *(const Vector *)at);
        *(Vector *)(d + j) =
            ADD_VECTORS(Vector, ADD_VECTORS(Vector, s[0], s[1]), ADD_VECTORS(Vector, s[2], s[3]));
    }
}

/// into[j] = fold of into[j] and column j of a tile. Half of the rows are folded into the other half
/// until one is left: long runs for vectors, and sums of sums.
CK_INLINE void fold_columns(
    CKOperation operation, const T *x, int64_t rows, int64_t columns, WIDE *into, T *spare) {
    if (operation == CKOperationFoldSum && columns % LANES == 0) {
        sum_columns(x, rows, columns, spare);
        return fold_into(operation, into, spare, columns);
    }
    while (rows > 1) {
        int64_t half = rows / 2, kept = rows - half;
        fold_arrays(operation, spare, x, x + kept * columns, half * columns);
        // The row in the middle of an odd number.
        if (kept > half && x != spare) {
            memcpy(spare + half * columns, x + half * columns, (size_t)columns * sizeof(T));
        }
        x = spare;
        rows = kept;
    }
    fold_into(operation, into, x, columns);
}

#include "fused_moments.h"

/// Each row's value for all of its elements. Writes up to a vector beyond the end.
CK_INLINE void spread(const T *x, int64_t rows, int64_t columns, T *result) {
    for (int64_t r = 0; r < rows; r++, result += columns) {
        const T value = x[r];
        for (int64_t j = 0; j < columns; j += LANES) *(Vector *)(result + j) = value - (Vector){0};
    }
}
