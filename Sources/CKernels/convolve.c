// SPDX-License-Identifier: Apache-2.0
//
// Each tap (an element of the window and a channel) sums image × seed over all places. For nine
// taps and 32 features the sums of one row of places stay in registers. Parts of the batch have sums
// of their own, which are added in order.
#include "include/ck_convolve.h"

#include <stdlib.h>
#include <string.h>

#include "clones.h"

typedef float Vector __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16, MOST_TAPS = 9 };

struct CKFilterGradient {
    CKFilterGradientDescription is;
    int64_t taps, padded_height, padded_width;
    bool is_padded;
    int64_t offsets[];  // of each tap in the padded image
};

static int64_t tap_count(const CKFilterGradientDescription *is) {
    return is->window[0] * is->window[1] * is->channels;
}

static int64_t padded_size(const CKFilterGradientDescription *is, int axis) {
    return (axis == 0 ? is->height : is->width) + is->low[axis] + is->high[axis];
}

int64_t ck_filter_gradient_partials(const CKFilterGradientDescription *is) {
    return is->parts * (tap_count(is) + 1) * is->features;
}

int64_t ck_filter_gradient_scratch(const CKFilterGradientDescription *is) {
    int64_t height = padded_size(is, 0), width = padded_size(is, 1);
    bool is_padded = height != is->height || width != is->width;
    return is_padded ? height * width * is->channels : 0;
}

int64_t ck_filter_gradient_combine_units(const CKFilterGradientDescription *is) {
    return tap_count(is) + (is->bias != NULL);
}

static void find_offsets(CKFilterGradient *g) {
    const CKFilterGradientDescription *is = &g->is;
    int64_t tap = 0;
    for (int64_t p = 0; p < is->window[0]; p++) {
        for (int64_t q = 0; q < is->window[1]; q++) {
            for (int64_t c = 0; c < is->channels; c++, tap++) {
                int64_t pixel = p * is->dilation[0] * g->padded_width + q * is->dilation[1];
                g->offsets[tap] = pixel * is->channels + c;
            }
        }
    }
}

static bool is_valid(const CKFilterGradientDescription *is) {
    int64_t scratch = ck_filter_gradient_scratch(is);
    bool has_scratch = scratch == 0 || (is->scratch != NULL && is->scratch_stride >= scratch);
    return is->features % LANES == 0 && is->parts >= 1 && is->parts <= is->batch
        && is->partials != NULL && has_scratch;
}

CKFilterGradient *ck_filter_gradient_create(const CKFilterGradientDescription *description) {
    if (!is_valid(description)) return NULL;
    int64_t taps = tap_count(description);
    CKFilterGradient *g = calloc(1, sizeof *g + (size_t)taps * sizeof *g->offsets);
    if (g == NULL) return NULL;
    g->is = *description;
    g->taps = taps;
    g->padded_height = padded_size(description, 0);
    g->padded_width = padded_size(description, 1);
    g->is_padded = ck_filter_gradient_scratch(description) > 0;
    find_offsets(g);
    return g;
}

void ck_filter_gradient_destroy(CKFilterGradient *g) { free(g); }

/// Adds one row of places to the sums of `taps` taps and `wide` × 16 features. Both numbers are
/// constants where this is called: the loops over them are unrolled.
CK_INLINE void add_row(
    const CKFilterGradient *g, const float *pixels, const float *seed, const int64_t *offsets,
    float *sums, int taps, int wide) {
    int64_t features = g->is.features, step = g->is.strides[1] * g->is.channels;
    Vector total[MOST_TAPS][2];
    for (int t = 0; t < taps; t++) {
        for (int v = 0; v < wide; v++) total[t][v] = (Vector){0};
    }
    for (int64_t column = 0; column < g->is.columns; column++) {
        Vector s[2];
        for (int v = 0; v < wide; v++) {
            s[v] = *(const Vector *)(seed + column * features + v * LANES);
        }
        for (int t = 0; t < taps; t++) {
            float x = pixels[offsets[t] + column * step];
            for (int v = 0; v < wide; v++) total[t][v] += x * s[v];
        }
    }
    for (int t = 0; t < taps; t++) {
        for (int v = 0; v < wide; v++) *(Vector *)(sums + t * features + v * LANES) += total[t][v];
    }
}

