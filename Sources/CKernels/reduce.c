// SPDX-License-Identifier: Apache-2.0
#include "include/ck_reduce.h"

#include <math.h>
#include <stdlib.h>

#include "clones.h"

struct CKReduce {
    CKReduceDescription is;
    int64_t parts;  // of the reduced axis; 1 if the outer axis is divided, or nothing
    void *partial;
};

#define T float
#define W float
#define WIDE double
#define LEAST (-INFINITY)
#define GREATEST INFINITY
#define NAME(x) float32_##x
#include "reduce_kernels.h"

#define T double
#define W double
#define WIDE double
#define LEAST (-(double)INFINITY)
#define GREATEST ((double)INFINITY)
#define NAME(x) float64_##x
#include "reduce_kernels.h"

#define T int32_t
#define W uint32_t
#define WIDE uint32_t
#define LEAST INT32_MIN
#define GREATEST INT32_MAX
#define NAME(x) int32_##x
#include "reduce_kernels.h"

#define T int64_t
#define W uint64_t
#define WIDE uint64_t
#define LEAST INT64_MIN
#define GREATEST INT64_MAX
#define NAME(x) int64_##x
#include "reduce_kernels.h"

/// Calls the function of the element type, or returns false.
#define DISPATCH(type, function, ...) \
    switch (type) { \
    case CKTypeFloat32: float32_##function(__VA_ARGS__); break; \
    case CKTypeFloat64: float64_##function(__VA_ARGS__); break; \
    case CKTypeInt32: int32_##function(__VA_ARGS__); break; \
    default: int64_##function(__VA_ARGS__); break; \
    }

/// Elements below which a second thread costs more than it saves.
static const int64_t worth_a_fork = 65536;

static bool is_supported(CKType type) {
    return type == CKTypeFloat32 || type == CKTypeFloat64 || type == CKTypeInt32
        || type == CKTypeInt64;
}

CKReduce *ck_reduce_create(const CKReduceDescription *description) {
    const CKReduceDescription *d = description;
    if (!is_supported(d->type) || d->outer < 0 || d->reduced < 0 || d->inner < 0) return NULL;
    bool finds_index = d->reduction >= CKReductionIndexOfMaximum;
    if (finds_index && d->reduced == 0) return NULL;
    CKReduce *reduce = calloc(1, sizeof *reduce);
    if (reduce == NULL) return NULL;
    reduce->is = *d;
    reduce->parts = 1;
    bool is_large = d->outer * d->reduced * d->inner >= worth_a_fork;
    if (d->outer == 1 && is_large && d->team.threads > 1 && !finds_index
        && d->reduced >= d->team.threads * 16) {
        reduce->parts = d->team.threads;
        size_t size = (size_t)(reduce->parts * d->inner * ck_type_size(d->type));
        reduce->partial = malloc(size);
        if (reduce->partial == NULL) {
            free(reduce);
            return NULL;
        }
    }
    return reduce;
}

void ck_reduce_destroy(CKReduce *reduce) {
    if (reduce == NULL) return;
    free(reduce->partial);
    free(reduce);
}

static void run_outer(void *context, int64_t begin, int64_t end) {
    const CKReduce *reduce = context;
    DISPATCH(reduce->is.type, by_outer, context, begin, end)
}

static void run_part(void *context, int64_t begin, int64_t end) {
    const CKReduce *reduce = context;
    DISPATCH(reduce->is.type, by_part, context, begin, end)
}

int32_t ck_reduce_run(void *context) {
    CKReduce *reduce = context;
    const CKReduceDescription *is = &reduce->is;
    if (reduce->parts > 1) {
        ck_parallel_for(&is->team, reduce->parts, run_part, reduce);
        DISPATCH(is->type, combine, reduce)
    } else if (is->outer * is->reduced * is->inner < worth_a_fork) {
        run_outer(reduce, 0, is->outer);
    } else {
        ck_parallel_for(&is->team, is->outer, run_outer, reduce);
    }
    return CKStatusSuccess;
}

int32_t ck_cumulate_run(void *context) {
    const CKCumulate *is = context;
    DISPATCH(is->type, cumulate, is)
    return CKStatusSuccess;
}
