// SPDX-License-Identifier: Apache-2.0
//
// The transforms around Winograd's products, for vectors of each length.
//
//     Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A
//
// Tiles of 2 × 2 places have 16 products:
//
//     Bᵀ = 1  0 −1  0     G = 1   0  0      Aᵀ = 1  1  1  0
//          0  1  1  0         ½   ½  ½           0  1 −1 −1
//          0 −1  1  0         ½  −½  ½
//          0  1  0 −1         0   0  1
//
// Tiles of 4 × 4 places have 36 (winograd_wide.h), and lose two digits more: those of bfloat16 are
// computed so, in float32.
#ifndef MARTLET_CK_WINOGRAD_INTERNAL_H
#define MARTLET_CK_WINOGRAD_INTERNAL_H

#include "gemm.h"
#include "include/ck_winograd.h"

/// Lines of a source that a tile lies on.
enum { CK_WINOGRAD_MOST_LINES = 6 };

/// A convolution or its gradient by the image, as a correlation of a source with 3 × 3 filters.
typedef struct CKWinogradPlane {
    /// Places of a tile along each axis, and its products.
    int64_t tile, positions;
    /// Bytes of an element of sources, filters and results.
    int64_t element;
    int64_t source[2], result[2], low[2];  // of height and width
    int64_t batch, inner, columns;
    int64_t tile_lines, tiles_of_line;
    bool leaves[2];  // the last line, the last place of a line
    /// Floats from tile to tile, and from position to position, of sources and products.
    int64_t source_stride, source_position, product_stride, product_position;
    /// Floats of the packed filters of one position.
    int64_t panel_floats;
} CKWinogradPlane;

CKWinogradPlane ck_winograd_plane(const CKWinograd *winograd);
/// Whether tiles take less time than computing place by place, with what they cost besides, in
/// multiplications.
bool ck_winograd_saves(const CKWinograd *winograd, double cost);
/// Scratch memory that the plain convolution needs: lines that are pooled then lie behind it.
int64_t ck_winograd_plain_floats(const CKWinograd *winograd);

/// Tiles `first` ..< `first` + `count` of one row of tiles, which begins with `line` of an image.
typedef struct CKWinogradStretch {
    int64_t image, line, first, count;
} CKWinogradStretch;

/// The stretch that begins with a tile, counted through all images, and ends with its row or before
/// `end`.
CK_INLINE CKWinogradStretch ck_winograd_stretch(
    const CKWinogradPlane *p, int64_t tile, int64_t end) {
    int64_t row = tile / p->tiles_of_line, first = tile % p->tiles_of_line;
    return (CKWinogradStretch){
        .image = row / p->tile_lines,
        .line = row % p->tile_lines * p->tile,
        .first = first,
        .count = ck_least(p->tiles_of_line - first, end - tile),
    };
}

/// Neighbouring tiles of one row, on their way to Bᵀ d B: [position, tile, channel].
typedef struct CKWinogradSource {
    /// The lines that the tiles lie on; NULL where a line is outside the image.
    const void *lines[CK_WINOGRAD_MOST_LINES];
    /// Pixels of a line, the first that the first tile needs, and floats from pixel to pixel.
    int64_t width, first, channels;
    int64_t tiles;
    float *transformed;
    int64_t tile_stride, position_stride;
} CKWinogradSource;

/// What a stretch of tiles needs of a source.
CK_INLINE CKWinogradSource ck_winograd_source(
    const CKWinogradPlane *p, const void *images, CKWinogradStretch s, float *transformed,
    int64_t position_stride) {
    CKWinogradSource source = {
        .width = p->source[1],
        .first = p->tile * s.first - p->low[1],
        .channels = p->inner,
        .tiles = s.count,
        .transformed = transformed,
        .tile_stride = p->source_stride,
        .position_stride = position_stride,
    };
    for (int i = 0; i < p->tile + 2; i++) {
        int64_t line = s.line - p->low[0] + i;
        int64_t pixel = (s.image * p->source[0] + line) * p->source[1];
        bool is_inside = line >= 0 && line < p->source[0];
        const char *start = (const char *)images + pixel * p->inner * p->element;
        source.lines[i] = is_inside ? start : NULL;
    }
    return source;
}

