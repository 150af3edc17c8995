// SPDX-License-Identifier: Apache-2.0
//
// Plans, primitives and their execution.
#include "library.h"

#include <stdlib.h>

int32_t mdnn_plan_matmul(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNMatMul *p, MDNNPlan *plan) {
    return library->matmul_primitive_desc_create(
        &plan->raw, engine.raw, p->source.raw, p->weights.raw, p->bias.raw, p->destination.raw,
        p->attributes.raw);
}

int32_t mdnn_plan_convolution(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNConvolution *p, MDNNPlan *plan) {
    switch (p->pass) {
    case MDNNPassForwardTraining:
    case MDNNPassForwardInference:
        return library->convolution_forward_primitive_desc_create(
            &plan->raw, engine.raw, p->pass, library_convolution_direct, p->source.raw,
            p->weights.raw, p->bias.raw, p->destination.raw, p->strides, p->dilation,
            p->padding_before, p->padding_after, p->attributes.raw);
    case MDNNPassBackwardData:
        return library->convolution_backward_data_primitive_desc_create(
            &plan->raw, engine.raw, library_convolution_direct, p->source.raw, p->weights.raw,
            p->destination.raw, p->strides, p->dilation, p->padding_before, p->padding_after,
            p->forward.raw, p->attributes.raw);
    case MDNNPassBackwardWeights:
        return library->convolution_backward_weights_primitive_desc_create(
            &plan->raw, engine.raw, library_convolution_direct, p->source.raw, p->weights.raw,
            p->bias.raw, p->destination.raw, p->strides, p->dilation, p->padding_before,
            p->padding_after, p->forward.raw, p->attributes.raw);
    default: return 2;
    }
}

int32_t mdnn_plan_pooling(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNPooling *p, MDNNPlan *plan) {
    if (p->pass == MDNNPassBackwardData) {
        return library->pooling_backward_primitive_desc_create(
            &plan->raw, engine.raw, p->kind, p->source.raw, p->destination.raw, p->strides,
            p->window, p->dilation, p->padding_before, p->padding_after, p->forward.raw,
            p->attributes.raw);
    }
    return library->pooling_forward_primitive_desc_create(
        &plan->raw, engine.raw, p->pass, p->kind, p->source.raw, p->destination.raw, p->strides,
        p->window, p->dilation, p->padding_before, p->padding_after, p->attributes.raw);
}

int32_t mdnn_plan_reorder(
    const MDNNLibrary *library, MDNNEngine engine, MDNNLayout source, MDNNLayout destination,
    MDNNAttributes attributes, MDNNPlan *plan) {
    return library->reorder_primitive_desc_create(
        &plan->raw, source.raw, engine.raw, destination.raw, engine.raw, attributes.raw);
}

int32_t mdnn_plan_softmax(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNSoftmax *p, MDNNPlan *plan) {
    int32_t kind = p->is_logarithmic ? library_log_softmax : library_softmax;
    if (p->pass == MDNNPassBackwardData) {
        return library->softmax_backward_primitive_desc_create(
            &plan->raw, engine.raw, kind, p->source.raw, p->destination_gradient.raw,
            p->destination.raw, p->axis, p->forward.raw, p->attributes.raw);
    }
    return library->softmax_forward_primitive_desc_create(
        &plan->raw, engine.raw, p->pass, kind, p->source.raw, p->destination.raw, p->axis,
        p->attributes.raw);
}

int32_t mdnn_plan_lstm(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNLSTM *p, MDNNPlan *plan) {
    if (p->pass != MDNNPassBackward) {
        return library->lstm_forward_primitive_desc_create(
            &plan->raw, engine.raw, p->pass, p->direction, p->source.raw, p->source_state.raw,
            p->source_cell.raw, p->weights.raw, p->recurrent_weights.raw, NULL, NULL, p->bias.raw,
            p->destination.raw, p->destination_state.raw, p->destination_cell.raw, 0,
            p->attributes.raw);
    }
    return library->lstm_backward_primitive_desc_create(
        &plan->raw, engine.raw, p->pass, p->direction, p->source.raw, p->source_state.raw,
        p->source_cell.raw, p->weights.raw, p->recurrent_weights.raw, NULL, NULL, p->bias.raw,
        p->destination.raw, p->destination_state.raw, p->destination_cell.raw,
        p->source_gradient.raw, p->source_state_gradient.raw, p->source_cell_gradient.raw,
        p->weights_gradient.raw, p->recurrent_weights_gradient.raw, NULL, NULL,
        p->bias_gradient.raw, p->destination_gradient.raw, p->destination_state_gradient.raw,
        p->destination_cell_gradient.raw, 0, p->forward.raw, p->attributes.raw);
}

MDNNLayout mdnn_plan_layout(
    const MDNNLibrary *library, MDNNPlan plan, MDNNQuery query, int32_t index) {
    // The interface hands out a constant descriptor; nothing of ours writes through it.
    return (MDNNLayout){(void *)library->primitive_desc_query_md(plan.raw, query, index)};
}

const char *mdnn_plan_implementation(const MDNNLibrary *library, MDNNPlan plan) {
    const char *text = NULL;
    library->primitive_desc_query(plan.raw, library_query_implementation, 0, (void *)&text);
    return text != NULL ? text : "unknown";
}

void mdnn_plan_destroy(const MDNNLibrary *library, MDNNPlan plan) {
    library->primitive_desc_destroy(plan.raw);
}

int32_t mdnn_primitive_create(
    const MDNNLibrary *library, MDNNPlan plan, MDNNPrimitive *primitive) {
    return library->primitive_create(&primitive->raw, plan.raw);
}

void mdnn_primitive_destroy(const MDNNLibrary *library, MDNNPrimitive primitive) {
    library->primitive_destroy(primitive.raw);
}

struct MDNNExecution {
    status_t (*execute)(const_primitive_t, stream_t, int, const exec_arg_t *);
    void *primitive, *stream;
    int32_t count;
    exec_arg_t arguments[];
};

MDNNExecution *mdnn_execution_create(
    const MDNNLibrary *library, MDNNPrimitive primitive, MDNNStream stream,
    const MDNNArgument *arguments, int32_t count) {
    size_t size = sizeof(MDNNExecution) + (size_t)count * sizeof(exec_arg_t);
    MDNNExecution *execution = malloc(size);
    if (execution == NULL) return NULL;
    execution->execute = library->primitive_execute;
    execution->primitive = primitive.raw;
    execution->stream = stream.raw;
    execution->count = count;
    for (int32_t i = 0; i < count; i++) {
        execution->arguments[i] = (exec_arg_t){arguments[i].slot, arguments[i].memory.raw};
    }
    return execution;
}

void mdnn_execution_destroy(MDNNExecution *execution) { free(execution); }

int32_t mdnn_execution_run(void *context) {
    const MDNNExecution *e = context;
    return e->execute(e->primitive, e->stream, e->count, e->arguments);
}
