// SPDX-License-Identifier: Apache-2.0
//
// Sums at given indices. Threads divide the columns of the slices, never the indices: each element
// is added to by one thread, in the order of the indices.
#include <string.h>

#include "columns.h"
#include "convert.h"
#include "include/ck_move.h"
#include "indexed.h"

/// Adds elements of type T, each converted by LOAD, to sums of type V.
#define SCATTER_ROWS(T, V, LOAD) \
    { \
        const T *x = (const T *)s->updates + c.outer * s->count * s->inner; \
        V *y = (V *)s->destination + c.outer * s->size * s->inner; \
        for (int64_t i = 0; i < s->size; i++) { \
            memset(y + i * s->inner + c.first, 0, (size_t)(c.last - c.first) * sizeof(V)); \
        } \
        for (int64_t i = 0; i < s->count; i++) { \
            V *row = y + index_at(s->indices, s->index_type, i, s->size) * s->inner; \
            CK_VECTORIZE for (int64_t j = c.first; j < c.last; j++) { \
                row[j] += (V)LOAD(x[i * s->inner + j]); \
            } \
        } \
        break; \
    }

CK_CLONES static void scatter_columns(const CKScatter *s, int64_t begin, int64_t end) {
    while (begin < end) {
        Columns c = next_columns(&begin, end, s->inner);
        switch (s->type) {
        case CKTypeFloat32: SCATTER_ROWS(float, float, )
        case CKTypeFloat64: SCATTER_ROWS(double, double, )
        case CKTypeFloat16: SCATTER_ROWS(uint16_t, float, float16_to_float)
        case CKTypeBfloat16: SCATTER_ROWS(uint16_t, float, bfloat16_to_float)
        case CKTypeInt32: SCATTER_ROWS(uint32_t, uint32_t, )
        case CKTypeInt64: SCATTER_ROWS(uint64_t, uint64_t, )
        default: SCATTER_ROWS(uint8_t, uint8_t, )
        }
    }
}

int64_t ck_scatter_units(const CKScatter *scatter) {
    return column_units(scatter->outer, scatter->inner);
}

int32_t ck_scatter_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    scatter_columns(context, begin, end);
    return CKStatusSuccess;
}
