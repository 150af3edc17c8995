// SPDX-License-Identifier: Apache-2.0
//
// The gradient by the filters: the convolution's products with the seed in the place of the filters,
// dg = Gᵀ [Σ (Bᵀ d B) ⊙ (A dY Aᵀ)] G, summed over the tiles of a part of the batch.
#include <string.h>

#include "convert.h"
#include "convolution.h"
#include "winograd.h"

enum {
    SCRATCH_FLOATS = 112 << 10,  // of a block's sources and seeds, to stay in the second-level cache
    LEAST_TILES = 36,
    SUM_COST = 200,  // of a part's element, in multiplications
    WIDE_SUM_COST = 450,
};

/// The sizes, and how a block of tiles and the sums lie in the scratch memory of a lane.
typedef struct Layout {
    CKWinogradPlane plane;
    int64_t block, source_position, seed_stride, seed_position, sum_stride, sum_position;
} Layout;

static CKWinograd forward(const CKConvolutionFilterGradient *is) {
    return (CKWinograd){
        .plain = {
            .window = is->window, .channels = is->channels, .features = is->features,
            .groups = is->groups, .type = is->type, .source = is->image,
        },
    };
}

static Layout layout(const CKConvolutionFilterGradient *is) {
    const int64_t line = CK_CACHE_LINE_FLOATS;
    CKWinograd winograd = forward(is);
    Layout l = {.plane = ck_winograd_plane(&winograd)};
    // An odd number of cache lines: what is read together falls into different sets.
    l.seed_stride = l.sum_stride = ck_round_up(is->features, 2 * line) + line;
    int64_t tile = l.plane.positions * (l.plane.source_stride + l.seed_stride);
    int64_t most = ck_greatest(SCRATCH_FLOATS / tile, LEAST_TILES);
    int64_t images = ck_blocks(is->window.batch, ck_greatest(is->parts, 1));
    int64_t tiles = images * l.plane.tile_lines * l.plane.tiles_of_line;
    // Blocks of nearly equal sizes.
    l.block = ck_greatest(ck_blocks(tiles, ck_greatest(ck_blocks(tiles, most), 1)), 1);
    l.source_position = l.block * l.plane.source_stride + line;
    l.seed_position = l.block * l.seed_stride + line;
    l.sum_position = is->channels * l.sum_stride + line;
    return l;
}

/// Whether there are clearly fewer products than in the tiles of float32.
static bool is_fewer(CKWinograd wide) {
    CKWinogradPlane p = ck_winograd_plane(&wide);
    wide.plain.type = CKTypeFloat32;
    CKWinogradPlane narrow = ck_winograd_plane(&wide);
    return 20 * p.positions * p.tile_lines * p.tiles_of_line
        < 17 * narrow.positions * narrow.tile_lines * narrow.tiles_of_line;
}

bool ck_winograd_filter_gradient_pays(const CKConvolutionFilterGradient *is) {
    if (is->type != CKTypeFloat32 && is->type != CKTypeBfloat16) return false;
    CKWinograd winograd = forward(is);
    if (is->type == CKTypeBfloat16 && !is_fewer(winograd)) return false;
    double pairs = (double)is->channels * (double)is->features;
    int64_t cost = is->type == CKTypeFloat32 ? SUM_COST : WIDE_SUM_COST;
    return ck_winograd_saves(&winograd, pairs * (double)(ck_greatest(is->parts, 1) * cost));
}

int64_t ck_winograd_filter_gradient_scratch(const CKConvolutionFilterGradient *is) {
    Layout l = layout(is);
    int64_t floats =
        l.plane.positions * (l.source_position + l.seed_position + l.sum_position);
    return ck_greatest(
        floats + CK_CACHE_LINE_FLOATS, ck_convolution_filter_gradient_scratch(is));
}

/// What a call knows.
typedef struct Call {
    const CKConvolutionFilterGradient *is;
    Layout layout;
    const CKGemmKernels *gemm;
    const CKWinogradKernels *kernels;
    float *sources, *seeds, *sums;
} Call;

static void transform_seed(const Call *call, CKWinogradStretch s, int64_t tile) {
    const CKWinogradPlane *p = &call->layout.plane;
    int64_t place = (s.image * p->result[0] + s.line) * p->result[1] + p->tile * s.first;
    CKWinogradSeed seed = {
        .seed = (const char *)call->is->seed + place * call->is->features * p->element,
        .line_stride = p->result[1] * call->is->features,
        .place_stride = call->is->features,
        .lines = p->result[0] - s.line,
        .places = p->result[1] - p->tile * s.first,
        .tiles = s.count,
        .features = call->is->features,
        .transformed = call->seeds + tile * call->layout.seed_stride,
        .tile_stride = call->layout.seed_stride,
        .position_stride = call->layout.seed_position,
    };
    call->kernels->transform_seed(&seed);
}

