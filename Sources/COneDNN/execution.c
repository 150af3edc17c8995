// SPDX-License-Identifier: Apache-2.0
//
// Memory objects are made once for each lane; going to another block only changes addresses.
#include "library.h"

#include <stdlib.h>

enum { MOST_OPERANDS = 7 };

typedef struct {
    exec_arg_t arguments[MOST_OPERANDS + 1];  // the last one is the scratchpad
} Bound;

typedef struct {
    stream_t stream;
    Bound whole, last;
} Lane;

struct MDNNExecution {
    const MDNNLibrary *library;
    MDNNExecutionDescription is;
    MDNNOperand whole[MOST_OPERANDS], last[MOST_OPERANDS];
    Lane lanes[];
};

static bool has_last(const MDNNExecution *e) { return e->is.last.primitive.raw != NULL; }

static int32_t bind_memory(
    MDNNExecution *e, MDNNEngine engine, MDNNLayout layout, void *address, exec_arg_t *argument) {
    return e->library->memory_create(&argument->memory, layout.raw, engine.raw, address);
}

static int32_t bind_block(
    MDNNExecution *e, MDNNEngine engine, const MDNNBlock *block, int32_t lane, Bound *bound) {
    for (int32_t i = 0; i < block->count; i++) {
        const MDNNOperand *operand = &block->operands[i];
        bound->arguments[i].slot = operand->slot;
        int32_t status = bind_memory(
            e, engine, operand->layout, operand->address, &bound->arguments[i]);
        if (status != 0) return status;
    }
    char *scratch = (char *)e->is.scratch + lane * e->is.scratch_step;
    bound->arguments[block->count].slot = MDNNSlotScratchpad;
    return bind_memory(e, engine, block->scratchpad, scratch, &bound->arguments[block->count]);
}

static int32_t bind_lane(MDNNExecution *e, MDNNEngine engine, int32_t index) {
    Lane *lane = &e->lanes[index];
    int32_t status = e->library->stream_create(&lane->stream, engine.raw, library_in_order);
    if (status == 0) status = bind_block(e, engine, &e->is.whole, index, &lane->whole);
    if (status == 0 && has_last(e)) {
        status = bind_block(e, engine, &e->is.last, index, &lane->last);
    }
    return status;
}

int32_t mdnn_execution_create(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNExecutionDescription *description,
    MDNNExecution **execution) {
    const MDNNExecutionDescription *d = description;
    if (d->whole.count > MOST_OPERANDS || d->last.count > MOST_OPERANDS) return 2;
    MDNNExecution *e = calloc(1, sizeof *e + (size_t)d->lanes * sizeof(Lane));
    if (e == NULL) return 1;
    e->library = library;
    e->is = *d;
    for (int32_t i = 0; i < d->whole.count; i++) e->whole[i] = d->whole.operands[i];
    for (int32_t i = 0; i < d->last.count; i++) e->last[i] = d->last.operands[i];
    e->is.whole.operands = e->whole;
    e->is.last.operands = e->last;
    int32_t status = 0;
    for (int32_t i = 0; i < d->lanes && status == 0; i++) status = bind_lane(e, engine, i);
    if (status == 0) *execution = e;
    else mdnn_execution_destroy(e);
    return status;
}

static void destroy_bound(const MDNNLibrary *library, Bound *bound) {
    for (int32_t i = 0; i <= MOST_OPERANDS; i++) {
        if (bound->arguments[i].memory != NULL) library->memory_destroy(bound->arguments[i].memory);
    }
}

void mdnn_execution_destroy(MDNNExecution *e) {
    if (e == NULL) return;
    for (int32_t i = 0; i < e->is.lanes; i++) {
        destroy_bound(e->library, &e->lanes[i].whole);
        destroy_bound(e->library, &e->lanes[i].last);
        if (e->lanes[i].stream != NULL) e->library->stream_destroy(e->lanes[i].stream);
    }
    free(e);
}

static int32_t run_block(MDNNExecution *e, int64_t index, Lane *lane) {
    bool is_last = has_last(e) && index == e->is.blocks - 1;
    const MDNNBlock *block = is_last ? &e->is.last : &e->is.whole;
    exec_arg_t *arguments = is_last ? lane->last.arguments : lane->whole.arguments;
    for (int32_t i = 0; i < block->count && e->is.blocks > 1; i++) {
        const MDNNOperand *operand = &block->operands[i];
        if (operand->step == 0) continue;
        char *address = (char *)operand->address + index * operand->step;
        int32_t status = e->library->memory_set_data_handle(arguments[i].memory, address);
        if (status != 0) return status;
    }
    int32_t status = e->library->primitive_execute(
        block->primitive.raw, lane->stream, block->count + 1, arguments);
    if (status == 0 && e->is.finish.run != NULL) {
        const MDNNOperand *result = &block->operands[e->is.finish.result];
        char *address = (char *)result->address + index * result->step;
        e->is.finish.run((float *)address, block->rows, block->columns, e->is.finish.row_stride);
    }
    return status;
}

int32_t mdnn_execution_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    MDNNExecution *e = context;
    // The library must not wake threads of its own: the program's threads are the only ones. The
    // number belongs to the calling thread, which may be any.
    mdnn_set_threads(e->library, 1);
    for (int64_t index = begin; index < end; index++) {
        int32_t status = run_block(e, index, &e->lanes[lane]);
        if (status != 0) return status;
    }
    return 0;
}
