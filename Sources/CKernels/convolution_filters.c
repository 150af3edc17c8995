// SPDX-License-Identifier: Apache-2.0
//
// The gradient by the filters: for each element of the window a product of the image's channels,
// transposed, with the seed. The inner index goes along the lines of places whose window lies
// inside.
#include "convolution.h"

#include <string.h>

#include "convert.h"

enum {
    SEED_IN_CACHE = 1 << 16,  // floats of the seed that all elements of the window go over
    FEW_CHANNELS = 12,        // fewer do not fill a tile: elements side by side share one
    RUN_FLOATS = sizeof(CKRun) / 4,
};

typedef struct Range {
    int64_t begin, end;
} Range;

/// One part's work, and within it one image, one group, and a block of lines.
typedef struct Gather {
    const CKConvolutionFilterGradient *is;
    const CKGemmKernels *kernels;
    int64_t channels, features;  // of a group
    int64_t places;              // of an image
    bool is_depthwise;
    int64_t element;  // bytes of what is multiplied
    const char *image, *seed;
    char *filters;
    float *panels, *wide;
    int64_t group;
    CKRun *runs;
    Range block;
} Gather;

static Gather gather(const CKConvolutionFilterGradient *is) {
    const int64_t *result = is->window.result;
    return (Gather){
        .is = is,
        .kernels = ck_gemm_kernels(is->type == CKTypeFloat64 ? is->type : CKTypeFloat32),
        .element = is->type == CKTypeFloat64 ? 8 : 4,
        .channels = is->channels / is->groups,
        .features = is->features / is->groups,
        .places = result[0] * result[1] * result[2],
        .is_depthwise = is->groups == is->channels && is->groups == is->features && is->groups > 1,
    };
}

static int64_t panel_floats(const Gather *g) {
    return g->is_depthwise ? 0 : g->places * CK_MOST_LANES * g->element / 4;
}

static int64_t image_count(const CKConvolutionFilterGradient *is) {
    const CKWindow *w = &is->window;
    return w->image[0] * w->image[1] * w->image[2] * is->channels;
}

int64_t ck_convolution_filter_gradient_scratch(const CKConvolutionFilterGradient *is) {
    Gather g = gather(is);
    int64_t floats = is->window.result[0] * is->window.result[1] * RUN_FLOATS;
    floats += panel_floats(&g);
    if (is->type == CKTypeBfloat16) floats += image_count(is) + g.places * is->features;
    return ck_round_up(floats, CK_CACHE_LINE_FLOATS) + CK_CACHE_LINE_FLOATS;
}

/// The places whose window has element `tap` inside the image.
static Range inside(const CKWindow *w, int axis, int64_t tap) {
    int64_t shift = w->low[axis] - tap * w->dilation[axis], stride = w->strides[axis];
    int64_t room = w->image[axis] - 1 + shift;
    return (Range){
        shift > 0 ? ck_blocks(shift, stride) : 0,
        room < 0 ? 0 : ck_least(room / stride + 1, w->result[axis]),
    };
}

static Range intersection(Range a, Range b) {
    return (Range){ck_greatest(a.begin, b.begin), ck_least(a.end, b.end)};
}

/// The coordinate in the image of element `tap` of the window on `place`.
static int64_t position(const CKWindow *w, int axis, int64_t tap, int64_t place) {
    return place * w->strides[axis] + tap * w->dilation[axis] - w->low[axis];
}

/// Adds the product of `rows` channels, from those of the element `tap` on, for places `x` of the
/// lines in which the element lies inside.
static void add(const Gather *g, const int64_t tap[3], int64_t rows, Range x) {
    const CKWindow *w = &g->is->window;
    Range depth = inside(w, 0, tap[0]), lines = intersection(inside(w, 1, tap[1]), g->block);
    if (x.end <= x.begin) return;
    int64_t count = 0, column = position(w, 2, tap[2], x.begin);
    for (int64_t z = depth.begin; z < depth.end; z++) {
        for (int64_t y = lines.begin; y < lines.end; y++) {
            int64_t pixel = position(w, 0, tap[0], z) * w->image[1] + position(w, 1, tap[1], y);
            pixel = pixel * w->image[2] + column;
            int64_t place = (z * w->result[1] + y) * w->result[2] + x.begin;
            g->runs[count++] = (CKRun){pixel * g->is->channels, place};
        }
    }
    if (count == 0) return;
    int64_t element = (tap[0] * w->size[1] + tap[1]) * w->size[2] + tap[2];
    CKTile tile = {
        .rows = rows,
        .columns = g->is_depthwise ? g->is->features : g->features,
        .left = g->image + g->group * g->channels * g->element,
        .left_row_stride = 1,
        .left_inner_stride = w->strides[2] * g->is->channels,
        .runs = g->runs,
        .run_count = count,
        .run_length = x.end - x.begin,
        .right = g->seed + g->group * g->features * g->element,
        .right_stride = g->is->features,
        .panels = g->panels,
        .result = g->filters
            + (element * g->channels * g->is->features + g->group * g->features) * g->element,
        .result_stride = g->is->features,
        .accumulates = true,
    };
    if (!g->is_depthwise) g->kernels->multiply(&tile);
    else if (g->element == 8) ck_depthwise_filter_gradient_double(&tile);
    else ck_depthwise_filter_gradient_float(&tile);
}