CK_INLINE void add_bias_row(const CKFilterGradient *g, const float *seed, float *sums) {
    for (int64_t f = 0; f < g->is.features; f += LANES) {
        Vector total = {0};
        for (int64_t column = 0; column < g->is.columns; column++) {
            total += *(const Vector *)(seed + column * g->is.features + f);
        }
        *(Vector *)(sums + f) += total;
    }
}

CK_INLINE void add_taps(
    const CKFilterGradient *g, const float *pixels, const float *seed, float *sums, int wide) {
    int64_t features = g->is.features;
    int64_t t = 0;
    for (; t + 9 <= g->taps; t += 9) {
        add_row(g, pixels, seed, g->offsets + t, sums + t * features, 9, wide);
    }
    for (; t + 3 <= g->taps; t += 3) {
        add_row(g, pixels, seed, g->offsets + t, sums + t * features, 3, wide);
    }
    for (; t < g->taps; t++) {
        add_row(g, pixels, seed, g->offsets + t, sums + t * features, 1, wide);
    }
}

/// The image as it is, or a copy with the zeros around it that `padded` has already.
CK_INLINE const float *padded_image(const CKFilterGradient *g, float *padded, const float *image) {
    if (!g->is_padded) return image;
    int64_t row = g->is.width * g->is.channels, padded_row = g->padded_width * g->is.channels;
    float *inside = padded + g->is.low[0] * padded_row + g->is.low[1] * g->is.channels;
    for (int64_t y = 0; y < g->is.height; y++) {
        memcpy(inside + y * padded_row, image + y * row, (size_t)row * sizeof *image);
    }
    return padded;
}

/// Adds the products of image n to the sums.
CK_INLINE void add_image(const CKFilterGradient *g, int64_t n, float *padded, float *sums) {
    const CKFilterGradientDescription *is = &g->is;
    int64_t features = is->features;
    const float *image = is->image + n * is->height * is->width * is->channels;
    image = padded_image(g, padded, image);
    for (int64_t i = 0; i < is->rows; i++) {
        const float *seed = is->seed + (n * is->rows + i) * is->columns * features;
        const float *pixels = image + i * is->strides[0] * g->padded_width * is->channels;
        if (is->bias != NULL) add_bias_row(g, seed, sums + g->taps * features);
        int64_t f = 0;
        for (; f + 2 * LANES <= features; f += 2 * LANES) {
            add_taps(g, pixels, seed + f, sums + f, 2);
        }
        if (f < features) add_taps(g, pixels, seed + f, sums + f, 1);
    }
}

CK_CLONES static void sum_parts(
    const CKFilterGradient *g, int64_t begin, int64_t end, float *padded) {
    int64_t batch = g->is.batch, parts = g->is.parts, size = (g->taps + 1) * g->is.features;
    for (int64_t part = begin; part < end; part++) {
        float *sums = g->is.partials + part * size;
        memset(sums, 0, (size_t)size * sizeof *sums);
        int64_t last = batch * (part + 1) / parts;
        for (int64_t n = batch * part / parts; n < last; n++) add_image(g, n, padded, sums);
    }
}

int32_t ck_filter_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKFilterGradient *g = context;
    float *padded = NULL;
    if (g->is_padded) {  // others use the scratch memory too: its zeros do not last
        padded = g->is.scratch + lane * g->is.scratch_stride;
        size_t size = (size_t)ck_filter_gradient_scratch(&g->is);
        memset(padded, 0, size * sizeof *padded);
    }
    sum_parts(g, begin, end, padded);
    return CKStatusSuccess;
}

CK_CLONES static void add_parts(const CKFilterGradient *g, int64_t begin, int64_t end) {
    int64_t features = g->is.features, size = (g->taps + 1) * features;
    for (int64_t row = begin; row < end; row++) {
        float *result = row < g->taps ? g->is.filters + row * features : g->is.bias;
        const float *sums = g->is.partials + row * features;
        memcpy(result, sums, (size_t)features * sizeof *sums);
        for (int64_t part = 1; part < g->is.parts; part++) {
            sums += size;
            CK_VECTORIZE for (int64_t f = 0; f < features; f++) result[f] += sums[f];
        }
    }
}

int32_t ck_filter_gradient_combine_run(
    void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    add_parts(context, begin, end);
    return CKStatusSuccess;
}
