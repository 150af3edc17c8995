// SPDX-License-Identifier: Apache-2.0
//
// Plans and primitives.
#include "library.h"

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

int32_t mdnn_plan_reorder(
    const MDNNLibrary *library, MDNNEngine engine, MDNNLayout source, MDNNLayout destination,
    MDNNAttributes attributes, MDNNPlan *plan) {
    return library->reorder_primitive_desc_create(
        &plan->raw, source.raw, engine.raw, destination.raw, engine.raw, attributes.raw);
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
