// SPDX-License-Identifier: Apache-2.0
//
// An index for each place, and sums at such places: down the columns, in the order of the indices.
#include "columns.h"
#include "convert.h"
#include "include/ck_move.h"
#include "indexed.h"

int64_t ck_along_units(const CKAlong *along) { return column_units(along->outer, along->inner); }

#define ALONG(T, V, assign) \
    { \
        const T *x = a->source; \
        V *y = a->destination; \
        for (int64_t i = 0; i < a->count; i++) { \
            for (int64_t j = c.first; j < c.last; j++) { \
                int64_t at = (c.outer * a->count + i) * a->inner + j; \
                int64_t index = index_at(a->indices, a->index_type, at, a->size); \
                int64_t place = (c.outer * a->size + index) * a->inner + j; \
                assign; \
            } \
        } \
    }
#define TAKE_ALONG(T) ALONG(T, T, y[at] = x[place])
#define SCATTER_ALONG(T, V, LOAD) \
    { \
        for (int64_t i = 0; i < a->size; i++) { \
            V *row = (V *)a->destination + (c.outer * a->size + i) * a->inner; \
            for (int64_t j = c.first; j < c.last; j++) row[j] = 0; \
        } \
        ALONG(T, V, y[place] += (V)LOAD(x[at])) \
        break; \
    }

static void take_along(const CKAlong *a, Columns c) {
    switch (ck_type_size(a->type)) {
    case 1: TAKE_ALONG(uint8_t) break;
    case 2: TAKE_ALONG(uint16_t) break;
    case 4: TAKE_ALONG(uint32_t) break;
    default: TAKE_ALONG(uint64_t) break;
    }
}

static void scatter_along(const CKAlong *a, Columns c) {
    switch (a->type) {
    case CKTypeFloat32: SCATTER_ALONG(float, float, )
    case CKTypeFloat64: SCATTER_ALONG(double, double, )
    case CKTypeFloat16: SCATTER_ALONG(uint16_t, float, float16_to_float)
    case CKTypeBfloat16: SCATTER_ALONG(uint16_t, float, bfloat16_to_float)
    case CKTypeInt32: SCATTER_ALONG(uint32_t, uint32_t, )
    case CKTypeInt64: SCATTER_ALONG(uint64_t, uint64_t, )
    default: SCATTER_ALONG(uint8_t, uint8_t, )
    }
}

int32_t ck_along_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKAlong *along = context;
    while (begin < end) {
        Columns columns = next_columns(&begin, end, along->inner);
        if (along->is_scatter) scatter_along(along, columns);
        else take_along(along, columns);
    }
    return CKStatusSuccess;
}
