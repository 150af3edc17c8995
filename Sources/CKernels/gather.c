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

int32_t ck_check_indices_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    CKCheckIndices *check = context;
    check->failed = -1;
    for (int64_t i = 0; begin < end && i < check->count; i++) {
        int64_t index = index_at(check->indices, check->index_type, i, check->size);
        if (index >= 0 && index < check->size) continue;
        check->failed = i;
        return CKStatusIndexOutOfRange;
    }
    return CKStatusSuccess;
}

int64_t ck_gather_units(const CKGather *gather) { return gather->outer * gather->count; }

int32_t ck_gather_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
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
    return CKStatusSuccess;
}

int64_t ck_gather_bytes_units(const CKGatherBytes *gather) { return gather->count; }

CK_CLONES static void gather_bytes(const CKGatherBytes *g, int64_t begin, int64_t end) {
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

int32_t ck_gather_bytes_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    gather_bytes(context, begin, end);
    return CKStatusSuccess;
}
