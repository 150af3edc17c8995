// SPDX-License-Identifier: Apache-2.0
//
// Reductions for one element type T, calculated in W (T itself, or unsigned integers, which wrap),
// with long sums collected in WIDE. The name of a function is NAME(…).

typedef T NAME(Vector) __attribute__((vector_size(64), aligned(sizeof(T))));

#define LANES ((int64_t)(64 / sizeof(T)))
#define STEP_SUM(x, y) ((T)((W)(x) + (W)(y)))
#define STEP_PRODUCT(x, y) ((T)((W)(x) * (W)(y)))
#define STEP_MAXIMUM(x, y) ((y) > (x) || (y) != (y) ? (y) : (x))
#define STEP_MINIMUM(x, y) ((y) < (x) || (y) != (y) ? (y) : (x))

#define FOLD_ROW(step, start) \
    { \
        T result = (start); \
        for (int64_t i = 0; i < n; i++) result = step(result, x[i]); \
        return result; \
    }
#define FOLD_LONG_ROW(step, start) \
    { \
        T lanes[32]; \
        for (int j = 0; j < 32; j++) lanes[j] = (start); \
        int64_t i = 0; \
        for (; i + 32 <= n; i += 32) { \
            for (int j = 0; j < 32; j++) lanes[j] = step(lanes[j], x[i + j]); \
        } \
        T result = (start); \
        for (int j = 0; j < 32; j++) result = step(result, lanes[j]); \
        for (; i < n; i++) result = step(result, x[i]); \
        return result; \
    }

/// Four vectors of running sums; every 4096 elements they are moved to a wide sum.
CK_INLINE T NAME(sum_row)(const T *x, int64_t n) {
    if (n < 4 * LANES) FOLD_ROW(STEP_SUM, 0)
    WIDE total = 0;
    int64_t i = 0;
    while (i + 4 * LANES <= n) {
        NAME(Vector) a = {0}, b = {0}, c = {0}, d = {0};
        int64_t stop = i + 4096 < n ? i + 4096 : n;
        for (; i + 4 * LANES <= stop; i += 4 * LANES) {
            a += *(const NAME(Vector) *)(x + i);
            b += *(const NAME(Vector) *)(x + i + LANES);
            c += *(const NAME(Vector) *)(x + i + 2 * LANES);
            d += *(const NAME(Vector) *)(x + i + 3 * LANES);
        }
        a = (a + b) + (c + d);
        for (int64_t j = 0; j < LANES; j++) total += (WIDE)a[j];
    }
    for (; i < n; i++) total += (WIDE)x[i];
    return (T)total;
}

CK_INLINE T NAME(fold_row)(CKReduction reduction, const T *x, int64_t n) {
    switch (reduction) {
    case CKReductionSum: return NAME(sum_row)(x, n);
    case CKReductionProduct: FOLD_ROW(STEP_PRODUCT, 1)
    case CKReductionMaximum:
        if (n < 64) FOLD_ROW(STEP_MAXIMUM, LEAST)
        FOLD_LONG_ROW(STEP_MAXIMUM, LEAST)
    default:
        if (n < 64) FOLD_ROW(STEP_MINIMUM, GREATEST)
        FOLD_LONG_ROW(STEP_MINIMUM, GREATEST)
    }
}

// Four rows at a time: sums are loaded and stored once for four, and four streams are read ahead.
#define FOLD_COLUMNS(step) \
    for (; rows >= 4; rows -= 4, x += 4 * stride) { \
        const T *y = x + stride, *z = y + stride, *w = z + stride; \
        CK_VECTORIZE for (int64_t j = 0; j < n; j++) { \
            T fold = step(into[j], x[j]); \
            fold = step(fold, y[j]); \
            fold = step(fold, z[j]); \
            into[j] = step(fold, w[j]); \
        } \
    } \
    for (int64_t k = 0; k < rows; k++, x += stride) { \
        CK_VECTORIZE for (int64_t j = 0; j < n; j++) into[j] = step(into[j], x[j]); \
    } \
    break;

/// into[j] = fold of into[j] with the rows of n elements at x.
CK_INLINE void NAME(fold_columns)(
    CKReduction reduction, const T *x, int64_t rows, int64_t stride, T *into, int64_t n) {
    switch (reduction) {
    case CKReductionSum: FOLD_COLUMNS(STEP_SUM)
    case CKReductionProduct: FOLD_COLUMNS(STEP_PRODUCT)
    case CKReductionMaximum: FOLD_COLUMNS(STEP_MAXIMUM)
    default: FOLD_COLUMNS(STEP_MINIMUM)
    }
}

CK_INLINE T NAME(start)(CKReduction reduction) {
    switch (reduction) {
    case CKReductionSum: return 0;
    case CKReductionProduct: return 1;
    case CKReductionMaximum: return LEAST;
    default: return GREATEST;
    }
}

