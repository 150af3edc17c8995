// SPDX-License-Identifier: Apache-2.0
//
// Compiled (never run) by ABITests where oneDNN's headers are: our declarations of its C interface
// must say what the headers say.
#include <oneapi/dnnl/dnnl.h>

#include "constants.h"
#include "mdnn_types.h"

typedef dnnl_version_t version_t;
typedef dnnl_status_t status_t;
typedef dnnl_engine_kind_t engine_kind_t;
typedef dnnl_data_type_t data_type_t;
typedef dnnl_format_tag_t format_tag_t;
typedef dnnl_query_t query_t;
typedef dnnl_scratchpad_mode_t scratchpad_mode_t;
typedef dnnl_fpmath_mode_t fpmath_mode_t;
typedef dnnl_alg_kind_t algorithm_t;
typedef dnnl_prop_kind_t prop_kind_t;
typedef dnnl_rnn_direction_t direction_t;
typedef dnnl_engine_t engine_t;
typedef dnnl_stream_t stream_t;
typedef dnnl_memory_desc_t layout_t;
typedef dnnl_memory_t memory_t;
typedef dnnl_primitive_attr_t attributes_t;
typedef dnnl_post_ops_t post_ops_t;
typedef dnnl_primitive_desc_t plan_t;
typedef dnnl_primitive_t primitive_t;
typedef const_dnnl_memory_desc_t const_layout_t;
typedef const_dnnl_primitive_attr_t const_attributes_t;
typedef const_dnnl_post_ops_t const_post_ops_t;
typedef const_dnnl_primitive_desc_t const_plan_t;
typedef const_dnnl_primitive_t const_primitive_t;
typedef dnnl_exec_arg_t exec_arg_t;

