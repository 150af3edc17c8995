// SPDX-License-Identifier: Apache-2.0
//
// A convolution is a sum of products, one for each element of the window, and so is its gradient by
// the image. Places whose windows lie alike are the rows of one product; what lies outside the
// image is left out of it. Nothing is unrolled, padded or filled with zeros.
#include "convert.h"
#include "convolution_slide.h"

enum {
    IN_PLACE = 128,             // so few places do not pay for a copy of the filters
    PANELS_IN_CACHE = 1 << 17,  // elements of packed filters that stay in the second-level cache
    COLUMN_STEP = 32,           // two vectors of all instruction sets
    PLACES_FOR_PANELS = 48,     // so many at least are worth going through panels that are larger
    STRETCH_FLOATS = (sizeof(CKStretch) + 3) / 4,
    RUN_FLOATS = sizeof(CKRun) / 4,
    ROUNDED_FLOATS = 1 << 14,   // of sums on their way to 16 bits, to stay close
    ROW_STEP = 24,              // a multiple of the tiles of all instruction sets
};

CKSlide ck_slide(const CKConvolution *is) {
    const CKWindow *w = &is->window;
    bool back = is->is_gradient, is_pair = is->type == CKTypeBfloat16;
    CKSlide s = {
        .is = is,
        .kernels = is_pair ? ck_gemm_pairs_kernels(true) : ck_gemm_kernels(is->type),
        .element = ck_type_size(is->type),
        .sum = is->type == CKTypeFloat64 ? 8 : 4,
        .result_element = is->is_rounded ? 2 : is->type == CKTypeFloat64 ? 8 : 4,
        .group = is_pair ? 2 : 1,
        .source = back ? w->result : w->image,
        .result = back ? w->image : w->result,
        .source_channels = back ? is->features : is->channels,
        .result_channels = back ? is->channels : is->features,
        .taps = w->size[0] * w->size[1] * w->size[2],
        .first_column = -1,
        .is_depthwise = is->groups == is->channels && is->groups == is->features && is->groups > 1,
    };
    s.inner = s.source_channels / is->groups;
    s.columns = s.result_channels / is->groups;
    return s;
}

bool ck_convolution_plan(CKConvolution *is) {
    bool is_real = is->type == CKTypeFloat32 || is->type == CKTypeFloat64;
    if (!is_real && is->type != CKTypeBfloat16) return false;
    CKSlide s = ck_slide(is);
    if (s.is_depthwise ? !is_real : s.inner % s.group != 0) return false;
    if (is->line_stride == 0) is->line_stride = s.result[2];
    if (is->image_stride == 0) is->image_stride = s.result[0] * s.result[1] * is->line_stride;
    int64_t inner = ck_greatest(s.taps * s.inner, 1), lines = 1;
    is->column_block = s.columns;
    if (is->groups == 1 && inner * s.columns > PANELS_IN_CACHE) {
        int64_t columns = PANELS_IN_CACHE / inner / COLUMN_STEP * COLUMN_STEP;
        is->column_block = ck_least(ck_greatest(columns, COLUMN_STEP), s.columns);
        lines = ck_blocks(PLACES_FOR_PANELS, ck_greatest(s.result[2], 1));
    }
    int64_t line = s.result[2] * inner * is->column_block * is->groups;
    // Large units share what is done once for each; a small batch must give work to several
    // threads.
    int64_t work = is->window.batch * s.result[0] < 8 ? 1 << 19 : 1 << 22;
    lines = ck_least(ck_greatest(work / ck_greatest(line, 1), lines), s.result[1]);
    lines = ck_greatest(lines, 1);
    int64_t blocks = ck_greatest(ck_blocks(s.result[1], lines), 1);
    is->line_block = ck_greatest(ck_blocks(s.result[1], blocks), 1);
    is->units = is->window.batch * s.result[0] * ck_blocks(s.result[1], is->line_block);
    is->units *= ck_blocks(s.columns, ck_greatest(is->column_block, 1));
    return true;
}

/// Floats of the filters that a call packs for itself.
static int64_t panel_floats(const CKSlide *s) {
    return s->is->is_packed ? 0 : ck_slide_panel_floats(s) * s->is->groups;
}

static int64_t bias_floats(const CKSlide *s) {
    return s->is->is_rounded ? ck_round_up(s->result_channels, CK_CACHE_LINE_FLOATS) : 0;
}

/// Rows of sums that are rounded at once.
static int64_t rounded_rows(const CKSlide *s) {
    int64_t rows = ROUNDED_FLOATS / ck_greatest(s->is->column_block, 1) / ROW_STEP * ROW_STEP;
    return ck_greatest(rows, ROW_STEP);
}

static int64_t sum_floats(const CKSlide *s) {
    return s->is->is_rounded ? rounded_rows(s) * s->is->column_block : 0;
}

