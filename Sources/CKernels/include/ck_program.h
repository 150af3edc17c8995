// SPDX-License-Identifier: Apache-2.0
//
// Threads and programs.
#ifndef MARTLET_CK_PROGRAM_H
#define MARTLET_CK_PROGRAM_H

#include "ck_types.h"

/// The OpenMP pool of the loaded oneDNN (two pools in one process would fight for the cores).
/// All NULL, or threads 1: everything runs on the calling thread.
typedef struct CKTeam {
    void (*parallel)(void (*body)(void *), void *context, unsigned threads, unsigned flags);
    int (*thread_number)(void);
    int (*team_size)(void);
    int32_t threads;
} CKTeam;

/// Calls body(context, begin, end) on disjoint ranges that cover 0 ..< count, one for each thread.
/// The ranges depend on the count and the number of threads only.
void ck_parallel_for(
    const CKTeam *team, int64_t count, void (*body)(void *context, int64_t begin, int64_t end),
    void *context);

/// One step of a program: an own kernel, a oneDNN execution or a closure behind a trampoline.
typedef struct CKStep {
    int32_t (*run)(void *context);
    void *context;
} CKStep;

/// Runs the steps in order. Stops at the first whose status is not 0, and returns it; `failed`
/// receives that step's index, or -1.
int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed);

/// A step that fills memory with zero bytes.
typedef struct CKFill {
    void *address;
    int64_t bytes;
} CKFill;
int32_t ck_fill_run(void *context);

#endif