#define MDNN_FUNCTION(result, name, parameters) \
    _Static_assert( \
        __builtin_types_compatible_p(__typeof__(&dnnl_##name), result(*) parameters), \
        "dnnl_" #name " has another type");
#include "functions.h"

// The sizes that make our int32_t stand for an enumeration, and our structs for theirs.
_Static_assert(sizeof(dnnl_status_t) == 4 && sizeof(dnnl_query_t) == 4, "enumerations");
_Static_assert(sizeof(dnnl_exec_arg_t) == 16 && offsetof(dnnl_exec_arg_t, memory) == 8, "arguments");
_Static_assert(offsetof(dnnl_version_t, patch) == 8 && sizeof(dnnl_dim_t) == 8, "numbers");
_Static_assert(DNNL_MAX_NDIMS == 12, "ranks");

#define SAME(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #ours)
SAME(MDNNDataTypeFloat16, dnnl_f16);
SAME(MDNNDataTypeBfloat16, dnnl_bf16);
SAME(MDNNDataTypeFloat32, dnnl_f32);
SAME(MDNNDataTypeInt32, dnnl_s32);
SAME(MDNNDataTypeInt8, dnnl_s8);
SAME(MDNNDataTypeUInt8, dnnl_u8);
SAME(MDNNDataTypeFloat64, dnnl_f64);
SAME(MDNNFormatTagAny, dnnl_format_tag_any);
SAME(MDNNFormatTagTNC, dnnl_tnc);
SAME(MDNNFormatTagLDNC, dnnl_ldnc);
SAME(MDNNFormatTagLDGO, dnnl_ldgo);
SAME(MDNNFormatTagLDIGO, dnnl_ldigo);
SAME(MDNNPassForwardTraining, dnnl_forward_training);
SAME(MDNNPassForwardInference, dnnl_forward_inference);
SAME(MDNNPassBackward, dnnl_backward);
SAME(MDNNPassBackwardData, dnnl_backward_data);
SAME(MDNNPassBackwardWeights, dnnl_backward_weights);
SAME(MDNNPoolMaximum, dnnl_pooling_max);
SAME(MDNNPoolAverageWithPadding, dnnl_pooling_avg_include_padding);
SAME(MDNNPoolAverage, dnnl_pooling_avg_exclude_padding);
SAME(MDNNElementwiseRelu, dnnl_eltwise_relu);
SAME(MDNNElementwiseTanh, dnnl_eltwise_tanh);
SAME(MDNNElementwiseElu, dnnl_eltwise_elu);
SAME(MDNNElementwiseLinear, dnnl_eltwise_linear);
SAME(MDNNElementwiseSigmoid, dnnl_eltwise_logistic);
SAME(MDNNElementwiseGeluTanh, dnnl_eltwise_gelu_tanh);
SAME(MDNNElementwiseSwish, dnnl_eltwise_swish);
SAME(MDNNElementwiseGeluErf, dnnl_eltwise_gelu_erf);
SAME(MDNNBinaryAdd, dnnl_binary_add);
SAME(MDNNBinaryMultiply, dnnl_binary_mul);
SAME(MDNNBinaryMaximum, dnnl_binary_max);
SAME(MDNNBinaryMinimum, dnnl_binary_min);
SAME(MDNNBinaryDivide, dnnl_binary_div);
SAME(MDNNBinarySubtract, dnnl_binary_sub);
SAME(MDNNQuerySource, dnnl_query_src_md);
SAME(MDNNQuerySourceGradient, dnnl_query_diff_src_md);
SAME(MDNNQueryWeights, dnnl_query_weights_md);
SAME(MDNNQueryWeightsGradient, dnnl_query_diff_weights_md);
SAME(MDNNQueryDestination, dnnl_query_dst_md);
SAME(MDNNQueryDestinationGradient, dnnl_query_diff_dst_md);
SAME(MDNNQueryWorkspace, dnnl_query_workspace_md);
SAME(MDNNQueryScratchpad, dnnl_query_scratchpad_md);
SAME(MDNNQueryArgument, dnnl_query_exec_arg_md);
SAME(MDNNSlotSource, DNNL_ARG_SRC_0);
SAME(MDNNSlotSource1, DNNL_ARG_SRC_1);
SAME(MDNNSlotSource2, DNNL_ARG_SRC_2);
SAME(MDNNSlotDestination, DNNL_ARG_DST_0);
SAME(MDNNSlotDestination1, DNNL_ARG_DST_1);
SAME(MDNNSlotDestination2, DNNL_ARG_DST_2);
SAME(MDNNSlotWeights, DNNL_ARG_WEIGHTS_0);
SAME(MDNNSlotWeights1, DNNL_ARG_WEIGHTS_1);
SAME(MDNNSlotBias, DNNL_ARG_BIAS);
SAME(MDNNSlotWorkspace, DNNL_ARG_WORKSPACE);
SAME(MDNNSlotScratchpad, DNNL_ARG_SCRATCHPAD);
SAME(MDNNSlotSourceGradient, DNNL_ARG_DIFF_SRC_0);
SAME(MDNNSlotSource1Gradient, DNNL_ARG_DIFF_SRC_1);
SAME(MDNNSlotSource2Gradient, DNNL_ARG_DIFF_SRC_2);
SAME(MDNNSlotDestinationGradient, DNNL_ARG_DIFF_DST_0);
SAME(MDNNSlotDestination1Gradient, DNNL_ARG_DIFF_DST_1);
SAME(MDNNSlotDestination2Gradient, DNNL_ARG_DIFF_DST_2);
SAME(MDNNSlotWeightsGradient, DNNL_ARG_DIFF_WEIGHTS_0);
SAME(MDNNSlotWeights1Gradient, DNNL_ARG_DIFF_WEIGHTS_1);
SAME(MDNNSlotBiasGradient, DNNL_ARG_DIFF_BIAS);
SAME(MDNNSlotPostOperationStride, DNNL_ARG_ATTR_MULTIPLE_POST_OP(0));
SAME(MDNNSlotFirstPostOperand, DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1);
SAME(MDNNDirectionForward, dnnl_unidirectional_left2right);
SAME(MDNNDirectionReverse, dnnl_unidirectional_right2left);
SAME(MDNNDirectionConcatenated, dnnl_bidirectional_concat);
SAME(MDNNDirectionSummed, dnnl_bidirectional_sum);

// Constants that only library.h has.
SAME(library_cpu, dnnl_cpu);
SAME(library_in_order, dnnl_stream_in_order);
SAME(library_any_layout, dnnl_format_tag_any);
SAME(library_user_scratchpad, dnnl_scratchpad_mode_user);
SAME(library_bfloat16_math, dnnl_fpmath_mode_bf16);
SAME(library_convolution_direct, dnnl_convolution_direct);
SAME(library_softmax, dnnl_softmax_accurate);
SAME(library_log_softmax, dnnl_softmax_log);
SAME(library_data_type_undefined, dnnl_data_type_undef);
SAME(library_blocked, dnnl_blocked);
SAME(library_query_implementation, dnnl_query_impl_info_str);
SAME(library_query_strides, dnnl_query_strides);
SAME(library_query_rank, dnnl_query_ndims_s32);
SAME(library_query_sizes, dnnl_query_dims);
SAME(library_query_padded_sizes, dnnl_query_padded_dims);
SAME(library_query_format_kind, dnnl_query_format_kind);
SAME(library_query_inner_blocks, dnnl_query_inner_nblks_s32);
