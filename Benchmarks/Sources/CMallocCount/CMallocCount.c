// SPDX-License-Identifier: Apache-2.0
// Stands between the program and glibc's allocator: symbols of the executable come first, for libraries as well.
#define _GNU_SOURCE
#include "CMallocCount.h"

#if defined(__linux__) && defined(__GLIBC__)
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_int enabled;
static atomic_llong own, library;
static _Thread_local int busy;

static int is_library(const void *caller) {
    static const char *const names[] = {"libdnnl", "libgomp", "libstdc++", "libomp"};
    Dl_info info;
    if (!dladdr(caller, &info) || !info.dli_fname) return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(info.dli_fname, names[i])) return 1;
    return 0;
}

static void count(const void *caller) {
    if (!atomic_load_explicit(&enabled, memory_order_relaxed) || busy) return;
    busy = 1;  // dladdr may allocate
    atomic_fetch_add(is_library(caller) ? &library : &own, 1);
    busy = 0;
}

void *malloc(size_t size) {
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(__builtin_return_address(0));
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count(__builtin_return_address(0));
    return __libc_realloc(old, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

void malloc_count_enable(int on) { atomic_store(&enabled, on); }
malloc_counts malloc_count_read(void) {
    return (malloc_counts){atomic_load(&own), atomic_load(&library)};
}
#else
void malloc_count_enable(int on) { (void)on; }
malloc_counts malloc_count_read(void) { return (malloc_counts){0, 0}; }
#endif
