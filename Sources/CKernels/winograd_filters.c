// SPDX-License-Identifier: Apache-2.0
//
// The filters on their way to the products: transformed, and packed as the right operands of matrix
// products, one for each position.
#include <string.h>

#include "winograd.h"

enum {
    COLUMNS = 32,  // of a unit: whole panels of all instruction sets
    ROWS = 16,     // that are transformed before they are packed
    MOST_POSITIONS = CK_WINOGRAD_MOST_LINES * CK_WINOGRAD_MOST_LINES,
};

int64_t ck_winograd_filter_floats(const CKWinograd *w) {
    CKWinogradPlane plane = ck_winograd_plane(w);
    return plane.positions * plane.panel_floats;
}

int64_t ck_winograd_filter_units(const CKWinograd *w) {
    return ck_blocks(ck_winograd_plane(w).columns, COLUMNS);
}

/// Inner indices `inner` ..< `inner` + `rows` of some columns. Filters lie [window, channel,
/// feature]; a gradient goes from features to channels, and its windows are turned around.
static void transform(
    const CKWinograd *w, const CKWinogradPlane *p, const CKGemmKernels *gemm, int64_t inner,
    int64_t rows, int64_t column) {
    const CKConvolution *plain = &w->plain;
    float transformed[MOST_POSITIONS * ROWS * COLUMNS];
    int64_t columns = ck_least(COLUMNS, p->columns - column);
    // Whole vectors are multiplied: what lies behind the last column is a number.
    if (columns < COLUMNS || rows < ROWS) memset(transformed, 0, sizeof transformed);
    bool back = plain->is_gradient;
    CKWinogradFilters filters = {
        .rows = back ? columns : rows,
        .columns = back ? rows : columns,
        .row_stride = plain->features,
        .transformed = transformed,
        .transformed_row_stride = back ? ROWS : COLUMNS,
        .position_stride = ROWS * COLUMNS,
    };
    int64_t corner = (back ? column : inner) * plain->features + (back ? inner : column);
    for (int tap = 0; tap < 9; tap++) {
        int64_t element = back ? 8 - tap : tap;
        int64_t first = element * p->inner * p->columns + corner;
        filters.taps[tap] = (const char *)plain->filters + first * p->element;
    }
    ck_winograd_kernels(gemm, plain->type)->transform_filters(&filters);
    for (int64_t position = 0; position < p->positions; position++) {
        CKPacking packing = {
            .right = transformed + position * filters.position_stride,
            .inner_stride = back ? 1 : COLUMNS,
            .column_stride = back ? ROWS : 1,
            .first = inner,
            .inner = rows,
            .columns = ck_round_up(columns, gemm->lanes),
            .panel_inner = p->inner,
            .panels = w->transformed + position * p->panel_floats + column * p->inner,
        };
        gemm->pack(&packing);
    }
}

int32_t ck_winograd_filters_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKWinograd *w = context;
    CKWinogradPlane plane = ck_winograd_plane(w);
    const CKGemmKernels *gemm = ck_gemm_kernels(CKTypeFloat32);
    for (int64_t unit = begin; unit < end; unit++) {
        for (int64_t inner = 0; inner < plane.inner; inner += ROWS) {
            int64_t rows = ck_least(ROWS, plane.inner - inner);
            transform(w, &plane, gemm, inner, rows, unit * COLUMNS);
        }
    }
    return CKStatusSuccess;
}
