// SPDX-License-Identifier: Apache-2.0
//
// Reductions for one element type T of 8 or 16 bits, calculated in V: elements are converted in
// small pieces, and what folds them is the kernel of V, whose functions are VALUE(…). LOAD and STORE
// convert an element; the name of a function is NAME(…).

#define IS_NAN(x) ((x) != (x))

CK_INLINE void NAME(widen)(const T *x, V *y, int64_t n) {
    CK_VECTORIZE for (int64_t i = 0; i < n; i++) y[i] = (V)LOAD(x[i]);
}

/// Stores results in T, or in V if the description wants it so or they are those of a part.
CK_INLINE void NAME(store)(
    const CKReduceDescription *is, const V *x, bool is_part, int64_t place, int64_t n) {
    if (is_part || is->is_wide) {
        V *result = (V *)(is_part ? is->partials : is->destination) + place;
        for (int64_t i = 0; i < n; i++) result[i] = x[i];
    } else {
        T *result = (T *)is->destination + place;
        CK_VECTORIZE for (int64_t i = 0; i < n; i++) result[i] = (T)STORE(x[i]);
    }
}

CK_INLINE V NAME(fold_row)(CKReduction reduction, const T *x, int64_t n) {
    enum { CHUNK = 1024 };
    V chunk[CHUNK], result = VALUE(start)(reduction);
    for (int64_t i = 0; i < n; i += CHUNK) {
        int64_t count = n - i < CHUNK ? n - i : CHUNK;
        NAME(widen)(x + i, chunk, count);
        V part = VALUE(fold_row)(reduction, chunk, count);
        VALUE(fold_columns)(reduction, &part, 1, 0, &result, 1);
    }
    return result;
}

/// Folds n columns, at most 256, over `rows` rows at x, in blocks.
CK_INLINE void NAME(fold_block)(
    const CKReduceDescription *is, const T *x, int64_t rows, V *result, int64_t n) {
    enum { WIDTH = 256, DEPTH = 128 };
    V block[WIDTH], row[WIDTH];
    for (int64_t j = 0; j < n; j++) result[j] = VALUE(start)(is->reduction);
    for (int64_t first = 0; first < rows; first += DEPTH) {
        int64_t last = first + DEPTH < rows ? first + DEPTH : rows;
        for (int64_t j = 0; j < n; j++) block[j] = VALUE(start)(is->reduction);
        for (int64_t k = first; k < last; k++) {
            NAME(widen)(x + k * is->inner, row, n);
            VALUE(fold_columns)(is->reduction, row, 1, 0, block, n);
        }
        VALUE(fold_columns)(is->reduction, block, 1, 0, result, n);
    }
}

/// As that of V.
CK_INLINE void NAME(fold_part)(const CKReduceDescription *is, Columns c) {
    enum { WIDTH = 256 };
    int64_t parts = part_count(is), part = c.outer / is->outer, outer = c.outer % is->outer;
    int64_t first = ck_tile_begin(is->reduced, (int32_t)parts, part);
    int64_t last = ck_tile_begin(is->reduced, (int32_t)parts, part + 1);
    const T *x = (const T *)is->source + (outer * is->reduced + first) * is->inner;
    V result[WIDTH];
    for (int64_t column = c.first; column < c.last; column += WIDTH) {
        int64_t n = c.last - column < WIDTH ? c.last - column : WIDTH;
        if (is->inner == 1) result[0] = NAME(fold_row)(is->reduction, x, last - first);
        else NAME(fold_block)(is, x + column, last - first, result, n);
        if (parts == 1) VALUE(scale)(is, result, n);
        NAME(store)(is, result, parts > 1, c.outer * is->inner + column, n);
    }
}

CK_INLINE int64_t NAME(find)(CKReduction reduction, const T *x, int64_t n, int64_t stride) {
    int64_t best = 0;
    V found = LOAD(x[0]);
    for (int64_t k = 1; k < n; k++) {
        V y = (V)LOAD(x[k * stride]);
        bool is_better = reduction == CKReductionIndexOfMaximum ? y > found : y < found;
        if (IS_NAN(found) || !(is_better || IS_NAN(y))) continue;
        best = k;
        found = y;
    }
    return best;
}

CK_INLINE void NAME(find_columns)(const CKReduceDescription *is, Columns c) {
    const T *x = (const T *)is->source + c.outer * is->reduced * is->inner;
    int64_t *result = (int64_t *)is->destination + c.outer * is->inner;
    for (int64_t j = c.first; j < c.last; j++) {
        result[j] = NAME(find)(is->reduction, x + j, is->reduced, is->inner);
    }
}

CK_CLONES static void NAME(reduce)(const CKReduceDescription *is, int64_t begin, int64_t end) {
    while (begin < end) {
        Columns columns = next_columns(&begin, end, is->inner);
        if (is->reduction >= CKReductionIndexOfMaximum) NAME(find_columns)(is, columns);
        else NAME(fold_part)(is, columns);
    }
}

CK_CLONES static void NAME(combine)(const CKReduceDescription *is, int64_t begin, int64_t end) {
    enum { WIDTH = 256 };
    int64_t count = is->outer * is->inner;
    Columns c = next_columns(&begin, end, count);
    V result[WIDTH];
    for (int64_t column = c.first; column < c.last; column += WIDTH) {
        int64_t n = c.last - column < WIDTH ? c.last - column : WIDTH;
        for (int64_t j = 0; j < n; j++) result[j] = VALUE(start)(is->reduction);
        const V *partials = (const V *)is->partials + column;
        VALUE(fold_columns)(is->reduction, partials, part_count(is), count, result, n);
        VALUE(scale)(is, result, n);
        NAME(store)(is, result, false, column, n);
    }
}

/// The running sums themselves are never rounded to T.
CK_INLINE void NAME(cumulate_columns)(const CKCumulate *is, Columns c) {
    enum { WIDTH = 256 };
    const T *x = (const T *)is->source + c.outer * is->size * is->inner;
    T *y = (T *)is->destination + c.outer * is->size * is->inner;
    for (int64_t column = c.first; column < c.last; column += WIDTH) {
        int64_t n = c.last - column < WIDTH ? c.last - column : WIDTH;
        V sums[WIDTH] = {0}, row[WIDTH];
        for (int64_t k = 0; k < is->size; k++) {
            int64_t at = (is->is_reversed ? is->size - 1 - k : k) * is->inner + column;
            NAME(widen)(x + at, row, n);
            VALUE(fold_columns)(CKReductionSum, row, 1, 0, sums, n);
            CK_VECTORIZE for (int64_t j = 0; j < n; j++) y[at + j] = (T)STORE(sums[j]);
        }
    }
}

CK_CLONES static void NAME(cumulate)(const CKCumulate *is, int64_t begin, int64_t end) {
    while (begin < end) NAME(cumulate_columns)(is, next_columns(&begin, end, is->inner));
}

#undef IS_NAN
#undef T
#undef V
#undef VALUE
#undef LOAD
#undef STORE
#undef NAME
