// SPDX-License-Identifier: Apache-2.0
//
// How Winograd's tiles lie, and how many are done at a time.
#include "winograd.h"

enum {
    SCRATCH_FLOATS = 112 << 10,  // of sources and products, to stay in the second-level cache
    COLUMN_BLOCK = 64,
    UNIT_WORK = 1 << 19,  // multiplications
    // What it takes besides, as measured, in multiplications.
    TRANSFORM_COST = 130,      // of a tile's channel or feature
    WIDE_TRANSFORM_COST = 190, // of a tile of 4 × 4
    FILTER_COST = 100,         // of a channel's filter for a feature
    FAR_FILTER_COST = 1600,    // the same if the filters do not stay in the caches
    WIDE_FILTER_COST = 2000,
    CACHED_PAIRS = 64 << 10,   // of channels and features, whose filters stay there
    LEAST_CHANNELS = 16,       // a vector of all instruction sets
    WIDE_LEAST_CHANNELS = 32,
};

CKWinogradPlane ck_winograd_plane(const CKWinograd *w) {
    const CKConvolution *is = &w->plain;
    bool back = is->is_gradient;
    const int64_t line = CK_CACHE_LINE_FLOATS, *low = is->window.low;
    const int64_t *source = back ? is->window.result : is->window.image;
    const int64_t *result = back ? is->window.image : is->window.result;
    bool is_wide = is->type == CKTypeBfloat16;
    CKWinogradPlane p = {
        .tile = is_wide ? 4 : 2,
        .positions = is_wide ? 36 : 16,
        .element = ck_type_size(is->type),
        .source = {source[1], source[2]},
        .result = {result[1], result[2]},
        .batch = is->window.batch,
        .low = {back ? 2 - low[1] : low[1], back ? 2 - low[2] : low[2]},
        .inner = back ? is->features : is->channels,
        .columns = back ? is->channels : is->features,
    };
    int64_t most = w->is_pooled ? 0 : p.tile - 1;
    for (int i = 0; i < 2; i++) {
        p.leaves[i] = w->leaves_ends && p.result[i] > p.tile && p.result[i] % p.tile == 1;
    }
    p.tile_lines = (p.result[0] - p.leaves[0] + most) / p.tile;
    p.tiles_of_line = (p.result[1] - p.leaves[1] + most) / p.tile;
    // An odd number of cache lines: what is read together falls into different sets.
    p.source_stride = ck_round_up(p.inner, 2 * line) + line;
    p.product_stride = ck_round_up(ck_least(COLUMN_BLOCK, p.columns), 2 * line) + line;
    p.source_position = w->tile_block * p.source_stride + line;
    p.product_position = w->tile_block * p.product_stride + line;
    p.panel_floats = p.inner * ck_round_up(p.columns, CK_MOST_LANES);
    return p;
}

CKWinogradLines ck_winograd_lines(const CKWinogradPlane *p, int64_t begin, int64_t end) {
    int64_t row = begin / p->tiles_of_line, last = ck_blocks(end, p->tiles_of_line);
    int64_t first_line = row % p->tile_lines * p->tile, lines = p->tile * (last - row);
    int64_t image = row / p->tile_lines;
    int64_t source = image * p->source[0] + first_line + 2 - p->low[0];
    int64_t result = image * p->result[0] + first_line;
    int64_t source_line = p->source[1] * p->inner, result_line = p->result[1] * p->columns;
    return (CKWinogradLines){
        .source = {
            ck_greatest(source, 0) * source_line,
            ck_least(source + lines, p->batch * p->source[0]) * source_line,
        },
        .result = {
            result * result_line,
            ck_least(result + lines, p->batch * p->result[0]) * result_line,
        },
    };
}

bool ck_winograd_supports(const CKConvolution *is) {
    const CKWindow *w = &is->window;
    bool is_plane = w->size[0] == 1 && w->image[0] == 1 && w->result[0] == 1;
    bool is_fitting = w->size[1] == 3 && w->size[2] == 3;
    for (int i = 0; i < 3; i++) is_fitting &= w->strides[i] == 1 && w->dilation[i] == 1;
    // Pairs, where places are computed again.
    int64_t inner = is->is_gradient ? is->features : is->channels;
    is_fitting &= is->type != CKTypeBfloat16 || inner % 2 == 0;
    return is_plane && is_fitting && is->groups == 1;
}

/// How many pairs of a place and an element of the window meet inside the image, along one axis.
static int64_t contacts(const CKWindow *w, int axis) {
    int64_t count = 0;
    for (int64_t tap = 0; tap < w->size[axis]; tap++) {
        int64_t first = ck_greatest(w->low[axis] - tap, 0);
        int64_t end = ck_least(w->image[axis] + w->low[axis] - tap, w->result[axis]);
        count += ck_greatest(end - first, 0);
    }
    return count;
}

