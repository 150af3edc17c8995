// SPDX-License-Identifier: Apache-2.0
//
// Sums at given indices. Threads divide the columns of the slices, never the indices: each element
// is added to by one thread, in the order of the indices.
#include <string.h>

#include "include/ck_move.h"
#include "indexed.h"

#define SCATTER_ROWS(T) \
    for (int64_t o = 0; o < s->outer; o++) { \
        const T *x = (const T *)s->updates + o * s->count * s->inner; \
        T *y = (T *)s->destination + o * s->size * s->inner; \
        for (int64_t i = 0; i < s->size; i++) { \
            memset(y + i * s->inner + begin, 0, (size_t)(end - begin) * sizeof(T)); \
        } \
        for (int64_t i = 0; i < s->count; i++) { \
            T *row = y + index_at(s->indices, s->index_type, i, s->size) * s->inner; \
            CK_VECTORIZE for (int64_t j = begin; j < end; j++) row[j] += x[i * s->inner + j]; \
        } \
    }

CK_CLONES static void scatter_columns(void *context, int64_t begin, int64_t end) {
    const CKScatter *s = context;
    if (s->type == CKTypeFloat32) SCATTER_ROWS(float)
    else SCATTER_ROWS(double)
}

int32_t ck_scatter_run(void *context) {
    CKScatter *s = context;
    s->failed = first_unfit(s->indices, s->index_type, s->count, s->size);
    if (s->failed >= 0) return CKStatusIndexOutOfRange;
    bool is_large = s->outer * (s->count + s->size) * s->inner >= 131072;
    if (!is_large || s->inner < 64) scatter_columns(s, 0, s->inner);
    else ck_parallel_for(&s->team, s->inner, scatter_columns, s);
    return CKStatusSuccess;
}