/// All elements of a line of the window at once where all lie inside, then each where others do
/// not.
static void add_line(const Gather *g, int64_t depth_tap, int64_t line_tap) {
    const CKWindow *w = &g->is->window;
    Range common = {0, w->result[2]};
    for (int64_t q = 0; q < w->size[2]; q++) common = intersection(common, inside(w, 2, q));
    bool is_joint = g->is->groups == 1 && w->dilation[2] == 1 && common.begin < common.end
        && (g->channels < FEW_CHANNELS || common.end - common.begin == w->result[2]);
    if (is_joint) {
        const int64_t tap[3] = {depth_tap, line_tap, 0};
        add(g, tap, w->size[2] * g->channels, common);
    }
    for (int64_t q = 0; q < w->size[2]; q++) {
        const int64_t tap[3] = {depth_tap, line_tap, q};
        Range all = inside(w, 2, q);
        if (is_joint) {
            add(g, tap, g->channels, (Range){all.begin, common.begin});
            add(g, tap, g->channels, (Range){common.end, all.end});
        } else {
            add(g, tap, g->channels, all);
        }
    }
}

/// Copies the features behind the last whole vector of a group.
static void pack_seed(const Gather *g) {
    int64_t skipped = g->features / g->kernels->lanes * g->kernels->lanes;
    if (g->is_depthwise || skipped == g->features) return;
    CKPacking packing = {
        .right = g->seed + (g->group * g->features + skipped) * g->element,
        .inner_stride = g->is->features,
        .column_stride = 1,
        .inner = g->places,
        .columns = g->features - skipped,
        .panel_inner = g->places,
        .panels = g->panels,
    };
    g->kernels->pack(&packing);
}

static void add_image(Gather *g) {
    const CKWindow *w = &g->is->window;
    int64_t plane = w->result[0] * w->result[2] * g->is->features;
    int64_t lines = ck_greatest(SEED_IN_CACHE / ck_greatest(plane, 1), 1);
    int64_t groups = g->is_depthwise ? 1 : g->is->groups;
    for (g->group = 0; g->group < groups; g->group++) {
        pack_seed(g);
        for (int64_t y = 0; y < w->result[1]; y += lines) {
            g->block = (Range){y, y + lines};
            for (int64_t i = 0; i < w->size[0]; i++) {
                for (int64_t j = 0; j < w->size[1]; j++) add_line(g, i, j);
            }
        }
    }
}

CK_CLONES static void widen(const uint16_t *from, int64_t count, float *to) {
    CK_VECTORIZE for (int64_t i = 0; i < count; i++) to[i] = bfloat16_to_float(from[i]);
}

/// Image `n` and its seed, as they are or in float32.
static void take_image(Gather *g, int64_t n) {
    const CKConvolutionFilterGradient *is = g->is;
    int64_t image = image_count(is), seed = g->places * is->features;
    if (is->type != CKTypeBfloat16) {
        g->image = (const char *)is->image + n * image * g->element;
        g->seed = (const char *)is->seed + n * seed * g->element;
        return;
    }
    widen((const uint16_t *)is->image + n * image, image, g->wide);
    widen((const uint16_t *)is->seed + n * seed, seed, g->wide + image);
    g->image = (const char *)g->wide;
    g->seed = (const char *)(g->wide + image);
}

static void run_part(Gather *g, int64_t part) {
    const CKConvolutionFilterGradient *is = g->is;
    const CKWindow *w = &is->window;
    int64_t taps = w->size[0] * w->size[1] * w->size[2];
    int64_t part_bytes = part * is->part_stride * g->element;
    g->filters = (char *)is->filters + part_bytes;
    memset(g->filters, 0, (size_t)(taps * g->channels * is->features * g->element));
    char *bias = is->bias == NULL ? NULL : (char *)is->bias + part_bytes;
    if (bias != NULL) memset(bias, 0, (size_t)(is->features * g->element));
    int64_t end = w->batch * (part + 1) / is->parts;
    for (int64_t n = w->batch * part / is->parts; n < end; n++) {
        take_image(g, n);
        add_image(g);
        if (bias == NULL) continue;
        const void *seed = g->seed;
        if (g->element == 8) ck_add_columns_double(seed, g->places, is->features, (double *)bias);
        else ck_add_columns_float(seed, g->places, is->features, (float *)bias);
    }
}

int32_t ck_convolution_filter_gradient_run(
    void *context, int64_t begin, int64_t end, int32_t lane) {
    Gather g = gather(context);
    float *scratch = ck_lane_scratch(g.is->scratch, g.is->scratch_stride, lane);
    g.panels = scratch;
    g.runs = (CKRun *)(scratch + panel_floats(&g));
    int64_t runs = g.is->window.result[0] * g.is->window.result[1];
    g.wide = scratch + panel_floats(&g) + runs * RUN_FLOATS;
    for (int64_t part = begin; part < end; part++) run_part(&g, part);
    return CKStatusSuccess;
}