/// Folds columns first ..< last over rows begin ..< end of one outer index, in blocks: sums of sums
/// lose less than one long sum.
CK_INLINE void NAME(fold_block)(
    const CKReduceDescription *is, const T *x, int64_t begin, int64_t end, int64_t first,
    int64_t last, T *result) {
    enum { WIDTH = 256, DEPTH = 128 };
    T block[WIDTH];
    for (int64_t column = first; column < last; column += WIDTH) {
        int64_t n = last - column < WIDTH ? last - column : WIDTH;
        for (int64_t j = 0; j < n; j++) result[column + j] = NAME(start)(is->reduction);
        for (int64_t row = begin; row < end; row += DEPTH) {
            int64_t rows = end - row < DEPTH ? end - row : DEPTH;
            const T *from = x + row * is->inner + column;
            if (end - begin <= DEPTH) {
                NAME(fold_columns)(is->reduction, from, rows, is->inner, result + column, n);
                continue;
            }
            for (int64_t j = 0; j < n; j++) block[j] = NAME(start)(is->reduction);
            NAME(fold_columns)(is->reduction, from, rows, is->inner, block, n);
            NAME(fold_columns)(is->reduction, block, 1, 0, result + column, n);
        }
    }
}

#define FIND(better) \
    { \
        int64_t best = 0; \
        for (int64_t k = 1; k < n; k++) { \
            T y = x[k * stride], z = x[best * stride]; \
            if (z == z && (better || y != y)) best = k; \
        } \
        return best; \
    }

CK_INLINE int64_t NAME(find)(CKReduction reduction, const T *x, int64_t n, int64_t stride) {
    if (reduction == CKReductionIndexOfMaximum) FIND(y > z)
    FIND(y < z)
}

CK_INLINE void NAME(scale)(const CKReduceDescription *is, T *result, int64_t n) {
    if (is->scale == 1 || is->reduction != CKReductionSum) return;
    T scale = (T)is->scale;
    for (int64_t j = 0; j < n; j++) result[j] *= scale;
}

/// Columns first ..< last of one outer index: indices of extreme elements.
CK_INLINE void NAME(find_columns)(const CKReduceDescription *is, Columns c) {
    const T *x = (const T *)is->source + c.outer * is->reduced * is->inner;
    int64_t *result = (int64_t *)is->destination + c.outer * is->inner;
    for (int64_t j = c.first; j < c.last; j++) {
        result[j] = NAME(find)(is->reduction, x + j, is->reduced, is->inner);
    }
}

/// Folds a part of the reduced axis, or all of it: the outer index counts through the parts.
CK_INLINE void NAME(fold_part)(const CKReduceDescription *is, Columns c) {
    int64_t parts = part_count(is), part = c.outer / is->outer, outer = c.outer % is->outer;
    int64_t first = ck_tile_begin(is->reduced, (int32_t)parts, part);
    int64_t last = ck_tile_begin(is->reduced, (int32_t)parts, part + 1);
    const T *x = (const T *)is->source + outer * is->reduced * is->inner;
    T *result = (T *)(parts > 1 ? is->partials : is->destination) + c.outer * is->inner;
    if (is->inner == 1) result[0] = NAME(fold_row)(is->reduction, x + first, last - first);
    else NAME(fold_block)(is, x, first, last, c.first, c.last, result);
    if (parts == 1) NAME(scale)(is, result + c.first, c.last - c.first);
}

CK_CLONES static void NAME(reduce)(const CKReduceDescription *is, int64_t begin, int64_t end) {
    while (begin < end) {
        Columns columns = next_columns(&begin, end, is->inner);
        if (is->reduction >= CKReductionIndexOfMaximum) NAME(find_columns)(is, columns);
        else NAME(fold_part)(is, columns);
    }
}

/// Folds the parts in order: rows of all results.
CK_CLONES static void NAME(combine)(const CKReduceDescription *is, int64_t begin, int64_t end) {
    int64_t count = is->outer * is->inner;
    Columns c = next_columns(&begin, end, count);
    T *result = (T *)is->destination + c.first;
    int64_t n = c.last - c.first;
    for (int64_t j = 0; j < n; j++) result[j] = NAME(start)(is->reduction);
    const T *partials = (const T *)is->partials + c.first;
    NAME(fold_columns)(is->reduction, partials, part_count(is), count, result, n);
    NAME(scale)(is, result, n);
}

CK_INLINE void NAME(cumulate_columns)(const CKCumulate *is, Columns c) {
    const T *x = (const T *)is->source + c.outer * is->size * is->inner;
    T *y = (T *)is->destination + c.outer * is->size * is->inner;
    int64_t step = is->is_reversed ? -is->inner : is->inner;
    int64_t at = is->is_reversed ? (is->size - 1) * is->inner : 0;
    for (int64_t k = 0; k < is->size; k++, at += step) {
        for (int64_t j = c.first; j < c.last; j++) {
            y[at + j] = k == 0 ? x[at + j] : STEP_SUM(y[at - step + j], x[at + j]);
        }
    }
}

static void NAME(cumulate)(const CKCumulate *is, int64_t begin, int64_t end) {
    while (begin < end) NAME(cumulate_columns)(is, next_columns(&begin, end, is->inner));
}

#undef LANES
#undef STEP_SUM
#undef STEP_PRODUCT
#undef STEP_MAXIMUM
#undef STEP_MINIMUM
#undef FOLD_ROW
#undef FOLD_LONG_ROW
#undef FOLD_COLUMNS
#undef FIND
#undef T
#undef W
#undef WIDE
#undef LEAST
#undef GREATEST
#undef NAME
