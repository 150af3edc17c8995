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

/// When a program goes on elsewhere than with the next step.
CK_ENUM(CKJumpWhen, int32_t) {
    CKJumpWhenAlways,
    CKJumpWhenGreater,     // the number at `value` is greater than `limit`
    CKJumpWhenNotGreater,  // it is not
    CKJumpWhenLess,        // 1 is added to it, and then it is less than `limit`
} CKJumpWhen;

/// Where a program goes on after a step: the way to loops and branches.
typedef struct CKJump {
    CKJumpWhen when;
    /// Of the number: bool, int32 or int64; the one that counts is an int64.
    CKType type;
    void *value;
    int64_t limit;
    /// The index of the step to go on with.
    int64_t target;
} CKJump;

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
    /// NULL: the next step follows.
    const CKJump *jump;
} CKStep;

/// Where tile i of a step begins, ⌊units · i / tiles⌋; tile i ends where the next one begins.
static inline int64_t ck_tile_begin(int64_t units, int32_t tiles, int64_t tile) {
    return units / tiles * tile + units % tiles * tile / tiles;
}

/// The index of the step that follows step `index`, which is done. Counts where the jump does.
int64_t ck_next_step(const CKStep *steps, int64_t index);

/// Sets the int64 that a loop counts with to 0; the only unit of a step.
int32_t ck_start_count(void *counter, int64_t begin, int64_t end, int32_t lane);
/// A step that does nothing: a place for a jump.
int32_t ck_no_work(void *context, int64_t begin, int64_t end, int32_t lane);

/// Runs the steps in order on the calling thread (lane 0), tile by tile; empty tiles are left out.
/// Stops at the first status that is not 0, and returns it; `failed` receives that step's index,
/// or -1.
int32_t ck_run(const CKStep *steps, int64_t count, int64_t *failed);

/// Programs that know nothing of each other, as one step: each is a unit, which one thread does from
/// its first step to its last.
typedef struct CKPrograms {
    const CKStep *steps;
    /// Where each program begins, and where the last one ends. Targets of jumps count from the first
    /// step of all.
    const int64_t *begins;
} CKPrograms;
int32_t ck_programs_run(void *programs, int64_t begin, int64_t end, int32_t lane);

/// Steps that know nothing of each other, as one: each of their tiles is a unit, so that who finds none
/// left of one step takes those of the next.
typedef struct CKTogether {
    const CKStep *steps;
    /// The first unit of each step, and the end of the last one's.
    const int64_t *begins;
    /// The step that failed, if one did.
    int64_t failed;
} CKTogether;
int32_t ck_together_run(void *together, int64_t begin, int64_t end, int32_t lane);

#endif
