// SPDX-License-Identifier: Apache-2.0
#include "adaption.h"
#include "pool.h"

#include <stdlib.h>
#include <string.h>

struct CKRunner {
    CKStep *steps;
    int64_t count;
    int32_t threads;
    CKSharing sharing;
    Adaption adaption;
};

/// Whether this thread's last program was shared: then what it does in between is worth sharing too.
static _Thread_local bool shares = true;

CKRunner *ck_runner_create(
    const CKStep *steps, int64_t count, int32_t threads, int32_t processors, CKSharing sharing) {
    CKRunner *runner = calloc(1, sizeof *runner);
    if (runner == NULL) return NULL;
    runner->steps = malloc((size_t)(count > 0 ? count : 1) * sizeof *steps);
    if (runner->steps == NULL) {
        free(runner);
        return NULL;
    }
    if (count > 0) memcpy(runner->steps, steps, (size_t)count * sizeof *steps);
    runner->count = count;
    runner->threads = threads < CK_MOST_THREADS ? threads : CK_MOST_THREADS;
    runner->sharing = runner->threads > 1 ? sharing : CKSharingNever;
    adaption_begin(&runner->adaption);
    if (runner->sharing != CKSharingNever) pool_grow(runner->threads, processors);
    return runner;
}

void ck_runner_destroy(CKRunner *runner) {
    if (runner == NULL) return;
    free(runner->steps);
    free(runner);
}

void ck_runner_set_step(CKRunner *runner, int64_t index, const CKStep *step) {
    runner->steps[index] = *step;
}

static int32_t run(CKRunner *runner, CKSharing sharing, int64_t *failed) {
    return pool_run(runner->steps, runner->count, runner->threads, sharing, failed);
}

int32_t ck_runner_run(CKRunner *runner, int64_t *failed) {
    if (runner->sharing != CKSharingAdaptive) return run(runner, runner->sharing, failed);
    shares = adaption_shares(&runner->adaption);
    int64_t start = now_ns();
    int32_t status = run(runner, shares ? CKSharingAdaptive : CKSharingNever, failed);
    int64_t end = now_ns();
    adaption_note(&runner->adaption, end - start, end);
    return status;
}

int32_t ck_pool_run(const CKStep *step, int32_t threads) {
    int64_t failed;
    bool is_shared = step->tiles > 1 && threads > 1 && shares;
    return pool_run(
        step, 1, threads, is_shared ? CKSharingAdaptive : CKSharingNever, &failed);
}
