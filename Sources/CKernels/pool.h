// SPDX-License-Identifier: Apache-2.0
//
// A job is a list of steps that several threads do together.
#ifndef MARTLET_CK_POOL_PRIVATE_H
#define MARTLET_CK_POOL_PRIVATE_H

#include "include/ck_pool.h"
#include "waiting.h"

/// Sees that there are threads enough for jobs of `threads`, as far as the system gives them.
void pool_grow(int32_t threads, int32_t processors);

/// Runs the steps on the calling thread and, if `sharing` says so, on threads of the pool that have
/// nothing else to do: on none if there are as many callers as processors.
int32_t pool_run(
    const CKStep *steps, int64_t count, int32_t threads, CKSharing sharing, int64_t *failed);

#endif
