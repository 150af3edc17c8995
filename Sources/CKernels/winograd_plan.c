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
    FILTER_COST = 100,         // of a channel's filter for a feature
    FAR_FILTER_COST = 1600,    // the same if the filters do not stay in the caches
    CACHED_PAIRS = 64 << 10,   // of channels and features, whose filters stay there
    LEAST_CHANNELS = 16,       // a vector of all instruction sets
};

CKWinogradPlane ck_winograd_plane(const CKWinograd *w) {
    const CKConvolution *is = &w->plain;
    bool back = is->is_gradient;
    const int64_t line = CK_CACHE_LINE_FLOATS, *low = is->window.low;
    const int64_t *source = back ? is->window.result : is->window.image;
    const int64_t *result = back ? is->window.image : is->window.result;
    CKWinogradPlane p = {
        .source = {source[1], source[2]},
        .result = {result[1], result[2]},
        .batch = is->window.batch,
        .low = {back ? 2 - low[1] : low[1], back ? 2 - low[2] : low[2]},
        .inner = back ? is->features : is->channels,
        .columns = back ? is->channels : is->features,
    };
    p.tile_lines = (p.result[0] + !w->is_pooled) / 2;
    p.tiles_of_line = (p.result[1] + !w->is_pooled) / 2;
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
    int64_t first_line = row % p->tile_lines * 2, lines = 2 * (last - row);
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
    double sums = tiles * TRANSFORM_COST * (double)(p.inner + p.columns);
    // Plain gradients are slower: their filters lie across, or borders cut them into short lines.
    double advantage = w->plain.is_gradient ? 1.15 : 1;
    return plain * advantage > 1.1 * (tiles * CK_WINOGRAD_POSITIONS * pairs + sums + cost);
}

bool ck_winograd_pays(const CKWinograd *w) {
    double pairs = (double)w->plain.channels * (double)w->plain.features;
    return ck_winograd_saves(w, pairs * (pairs > CACHED_PAIRS ? FAR_FILTER_COST : FILTER_COST));
}

void ck_winograd_plan(CKWinograd *w) {
    ck_convolution_plan(&w->plain);
    w->plain.line_block = 2;
    CKWinogradPlane p = ck_winograd_plane(w);
    w->column_block = ck_least(COLUMN_BLOCK, p.columns);
    int64_t rows = w->plain.window.batch * p.tile_lines;
    int64_t tile = CK_WINOGRAD_POSITIONS * (p.source_stride + p.product_stride);
    int64_t most = ck_greatest(SCRATCH_FLOATS / tile, w->least_tiles);
    int64_t wanted = UNIT_WORK / ck_greatest(CK_WINOGRAD_POSITIONS * p.inner * p.columns, 1);
    wanted = ck_least(ck_greatest(wanted, w->least_tiles), most);
    w->row_block = ck_greatest(ck_least(wanted / ck_greatest(p.tiles_of_line, 1), rows), 1);
    int64_t tiles = w->row_block * p.tiles_of_line;
    w->tile_block = ck_blocks(tiles, ck_greatest(ck_blocks(tiles, most), 1));
    w->units = ck_blocks(rows, w->row_block);
}

static int64_t blocks_floats(const CKWinograd *w) {
    CKWinogradPlane p = ck_winograd_plane(w);
    return CK_WINOGRAD_POSITIONS * (p.source_position + p.product_position);
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
