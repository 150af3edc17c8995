// SPDX-License-Identifier: Apache-2.0
//
// Whether a program that runs again and again is faster on one thread or on several: both are tried.
// Results do not depend on it, so it may change from run to run.
#ifndef MARTLET_CK_ADAPTION_H
#define MARTLET_CK_ADAPTION_H

#include <stdbool.h>
#include <stdint.h>

/// What is known of one way to run.
typedef struct Way {
    double mean;  // nanoseconds a run; 0 while nothing is known
} Way;

typedef struct Adaption {
    Way ways[2];       // alone, shared
    int32_t best;      // the way that is taken as a rule
    int32_t trying;    // windows of the other way still to be tried
    double tried;      // their nanoseconds a run so far
    int32_t tries;
    int64_t next_try;  // when the other way is due again
    int64_t pause;     // between tries
    int64_t window_runs, window_ns;
} Adaption;

/// Whether the next run shall be shared.
bool adaption_shares(const Adaption *adaption);
/// Takes note of a run that ended at `now`.
void adaption_note(Adaption *adaption, int64_t nanoseconds, int64_t now);
/// Begins with sharing.
void adaption_begin(Adaption *adaption);

#endif
