// SPDX-License-Identifier: Apache-2.0
//
// The kernels of POOLING_KERNELS for each element type:
//   NAME(x)        the name of x in this instance
//   T, V           the type in memory, and the type that is calculated in
//   I              the integer type of V's size, for masks
//   LOAD, STORE    conversions between them
//   LEAST          the greatest of nothing
//   IS_REAL        whether means are taken, and gradients
#include "convert.h"

#define NAME(x) float32_##x
#define T float
#define V float
#define I int32_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST (-INFINITY)
#define IS_REAL 1
#include "pooling_instance.h"

#define NAME(x) float64_##x
#define T double
#define V double
#define I int64_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST (-(double)INFINITY)
#define IS_REAL 1
#include "pooling_instance.h"

#define NAME(x) float16_##x
#define T uint16_t
#define V float
#define I int32_t
#define LOAD(x) float16_to_float(x)
#define STORE(x) float_to_float16(x)
#define LEAST (-INFINITY)
#define IS_REAL 1
#include "pooling_instance.h"

#define NAME(x) bfloat16_##x
#define T uint16_t
#define V float
#define I int32_t
#define LOAD(x) bfloat16_to_float(x)
#define STORE(x) float_to_bfloat16(x)
#define LEAST (-INFINITY)
#define IS_REAL 1
#include "pooling_instance.h"

#define NAME(x) int8_##x
#define T int8_t
#define V int32_t
#define I int32_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST INT8_MIN
#define IS_REAL 0
#include "pooling_instance.h"

#define NAME(x) uint8_##x
#define T uint8_t
#define V int32_t
#define I int32_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST 0
#define IS_REAL 0
#include "pooling_instance.h"

#define NAME(x) int32_##x
#define T int32_t
#define V int32_t
#define I int32_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST INT32_MIN
#define IS_REAL 0
#include "pooling_instance.h"

#define NAME(x) int64_##x
#define T int64_t
#define V int64_t
#define I int64_t
#define LOAD(x) (x)
#define STORE(x) (x)
#define LEAST INT64_MIN
#define IS_REAL 0
#include "pooling_instance.h"

#define CK_FOR_REAL_TYPE(type, function, ...) \
    switch (type) { \
    case CKTypeFloat64: float64_##function(__VA_ARGS__); break; \
    case CKTypeFloat16: float16_##function(__VA_ARGS__); break; \
    case CKTypeBfloat16: bfloat16_##function(__VA_ARGS__); break; \
    default: float32_##function(__VA_ARGS__); break; \
    }
#define CK_FOR_TYPE(type, function, ...) \
    switch (type) { \
    case CKTypeInt8: int8_##function(__VA_ARGS__); break; \
    case CKTypeUInt8: uint8_##function(__VA_ARGS__); break; \
    case CKTypeInt32: int32_##function(__VA_ARGS__); break; \
    case CKTypeInt64: int64_##function(__VA_ARGS__); break; \
    default: CK_FOR_REAL_TYPE(type, function, __VA_ARGS__) \
    }