int64_t ck_convolution_scratch(const CKConvolution *is) {
    CKSlide s = ck_slide(is);
    int64_t floats = panel_floats(&s) + bias_floats(&s) + sum_floats(&s) + s.taps * RUN_FLOATS;
    for (int axis = 0; axis < 3; axis++) floats += s.result[axis] * STRETCH_FLOATS;
    return ck_round_up(floats, CK_CACHE_LINE_FLOATS) + CK_CACHE_LINE_FLOATS;
}

/// What a call finds out once, in its scratch memory: the stretches of each axis, the packed
/// filters.
static void prepare(CKSlide *s, int64_t units, int32_t lane) {
    const CKConvolution *is = s->is;
    float *next = ck_lane_scratch(is->scratch, is->scratch_stride, lane);
    s->panels = s->own_panels = next;
    next += panel_floats(s);
    s->bias = is->bias;
    if (is->is_rounded && is->bias != NULL) {
        const uint16_t *bias = is->bias;
        for (int64_t i = 0; i < s->result_channels; i++) next[i] = bfloat16_to_float(bias[i]);
        s->bias = next;
    }
    next += bias_floats(s);
    s->sums = next;
    next += sum_floats(s);
    s->runs = (CKRun *)next;
    next += s->taps * RUN_FLOATS;
    for (int axis = 0; axis < 3; axis++) {
        s->stretches[axis] = (CKStretch *)next;
        next += s->result[axis] * STRETCH_FLOATS;
        s->stretch_counts[axis] =
            ck_find_stretches(&is->window, axis, is->is_gradient, s->stretches[axis]);
    }
    bool is_small = units * is->line_block * s->result[2] < IN_PLACE;
    bool is_readable = !is->is_packed && s->group == 1 && !is->is_gradient && s->columns % s->kernels->lanes == 0;
    s->is_in_place = s->is_depthwise || (is_small && is_readable);
}

/// The runs of places with these stretches. Where the elements of a line of the window lie side by
/// side in the source, they are one run.
static void find_runs(const CKSlide *s, const CKStretch *const at[3], CKTile *tile) {
    const int64_t *size = s->is->window.size;
    bool is_line = s->is->groups == 1 && at[2]->tap_step == 1 && at[2]->position_tap_step == 1;
    int64_t steps = is_line ? ck_least(at[2]->taps, 1) : at[2]->taps;
    tile->run_length = (is_line ? at[2]->taps * s->inner : s->inner) / s->group;
    tile->runs = s->runs;
    tile->run_count = 0;
    for (int64_t i = 0; i < at[0]->taps; i++) {
        for (int64_t j = 0; j < at[1]->taps; j++) {
            for (int64_t k = 0; k < steps; k++) {
                int64_t tap = at[0]->tap + i * at[0]->tap_step;
                tap = tap * size[1] + at[1]->tap + j * at[1]->tap_step;
                tap = tap * size[2] + at[2]->tap + k * at[2]->tap_step;
                int64_t pixel = i * at[0]->position_tap_step * s->source[1];
                pixel = (pixel + j * at[1]->position_tap_step) * s->source[2];
                pixel += k * at[2]->position_tap_step;
                s->runs[tile->run_count++] = (CKRun){
                    pixel * s->source_channels, tap * s->inner / s->group};
            }
        }
    }
}

/// A product whose sums are rounded into the result, some rows at a time.
static void multiply_and_round(const CKSlide *s, CKTile tile, uint16_t *result) {
    int64_t rows = tile.rows, block = rounded_rows(s), result_stride = tile.result_stride;
    const char *left = tile.left;
    tile.result = s->sums;
    tile.result_stride = s->is->column_block;
    for (int64_t row = 0; row < rows; row += block) {
        tile.rows = ck_least(block, rows - row);
        tile.left = left + row * tile.left_row_stride * s->element;
        s->kernels->multiply(&tile);
        ck_round_sums(
            s->sums, tile.result_stride, result + row * result_stride, result_stride, tile.rows,
            tile.columns);
    }
}

/// One product for each group, for the places that the tile describes for the first group.
static void multiply_groups(const CKSlide *s, CKTile tile) {
    const CKConvolution *is = s->is;
    if (s->is_depthwise) {
        tile.right = is->filters;
        tile.right_stride = is->features;
        tile.columns = is->features;
        if (s->sum == 8) ck_depthwise_double(&tile);
        else ck_depthwise_float(&tile);
        return;
    }
    const char *left = tile.left, *bias = tile.bias;
    char *result = tile.result;
    for (int64_t group = 0; group < is->groups; group++) {
        int64_t column = group * s->columns + s->first_column;
        tile.left = left + group * s->inner * s->element;
        const char *filters = (const char *)is->filters + column * s->element;
        tile.right = s->is_in_place ? filters : NULL;
        tile.panels = s->panels + group * ck_slide_panel_floats(s);
        tile.bias = bias == NULL ? NULL : bias + column * s->sum;
        if (is->is_rounded) {
            multiply_and_round(s, tile, (uint16_t *)result + column);
            continue;
        }
        tile.result = result + column * s->sum;
        s->kernels->multiply(&tile);
    }
}

