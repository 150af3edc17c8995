// SPDX-License-Identifier: Apache-2.0
//
// Steps of recurrent cells, behind the sums of their gates: everything that is done element by
// element, in one pass.
#ifndef MARTLET_CK_RECURRENT_H
#define MARTLET_CK_RECURRENT_H

#include "ck_types.h"

/// Rows of numbers that go on with the rounds of loops; the columns of a row lie side by side.
typedef struct CKRows {
    float *elements;
    int64_t row_stride;
    CKMotion motion;
} CKRows;

/// One step of an LSTM. Units of its work: rows.
///
/// Forward, `gates` are the sums of the input gate, the forget gate, the candidate and the output gate,
/// each `units` wide, and `state`, `next` and `kept` (the gates behind their activations, and the
/// hyperbolic tangent of `next`) are made. Backward, `kept`, `cell` and the gradients by `state` and
/// `next` are given, `gates` receives the gradient by the sums, and `by_cell` that by the cell.
/// `next` may lie where `cell` does, and `by_cell` where `next` does.
typedef struct CKLSTMCell {
    int64_t rows, units;
    CKRows gates, cell, state, next, kept, by_cell;
    CKRounds rounds;
} CKLSTMCell;
int32_t ck_lstm_cell_run(void *cell, int64_t begin, int64_t end, int32_t lane);
int32_t ck_lstm_cell_gradient_run(void *cell, int64_t begin, int64_t end, int32_t lane);

#endif
