// SPDX-License-Identifier: Apache-2.0
//
// Steps, and how they are cut. No kernel knows of threads: it does a range of its units, and whoever
// runs the program decides which thread does which range.
//
//     CKStep step = { ck_gather_run, &gather, ck_gather_units(&gather), 4 };
//     int64_t failed;
//     ck_run(&step, 1, &failed);
#ifndef MARTLET_CK_PROGRAM_H
#define MARTLET_CK_PROGRAM_H

#include "ck_types.h"

/// One step of a program: work counted in units (rows, blocks, elements), done range by range.
/// Ranges of one step run at the same time on several threads and write disjoint memory; what a
/// unit writes does not depend on the range that it is done in, to the last bit.
typedef struct CKStep {
    /// Does units begin ..< end; `lane` numbers the thread, for scratch memory. 0, or a status.
    int32_t (*run)(void *context, int64_t begin, int64_t end, int32_t lane);
    void *context;
    int64_t units;
    /// Ranges that the units are cut into: a property of the problem, never of the machine.
    /// 1: not shared.
    int32_t tiles;
} CKStep;

/// Where tile i of a step begins, ⌊units · i / tiles⌋; tile i ends where the next one begins.
static inline int64_t ck_tile_begin(int64_t units, int32_t tiles, int64_t tile) {
    return units / tiles * tile + units % tiles * tile / tiles;
}

/// Runs the steps in order on the calling thread (lane 0), tile by tile; empty tiles are left out.
/// Stops at the first status that is not 0, and returns it; `failed` receives that step's index,
/// or -1.
int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed);

#endif