/// Neighbouring tiles of one row, on their way from products [position, tile, column] to places.
typedef struct CKWinogradResult {
    const float *products;
    int64_t tile_stride, position_stride, tiles, columns;
    /// The first place, strides from it, and how many lines and places there are.
    void *result;
    int64_t line_stride, place_stride, lines, places;
    const void *bias;
    bool is_rectified;
    /// Each tile becomes its greatest place, and a note of which that is, unless NULL.
    bool is_pooled;
    uint8_t *notes;
} CKWinogradResult;

/// Elements of nine filters, [element of the window, row, column], on their way to G g Gᵀ.
typedef struct CKWinogradFilters {
    const void *taps[9];
    int64_t rows, columns, row_stride;
    float *transformed;
    int64_t transformed_row_stride, position_stride;
} CKWinogradFilters;

/// Elements of an array: its part that some tiles read first.
typedef struct CKWinogradRange {
    int64_t begin, end;
} CKWinogradRange;

typedef struct CKWinogradLines {
    CKWinogradRange source, result;
} CKWinogradLines;

/// What the rows of tiles `begin` ..< `end` have that those before them have not; nothing behind the last.
CKWinogradLines ck_winograd_lines(const CKWinogradPlane *plane, int64_t begin, int64_t end);

/// Fetches the part of a range that belongs to a position to the cache: main memory is read while
/// products are computed.
CK_INLINE void ck_winograd_fetch(
    const CKWinogradPlane *p, const void *array, CKWinogradRange range, int64_t position) {
    int64_t size = (range.end - range.begin) / p->positions + 1;
    int64_t end = ck_least(range.begin + (position + 1) * size, range.end);
    int64_t step = CK_CACHE_LINE_FLOATS * 4 / p->element;
    for (int64_t i = range.begin + position * size; i < end; i += step) {
        __builtin_prefetch((const char *)array + i * p->element, 0, 2);
    }
}

/// Neighbouring tiles of one row of the seed, on their way to A dY Aᵀ: [position, tile, feature].
typedef struct CKWinogradSeed {
    /// The first place, strides from it, and how many lines and places there are.
    const void *seed;
    int64_t line_stride, place_stride, lines, places;
    int64_t tiles, features;
    float *transformed;
    int64_t tile_stride, position_stride;
} CKWinogradSeed;

/// Sums of products [position, channel, feature] on their way to filters [tap, channel, feature].
typedef struct CKWinogradSums {
    const float *sums;
    int64_t channel_stride, position_stride, channels, features;
    float *filters;
    int64_t tap_stride;
} CKWinogradSums;

typedef struct CKWinogradKernels {
    void (*transform_source)(const CKWinogradSource *source);
    void (*transform_filters)(const CKWinogradFilters *filters);
    /// False if a place is not finite, before the bias is added.
    bool (*transform_result)(const CKWinogradResult *result);
    void (*transform_seed)(const CKWinogradSeed *seed);
    /// False if an element is not finite.
    bool (*transform_sums)(const CKWinogradSums *sums);
} CKWinogradKernels;

extern const CKWinogradKernels ck_winograd_portable_float, ck_winograd_portable_bfloat16;
#if defined(__x86_64__)
extern const CKWinogradKernels ck_winograd_avx2_float, ck_winograd_avx2_bfloat16;
extern const CKWinogradKernels ck_winograd_avx512_float, ck_winograd_avx512_bfloat16;
#endif

/// The kernels for a type of sources and results, for vectors as long as those of the products.
const CKWinogradKernels *ck_winograd_kernels(const CKGemmKernels *gemm, CKType type);

#endif
