// SPDX-License-Identifier: Apache-2.0
#include "include/ck_program.h"

#include <string.h>

int64_t ck_type_size(CKType type) {
    switch (type) {
    case CKTypeFloat64:
    case CKTypeInt64: return 8;
    case CKTypeFloat32:
    case CKTypeInt32: return 4;
    case CKTypeFloat16:
    case CKTypeBfloat16: return 2;
    default: return 1;
    }
}

typedef struct {
    const CKTeam *team;
    int64_t count;
    void (*body)(void *, int64_t, int64_t);
    void *context;
} Region;

/// The body of the parallel region. A runtime may give fewer threads than asked for: then each
/// takes several ranges, so that the ranges themselves never change.
static void run_ranges(void *context) {
    const Region *region = context;
    const CKTeam *team = region->team;
    int64_t threads = team->threads;
    int size = team->team_size();
    for (int64_t i = team->thread_number(); i < threads; i += size) {
        int64_t begin = region->count * i / threads;
        int64_t end = region->count * (i + 1) / threads;
        if (begin < end) region->body(region->context, begin, end);
    }
}

void ck_parallel_for(
    const CKTeam *team, int64_t count, void (*body)(void *, int64_t, int64_t), void *context) {
    bool has_pool = team->parallel != NULL && team->thread_number != NULL && team->team_size != NULL;
    if (!has_pool || team->threads <= 1 || count <= 1) {
        if (count > 0) body(context, 0, count);
        return;
    }
    Region region = {team, count, body, context};
    team->parallel(run_ranges, &region, (unsigned)team->threads, 0);
}

int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed) {
    for (int64_t i = 0; i < count; i++) {
        int32_t status = steps[i].run(steps[i].context);
        if (status != 0) {
            *failed = i;
            return status;
        }
    }
    *failed = -1;
    return 0;
}

int32_t ck_fill_run(void *context) {
    const CKFill *fill = context;
    memset(fill->address, 0, (size_t)fill->bytes);
    return 0;
}
