// SPDX-License-Identifier: Apache-2.0
//
// The functions of the oneDNN 3 C interface that we call: result, name without "dnnl_", parameters.
// The type names are ours in library.h and the real ones in the ABI test, which compares.
MDNN_FUNCTION(const version_t *, version, (void))
MDNN_FUNCTION(status_t, engine_create, (engine_t *, engine_kind_t, size_t))
MDNN_FUNCTION(status_t, engine_destroy, (engine_t))
MDNN_FUNCTION(status_t, stream_create, (stream_t *, engine_t, unsigned))
MDNN_FUNCTION(status_t, stream_destroy, (stream_t))
MDNN_FUNCTION(
    status_t, memory_desc_create_with_strides,
    (layout_t *, int, const int64_t *, data_type_t, const int64_t *))
MDNN_FUNCTION(
    status_t, memory_desc_create_with_tag,
    (layout_t *, int, const int64_t *, data_type_t, format_tag_t))
MDNN_FUNCTION(status_t, memory_desc_destroy, (layout_t))
MDNN_FUNCTION(int, memory_desc_equal, (const_layout_t, const_layout_t))
MDNN_FUNCTION(size_t, memory_desc_get_size, (const_layout_t))
MDNN_FUNCTION(status_t, memory_create, (memory_t *, const_layout_t, engine_t, void *))
MDNN_FUNCTION(status_t, memory_set_data_handle, (memory_t, void *))
MDNN_FUNCTION(status_t, memory_destroy, (memory_t))
MDNN_FUNCTION(status_t, primitive_attr_create, (attributes_t *))
MDNN_FUNCTION(status_t, primitive_attr_destroy, (attributes_t))
MDNN_FUNCTION(status_t, primitive_attr_set_scratchpad_mode, (attributes_t, scratchpad_mode_t))
MDNN_FUNCTION(
    status_t, matmul_primitive_desc_create,
    (plan_t *, engine_t, const_layout_t, const_layout_t, const_layout_t, const_layout_t,
     const_attributes_t))
MDNN_FUNCTION(
    status_t, convolution_forward_primitive_desc_create,
    (plan_t *, engine_t, prop_kind_t, algorithm_t, const_layout_t, const_layout_t, const_layout_t,
     const_layout_t, const int64_t *, const int64_t *, const int64_t *, const int64_t *,
     const_attributes_t))
MDNN_FUNCTION(
    status_t, convolution_backward_data_primitive_desc_create,
    (plan_t *, engine_t, algorithm_t, const_layout_t, const_layout_t, const_layout_t,
     const int64_t *, const int64_t *, const int64_t *, const int64_t *, const_plan_t,
     const_attributes_t))
MDNN_FUNCTION(
    status_t, convolution_backward_weights_primitive_desc_create,
    (plan_t *, engine_t, algorithm_t, const_layout_t, const_layout_t, const_layout_t,
     const_layout_t, const int64_t *, const int64_t *, const int64_t *, const int64_t *,
     const_plan_t, const_attributes_t))
MDNN_FUNCTION(
    status_t, reorder_primitive_desc_create,
    (plan_t *, const_layout_t, engine_t, const_layout_t, engine_t, const_attributes_t))
MDNN_FUNCTION(status_t, primitive_desc_destroy, (plan_t))
MDNN_FUNCTION(status_t, primitive_desc_query, (const_plan_t, query_t, int, void *))
MDNN_FUNCTION(const_layout_t, primitive_desc_query_md, (const_plan_t, query_t, int))
MDNN_FUNCTION(status_t, primitive_create, (primitive_t *, const_plan_t))
MDNN_FUNCTION(status_t, primitive_destroy, (primitive_t))
MDNN_FUNCTION(
    status_t, primitive_execute, (const_primitive_t, stream_t, int, const exec_arg_t *))
