// SPDX-License-Identifier: Apache-2.0
//
// Where each channel has a filter of its own, vectors go along the channels.
#include "convolution.h"

#define CK_NAME(x) x##_float
#define REAL float
#include "convolution_depthwise_kernels.h"
#undef CK_NAME
#undef REAL

#define CK_NAME(x) x##_double
#define REAL double
#include "convolution_depthwise_kernels.h"
