// SPDX-License-Identifier: Apache-2.0
//
// A block of tiles at a time: transformed into the lane's scratch memory, multiplied position by
// position with the transformed filters, which stream by, and transformed back.
#include "include/ck_pooling.h"
#include "winograd.h"

const CKWinogradKernels *ck_winograd_kernels(const CKGemmKernels *gemm, CKType type) {
    bool is_float = type == CKTypeFloat32;
#if defined(__x86_64__)
    if (gemm->lanes == 16) return is_float ? &ck_winograd_avx512_float : &ck_winograd_avx512_bfloat16;
    if (gemm->lanes == 8) return is_float ? &ck_winograd_avx2_float : &ck_winograd_avx2_bfloat16;
#endif
    (void)gemm;
    return is_float ? &ck_winograd_portable_float : &ck_winograd_portable_bfloat16;
}

/// What a call knows.
typedef struct Call {
    const CKWinograd *is;
    CKWinogradPlane plane;
    const CKGemmKernels *gemm;
    const CKWinogradKernels *kernels;
    float *sources, *products;
} Call;

static void transform_sources(const Call *call, int64_t begin, int64_t end) {
    const CKWinogradPlane *p = &call->plane;
    for (int64_t tile = begin; tile < end;) {
        CKWinogradStretch s = ck_winograd_stretch(p, tile, end);
        float *transformed = call->sources + (tile - begin) * p->source_stride;
        CKWinogradSource source = ck_winograd_source(
            p, call->is->plain.source, s, transformed, p->source_position);
        call->kernels->transform_source(&source);
        tile += s.count;
    }
}

/// The products of tiles `begin` ..< `end` and some columns.
static void multiply(
    const Call *call, int64_t begin, int64_t end, int64_t column, int64_t columns) {
    const CKWinogradPlane *p = &call->plane;
    CKRun run = {0, 0};
    CKWinogradLines next = ck_winograd_lines(p, end, 2 * end - begin);
    for (int64_t position = 0; position < p->positions; position++) {
        if (column == 0) ck_winograd_fetch(p, call->is->plain.source, next.source, position);
        CKTile tile = {
            .rows = end - begin,
            .columns = ck_round_up(columns, call->gemm->lanes),
            .left = call->sources + position * p->source_position,
            .left_row_stride = p->source_stride,
            .left_inner_stride = 1,
            .runs = &run,
            .run_count = 1,
            .run_length = p->inner,
            .panels = call->is->transformed + position * p->panel_floats + column * p->inner,
            .panel_inner = p->inner,
            .result = call->products + position * p->product_position,
            .result_stride = p->product_stride,
        };
        call->gemm->multiply(&tile);
    }
}

/// Where a stretch begins in the result: as many places, of all columns.
static int64_t first_place(const Call *call, CKWinogradStretch s) {
    const CKWinogradPlane *p = &call->plane;
    if (!call->is->is_pooled) {
        return (s.image * p->result[0] + s.line) * p->result[1] + p->tile * s.first;
    }
    return (s.image * p->tile_lines + s.line / 2) * p->tiles_of_line + s.first;
}

/// False if a place of the stretch is not finite.
static bool transform_stretch(
    const Call *call, CKWinogradStretch s, int64_t tile, int64_t column, int64_t columns) {
    const CKWinogradPlane *p = &call->plane;
    const CKConvolution *plain = &call->is->plain;
    int64_t offset = first_place(call, s) * p->columns + column;
    CKWinogradResult result = {
        .products = call->products + tile * p->product_stride,
        .tile_stride = p->product_stride,
        .position_stride = p->product_position,
        .tiles = s.count,
        .columns = columns,
        .result = (char *)plain->result + offset * p->element,
        .line_stride = p->result[1] * p->columns,
        .place_stride = p->columns,
        .lines = p->result[0] - s.line,
        .places = p->result[1] - p->tile * s.first,
        .bias =
            plain->bias == NULL ? NULL : (const char *)plain->bias + column * p->element,
        .is_rectified = plain->is_rectified,
        .is_pooled = call->is->is_pooled,
        .notes = call->is->notes == NULL ? NULL : call->is->notes + offset,
    };
    return call->kernels->transform_result(&result);
}

/// Computes a whole row of tiles again, place by place.
static void compute_plainly(const Call *call, CKWinogradStretch s) {
    const CKWinogradPlane *p = &call->plane;
    CKConvolution plain = call->is->plain;
    CKWindow *w = &plain.window;
    int64_t lines = ck_least(p->result[0] - s.line, p->tile), row = first_place(call, s) * p->columns;
    (plain.is_gradient ? w->image : w->result)[1] = lines;
    w->low[1] += plain.is_gradient ? s.line : -s.line;
    w->batch = 1;
    int64_t source = s.image * p->source[0] * p->source[1] * p->inner;
    plain.source = (const char *)plain.source + source * p->element;
    plain.scratch = call->sources;
    plain.result = (char *)plain.result + row * p->element;
    if (call->is->is_pooled) {
        plain.result = call->sources + ck_winograd_plain_floats(call->is);
        plain.is_rectified = false;
    }
    ck_convolution_run(&plain, 0, ck_blocks(p->columns, plain.column_block), 0);
    if (!call->is->is_pooled) return;
    CKPooling pooling = {
        .window = {
            .batch = 1, .image = {1, 2, p->result[1]}, .result = {1, 1, p->tiles_of_line},
            .size = {1, 2, 2}, .strides = {1, 2, 2}, .dilation = {1, 1, 1},
        },
        .channels = p->columns,
        .is_rectified = call->is->plain.is_rectified,
        .image = plain.result,
        .result = (float *)call->is->plain.result + row,
        .notes = call->is->notes == NULL ? NULL : call->is->notes + row,
    };
    ck_max_pool_run(&pooling, 0, 1, 0);
}

static void run_block(const Call *call, int64_t begin, int64_t end) {
    const CKWinogradPlane *p = &call->plane;
    bool is_finite = true;
    transform_sources(call, begin, end);
    for (int64_t column = 0; column < p->columns; column += call->is->column_block) {
        int64_t columns = ck_least(call->is->column_block, p->columns - column);
        multiply(call, begin, end, column, columns);
        for (int64_t tile = begin; tile < end;) {
            CKWinogradStretch s = ck_winograd_stretch(p, tile, end);
            is_finite &= transform_stretch(call, s, tile - begin, column, columns);
            tile += s.count;
        }
    }
    if (is_finite) return;
    int64_t tile = begin / p->tiles_of_line * p->tiles_of_line;
    for (; tile < end; tile += p->tiles_of_line) {
        compute_plainly(call, ck_winograd_stretch(p, tile, tile + p->tiles_of_line));
    }
}

int32_t ck_winograd_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKWinograd *w = context;
    Call call = {.is = w, .plane = ck_winograd_plane(w), .gemm = ck_gemm_kernels(CKTypeFloat32)};
    call.kernels = ck_winograd_kernels(call.gemm, w->plain.type);
    call.sources = ck_lane_scratch(w->scratch, w->scratch_stride, lane);
    call.products = call.sources + call.plane.positions * call.plane.source_position;
    int64_t rows = w->plain.window.batch * call.plane.tile_lines;
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t tile = unit * w->row_block * call.plane.tiles_of_line;
        int64_t last = ck_least((unit + 1) * w->row_block, rows) * call.plane.tiles_of_line;
        for (; tile < last; tile += w->tile_block) {
            run_block(&call, tile, ck_least(tile + w->tile_block, last));
        }
    }
    return CKStatusSuccess;
}
