// SPDX-License-Identifier: Apache-2.0
//
// Sums at given indices. Threads divide the columns of the slices, never the indices: each element
// is added to by one thread, in the order of the indices.
#include <string.h>

#include "columns.h"
#include "include/ck_move.h"
#include "indexed.h"

#define SCATTER_ROWS(T) \
    { \
        const T *x = (const T *)s->updates + c.outer * s->count * s->inner; \
        T *y = (T *)s->destination + c.outer * s->size * s->inner; \
        for (int64_t i = 0; i < s->size; i++) { \
            memset(y + i * s->inner + c.first, 0, (size_t)(c.last - c.first) * sizeof(T)); \
        } \
        for (int64_t i = 0; i < s->count; i++) { \
            T *row = y + index_at(s->indices, s->index_type, i, s->size) * s->inner; \
            CK_VECTORIZE for (int64_t j = c.first; j < c.last; j++) { \
                row[j] += x[i * s->inner + j]; \
            } \
        } \
    }

CK_CLONES static void scatter_columns(const CKScatter *s, int64_t begin, int64_t end) {
    while (begin < end) {
        Columns c = next_columns(&begin, end, s->inner);
        if (s->type == CKTypeFloat32) SCATTER_ROWS(float)
        else SCATTER_ROWS(double)
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
