// SPDX-License-Identifier: Apache-2.0
//
// Rows at given indices. Rows of a large array are rarely in any cache, and the processor cannot
// guess the next one: the coming rows are asked for a little ahead.
#include <string.h>

#include "include/ck_move.h"
#include "indexed.h"

enum { AHEAD = 2, LINE = 64, MAX_LINES = 64 };

CK_INLINE void prefetch(const char *row, int64_t bytes) {
    int64_t end = bytes < LINE * MAX_LINES ? bytes : LINE * MAX_LINES;
    for (int64_t i = 0; i < end; i += LINE) __builtin_prefetch(row + i, 0, 3);
}

static void gather_range(void *context, int64_t begin, int64_t end) {
    const CKGather *g = context;
    for (int64_t i = begin; i < end; i++) {
        int64_t outer = i / g->count, position = i % g->count;
        const char *source = (const char *)g->source + outer * g->size * g->inner_bytes;
        if (position + AHEAD < g->count) {
            int64_t next = index_at(g->indices, g->index_type, position + AHEAD, g->size);
            prefetch(source + next * g->inner_bytes, g->inner_bytes);
        }
        int64_t index = index_at(g->indices, g->index_type, position, g->size);
        char *destination = (char *)g->destination + i * g->inner_bytes;
        memcpy(destination, source + index * g->inner_bytes, (size_t)g->inner_bytes);
    }
}

int32_t ck_gather_run(void *context) {
    CKGather *g = context;
    g->failed = first_unfit(g->indices, g->index_type, g->count, g->size);
    if (g->failed >= 0) return CKStatusIndexOutOfRange;
    int64_t rows = g->outer * g->count;
    if (rows * g->inner_bytes < 65536) gather_range(g, 0, rows);
    else ck_parallel_for(&g->team, rows, gather_range, g);
    return CKStatusSuccess;
}

CK_CLONES static void gather_bytes_range(void *context, int64_t begin, int64_t end) {
    const CKGatherBytes *g = context;
    for (int64_t i = begin; i < end; i++) {
        if (i + AHEAD < g->count) {
            int64_t next = index_at(g->indices, CKTypeInt64, i + AHEAD, g->size);
            prefetch((const char *)g->source + next * g->inner, g->inner);
        }
        const uint8_t *x = g->source + index_at(g->indices, CKTypeInt64, i, g->size) * g->inner;
        float *y = g->destination + i * g->inner;
        CK_VECTORIZE for (int64_t j = 0; j < g->inner; j++) {
            y[j] = g->scale * (float)x[j] + g->shift;
        }
    }
}

int32_t ck_gather_bytes_run(void *context) {
    CKGatherBytes *g = context;
    g->failed = first_unfit(g->indices, CKTypeInt64, g->count, g->size);
    if (g->failed >= 0) return CKStatusIndexOutOfRange;
    if (g->count * g->inner < 65536) gather_bytes_range(g, 0, g->count);
    else ck_parallel_for(&g->team, g->count, gather_bytes_range, g);
    return CKStatusSuccess;
}

#define TAKE_ALONG(T) \
    { \
        const T *x = (const T *)a->source + o * a->size * a->inner; \
        T *y = (T *)a->destination; \
        y[at] = x[index * a->inner + j]; \
    } \
    break;
#define SCATTER_ALONG(T) \
    { \
        T *y = (T *)a->destination + o * a->size * a->inner; \
        y[index * a->inner + j] += ((const T *)a->source)[at]; \
    }

CK_INLINE void along_element(const CKAlong *a, int64_t o, int64_t j, int64_t at, int64_t index) {
    if (a->is_scatter) {
        if (a->type == CKTypeFloat32) SCATTER_ALONG(float)
        else SCATTER_ALONG(double)
        return;
    }
    switch (ck_type_size(a->type)) {
    case 1: TAKE_ALONG(uint8_t)
    case 2: TAKE_ALONG(uint16_t)
    case 4: TAKE_ALONG(uint32_t)
    default: TAKE_ALONG(uint64_t)
    }
}

int32_t ck_along_run(void *context) {
    CKAlong *a = context;
    int64_t elements = a->outer * a->count * a->inner;
    a->failed = first_unfit(a->indices, a->index_type, elements, a->size);
    if (a->failed >= 0) return CKStatusIndexOutOfRange;
    int64_t result = a->outer * a->size * a->inner;
    if (a->is_scatter) memset(a->destination, 0, (size_t)(result * ck_type_size(a->type)));
    int64_t at = 0;
    for (int64_t o = 0; o < a->outer; o++) {
        for (int64_t i = 0; i < a->count; i++) {
            for (int64_t j = 0; j < a->inner; j++, at++) {
                int64_t index = index_at(a->indices, a->index_type, at, a->size);
                along_element(a, o, j, at, index);
            }
        }
    }
    return CKStatusSuccess;
}
