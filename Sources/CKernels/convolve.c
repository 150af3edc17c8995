// SPDX-License-Identifier: Apache-2.0
//
// Each tap (an element of the window and a channel) sums image × seed over all places. For nine
// taps and 32 features the sums of one row of places stay in registers. Threads divide the batch;
// their sums are added in order.
#include "include/ck_convolve.h"

#include <stdlib.h>
#include <string.h>

#include "clones.h"

typedef float Vector __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16, MOST_TAPS = 9 };

struct CKFilterGradient {
    CKFilterGradientDescription is;
    int64_t parts, taps, padded_height, padded_width;
    bool is_padded;
    int64_t *offsets;  // of each tap in the padded image
    float *sums;       // for each part: filters, then bias
    float *padded;     // for each part: one image
};

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

CKFilterGradient *ck_filter_gradient_create(const CKFilterGradientDescription *description) {
    if (description->features % LANES != 0 || description->batch < 1) return NULL;
    CKFilterGradient *g = calloc(1, sizeof *g);
    if (g == NULL) return NULL;
    g->is = *description;
    const CKFilterGradientDescription *is = &g->is;
    g->padded_height = is->height + is->low[0] + is->high[0];
    g->padded_width = is->width + is->low[1] + is->high[1];
    g->is_padded = g->padded_height != is->height || g->padded_width != is->width;
    g->taps = is->window[0] * is->window[1] * is->channels;
    g->parts = is->team.threads > 1 && is->batch >= is->team.threads ? is->team.threads : 1;
    size_t sums = (size_t)(g->parts * (g->taps + 1) * is->features);
    size_t pixels = (size_t)(g->parts * g->padded_height * g->padded_width * is->channels);
    g->offsets = malloc((size_t)g->taps * sizeof *g->offsets);
    g->sums = malloc(sums * sizeof *g->sums);
    g->padded = calloc(g->is_padded ? pixels : 1, sizeof *g->padded);
    if (g->offsets == NULL || g->sums == NULL || g->padded == NULL) {
        ck_filter_gradient_destroy(g);
        return NULL;
    }
    find_offsets(g);
    return g;
}

void ck_filter_gradient_destroy(CKFilterGradient *g) {
    if (g == NULL) return;
    free(g->offsets);
    free(g->sums);
    free(g->padded);
    free(g);
}

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

/// The image as it is, or a copy with zeros around it. Only the inside is ever written.
CK_INLINE const float *padded_image(const CKFilterGradient *g, int64_t part, const float *image) {
    if (!g->is_padded) return image;
    int64_t row = g->is.width * g->is.channels, padded_row = g->padded_width * g->is.channels;
    float *padded = g->padded + part * g->padded_height * padded_row;
    float *inside = padded + g->is.low[0] * padded_row + g->is.low[1] * g->is.channels;
    for (int64_t y = 0; y < g->is.height; y++) {
        memcpy(inside + y * padded_row, image + y * row, (size_t)row * sizeof *image);
    }
    return padded;
}

CK_CLONES static void sum_parts(void *context, int64_t begin, int64_t end) {
    const CKFilterGradient *g = context;
    const CKFilterGradientDescription *is = &g->is;
    int64_t features = is->features, size = (g->taps + 1) * features;
    for (int64_t part = begin; part < end; part++) {
        float *sums = g->sums + part * size;
        memset(sums, 0, (size_t)size * sizeof *sums);
        int64_t last = is->batch * (part + 1) / g->parts;
        for (int64_t n = is->batch * part / g->parts; n < last; n++) {
            const float *image = is->image + n * is->height * is->width * is->channels;
            image = padded_image(g, part, image);
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
    }
}

int32_t ck_filter_gradient_run(void *context) {
    CKFilterGradient *g = context;
    ck_parallel_for(&g->is.team, g->parts, sum_parts, g);
    int64_t filters = g->taps * g->is.features, features = g->is.features;
    for (int64_t i = 0; i < filters; i++) {
        float sum = 0;
        for (int64_t part = 0; part < g->parts; part++) sum += g->sums[part * (filters + features) + i];
        g->is.filters[i] = sum;
    }
    for (int64_t f = 0; g->is.bias != NULL && f < features; f++) {
        float sum = 0;
        for (int64_t part = 0; part < g->parts; part++) {
            sum += g->sums[part * (filters + features) + filters + f];
        }
        g->is.bias[f] = sum;
    }
    return CKStatusSuccess;
}
