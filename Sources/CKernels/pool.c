// SPDX-License-Identifier: Apache-2.0
//
// The threads of the pool, and the places in which callers put their jobs.
#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "job.h"

enum { PLACES = 64 };

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

void pool_wake(int64_t wanted) {
    int32_t count = atomic_load_explicit(&worker_count, memory_order_acquire);
    for (int32_t i = 0; i < count && wanted > 0; i++) {
        if (bed_wake(&workers[i].bed)) wanted--;
    }
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
        while (job_do_tile(job, lane, &patience)) did_something = true;
        if (!has_processors(atomic_load_explicit(&job->word, memory_order_relaxed), 0)) break;
    } while (job_spin(job, &patience));
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
        if (job_do_tile(job, 0, &patience) || job_spin(job, &patience)) continue;
        sleep_caller(job);
        patience.idle_since = 0;
    }
}

static bool run_in_place(
    const CKStep *steps, int64_t count, int32_t threads, int32_t *status, int64_t *failed) {
    Job *job = take_place();
    if (job == NULL) return false;
    job_begin(job, steps, count, threads);
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
