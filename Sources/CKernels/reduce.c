// SPDX-License-Identifier: Apache-2.0
#include "include/ck_reduce.h"

#include <math.h>

#include "columns.h"
#include "convert.h"

static int64_t part_count(const CKReduceDescription *is) { return is->parts > 1 ? is->parts : 1; }

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

#define T uint16_t
#define V float
#define VALUE(x) float32_##x
#define LOAD float16_to_float
#define STORE float_to_float16
#define NAME(x) float16_##x
#include "reduce_narrow.h"

#define T uint16_t
#define V float
#define VALUE(x) float32_##x
#define LOAD bfloat16_to_float
#define STORE float_to_bfloat16
#define NAME(x) bfloat16_##x
#include "reduce_narrow.h"

#define T int8_t
#define V int32_t
#define VALUE(x) int32_##x
#define LOAD(x) (x)
#define STORE(x) (x)
#define NAME(x) int8_##x
#include "reduce_narrow.h"

#define T uint8_t
#define V int32_t
#define VALUE(x) int32_##x
#define LOAD(x) (x)
#define STORE(x) (x)
#define NAME(x) uint8_##x
#include "reduce_narrow.h"

/// Calls the function of the element type.
#define DISPATCH(type, function, ...) \
    switch (type) { \
    case CKTypeFloat32: float32_##function(__VA_ARGS__); break; \
    case CKTypeFloat64: float64_##function(__VA_ARGS__); break; \
    case CKTypeFloat16: float16_##function(__VA_ARGS__); break; \
    case CKTypeBfloat16: bfloat16_##function(__VA_ARGS__); break; \
    case CKTypeInt8: int8_##function(__VA_ARGS__); break; \
    case CKTypeUInt8: uint8_##function(__VA_ARGS__); break; \
    case CKTypeInt32: int32_##function(__VA_ARGS__); break; \
    default: int64_##function(__VA_ARGS__); break; \
    }

bool ck_reduce_is_supported(const CKReduceDescription *is) {
    bool has_type = is->type >= CKTypeFloat32 && is->type <= CKTypeInt64;
    bool has_sizes = is->outer >= 0 && is->reduced >= 0 && is->inner >= 0;
    bool has_parts = is->parts >= 0 && is->parts <= INT32_MAX;
    bool finds_index = is->reduction >= CKReductionIndexOfMaximum;
    if (is->reduction > CKReductionIndexOfMinimum || !has_type || !has_sizes || !has_parts) {
        return false;
    }
    return !finds_index || (is->reduced > 0 && part_count(is) == 1);
}

int64_t ck_reduce_units(const CKReduceDescription *is) {
    return column_units(part_count(is) * is->outer, is->inner);
}

int32_t ck_reduce_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKReduceDescription *is = context;
    DISPATCH(is->type, reduce, is, begin, end)
    return CKStatusSuccess;
}

int64_t ck_reduce_combine_units(const CKReduceDescription *is) {
    return column_units(1, is->outer * is->inner);
}

int32_t ck_reduce_combine_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKReduceDescription *is = context;
    if (begin < end) DISPATCH(is->type, combine, is, begin, end)
    return CKStatusSuccess;
}

int64_t ck_cumulate_units(const CKCumulate *is) { return column_units(is->outer, is->inner); }

int32_t ck_cumulate_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKCumulate *is = context;
    DISPATCH(is->type, cumulate, is, begin, end)
    return CKStatusSuccess;
}
