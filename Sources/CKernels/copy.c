// SPDX-License-Identifier: Apache-2.0
//
// The general strided copy. Dimensions are sorted by the destination's strides and merged where
// both sides allow; what is left is one of three loops inside, and a counter over the rest.
#include <stdlib.h>
#include <string.h>

#include "clones.h"
#include "include/ck_move.h"

typedef struct {
    int64_t size, from, to;
} Dimension;

struct CKCopy {
    const void *source;
    void *destination;
    CKRounds rounds;
    CKMotion source_motion, destination_motion;
    int64_t element_size;
    int32_t rank;  // of what is left after merging, at least 1
    Dimension dimensions[CK_MAX_RANK];
    int32_t inner_rank;  // dimensions done by the inner loop: 2 for a transpose, else 1
    int64_t outer;       // iterations over the other dimensions
    int64_t block;       // elements of the first inner dimension in a unit
    int64_t blocks;      // units in one outer iteration
};

/// Elements of a row in a unit, and columns of a transpose.
enum { ROW_BLOCK = 8192, TRANSPOSED_BLOCK = 64 };

static int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

/// Puts dimensions in order, largest destination stride first; size-1 dimensions go.
static int64_t sort_dimensions(const CKCopyDescription *d, Dimension *sorted) {
    int64_t rank = 0;
    for (int64_t k = 0; k < d->rank; k++) {
        const CKCopyDimension *given = &d->dimensions[k];
        if (given->size == 1) continue;
        int64_t at = rank++;
        int64_t stride = magnitude(given->destination_stride);
        for (; at > 0 && magnitude(sorted[at - 1].to) < stride; at--) sorted[at] = sorted[at - 1];
        sorted[at] = (Dimension){given->size, given->source_stride, given->destination_stride};
    }
    if (rank == 0) sorted[rank++] = (Dimension){1, 1, 1};
    return rank;
}

/// Makes one of dimensions that lie alike on both sides; returns how many are left.
static int64_t merge_dimensions(Dimension *dimensions, int64_t rank) {
    int64_t kept = 0;
    for (int64_t k = 1; k < rank; k++) {
        Dimension *outer = &dimensions[kept];
        Dimension inner = dimensions[k];
        bool fits = outer->from == inner.from * inner.size && outer->to == inner.to * inner.size;
        if (fits) *outer = (Dimension){outer->size * inner.size, inner.from, inner.to};
        else dimensions[++kept] = inner;
    }
    return kept + 1;
}

/// Brings a dimension along which the source is contiguous next to the innermost one.
static void find_transpose(CKCopy *copy) {
    copy->inner_rank = 1;
    Dimension *d = copy->dimensions;
    int32_t last = copy->rank - 1;
    if (copy->rank < 2 || d[last].to != 1 || d[last].from == 1 || d[last].from == 0) return;
    for (int32_t k = 0; k < last; k++) {
        if (d[k].from != 1 || d[k].size < 4) continue;
        Dimension found = d[k];
        for (int32_t j = k; j < last - 1; j++) d[j] = d[j + 1];
        d[last - 1] = found;
        copy->inner_rank = 2;
        return;
    }
}

static void find_units(CKCopy *copy) {
    int32_t outer_rank = copy->rank - copy->inner_rank;
    copy->outer = 1;
    for (int32_t k = 0; k < outer_rank; k++) copy->outer *= copy->dimensions[k].size;
    copy->block = copy->inner_rank == 1 ? ROW_BLOCK : TRANSPOSED_BLOCK;
    copy->blocks = (copy->dimensions[outer_rank].size + copy->block - 1) / copy->block;
}

static bool is_valid(const CKCopyDescription *d) {
    int64_t size = d->element_size;
    if (size != 1 && size != 2 && size != 4 && size != 8) return false;
    if (d->rank < 0 || d->rank > INT32_MAX) return false;
    for (int64_t k = 0; k < d->rank; k++) {
        if (d->dimensions[k].size < 0) return false;
    }
    return true;
}

CKCopy *ck_copy_create(const CKCopyDescription *description) {
    if (!is_valid(description)) return NULL;
    CKCopy *copy = calloc(1, sizeof *copy);
    Dimension *sorted = malloc(((size_t)description->rank + 1) * sizeof *sorted);
    int64_t rank = 0;
    if (sorted != NULL) rank = merge_dimensions(sorted, sort_dimensions(description, sorted));
    if (copy == NULL || sorted == NULL || rank > CK_MAX_RANK) {
        free(copy);
        free(sorted);
        return NULL;
    }
    memcpy(copy->dimensions, sorted, (size_t)rank * sizeof *sorted);
    free(sorted);
    copy->source = description->source;
    copy->destination = description->destination;
    copy->element_size = description->element_size;
    copy->rank = (int32_t)rank;
    find_transpose(copy);
    find_units(copy);
    return copy;
}

