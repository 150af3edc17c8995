// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CK_TYPES_H
#define MARTLET_CK_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Swift sees short cases: CKType.float32.
#define CK_ENUM(name, base) typedef enum __attribute__((enum_extensibility(open))) name : base

/// Element types in memory. Booleans are bytes, 0 or 1.
CK_ENUM(CKType, int32_t) {
    CKTypeFloat32, CKTypeFloat64, CKTypeFloat16, CKTypeBfloat16, CKTypeInt8, CKTypeUInt8,
    CKTypeInt32, CKTypeInt64, CKTypeBool,
} CKType;

/// What a step returns; oneDNN's own statuses are positive.
CK_ENUM(CKStatus, int32_t) {
    CKStatusSuccess = 0,
    CKStatusIndexOutOfRange = -1,
} CKStatus;

/// Bytes of one element.
int64_t ck_type_size(CKType type);

/// The rounds that a loop has made, and those of the loop around it, as they are counted; NULL where
/// there is none.
typedef struct CKRounds {
    const int64_t *inner, *outer;
} CKRounds;

/// How far memory moves with each round of the inner and of the outer loop.
typedef struct CKMotion {
    int64_t inner, outer;
} CKMotion;

/// How far memory has moved by now.
static inline int64_t ck_moved(CKRounds rounds, CKMotion motion) {
    int64_t distance = 0;
    if (rounds.inner != NULL) distance += *rounds.inner * motion.inner;
    if (rounds.outer != NULL) distance += *rounds.outer * motion.outer;
    return distance;
}

/// A general loop nest has at most this many dimensions.
enum { CK_MAX_RANK = 8 };

#endif