/// Where one image's product begins, and how it goes on along a line and from line to line.
typedef struct Lines {
    CKTile tile;
    int64_t source_line, source_step, result_line, result_step, lines, places;
} Lines;

/// Rows go along the lines or across them, whichever are longer; or along all, if they join.
static void multiply_lines(const CKSlide *s, Lines *l) {
    bool joins = l->source_line == l->places * l->source_step
        && l->result_line == l->places * l->result_step;
    if (joins) {
        l->places *= l->lines;
        l->lines = 1;
    }
    bool is_across = l->lines > l->places && l->places < s->kernels->rows;
    int64_t steps = is_across ? l->places : l->lines;
    l->tile.rows = is_across ? l->lines : l->places;
    l->tile.left_row_stride = is_across ? l->source_line : l->source_step;
    l->tile.result_stride = is_across ? l->result_line : l->result_step;
    int64_t left_step = (is_across ? l->source_step : l->source_line) * s->element;
    int64_t result_step = (is_across ? l->result_step : l->result_line) * s->result_element;
    const char *left = l->tile.left;
    char *result = l->tile.result;
    for (int64_t i = 0; i < steps; i++) {
        l->tile.left = left + i * left_step;
        l->tile.result = result + i * result_step;
        multiply_groups(s, l->tile);
    }
}

/// Lines `begin` ..< `end` of the places with these stretches, in one depth of one image.
static void run_stretches(
    const CKSlide *s, const CKStretch *const at[3], int64_t image, int64_t depth, int64_t begin,
    int64_t end) {
    int64_t t = begin > at[1]->first ? ck_blocks(begin - at[1]->first, at[1]->step) : 0;
    int64_t last = end > at[1]->first ? ck_blocks(end - at[1]->first, at[1]->step) : 0;
    last = ck_least(last, at[1]->count);
    if (last <= t) return;
    int64_t z = at[0]->position + (depth - at[0]->first) / at[0]->step * at[0]->position_step;
    int64_t y = at[1]->position + t * at[1]->position_step;
    int64_t source = (image * s->source[0] + z) * s->source[1] + y;
    source = source * s->source[2] + at[2]->position;
    int64_t line = depth * s->result[1] + at[1]->first + t * at[1]->step;
    int64_t result = image * s->is->image_stride + line * s->is->line_stride + at[2]->first;
    Lines lines = {
        .tile = {
            .columns = ck_slide_columns(s, s->first_column),
            .left_inner_stride = 1,
            .right_stride = s->is->features,
            .panel_inner = s->taps * s->inner / s->group,
            .bias = s->bias,
            .is_rectified = s->is->is_rectified,
            .left = (const char *)s->is->source + source * s->source_channels * s->element,
            .result = (char *)s->is->result + result * s->result_channels * s->result_element,
        },
        .source_line = at[1]->position_step * s->source[2] * s->source_channels,
        .source_step = at[2]->position_step * s->source_channels,
        .result_line = at[1]->step * s->is->line_stride * s->result_channels,
        .result_step = at[2]->step * s->result_channels,
        .lines = last - t,
        .places = at[2]->count,
    };
    find_runs(s, at, &lines.tile);
    multiply_lines(s, &lines);
}

/// The block of columns that begins with `column`, packed.
static void take_filters(CKSlide *s, int64_t column) {
    const CKConvolution *is = s->is;
    s->first_column = column;
    if (is->is_packed) {
        int64_t block = column / is->column_block;
        s->panels = is->packed + block * is->groups * ck_slide_panel_floats(s);
    } else if (!s->is_in_place) {
        ck_slide_pack(s, column, 0, is->groups, s->own_panels);
    }
}

/// Units go through all images before they go on to other columns, which are packed once then.
static void run_unit(CKSlide *s, int64_t unit) {
    int64_t block = s->is->line_block, blocks = ck_blocks(s->result[1], block);
    int64_t units = s->is->window.batch * s->result[0] * blocks;
    int64_t column = unit / units * s->is->column_block;
    unit %= units;
    if (column != s->first_column) take_filters(s, column);
    int64_t begin = unit % blocks * block, end = ck_least(begin + block, s->result[1]);
    int64_t depth = unit / blocks % s->result[0], image = unit / blocks / s->result[0];
    for (int64_t i = 0; i < s->stretch_counts[0]; i++) {
        const CKStretch *at = &s->stretches[0][i];
        int64_t distance = depth - at->first;
        if (distance < 0 || distance % at->step != 0 || distance / at->step >= at->count) continue;
        for (int64_t j = 0; j < s->stretch_counts[1]; j++) {
            for (int64_t k = 0; k < s->stretch_counts[2]; k++) {
                const CKStretch *const all[3] = {at, &s->stretches[1][j], &s->stretches[2][k]};
                run_stretches(s, all, image, depth, begin, end);
            }
        }
    }
}

int32_t ck_convolution_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    CKSlide s = ck_slide(context);
    prepare(&s, end - begin, lane);
    for (int64_t unit = begin; unit < end; unit++) run_unit(&s, unit);
    return CKStatusSuccess;
}