void ck_copy_destroy(CKCopy *copy) { free(copy); }

void ck_copy_set_motion(CKCopy *copy, CKRounds rounds, CKMotion source, CKMotion destination) {
    copy->rounds = rounds;
    copy->source_motion = source;
    copy->destination_motion = destination;
}

int64_t ck_copy_units(const CKCopy *copy) { return copy->outer * copy->blocks; }

#define ELEMENT_LOOPS(T) \
    CK_INLINE void copy_row_##T(const T *from, T *to, Dimension d) { \
        if (d.from == 1 && d.to == 1) { \
            memcpy(to, from, (size_t)d.size * sizeof(T)); \
        } else if (d.from == 0 && d.to == 1) { \
            const T value = *from; \
            for (int64_t i = 0; i < d.size; i++) to[i] = value; \
        } else { \
            for (int64_t i = 0; i < d.size; i++) to[i * d.to] = from[i * d.from]; \
        } \
    } \
    /* `row` is contiguous in the destination, `column` in the source. */ \
    CK_INLINE void copy_transposed_##T(const T *from, T *to, Dimension column, Dimension row) { \
        enum { EDGE = 16 }; \
        for (int64_t c = 0; c < column.size; c += EDGE) { \
            int64_t c_end = c + EDGE < column.size ? c + EDGE : column.size; \
            for (int64_t r = 0; r < row.size; r += EDGE) { \
                int64_t r_end = r + EDGE < row.size ? r + EDGE : row.size; \
                for (int64_t i = c; i < c_end; i++) { \
                    for (int64_t j = r; j < r_end; j++) { \
                        to[i * column.to + j] = from[i + j * row.from]; \
                    } \
                } \
            } \
        } \
    } \
    /* Elements first ..< last of the first inner dimension. */ \
    CK_INLINE void copy_piece_##T( \
        const CKCopy *copy, int64_t from, int64_t to, int64_t first, int64_t last) { \
        Dimension d = copy->dimensions[copy->rank - copy->inner_rank]; \
        const T *source = (const T *)copy->source + from + first * d.from; \
        T *destination = (T *)copy->destination + to + first * d.to; \
        d.size = last - first; \
        if (copy->inner_rank == 1) copy_row_##T(source, destination, d); \
        else copy_transposed_##T(source, destination, d, copy->dimensions[copy->rank - 1]); \
    }

ELEMENT_LOOPS(uint8_t)
ELEMENT_LOOPS(uint16_t)
ELEMENT_LOOPS(uint32_t)
ELEMENT_LOOPS(uint64_t)

CK_INLINE void copy_piece(
    const CKCopy *copy, int64_t from, int64_t to, int64_t first, int64_t last) {
    switch (copy->element_size) {
    case 1: copy_piece_uint8_t(copy, from, to, first, last); break;
    case 2: copy_piece_uint16_t(copy, from, to, first, last); break;
    case 4: copy_piece_uint32_t(copy, from, to, first, last); break;
    default: copy_piece_uint64_t(copy, from, to, first, last); break;
    }
}

/// A counter over the outer dimensions, and where its elements lie on both sides.
typedef struct {
    int64_t position[CK_MAX_RANK], from, to;
} Place;

CK_INLINE Place place_at(const CKCopy *copy, int64_t index) {
    Place place = {
        {0}, ck_moved(copy->rounds, copy->source_motion),
        ck_moved(copy->rounds, copy->destination_motion)};
    for (int32_t k = copy->rank - copy->inner_rank - 1; k >= 0; k--) {
        const Dimension *d = &copy->dimensions[k];
        place.position[k] = index % d->size;
        index /= d->size;
        place.from += place.position[k] * d->from;
        place.to += place.position[k] * d->to;
    }
    return place;
}

CK_INLINE void advance(const CKCopy *copy, Place *place) {
    for (int32_t k = copy->rank - copy->inner_rank - 1; k >= 0; k--) {
        const Dimension *d = &copy->dimensions[k];
        place->from += d->from;
        place->to += d->to;
        if (++place->position[k] < d->size) break;
        place->from -= d->size * d->from;
        place->to -= d->size * d->to;
        place->position[k] = 0;
    }
}

CK_CLONES static void copy_range(const CKCopy *copy, int64_t begin, int64_t end) {
    int64_t size = copy->dimensions[copy->rank - copy->inner_rank].size;
    Place place = place_at(copy, begin / copy->blocks);
    for (int64_t unit = begin; unit < end; advance(copy, &place)) {
        int64_t block = unit % copy->blocks, stop = block + end - unit;
        if (stop > copy->blocks) stop = copy->blocks;
        int64_t last = stop * copy->block < size ? stop * copy->block : size;
        copy_piece(copy, place.from, place.to, block * copy->block, last);
        unit += stop - block;
    }
}

int32_t ck_copy_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    if (begin < end) copy_range(context, begin, end);
    return CKStatusSuccess;
}
