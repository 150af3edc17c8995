// SPDX-License-Identifier: Apache-2.0
//
// One pool of threads for the process, and programs whose tiles they pull.
//
// A step is cut into tiles that depend on the problem alone. Threads that take part pull tiles until
// none is left; whoever finishes the last tile of a step begins the next. So a thread that the
// system puts aside delays only the tile that it is at, and results never depend on how many threads
// there are. How many take part is tried out while a program runs again and again: on a busy machine
// one thread alone is often faster.
#ifndef MARTLET_CK_POOL_H
#define MARTLET_CK_POOL_H

#include "ck_program.h"

CK_ENUM(CKSharing, int32_t) {
    CKSharingNever,     // the calling thread does everything
    CKSharingAdaptive,  // others take part as long as that is faster
    CKSharingAlways,    // others take part in every step that has tiles for them: for tests
} CKSharing;

/// Steps with their memory, run by one calling thread at a time.
typedef struct CKRunner CKRunner;

/// Copies the steps. At most `threads` threads take part, the caller among them: lanes are
/// 0 ..< threads. `processors` is how many the process may use: the pool never keeps more threads at
/// work, all callers together, unless a runner asks for more threads. NULL when memory is short.
CKRunner *ck_runner_create(
    const CKStep *steps, int64_t count, int32_t threads, int32_t processors, CKSharing sharing);
void ck_runner_destroy(CKRunner *runner);

/// Replaces a step by the same on other memory, between two runs.
void ck_runner_set_step(CKRunner *runner, int64_t index, const CKStep *step);

/// Runs the steps in order. Stops at the first status that is not 0 and returns it; `failed`
/// receives that step's index, or -1.
int32_t ck_runner_run(CKRunner *runner, int64_t *failed);

/// Does one step with at most `threads` threads, if the calling thread's last program was shared.
int32_t ck_pool_run(const CKStep *step, int32_t threads);

/// The one rule for what is worth sharing: how many tiles `units` equal parts and `nanoseconds` of
/// work are cut into, where a tile has at least `grain` nanoseconds of work.
static inline int32_t ck_tiles(int64_t units, double nanoseconds, double grain, int32_t most) {
    if (units < 2 || !(nanoseconds >= 2 * grain)) return 1;
    double wanted = nanoseconds / grain;
    int64_t tiles = wanted < most ? (int64_t)wanted : most;
    return (int32_t)(tiles < units ? tiles : units);
}

/// What was measured to be good: handing a tile over costs about half a microsecond.
enum { CK_TILE_NANOSECONDS = 3000, CK_MOST_TILES = 64 };

/// A runner has at most this many threads.
enum { CK_MOST_THREADS = 64 };

#endif
