// SPDX-License-Identifier: Apache-2.0
#include "include/ck_recurrent.h"

#include "clones.h"
#include "include/ck_program.h"
#include "math32.h"

static float *row_of(const CKLSTMCell *cell, const CKRows *rows, int64_t row) {
    char *elements = (char *)rows->elements + ck_moved(cell->rounds, rows->motion);
    return (float *)elements + row * rows->row_stride;
}

CK_CLONES static void step_row(
    const float *gates, const float *cell, float *state, float *next, float *kept, int64_t n) {
    CK_VECTORIZE for (int64_t j = 0; j < n; j++) {
        const float input = sigmoid32(gates[j]), forget = sigmoid32(gates[n + j]);
        const float candidate = tanh32(gates[2 * n + j]), output = sigmoid32(gates[3 * n + j]);
        const float sum = forget * cell[j] + input * candidate;
        const float bounded = tanh32(sum);
        kept[j] = input;
        kept[n + j] = forget;
        kept[2 * n + j] = candidate;
        kept[3 * n + j] = output;
        kept[4 * n + j] = bounded;
        next[j] = sum;
        state[j] = output * bounded;
    }
}

int32_t ck_lstm_cell_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKLSTMCell *c = context;
    for (int64_t row = begin; row < end; row++) {
        step_row(
            row_of(c, &c->gates, row), row_of(c, &c->cell, row), row_of(c, &c->state, row),
            row_of(c, &c->next, row), row_of(c, &c->kept, row), c->units);
    }
    return CKStatusSuccess;
}

CK_CLONES static void step_row_back(
    const float *kept, const float *cell, const float *by_state, const float *by_next,
    float *by_gates, float *by_cell, int64_t n) {
    CK_VECTORIZE for (int64_t j = 0; j < n; j++) {
        const float input = kept[j], forget = kept[n + j], candidate = kept[2 * n + j];
        const float output = kept[3 * n + j], bounded = kept[4 * n + j], given = by_state[j];
        const float sum = by_next[j] + given * output * (1 - bounded * bounded);
        by_gates[j] = sum * candidate * (input * (1 - input));
        by_gates[n + j] = sum * cell[j] * (forget * (1 - forget));
        by_gates[2 * n + j] = sum * input * (1 - candidate * candidate);
        by_gates[3 * n + j] = given * bounded * (output * (1 - output));
        by_cell[j] = sum * forget;
    }
}

int32_t ck_lstm_cell_gradient_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKLSTMCell *c = context;
    for (int64_t row = begin; row < end; row++) {
        step_row_back(
            row_of(c, &c->kept, row), row_of(c, &c->cell, row), row_of(c, &c->state, row),
            row_of(c, &c->next, row), row_of(c, &c->gates, row), row_of(c, &c->by_cell, row),
            c->units);
    }
    return CKStatusSuccess;
}