/// Adds the products of tiles `begin` ..< `end`, counted through all images, to the sums; those of
/// the first block are the sums.
static void add_block(const Call *call, int64_t begin, int64_t end, bool is_first) {
    const Layout *l = &call->layout;
    for (int64_t tile = begin; tile < end;) {
        CKWinogradStretch s = ck_winograd_stretch(&l->plane, tile, end);
        float *transformed = call->sources + (tile - begin) * l->plane.source_stride;
        CKWinogradSource source = ck_winograd_source(
            &l->plane, call->is->image, s, transformed, l->source_position);
        call->kernels->transform_source(&source);
        transform_seed(call, s, tile - begin);
        tile += s.count;
    }
    CKRun run = {0, 0};
    CKWinogradLines next = ck_winograd_lines(&l->plane, end, 2 * end - begin);
    for (int64_t position = 0; position < l->plane.positions; position++) {
        ck_winograd_fetch(&l->plane, call->is->image, next.source, position);
        ck_winograd_fetch(&l->plane, call->is->seed, next.result, position);
        CKTile tile = {
            .rows = call->is->channels,
            .columns = ck_round_up(call->is->features, call->gemm->lanes),
            .left = call->sources + position * l->source_position,
            .left_row_stride = 1,
            .left_inner_stride = l->plane.source_stride,
            .runs = &run,
            .run_count = 1,
            .run_length = end - begin,
            .right = call->seeds + position * l->seed_position,
            .right_stride = l->seed_stride,
            .result = call->sums + position * l->sum_position,
            .result_stride = l->sum_stride,
            .accumulates = !is_first,
        };
        call->gemm->multiply(&tile);
    }
}

CK_CLONES static void add_columns_bfloat16(
    const uint16_t *seed, int64_t rows, int64_t columns, float *bias) {
    for (int64_t row = 0; row < rows; row++, seed += columns) {
        CK_VECTORIZE for (int64_t j = 0; j < columns; j++) bias[j] += bfloat16_to_float(seed[j]);
    }
}

/// The gradient by the bias, of images `first` ..< `last`.
static void sum_seeds(const Call *call, int64_t part, int64_t first, int64_t last) {
    const CKConvolutionFilterGradient *is = call->is;
    const CKWinogradPlane *p = &call->layout.plane;
    float *bias = (float *)is->bias + part * is->part_stride;
    int64_t places = p->result[0] * p->result[1], count = places * is->features;
    memset(bias, 0, (size_t)is->features * sizeof(float));
    for (int64_t n = first; n < last; n++) {
        const void *seed = (const char *)is->seed + n * count * p->element;
        if (p->element == 2) add_columns_bfloat16(seed, places, is->features, bias);
        else ck_add_columns_float(seed, places, is->features, bias);
    }
}

/// False if an element is not finite.
static bool run_part(const Call *call, int64_t part) {
    const CKConvolutionFilterGradient *is = call->is;
    const Layout *l = &call->layout;
    int64_t image = l->plane.tile_lines * l->plane.tiles_of_line;
    int64_t first = is->window.batch * part / is->parts;
    int64_t last = is->window.batch * (part + 1) / is->parts;
    if (first == last) {
        memset(call->sums, 0, (size_t)(l->plane.positions * l->sum_position) * sizeof(float));
    }
    for (int64_t tile = first * image; tile < last * image; tile += l->block) {
        add_block(call, tile, ck_least(tile + l->block, last * image), tile == first * image);
    }
    if (is->bias != NULL) sum_seeds(call, part, first, last);
    CKWinogradSums sums = {
        .sums = call->sums,
        .channel_stride = l->sum_stride,
        .position_stride = l->sum_position,
        .channels = is->channels,
        .features = is->features,
        .filters = (float *)is->filters + part * is->part_stride,
        .tap_stride = is->channels * is->features,
    };
    return call->kernels->transform_sums(&sums);
}

int32_t ck_winograd_filter_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKConvolutionFilterGradient *is = context;
    Call call = {.is = is, .layout = layout(is), .gemm = ck_gemm_kernels(CKTypeFloat32)};
    call.kernels = ck_winograd_kernels(call.gemm, is->type);
    call.sources = ck_lane_scratch(is->scratch, is->scratch_stride, lane);
    call.seeds = call.sources + call.layout.plane.positions * call.layout.source_position;
    call.sums = call.seeds + call.layout.plane.positions * call.layout.seed_position;
    for (int64_t part = begin; part < end; part++) {
        if (run_part(&call, part)) continue;
        ck_convolution_filter_gradient_run(context, part, part + 1, lane);
    }
    return CKStatusSuccess;
}
