// SPDX-License-Identifier: Apache-2.0
//
// A primitive run block by block: the same primitive on other addresses. Several threads, each with
// a lane of its own, may do blocks at the same time.
#ifndef MARTLET_MDNN_EXECUTION_H
#define MARTLET_MDNN_EXECUTION_H

#include "mdnn_types.h"

/// Where an argument of the first block lies, and how many bytes on that of the next.
typedef struct MDNNOperand {
    MDNNSlot slot;
    MDNNLayout layout;
    void *address;
    int64_t step;
} MDNNOperand;

/// What is done with the result of a block while it is in the cache: rows × columns at the address
/// of the operand `result`.
typedef struct MDNNFinish {
    void (*run)(float *values, int64_t rows, int64_t columns, int64_t row_stride);
    int32_t result;
    int64_t row_stride;
} MDNNFinish;

/// A primitive with the arguments of its first block.
typedef struct MDNNBlock {
    MDNNPrimitive primitive;
    MDNNLayout scratchpad;
    const MDNNOperand *operands;
    int32_t count;
    /// What `finish` works on.
    int64_t rows, columns;
} MDNNBlock;

typedef struct MDNNExecutionDescription {
    int32_t lanes;
    /// Blocks in all.
    int64_t blocks;
    /// The primitive for all blocks but perhaps the last.
    MDNNBlock whole;
    /// The primitive for the last block if that is smaller; its addresses are those of block 0.
    MDNNBlock last;
    MDNNFinish finish;
    /// Scratch memory of lane 0, and bytes from lane to lane.
    void *scratch;
    int64_t scratch_step;
} MDNNExecutionDescription;

typedef struct MDNNExecution MDNNExecution;

/// Copies the description; the primitives must outlive the execution. Returns a status.
int32_t mdnn_execution_create(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNExecutionDescription *description,
    MDNNExecution **execution);
void mdnn_execution_destroy(MDNNExecution *execution);
/// Does blocks begin ..< end: the signature of a program step.
int32_t mdnn_execution_run(void *execution, int64_t begin, int64_t end, int32_t lane);

#endif
