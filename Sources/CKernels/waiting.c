// SPDX-License-Identifier: Apache-2.0
#include "waiting.h"

#if defined(__linux__)

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void bed_sleep(Bed *bed) {
    while (atomic_load(&bed->asleep) == 1) {
        syscall(SYS_futex, &bed->asleep, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
    }
}

static void ring(Bed *bed) {
    syscall(SYS_futex, &bed->asleep, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

#else

#include <pthread.h>

// One lock for all: threads sleep when there is nothing to do.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;

void bed_sleep(Bed *bed) {
    pthread_mutex_lock(&lock);
    while (atomic_load(&bed->asleep) == 1) pthread_cond_wait(&bell, &lock);
    pthread_mutex_unlock(&lock);
}

static void ring(Bed *bed) {
    (void)bed;
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&bell);
    pthread_mutex_unlock(&lock);
}

#endif

bool bed_wake(Bed *bed) {
    // Without the first look every step of a program would write to the sleeper's cache line.
    if (atomic_load(&bed->asleep) == 0 || atomic_exchange(&bed->asleep, 0) == 0) return false;
    ring(bed);
    return true;
}
