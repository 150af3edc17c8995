// SPDX-License-Identifier: Apache-2.0
//
// Folds of short rows of float32, sixteen at a time: each becomes a vector, and sixteen vectors become
// one of sixteen results, whose last steps are shared. Included by fused_fold.h.

enum { GROUP_ROWS = 16, MOST_GROUP_COLUMNS = 512 };

/// Whether rows are folded in groups: by their length alone, so that a row's result is the same wherever
/// it stands.
CK_INLINE bool are_grouped(CKOperation operation, int64_t columns) {
    return columns % GROUP_ROWS == 0 && columns <= MOST_GROUP_COLUMNS
        && operation != CKOperationFoldProduct;
}

#define LOW_OF(i, size) ((i) / ((size) / 2) * (size) + (i) % ((size) / 2))
#define HIGH_OF(i, size) (LOW_OF(i, size) + (size) / 2)
#define LANES_OF(part, size) \
    part(0, size), part(1, size), part(2, size), part(3, size), part(4, size), part(5, size), \
        part(6, size), part(7, size), part(8, size), part(9, size), part(10, size), \
        part(11, size), part(12, size), part(13, size), part(14, size), part(15, size)

/// Two vectors of partial results become one with half as many for each row. `size`: of each row before.
#define HALVE(STEP, x, y, size) \
    STEP( \
        Vector, __builtin_shufflevector(x, y, LANES_OF(LOW_OF, size)), \
        __builtin_shufflevector(x, y, LANES_OF(HIGH_OF, size)))

#define HALVE_ALL(STEP, rows, size) \
    for (int k = 0; k < (rows) / 2; k++) v[k] = HALVE(STEP, v[2 * k], v[2 * k + 1], size)

/// The vectors of a row as one.
#define FOLD_ROW(STEP, each) \
    Vector a = *(const Vector *)at; \
    each(a, 0); \
    if (columns >= 4 * LANES) { \
        Vector b = *(const Vector *)(at + LANES), c = *(const Vector *)(at + 2 * LANES); \
        Vector d = *(const Vector *)(at + 3 * LANES); \
        each(b, 1); each(c, 2); each(d, 3); \
        for (i = 4 * LANES; i + 4 * LANES <= columns; i += 4 * LANES) { \
            Vector e = *(const Vector *)(at + i), f = *(const Vector *)(at + i + LANES); \
            Vector g = *(const Vector *)(at + i + 2 * LANES); \
            Vector h = *(const Vector *)(at + i + 3 * LANES); \
            each(e, 0); each(f, 1); each(g, 2); each(h, 3); \
            a = STEP(Vector, a, e); \
            b = STEP(Vector, b, f); \
            c = STEP(Vector, c, g); \
            d = STEP(Vector, d, h); \
        } \
        a = STEP(Vector, STEP(Vector, a, b), STEP(Vector, c, d)); \
    } \
    for (; i < columns; i += LANES) { \
        Vector e = *(const Vector *)(at + i); \
        each(e, 0); \
        a = STEP(Vector, a, e); \
    }

#define FOLD_GROUP(STEP, each) \
    { \
        Vector v[GROUP_ROWS]; \
        const T *at = x; \
        for (int64_t r = 0; r < rows; r++, at += columns) { \
            int64_t i = LANES; \
            FOLD_ROW(STEP, each) \
            v[r] = a; \
        } \
        for (int64_t r = rows; r < GROUP_ROWS; r++) v[r] = v[0]; \
        HALVE_ALL(STEP, 16, 16); \
        HALVE_ALL(STEP, 8, 8); \
        HALVE_ALL(STEP, 4, 4); \
        HALVE_ALL(STEP, 2, 2); \
        memcpy(result, v, (size_t)rows * sizeof(T)); \
    }

/// result[r] = fold of row r of at most sixteen; false if an extremum needs a closer look.
CK_INLINE bool fold_group(
    CKOperation operation, const T *x, int64_t rows, int64_t columns, T *result) {
    Vector odd[4] = {{0}, {0}, {0}, {0}};
    switch (operation) {
    case CKOperationFoldSum: FOLD_GROUP(VECTOR_SUM, NOTHING) return true;
    case CKOperationFoldMaximum: FOLD_GROUP(VECTOR_GREATER, REMAINDER) break;
    default: FOLD_GROUP(VECTOR_LESS, REMAINDER) break;
    }
    const Vector all = (odd[0] + odd[1]) + (odd[2] + odd[3]);
    const __typeof__(all != all) is_odd = all != 0;
    int32_t left = 0;
    for (int64_t j = 0; j < LANES; j++) left |= is_odd[j];
    return left == 0;
}

CK_INLINE void fold_groups(
    CKOperation operation, const T *x, int64_t rows, int64_t columns, T *result) {
    for (int64_t r = 0; r < rows; r += GROUP_ROWS, x += GROUP_ROWS * columns) {
        int64_t count = rows - r < GROUP_ROWS ? rows - r : GROUP_ROWS;
        // Results may lie where the first row does.
        T found[GROUP_ROWS];
        if (!fold_group(operation, x, count, columns, found)) {
            for (int64_t k = 0; k < count; k++) {
                found[k] = (T)fold_run(operation, x + k * columns, columns);
            }
        }
        memcpy(result + r, found, (size_t)count * sizeof(T));
    }
}
