// SPDX-License-Identifier: Apache-2.0
// Counts the process's allocations, told apart by who asked for them. Linux with glibc only; elsewhere it counts 0.
#pragma once
#include <stdint.h>

typedef struct {
    /// Allocations asked for by Martlet and the Swift runtime.
    int64_t own;
    /// Allocations asked for inside oneDNN, OpenMP and the C++ library.
    int64_t library;
} malloc_counts;

/// Begins to count, or to look the other way.
void malloc_count_enable(int enabled);

/// What was counted so far.
malloc_counts malloc_count_read(void);
