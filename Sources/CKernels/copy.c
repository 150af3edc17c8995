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
    CKCopyDescription is;
    int32_t rank;  // of what is left after merging, at least 1
    Dimension dimensions[CK_MAX_RANK];
    int32_t inner_rank;  // dimensions done by the inner loop: 2 for a transpose, else 1
    int64_t outer;       // iterations over the other dimensions
};

static int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

/// Puts dimensions in order, largest destination stride first; size-1 dimensions go.
static void sort_dimensions(CKCopy *copy) {
    const CKCopyDescription *d = &copy->is;
    for (int32_t k = 0; k < d->rank; k++) {
        if (d->sizes[k] == 1) continue;
        Dimension dimension = {d->sizes[k], d->source_strides[k], d->destination_strides[k]};
        int32_t at = copy->rank++;
        for (; at > 0 && magnitude(copy->dimensions[at - 1].to) < magnitude(dimension.to); at--) {
            copy->dimensions[at] = copy->dimensions[at - 1];
        }
        copy->dimensions[at] = dimension;
    }
    if (copy->rank == 0) copy->dimensions[copy->rank++] = (Dimension){1, 1, 1};
}

static void merge_dimensions(CKCopy *copy) {
    int32_t kept = 0;
    for (int32_t k = 1; k < copy->rank; k++) {
        Dimension *outer = &copy->dimensions[kept];
        Dimension inner = copy->dimensions[k];
        bool fits = outer->from == inner.from * inner.size && outer->to == inner.to * inner.size;
        if (fits) *outer = (Dimension){outer->size * inner.size, inner.from, inner.to};
        else copy->dimensions[++kept] = inner;
    }
    copy->rank = kept + 1;
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

CKCopy *ck_copy_create(const CKCopyDescription *description) {
    int64_t size = description->element_size;
    if (size != 1 && size != 2 && size != 4 && size != 8) return NULL;
    if (description->rank < 0 || description->rank > CK_MAX_RANK) return NULL;
    CKCopy *copy = calloc(1, sizeof *copy);
    if (copy == NULL) return NULL;
    copy->is = *description;
    sort_dimensions(copy);
    merge_dimensions(copy);
    find_transpose(copy);
    copy->outer = 1;
    for (int32_t k = 0; k < copy->rank - copy->inner_rank; k++) {
        copy->outer *= copy->dimensions[k].size;
    }
    return copy;
}

void ck_copy_destroy(CKCopy *copy) { free(copy); }

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
    CK_INLINE void copy_piece_##T(const CKCopy *copy, int64_t from, int64_t to) { \
        const T *source = (const T *)copy->is.source + from; \
        T *destination = (T *)copy->is.destination + to; \
        const Dimension *last = copy->dimensions + copy->rank - 1; \
        if (copy->inner_rank == 1) copy_row_##T(source, destination, *last); \
        else copy_transposed_##T(source, destination, last[-1], *last); \
    }

ELEMENT_LOOPS(uint8_t)
ELEMENT_LOOPS(uint16_t)
ELEMENT_LOOPS(uint32_t)
ELEMENT_LOOPS(uint64_t)

CK_CLONES static void copy_range(void *context, int64_t begin, int64_t end) {
    const CKCopy *copy = context;
    int32_t outer_rank = copy->rank - copy->inner_rank;
    int64_t position[CK_MAX_RANK], from = 0, to = 0, rest = begin;
    for (int32_t k = outer_rank - 1; k >= 0; k--) {
        position[k] = rest % copy->dimensions[k].size;
        rest /= copy->dimensions[k].size;
        from += position[k] * copy->dimensions[k].from;
        to += position[k] * copy->dimensions[k].to;
    }
    for (int64_t i = begin; i < end; i++) {
        switch (copy->is.element_size) {
        case 1: copy_piece_uint8_t(copy, from, to); break;
        case 2: copy_piece_uint16_t(copy, from, to); break;
        case 4: copy_piece_uint32_t(copy, from, to); break;
        default: copy_piece_uint64_t(copy, from, to); break;
        }
        for (int32_t k = outer_rank - 1; k >= 0; k--) {
            const Dimension *d = &copy->dimensions[k];
            from += d->from;
            to += d->to;
            if (++position[k] < d->size) break;
            from -= d->size * d->from;
            to -= d->size * d->to;
            position[k] = 0;
        }
    }
}

int32_t ck_copy_run(void *context) {
    CKCopy *copy = context;
    int64_t elements = copy->outer;
    for (int32_t k = copy->rank - copy->inner_rank; k < copy->rank; k++) {
        elements *= copy->dimensions[k].size;
    }
    if (elements == 0) return CKStatusSuccess;
    if (elements < 32768) copy_range(copy, 0, copy->outer);
    else ck_parallel_for(&copy->is.team, copy->outer, copy_range, copy);
    return CKStatusSuccess;
}

int32_t ck_splat_run(void *context) {
    const CKSplat *splat = context;
    for (int64_t i = 0; i < splat->count; i++) {
        switch (splat->element_size) {
        case 1: ((uint8_t *)splat->destination)[i] = (uint8_t)splat->bits; break;
        case 2: ((uint16_t *)splat->destination)[i] = (uint16_t)splat->bits; break;
        case 4: ((uint32_t *)splat->destination)[i] = (uint32_t)splat->bits; break;
        default: ((uint64_t *)splat->destination)[i] = splat->bits; break;
        }
    }
    return CKStatusSuccess;
}
