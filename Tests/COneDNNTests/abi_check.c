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
typedef dnnl_alg_kind_t algorithm_t;
typedef dnnl_prop_kind_t prop_kind_t;
typedef dnnl_engine_t engine_t;
typedef dnnl_stream_t stream_t;
typedef dnnl_memory_desc_t layout_t;
typedef dnnl_memory_t memory_t;
typedef dnnl_primitive_attr_t attributes_t;
typedef dnnl_primitive_desc_t plan_t;
typedef dnnl_primitive_t primitive_t;
typedef const_dnnl_memory_desc_t const_layout_t;
typedef const_dnnl_primitive_attr_t const_attributes_t;
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
SAME(MDNNPassForwardTraining, dnnl_forward_training);
SAME(MDNNPassForwardInference, dnnl_forward_inference);
SAME(MDNNPassBackwardData, dnnl_backward_data);
SAME(MDNNPassBackwardWeights, dnnl_backward_weights);
SAME(MDNNQuerySource, dnnl_query_src_md);
SAME(MDNNQueryWeights, dnnl_query_weights_md);
SAME(MDNNQueryWeightsGradient, dnnl_query_diff_weights_md);
SAME(MDNNQueryDestination, dnnl_query_dst_md);
SAME(MDNNQueryScratchpad, dnnl_query_scratchpad_md);
SAME(MDNNSlotSource, DNNL_ARG_SRC_0);
SAME(MDNNSlotDestination, DNNL_ARG_DST_0);
SAME(MDNNSlotWeights, DNNL_ARG_WEIGHTS_0);
SAME(MDNNSlotBias, DNNL_ARG_BIAS);
SAME(MDNNSlotScratchpad, DNNL_ARG_SCRATCHPAD);
SAME(MDNNSlotSourceGradient, DNNL_ARG_DIFF_SRC_0);
SAME(MDNNSlotDestinationGradient, DNNL_ARG_DIFF_DST_0);
SAME(MDNNSlotWeightsGradient, DNNL_ARG_DIFF_WEIGHTS_0);
SAME(MDNNSlotBiasGradient, DNNL_ARG_DIFF_BIAS);

// Constants that only library.h has.
SAME(library_cpu, dnnl_cpu);
SAME(library_in_order, dnnl_stream_in_order);
SAME(library_any_layout, dnnl_format_tag_any);
SAME(library_user_scratchpad, dnnl_scratchpad_mode_user);
SAME(library_convolution_direct, dnnl_convolution_direct);
SAME(library_query_implementation, dnnl_query_impl_info_str);
