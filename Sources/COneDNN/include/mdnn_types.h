// SPDX-License-Identifier: Apache-2.0
//
// Handles, enumerations and problem descriptions. Each handle is a struct of its own around one
// pointer: Swift would import bare pointers to unknown types all as OpaquePointer.
#ifndef MARTLET_MDNN_TYPES_H
#define MARTLET_MDNN_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MDNNLibrary MDNNLibrary;      // the table of functions; lives until the process ends

typedef struct MDNNEngine { void *raw; } MDNNEngine;
typedef struct MDNNLayout { void *raw; } MDNNLayout;
typedef struct MDNNAttributes { void *raw; } MDNNAttributes;
typedef struct MDNNPlan { void *raw; } MDNNPlan;
typedef struct MDNNPrimitive { void *raw; } MDNNPrimitive;

typedef struct MDNNVersion { int32_t major, minor, patch; } MDNNVersion;

// Swift sees these as enumerations with short cases: MDNNDataType.float32 is `float32`.
#define MDNN_ENUM(name) typedef enum __attribute__((enum_extensibility(open))) name : int32_t

MDNN_ENUM(MDNNDataType) {
    MDNNDataTypeFloat16 = 1, MDNNDataTypeBfloat16 = 2, MDNNDataTypeFloat32 = 3,
    MDNNDataTypeInt32 = 4, MDNNDataTypeInt8 = 5, MDNNDataTypeUInt8 = 6, MDNNDataTypeFloat64 = 7,
} MDNNDataType;

MDNN_ENUM(MDNNPass) {
    MDNNPassForwardTraining = 64, MDNNPassForwardInference = 96, MDNNPassBackwardData = 160,
    MDNNPassBackwardWeights = 192,
} MDNNPass;

MDNN_ENUM(MDNNQuery) {
    MDNNQuerySource = 129, MDNNQueryWeights = 131, MDNNQueryWeightsGradient = 132,
    MDNNQueryDestination = 133, MDNNQueryScratchpad = 136,
} MDNNQuery;

MDNN_ENUM(MDNNSlot) {
    MDNNSlotSource = 1, MDNNSlotDestination = 17, MDNNSlotWeights = 33, MDNNSlotBias = 41,
    MDNNSlotScratchpad = 80, MDNNSlotSourceGradient = 129, MDNNSlotDestinationGradient = 145,
    MDNNSlotWeightsGradient = 161, MDNNSlotBiasGradient = 169,
} MDNNSlot;

/// destination = source × weights (+ bias, as [1, …, N]); leading dimensions are batches.
typedef struct MDNNMatMul {
    MDNNLayout source, weights, bias, destination;
    MDNNAttributes attributes;
} MDNNMatMul;

/// The pass decides what is asked for: layouts are those of the data or of the gradients.
/// `dilation` counts from 0. `forward` is the hint that the backward passes need.
typedef struct MDNNConvolution {
    MDNNPass pass;
    MDNNLayout source, weights, bias, destination;
    int64_t strides[3], dilation[3], padding_before[3], padding_after[3];
    MDNNPlan forward;
    MDNNAttributes attributes;
} MDNNConvolution;

#endif