bool ck_winograd_saves(const CKWinograd *w, double cost) {
    const CKWindow *window = &w->plain.window;
    if (!ck_winograd_supports(&w->plain)) return false;
    CKWinogradPlane p = ck_winograd_plane(w);
    if (ck_least(p.inner, p.columns) < LEAST_CHANNELS) return false;
    double pairs = (double)p.inner * (double)p.columns;
    double tiles = (double)(p.batch * p.tile_lines * p.tiles_of_line);
    double plain = (double)(p.batch * contacts(window, 1) * contacts(window, 2)) * pairs;
    bool is_wide = p.tile > 2;
    int64_t transform = is_wide ? WIDE_TRANSFORM_COST : TRANSFORM_COST;
    cost += tiles * (double)transform * (double)(p.inner + p.columns);
    // Plain gradients are slower: their filters lie across, or borders cut them into short lines.
    double advantage = w->plain.is_gradient && !is_wide ? 1.15 : 1;
    return plain * advantage > 1.1 * (tiles * (double)p.positions * pairs + cost);
}

bool ck_winograd_pays(const CKWinograd *w) {
    double pairs = (double)w->plain.channels * (double)w->plain.features;
    if (w->plain.type == CKTypeFloat32) {
        return ck_winograd_saves(w, pairs * (pairs > CACHED_PAIRS ? FAR_FILTER_COST : FILTER_COST));
    }
    if (ck_least(w->plain.channels, w->plain.features) < WIDE_LEAST_CHANNELS) return false;
    // Instructions for pairs take less than half the time place by place: that much must be saved too.
    const CKWindow *window = &w->plain.window;
    double places = (double)(contacts(window, 1) * contacts(window, 2) * window->batch);
    return ck_winograd_saves(w, pairs * WIDE_FILTER_COST + 0.45 * places * pairs);
}

/// The convolution of some lines and places alone.
static CKConvolution part(
    const CKConvolution *whole, int64_t line, int64_t lines, int64_t place, int64_t places) {
    CKConvolution part = *whole;
    CKWindow *w = &part.window;
    int64_t *result = part.is_gradient ? w->image : w->result, sign = part.is_gradient ? 1 : -1;
    result[1] = lines;
    result[2] = places;
    w->low[1] += sign * line;
    w->low[2] += sign * place;
    return part;
}

bool ck_winograd_end(const CKWinograd *w, int axis, CKConvolution *end, int64_t *first) {
    CKWinogradPlane p = ck_winograd_plane(w);
    int64_t lines = p.result[0], places = p.result[1];
    if (!p.leaves[axis]) return false;
    *end = axis == 0
        ? part(&w->plain, lines - 1, 1, 0, places)
        : part(&w->plain, 0, lines - p.leaves[0], places - 1, 1);
    *first = (axis == 0 ? (lines - 1) * places : places - 1) * p.columns;
    return ck_convolution_plan(end);
}

void ck_winograd_plan(CKWinograd *w) {
    w->plain.is_rounded = w->plain.type == CKTypeBfloat16;
    ck_convolution_plan(&w->plain);
    CKWinogradPlane p = ck_winograd_plane(w);
    w->plain.line_block = p.tile;
    w->column_block = ck_least(COLUMN_BLOCK, p.columns);
    int64_t rows = w->plain.window.batch * p.tile_lines;
    int64_t tile = p.positions * (p.source_stride + p.product_stride);
    int64_t most = ck_greatest(SCRATCH_FLOATS / tile, w->least_tiles);
    int64_t wanted = UNIT_WORK / ck_greatest(p.positions * p.inner * p.columns, 1);
    wanted = ck_least(ck_greatest(wanted, w->least_tiles), most);
    w->row_block = ck_greatest(ck_least(wanted / ck_greatest(p.tiles_of_line, 1), rows), 1);
    int64_t tiles = w->row_block * p.tiles_of_line;
    w->tile_block = ck_blocks(tiles, ck_greatest(ck_blocks(tiles, most), 1));
    w->units = ck_blocks(rows, w->row_block);
}

static int64_t blocks_floats(const CKWinograd *w) {
    CKWinogradPlane p = ck_winograd_plane(w);
    return p.positions * (p.source_position + p.product_position);
}

int64_t ck_winograd_plain_floats(const CKWinograd *w) {
    return ck_round_up(ck_convolution_scratch(&w->plain), CK_CACHE_LINE_FLOATS);
}

int64_t ck_winograd_scratch(const CKWinograd *w) {
    CKWinogradPlane p = ck_winograd_plane(w);
    int64_t lines = w->is_pooled ? 2 * p.result[1] * p.columns : 0;
    int64_t floats = ck_greatest(blocks_floats(w), ck_winograd_plain_floats(w) + lines);
    return floats + CK_CACHE_LINE_FLOATS;
}
