// SPDX-License-Identifier: Apache-2.0
//
// Waiting: by spinning for a while, then asleep.
#ifndef MARTLET_CK_WAITING_H
#define MARTLET_CK_WAITING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

static inline int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// Tells the processor that this is a spinning loop.
static inline void spin_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/// A thread that can sleep until another wakes it: 1 while it sleeps or is about to.
///
/// Who waits calls `bed_prepare`, looks once more whether there is nothing to do, and then either
/// `bed_leave` or `bed_sleep`. Who has work stores it first and calls `bed_wake` then.
typedef struct Bed {
    _Atomic uint32_t asleep;
} Bed;

static inline void bed_prepare(Bed *bed) { atomic_store(&bed->asleep, 1); }
static inline void bed_leave(Bed *bed) { atomic_store(&bed->asleep, 0); }
void bed_sleep(Bed *bed);
/// True if the thread slept.
bool bed_wake(Bed *bed);

#endif
