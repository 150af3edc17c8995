// SPDX-License-Identifier: Apache-2.0
//
// Kernels that move elements without looking at them, and sums at given indices. Each is a
// structure that the caller fills in (a copy is made by `ck_copy_create`), a number of units, and a
// function for ranges of them: see ck_program.h.
//
// Indices count from the end where they are negative. Gather, scatter and along trust them: a step
// with `ck_check_indices_run` comes before.
#ifndef MARTLET_CK_MOVE_H
#define MARTLET_CK_MOVE_H

#include "ck_program.h"

/// One dimension of a copy; strides in elements, which may be negative or 0.
typedef struct CKCopyDimension {
    int64_t size, source_stride, destination_stride;
} CKCopyDimension;

/// Copies elements between two strided arrays of the same sizes: transpose, slice, reverse,
/// broadcast, and the pieces of concatenation and padding.
typedef struct CKCopyDescription {
    int64_t rank;
    const CKCopyDimension *dimensions;
    int64_t element_size;  // 1, 2, 4 or 8 bytes
    const void *source;    // the element at index 0 of every dimension
    void *destination;
} CKCopyDescription;

/// NULL if the description makes no sense, memory is short, or more than CK_MAX_RANK dimensions are
/// left when those that lie alike on both sides have become one. Nothing of the description is kept.
typedef struct CKCopy CKCopy;
CKCopy *ck_copy_create(const CKCopyDescription *description);
void ck_copy_destroy(CKCopy *copy);
/// Lets both sides move, by so many elements with the rounds, whose counts are read as the copy runs.
void ck_copy_set_motion(CKCopy *copy, CKRounds rounds, CKMotion source, CKMotion destination);
int64_t ck_copy_units(const CKCopy *copy);
int32_t ck_copy_run(void *copy, int64_t begin, int64_t end, int32_t lane);

/// Fills `count` elements with one bit pattern; 0 of size 1 clears bytes. Units: blocks.
typedef struct CKSplat {
    void *destination;
    int64_t count, element_size;
    uint64_t bits;
} CKSplat;
int64_t ck_splat_units(const CKSplat *splat);
int32_t ck_splat_run(void *splat, int64_t begin, int64_t end, int32_t lane);

/// Whether all indices fit an axis of `size` elements. The first one that does not ends the program
/// with `indexOutOfRange`; `failed` is its position, or -1. One unit.
typedef struct CKCheckIndices {
    const void *indices;
    CKType index_type;  // int32 or int64
    int64_t count, size;
    int64_t failed;
} CKCheckIndices;
int32_t ck_check_indices_run(void *check, int64_t begin, int64_t end, int32_t lane);

/// Slices at indices along the middle axis: source [outer, size, inner] → [outer, count, inner].
/// Units: slices of the result.
typedef struct CKGather {
    int64_t outer, size, count, inner_bytes;
    const void *source, *indices;
    CKType index_type;  // int32 or int64
    void *destination;
} CKGather;
int64_t ck_gather_units(const CKGather *gather);
int32_t ck_gather_run(void *gather, int64_t begin, int64_t end, int32_t lane);

/// Rows of bytes as float32: destination[i, j] = scale × source[indices[i], j] + shift.
/// Units: rows of the result.
typedef struct CKGatherBytes {
    int64_t size, count, inner;
    const uint8_t *source;
    const int64_t *indices;
    float scale, shift;
    float *destination;
} CKGatherBytes;
int64_t ck_gather_bytes_units(const CKGatherBytes *gather);
int32_t ck_gather_bytes_run(void *gather, int64_t begin, int64_t end, int32_t lane);

/// The gradient of a gather: zeros [outer, size, inner], to which slices are added in the order
/// of the indices. Type: all but booleans; integers wrap around, and 16-bit elements are added up in
/// float32, which is what `destination` holds then. Units: blocks of columns of the slices, never the
/// indices, so that each element is added to by one thread in their order.
typedef struct CKScatter {
    CKType type, index_type;
    int64_t outer, size, count, inner;
    const void *updates, *indices;
    void *destination;
} CKScatter;
int64_t ck_scatter_units(const CKScatter *scatter);
int32_t ck_scatter_run(void *scatter, int64_t begin, int64_t end, int32_t lane);

/// One index for each place: [outer, size, inner] and indices [outer, count, inner].
/// `is_scatter`: adds `source` (like the indices) into zeros (like the array) instead, in the types of
/// `CKScatter`. Otherwise only the type's size matters. Units: blocks of columns.
typedef struct CKAlong {
    CKType type, index_type;
    bool is_scatter;
    int64_t outer, size, count, inner;
    const void *source, *indices;
    void *destination;
} CKAlong;
int64_t ck_along_units(const CKAlong *along);
int32_t ck_along_run(void *along, int64_t begin, int64_t end, int32_t lane);

#endif
