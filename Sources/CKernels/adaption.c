// SPDX-License-Identifier: Apache-2.0
#include "adaption.h"

enum {
    WINDOW_NS = 1000000,       // runs are judged by the millisecond: the system preempts by milliseconds
    TRIED_WINDOWS = 3,         // windows of the other way before it is believed to be better
    FIRST_PAUSE_NS = 4000000,
    LONGEST_PAUSE_NS = 128000000,
};

/// How much faster the other way must be.
static const double margin = 0.97;
/// A window this much slower than usual says that the machine has changed.
static const double surprise = 1.4;

void adaption_begin(Adaption *a) {
    *a = (Adaption){.best = 1, .pause = FIRST_PAUSE_NS};
}

bool adaption_shares(const Adaption *a) { return (a->trying > 0 ? 1 - a->best : a->best) == 1; }

static void plan_next_try(Adaption *a, int64_t now, int64_t window) {
    int64_t longest = LONGEST_PAUSE_NS > 32 * window ? LONGEST_PAUSE_NS : 32 * window;
    a->pause = a->pause * 2 < longest ? a->pause * 2 : longest;
    a->next_try = now + a->pause;
    a->trying = 0;
}

static void take(Adaption *a, int32_t way, int64_t now) {
    a->best = way;
    a->pause = FIRST_PAUSE_NS;
    a->next_try = now + a->pause;
    a->trying = 0;
}

/// A window of the way that is usual.
static void note_usual(Adaption *a, double mean, int64_t now) {
    Way *usual = &a->ways[a->best], *other = &a->ways[1 - a->best];
    bool is_surprise = usual->mean > 0 && mean > usual->mean * surprise;
    usual->mean = usual->mean == 0 ? mean : usual->mean + (mean - usual->mean) * 0.25;
    // One long wait for a thread that was put aside says enough.
    if (other->mean > 0 && usual->mean * margin > other->mean) return take(a, 1 - a->best, now);
    bool is_soon = a->next_try - now > FIRST_PAUSE_NS && is_surprise;
    if (is_soon) a->next_try = now + FIRST_PAUSE_NS;
    if (now < a->next_try) return;
    a->trying = TRIED_WINDOWS;
    a->tried = 0;
    a->tries = 0;
}

/// A window of the other way: one bad one ends the trial.
static void note_trial(Adaption *a, double mean, int64_t now, int64_t window) {
    Way *usual = &a->ways[a->best], *other = &a->ways[1 - a->best];
    a->tried += mean;
    a->tries++;
    a->trying--;
    other->mean = a->tried / a->tries;
    bool is_better = other->mean < usual->mean * margin;
    if (!is_better) return plan_next_try(a, now, window);
    if (a->trying == 0) take(a, 1 - a->best, now);
}

void adaption_note(Adaption *a, int64_t nanoseconds, int64_t now) {
    a->window_runs++;
    a->window_ns += nanoseconds;
    if (a->window_ns < WINDOW_NS) return;
    double mean = (double)a->window_ns / (double)a->window_runs;
    int64_t window = a->window_ns;
    a->window_runs = 0;
    a->window_ns = 0;
    if (a->trying > 0) note_trial(a, mean, now, window);
    else note_usual(a, mean, now);
}
