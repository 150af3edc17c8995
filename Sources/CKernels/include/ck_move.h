// SPDX-License-Identifier: Apache-2.0
//
// Kernels that move elements without looking at them, and sums at given indices.
#ifndef MARTLET_CK_MOVE_H
#define MARTLET_CK_MOVE_H

#include "ck_program.h"

/// Copies elements between two strided arrays of the same sizes: transpose, slice, reverse,
/// broadcast, and the pieces of concatenation and padding.
typedef struct CKCopyDescription {
    int32_t rank;
    int64_t sizes[CK_MAX_RANK];
    int64_t source_strides[CK_MAX_RANK];  // in elements, may be negative or 0
    int64_t destination_strides[CK_MAX_RANK];
    int64_t element_size;                 // 1, 2, 4 or 8 bytes
    const void *source;                   // the element at index 0 of every dimension
    void *destination;
    CKTeam team;
} CKCopyDescription;

typedef struct CKCopy CKCopy;
CKCopy *ck_copy_create(const CKCopyDescription *description);
void ck_copy_destroy(CKCopy *copy);
int32_t ck_copy_run(void *copy);

/// Fills `count` elements with one bit pattern.
typedef struct CKSplat {
    void *destination;
    int64_t count, element_size;
    uint64_t bits;
} CKSplat;
int32_t ck_splat_run(void *splat);

/// Slices at indices along the middle axis: source [outer, size, inner] → [outer, count, inner].
/// Negative indices count from the end; one out of range ends the program with
/// `indexOutOfRange`, and `failed` is its position among the indices.
typedef struct CKGather {
    int64_t outer, size, count, inner_bytes;
    const void *source, *indices;
    CKType index_type;  // int32 or int64
    void *destination;
    CKTeam team;
    int64_t failed;
} CKGather;
int32_t ck_gather_run(void *gather);

/// Rows of bytes as float32: destination[i, j] = scale × source[indices[i], j] + shift.
typedef struct CKGatherBytes {
    int64_t size, count, inner;
    const uint8_t *source;
    const int64_t *indices;
    float scale, shift;
    float *destination;
    CKTeam team;
    int64_t failed;
} CKGatherBytes;
int32_t ck_gather_bytes_run(void *gather);

/// The gradient of a gather: zeros [outer, size, inner], to which slices are added in the order
/// of the indices. Type: float32 or float64.
typedef struct CKScatter {
    CKType type, index_type;
    int64_t outer, size, count, inner;
    const void *updates, *indices;
    void *destination;
    CKTeam team;
    int64_t failed;
} CKScatter;
int32_t ck_scatter_run(void *scatter);

/// One index for each place: [outer, size, inner] and indices [outer, count, inner].
/// `is_scatter`: adds `source` (like the indices) into zeros (like the array) instead; then the
/// type must be float32 or float64. Otherwise only the type's size matters.
typedef struct CKAlong {
    CKType type, index_type;
    bool is_scatter;
    int64_t outer, size, count, inner;
    const void *source, *indices;
    void *destination;
    int64_t failed;
} CKAlong;
int32_t ck_along_run(void *along);

#endif
