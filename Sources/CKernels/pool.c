// SPDX-License-Identifier: Apache-2.0
//
// Jobs lie in places that are never freed, so a thread may look at one that has long ended. All that
// it looks at before it owns a tile is one word: the tiles that are free, and how many threads the
// job takes. Owning a tile keeps the job as it is until the tile is finished.
#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { PLACES = 64, SPIN_NS = 50000 };

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

typedef struct Worker {
    Bed bed;
} __attribute__((aligned(128))) Worker;

static Job jobs[PLACES];
static Worker workers[CK_MOST_THREADS];
static _Atomic int32_t worker_count;
/// Places 0 ..< place_count have been used.
static _Atomic int32_t place_count;
/// Threads that are at work: callers, and workers that have a lane.
static _Atomic int32_t active, callers;
static _Atomic int32_t processor_limit = 1;

static int64_t front_of(uint64_t word) { return (int64_t)(word >> 16 & 0xffff); }
static int64_t back_of(uint64_t word) { return (int64_t)(word & 0xffff); }
static int32_t threads_of(uint64_t word) { return (int32_t)(word >> 32 & 0xff); }
static bool has_free_tiles(uint64_t word) { return front_of(word) < back_of(word); }

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

static void wake_workers(Job *job, int32_t threads, int64_t tiles) {
    int32_t taken = __builtin_popcountll(atomic_load_explicit(&job->lanes, memory_order_relaxed));
    int64_t wanted = (threads < tiles ? threads : tiles) - 1 - taken;
    int32_t count = atomic_load_explicit(&worker_count, memory_order_acquire);
    for (int32_t i = 0; i < count && wanted > 0; i++) {
        if (bed_wake(&workers[i].bed)) wanted--;
    }
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
    wake_workers(job, threads, tiles);
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
    for (; job->step < job->count; job->step++) {
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
    job->step++;
    go_on(job, lane);
}

/// How long a thread has waited, and what a tile takes: others may be busy with one that long.
typedef struct Patience {
    int64_t idle_since, tile;
} Patience;

/// Does one tile; false if none was free.
static bool do_tile(Job *job, int32_t lane, Patience *patience) {
    int64_t tile = claim(job, lane);
    if (tile < 0) return false;
    int64_t start = now_ns();
    int32_t status = run_tile(job, tile, lane);
    *patience = (Patience){.tile = now_ns() - start};
    finish_tile(job, status, lane);
    return true;
}

/// Waits a little for tiles; false when the wait has been longer than it pays to spin.
static bool spin(Job *job, Patience *patience) {
    for (int i = 0; i < 16; i++) {
        if (has_free_tiles(atomic_load_explicit(&job->word, memory_order_relaxed))) return true;
        spin_pause();
    }
    int64_t now = now_ns();
    if (patience->idle_since == 0) patience->idle_since = now;
    int64_t limit = 2 * patience->tile > SPIN_NS ? 2 * patience->tile : SPIN_NS;
    return now - patience->idle_since < limit;
}

// MARK: Workers

/// Whether there are processors for all that are at work and `more` threads.
static bool has_processors(uint64_t word, int32_t more) {
    int32_t limit = atomic_load_explicit(&processor_limit, memory_order_relaxed);
    int32_t most = threads_of(word) > limit ? threads_of(word) : limit;
    return atomic_load_explicit(&active, memory_order_relaxed) + more <= most;
}

/// A lane of the job that nobody has; −1 if all are taken.
static int32_t take_lane(Job *job, uint64_t word) {
    uint64_t taken = atomic_load(&job->lanes);
    for (;;) {
        int32_t lane = 1;
        while (lane < threads_of(word) && (taken >> lane & 1)) lane++;
        if (lane >= threads_of(word)) return -1;
        if (atomic_compare_exchange_weak(&job->lanes, &taken, taken | 1ull << lane)) return lane;
    }
}

/// Takes part in a job, and in those that follow it in its place, until there has been nothing to do
/// for a while. False if it found nothing at all.
static bool join(Job *job) {
    uint64_t word = atomic_load_explicit(&job->word, memory_order_acquire);
    if (!has_free_tiles(word)) return false;
    int32_t lane = take_lane(job, word);
    if (lane < 0) return false;
    atomic_fetch_add(&active, 1);
    bool did_something = false;
    Patience patience = {0};
    do {
        while (do_tile(job, lane, &patience)) did_something = true;
        if (!has_processors(atomic_load_explicit(&job->word, memory_order_relaxed), 0)) break;
    } while (spin(job, &patience));
    atomic_fetch_sub(&active, 1);
    atomic_fetch_and(&job->lanes, ~(1ull << lane));
    return did_something;
}

static bool join_any(void) {
    int32_t count = atomic_load_explicit(&place_count, memory_order_acquire);
    for (int32_t i = 0; i < count; i++) {
        uint64_t word = atomic_load(&jobs[i].word);
        if (has_free_tiles(word) && has_processors(word, 1) && join(&jobs[i])) return true;
    }
    return false;
}

static bool is_anything_free(void) {
    int32_t count = atomic_load(&place_count);
    for (int32_t i = 0; i < count; i++) {
        if (has_free_tiles(atomic_load(&jobs[i].word))) return true;
    }
    return false;
}

static void *work(void *context) {
    Worker *worker = context;
    for (;;) {
        while (join_any()) {}
        bed_prepare(&worker->bed);
        // Tiles that are free but not for this thread would keep it awake: it gives up after one look.
        if (is_anything_free() && join_any()) bed_leave(&worker->bed);
        else bed_sleep(&worker->bed);
    }
    return NULL;
}

static bool start_worker(Worker *worker) {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    // Signals are the program's own business.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int status = pthread_create(&thread, &attributes, work, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return status == 0;
}

void pool_grow(int32_t threads, int32_t processors) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    atomic_store(&processor_limit, processors > 1 ? processors : 1);
    if (atomic_load(&worker_count) >= threads - 1) return;
    pthread_mutex_lock(&lock);
    int32_t count = atomic_load(&worker_count);
    while (count < threads - 1 && start_worker(&workers[count])) count++;
    atomic_store(&worker_count, count);
    pthread_mutex_unlock(&lock);
}

