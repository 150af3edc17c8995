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
typedef struct MDNNExecution MDNNExecution;  // a primitive with its arguments

typedef struct MDNNEngine { void *raw; } MDNNEngine;
typedef struct MDNNStream { void *raw; } MDNNStream;
typedef struct MDNNLayout { void *raw; } MDNNLayout;
typedef struct MDNNMemory { void *raw; } MDNNMemory;
typedef struct MDNNAttributes { void *raw; } MDNNAttributes;
typedef struct MDNNPostOperations { void *raw; } MDNNPostOperations;
typedef struct MDNNPlan { void *raw; } MDNNPlan;
typedef struct MDNNPrimitive { void *raw; } MDNNPrimitive;

typedef struct MDNNVersion { int32_t major, minor, patch; } MDNNVersion;

typedef void (*MDNNParallel)(void (*body)(void *), void *context, unsigned threads, unsigned flags);
typedef int (*MDNNThreadNumber)(void);

// Swift sees these as enumerations with short cases: MDNNDataType.float32 is `float32`.
#define MDNN_ENUM(name) typedef enum __attribute__((enum_extensibility(open))) name : int32_t

MDNN_ENUM(MDNNDataType) {
    MDNNDataTypeFloat16 = 1, MDNNDataTypeBfloat16 = 2, MDNNDataTypeFloat32 = 3,
    MDNNDataTypeInt32 = 4, MDNNDataTypeInt8 = 5, MDNNDataTypeUInt8 = 6, MDNNDataTypeFloat64 = 7,
} MDNNDataType;

MDNN_ENUM(MDNNFormatTag) {
    MDNNFormatTagAny = 1, MDNNFormatTagTNC = 4, MDNNFormatTagLDNC = 5, MDNNFormatTagLDGO = 5,
    MDNNFormatTagLDIGO = 6,
} MDNNFormatTag;

MDNN_ENUM(MDNNPass) {
    MDNNPassForwardTraining = 64, MDNNPassForwardInference = 96, MDNNPassBackward = 128,
    MDNNPassBackwardData = 160, MDNNPassBackwardWeights = 192,
} MDNNPass;

MDNN_ENUM(MDNNPool) {
    MDNNPoolMaximum = 511, MDNNPoolAverageWithPadding = 767, MDNNPoolAverage = 1023,
} MDNNPool;

MDNN_ENUM(MDNNElementwise) {
    MDNNElementwiseRelu = 32, MDNNElementwiseTanh = 33, MDNNElementwiseElu = 34,
    MDNNElementwiseLinear = 38, MDNNElementwiseSigmoid = 41, MDNNElementwiseGeluTanh = 43,
    MDNNElementwiseSwish = 44, MDNNElementwiseGeluErf = 49,
} MDNNElementwise;

MDNN_ENUM(MDNNBinary) {
    MDNNBinaryAdd = 131056, MDNNBinaryMultiply = 131057, MDNNBinaryMaximum = 131058,
    MDNNBinaryMinimum = 131059, MDNNBinaryDivide = 131060, MDNNBinarySubtract = 131061,
} MDNNBinary;

MDNN_ENUM(MDNNQuery) {
    MDNNQuerySource = 129, MDNNQuerySourceGradient = 130, MDNNQueryWeights = 131,
    MDNNQueryWeightsGradient = 132, MDNNQueryDestination = 133,
    MDNNQueryDestinationGradient = 134, MDNNQueryWorkspace = 135, MDNNQueryScratchpad = 136,
    MDNNQueryArgument = 255,
} MDNNQuery;

MDNN_ENUM(MDNNSlot) {
    MDNNSlotSource = 1, MDNNSlotSource1 = 2, MDNNSlotSource2 = 3, MDNNSlotDestination = 17,
    MDNNSlotDestination1 = 18, MDNNSlotDestination2 = 19, MDNNSlotWeights = 33,
    MDNNSlotWeights1 = 34, MDNNSlotBias = 41, MDNNSlotWorkspace = 64, MDNNSlotScratchpad = 80,
    MDNNSlotSourceGradient = 129, MDNNSlotSource1Gradient = 130, MDNNSlotSource2Gradient = 131,
    MDNNSlotDestinationGradient = 145, MDNNSlotDestination1Gradient = 146,
    MDNNSlotDestination2Gradient = 147, MDNNSlotWeightsGradient = 161,
    MDNNSlotWeights1Gradient = 162, MDNNSlotBiasGradient = 169,
    /// The operand of the binary post-operation at index i is at i times this, plus `source1`.
    MDNNSlotPostOperationStride = 32768, MDNNSlotFirstPostOperand = 32770,
} MDNNSlot;

MDNN_ENUM(MDNNDirection) {
    MDNNDirectionForward = 1, MDNNDirectionReverse = 2, MDNNDirectionConcatenated = 3,
    MDNNDirectionSummed = 4,
} MDNNDirection;

typedef struct MDNNArgument { MDNNSlot slot; MDNNMemory memory; } MDNNArgument;

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

typedef struct MDNNPooling {
    MDNNPass pass;
    MDNNPool kind;
    MDNNLayout source, destination;
    int64_t strides[3], window[3], dilation[3], padding_before[3], padding_after[3];
    MDNNPlan forward;
    MDNNAttributes attributes;
} MDNNPooling;

typedef struct MDNNSoftmax {
    MDNNPass pass;
    bool is_logarithmic;
    MDNNLayout source, destination, destination_gradient;
    int32_t axis;
    MDNNPlan forward;
    MDNNAttributes attributes;
} MDNNSoftmax;

/// Gradient layouts are used by the backward pass only.
typedef struct MDNNLSTM {
    MDNNPass pass;
    MDNNDirection direction;
    MDNNLayout source, source_state, source_cell, weights, recurrent_weights, bias;
    MDNNLayout destination, destination_state, destination_cell;
    MDNNLayout source_gradient, source_state_gradient, source_cell_gradient, weights_gradient;
    MDNNLayout recurrent_weights_gradient, bias_gradient, destination_gradient;
    MDNNLayout destination_state_gradient, destination_cell_gradient;
    MDNNPlan forward;
    MDNNAttributes attributes;
} MDNNLSTM;

#endif
