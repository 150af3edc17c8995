// SPDX-License-Identifier: Apache-2.0
//
// A template like gemm_tile.h: copies a right operand into panels of two vectors, then of one. In a
// panel the rows follow each other; what lies behind the last column is any number.

#ifdef CK_NAME

/// Rows whose columns lie side by side.
CK_INLINE void CK_NAME(pack_rows)(
    const CKPacking *p, const REAL *source, REAL *panel, int64_t width) {
    for (int64_t k = 0; k < p->inner; k++) {
        memcpy(panel + k * width, source + k * p->inner_stride, (size_t)width * sizeof(REAL));
    }
}

/// Columns whose rows lie side by side, in squares of four by four that are turned in registers.
CK_INLINE void CK_NAME(pack_columns)(
    const CKPacking *p, const REAL *source, REAL *panel, int64_t width) {
    typedef REAL Four __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL))));
    int64_t k = 0, stride = p->column_stride;
    for (; k + 4 <= p->inner; k += 4) {
        for (int64_t j = 0; j < width; j += 4) {
            const REAL *s = source + k + j * stride;
            Four a = *(const Four *)s, b = *(const Four *)(s + stride);
            Four c = *(const Four *)(s + 2 * stride), d = *(const Four *)(s + 3 * stride);
            Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            Four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            Four ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            Four cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            REAL *t = panel + k * width + j;
            *(Four *)t = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
            *(Four *)(t + width) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
            *(Four *)(t + 2 * width) = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
            *(Four *)(t + 3 * width) = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
        }
    }
    for (; k < p->inner; k++) {
        for (int64_t j = 0; j < width; j++) panel[k * width + j] = source[k + j * stride];
    }
}

CK_INLINE void CK_NAME(pack_any)(
    const CKPacking *p, const REAL *source, REAL *panel, int64_t width, int64_t columns) {
    for (int64_t k = 0; k < p->inner; k++) {
        const REAL *s = source + k * p->inner_stride;
        for (int64_t j = 0; j < columns; j++) panel[k * width + j] = s[j * p->column_stride];
        for (int64_t j = columns; j < width; j++) panel[k * width + j] = 0;
    }
}

/// The last columns of rows that lie side by side. Whole vectors are read as long as the next row
/// is there to be read too: what is behind the last column is never looked at.
CK_INLINE void CK_NAME(pack_last)(
    const CKPacking *p, const REAL *source, REAL *panel, int64_t columns) {
    int64_t k = 0, stride = p->inner_stride;
    for (; k < p->inner && (p->inner - 1 - k) * stride + columns >= LANES; k++) {
        memcpy(panel + k * LANES, source + k * stride, LANES * sizeof(REAL));
    }
    for (; k < p->inner; k++) {
        for (int64_t j = 0; j < LANES; j++) {
            panel[k * LANES + j] = j < columns ? source[k * stride + j] : 0;
        }
    }
}

static void CK_NAME(pack)(const CKPacking *p) {
    for (int64_t j = 0; j < p->columns;) {
        int64_t left = p->columns - j;
        int64_t width = left >= 2 * LANES ? 2 * LANES : LANES;
        const REAL *source = (const REAL *)p->right + j * p->column_stride;
        REAL *panel = (REAL *)p->panels + p->panel_inner * j + p->first * width;
        bool is_dense = p->column_stride == 1, is_turned = p->inner_stride == 1 && LANES % 4 == 0;
        if (is_dense && left < width) CK_NAME(pack_last)(p, source, panel, left);
        else if (left < width) CK_NAME(pack_any)(p, source, panel, width, left);
        else if (is_dense && width == LANES) CK_NAME(pack_rows)(p, source, panel, LANES);
        else if (is_dense) CK_NAME(pack_rows)(p, source, panel, 2 * LANES);
        else if (is_turned) CK_NAME(pack_columns)(p, source, panel, width);
        else CK_NAME(pack_any)(p, source, panel, width, width);
        j += width;
    }
}

#endif