// MARK: Callers

/// The place that this thread had last: workers that wait for its next job look there.
static _Thread_local int32_t last_place = -1;

static bool try_place(int32_t index) {
    bool expected = false;
    if (!atomic_compare_exchange_strong(&jobs[index].is_taken, &expected, true)) return false;
    last_place = index;
    int32_t count = atomic_load(&place_count);
    while (count <= index && !atomic_compare_exchange_weak(&place_count, &count, index + 1)) {}
    return true;
}

static Job *take_place(void) {
    if (last_place >= 0 && try_place(last_place)) return &jobs[last_place];
    for (int32_t i = 0; i < PLACES; i++) {
        if (try_place(i)) return &jobs[i];
    }
    return NULL;
}

/// Sleeps until there are tiles again or the job is done: the system may then move a thread that
/// waits for this processor here.
static void sleep_caller(Job *job) {
    bed_prepare(&job->caller);
    bool must_wait = !atomic_load(&job->is_done) && !has_free_tiles(atomic_load(&job->word));
    if (must_wait) bed_sleep(&job->caller);
    else bed_leave(&job->caller);
}

static void help(Job *job) {
    Patience patience = {0};
    while (!atomic_load_explicit(&job->is_done, memory_order_acquire)) {
        if (do_tile(job, 0, &patience) || spin(job, &patience)) continue;
        sleep_caller(job);
        patience.idle_since = 0;
    }
}

static bool run_in_place(
    const CKStep *steps, int64_t count, int32_t threads, int32_t *status, int64_t *failed) {
    Job *job = take_place();
    if (job == NULL) return false;
    job->steps = steps;
    job->count = count;
    job->step = 0;
    job->threads = threads;
    atomic_store(&job->status, 0);
    atomic_store(&job->is_done, false);
    go_on(job, 0);
    help(job);
    *status = atomic_load(&job->status);
    *failed = *status != 0 ? job->step : -1;
    atomic_store(&job->is_taken, false);
    return true;
}

int32_t pool_run(
    const CKStep *steps, int64_t count, int32_t threads, CKSharing sharing, int64_t *failed) {
    int32_t others = atomic_fetch_add(&callers, 1), status = 0;
    bool has_more = sharing == CKSharingAlways || others + 1 < atomic_load(&processor_limit);
    atomic_fetch_add(&active, 1);
    bool is_shared = sharing != CKSharingNever && has_more
        && run_in_place(steps, count, threads, &status, failed);
    if (!is_shared) status = ck_run(steps, count, failed);
    atomic_fetch_sub(&active, 1);
    atomic_fetch_sub(&callers, 1);
    return status;
}
