// SPDX-License-Identifier: Apache-2.0
//
// A job is a list of steps that several threads do together.
//
// Jobs lie in places that are never freed, so a thread may look at one that has long ended. All that
// it looks at before it owns a tile is one word: the tiles that are free, and how many threads the
// job takes. Owning a tile keeps the job as it is until the tile is finished.
#ifndef MARTLET_CK_JOB_H
#define MARTLET_CK_JOB_H

#include "include/ck_pool.h"
#include "waiting.h"

typedef struct Job {
    /// From the top: 24 bits that count steps, 8 bits threads, 16 bits the first free tile,
    /// 16 bits the end of the free tiles.
    _Atomic uint64_t word;
    /// Tiles of the step that are not finished.
    _Atomic int64_t remaining;
    _Atomic int32_t status;
    _Atomic bool is_done;
    /// Lanes that threads of the pool have taken.
    _Atomic uint64_t lanes;
    Bed caller;
    const CKStep *steps;
    int64_t count, step;
    int32_t threads;
    _Atomic bool is_taken;
} __attribute__((aligned(128))) Job;

static inline int64_t front_of(uint64_t word) { return (int64_t)(word >> 16 & 0xffff); }
static inline int64_t back_of(uint64_t word) { return (int64_t)(word & 0xffff); }
static inline int32_t threads_of(uint64_t word) { return (int32_t)(word >> 32 & 0xff); }
static inline bool has_free_tiles(uint64_t word) { return front_of(word) < back_of(word); }

/// How long a thread has waited, and what a tile takes: others may be busy with one that long.
typedef struct Patience {
    int64_t idle_since, tile;
} Patience;

/// Begins a job of steps in its place; the caller has lane 0.
void job_begin(Job *job, const CKStep *steps, int64_t count, int32_t threads);
/// Does one tile; false if none was free.
bool job_do_tile(Job *job, int32_t lane, Patience *patience);
/// Waits a little for tiles; false when the wait has been longer than it pays to spin.
bool job_spin(Job *job, Patience *patience);

/// Wakes as many sleeping threads of the pool as are `wanted`.
void pool_wake(int64_t wanted);

#endif
