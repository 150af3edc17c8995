// SPDX-License-Identifier: Apache-2.0
#include "job.h"

enum { SPIN_NS = 50000 };

/// Takes a tile for a lane; −1 if none is free. The caller takes from the front and every other
/// lane from the back: with two threads each keeps to its half of the data from step to step.
static int64_t claim(Job *job, int32_t lane) {
    uint64_t word = atomic_load_explicit(&job->word, memory_order_acquire);
    while (has_free_tiles(word) && lane < threads_of(word)) {
        bool is_front = lane % 2 == 0;
        uint64_t next = is_front ? word + 0x10000 : word - 1;
        if (atomic_compare_exchange_weak_explicit(
                &job->word, &word, next, memory_order_acq_rel, memory_order_acquire)) {
            return is_front ? front_of(word) : back_of(word) - 1;
        }
    }
    return -1;
}

/// Offers the tiles of the job's step to all.
static void publish(Job *job, int32_t lane) {
    int64_t tiles = job->steps[job->step].tiles;
    int32_t threads = job->threads;
    atomic_store_explicit(&job->remaining, tiles, memory_order_relaxed);
    uint64_t number = (atomic_load_explicit(&job->word, memory_order_relaxed) >> 40) + 1;
    uint64_t word = number << 40 | (uint64_t)threads << 32 | (uint64_t)tiles;
    atomic_store(&job->word, word);
    // From here on the job may be over, and another in its place.
    int32_t taken = __builtin_popcountll(atomic_load_explicit(&job->lanes, memory_order_relaxed));
    pool_wake((threads < tiles ? threads : tiles) - 1 - taken);
    if (lane != 0) bed_wake(&job->caller);
}

static int32_t run_tile(Job *job, int64_t tile, int32_t lane) {
    const CKStep *step = &job->steps[job->step];
    int64_t begin = ck_tile_begin(step->units, step->tiles, tile);
    int64_t end = ck_tile_begin(step->units, step->tiles, tile + 1);
    return step->run(step->context, begin, end, lane);
}

static void end_job(Job *job, int32_t lane) {
    atomic_store(&job->is_done, true);
    if (lane != 0) bed_wake(&job->caller);
}

/// Goes on from the job's step: steps of one tile are done here and now, the next with several is
/// offered to all.
static void go_on(Job *job, int32_t lane) {
    for (; job->step < job->count; job->step = ck_next_step(job->steps, job->step)) {
        const CKStep *step = &job->steps[job->step];
        if (step->tiles > 1) return publish(job, lane);
        int32_t status = step->run(step->context, 0, step->units, lane);
        if (status != 0) {
            atomic_store(&job->status, status);
            break;
        }
    }
    end_job(job, lane);
}

static void finish_tile(Job *job, int32_t status, int32_t lane) {
    if (status != 0) atomic_store(&job->status, status);
    if (atomic_fetch_sub_explicit(&job->remaining, 1, memory_order_acq_rel) != 1) return;
    if (atomic_load(&job->status) != 0) return end_job(job, lane);
    job->step = ck_next_step(job->steps, job->step);
    go_on(job, lane);
}

bool job_do_tile(Job *job, int32_t lane, Patience *patience) {
    int64_t tile = claim(job, lane);
    if (tile < 0) return false;
    int64_t start = now_ns();
    int32_t status = run_tile(job, tile, lane);
    *patience = (Patience){.tile = now_ns() - start};
    finish_tile(job, status, lane);
    return true;
}

bool job_spin(Job *job, Patience *patience) {
    for (int i = 0; i < 16; i++) {
        if (has_free_tiles(atomic_load_explicit(&job->word, memory_order_relaxed))) return true;
        spin_pause();
    }
    int64_t now = now_ns();
    if (patience->idle_since == 0) patience->idle_since = now;
    int64_t limit = 2 * patience->tile > SPIN_NS ? 2 * patience->tile : SPIN_NS;
    return now - patience->idle_since < limit;
}

void job_begin(Job *job, const CKStep *steps, int64_t count, int32_t threads) {
    job->steps = steps;
    job->count = count;
    job->step = 0;
    job->threads = threads;
    atomic_store(&job->status, 0);
    atomic_store(&job->is_done, false);
    go_on(job, 0);
}
