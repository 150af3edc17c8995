// SPDX-License-Identifier: Apache-2.0
//
// Engines, streams, layouts, memories, attributes: one line of indirection each.
#include "library.h"

int32_t mdnn_engine_create(const MDNNLibrary *library, MDNNEngine *engine) {
    return library->engine_create(&engine->raw, library_cpu, 0);
}

void mdnn_engine_destroy(const MDNNLibrary *library, MDNNEngine engine) {
    library->engine_destroy(engine.raw);
}

int32_t mdnn_stream_create(const MDNNLibrary *library, MDNNEngine engine, MDNNStream *stream) {
    return library->stream_create(&stream->raw, engine.raw, library_in_order);
}

void mdnn_stream_destroy(const MDNNLibrary *library, MDNNStream stream) {
    library->stream_destroy(stream.raw);
}

int32_t mdnn_stream_wait(const MDNNLibrary *library, MDNNStream stream) {
    return library->stream_wait(stream.raw);
}

int32_t mdnn_layout_create(
    const MDNNLibrary *library, const int64_t *sizes, int32_t rank, MDNNDataType type,
    const int64_t *strides, MDNNLayout *layout) {
    if (strides == NULL) {
        return library->memory_desc_create_with_tag(
            &layout->raw, rank, sizes, type, library_any_layout);
    }
    return library->memory_desc_create_with_strides(&layout->raw, rank, sizes, type, strides);
}

int32_t mdnn_layout_create_tagged(
    const MDNNLibrary *library, const int64_t *sizes, int32_t rank, MDNNDataType type,
    MDNNFormatTag tag, MDNNLayout *layout) {
    return library->memory_desc_create_with_tag(&layout->raw, rank, sizes, type, tag);
}

int32_t mdnn_layout_copy(const MDNNLibrary *library, MDNNLayout source, MDNNLayout *copy) {
    return library->memory_desc_clone(&copy->raw, source.raw);
}

void mdnn_layout_destroy(const MDNNLibrary *library, MDNNLayout layout) {
    library->memory_desc_destroy(layout.raw);
}

bool mdnn_layout_equal(const MDNNLibrary *library, MDNNLayout lhs, MDNNLayout rhs) {
    return library->memory_desc_equal(lhs.raw, rhs.raw) != 0;
}

int64_t mdnn_layout_bytes(const MDNNLibrary *library, MDNNLayout layout) {
    return (int64_t)library->memory_desc_get_size(layout.raw);
}

/// Copies an array of rank numbers that the descriptor owns.
static int32_t copy_numbers(
    const MDNNLibrary *library, MDNNLayout layout, query_t query, int64_t *numbers) {
    int rank = 0;
    const int64_t *values = NULL;
    if (library->memory_desc_query(layout.raw, library_query_rank, &rank) != 0) return -1;
    if (library->memory_desc_query(layout.raw, query, (void *)&values) != 0) return -1;
    if (rank > 12 || values == NULL) return -1;
    for (int i = 0; i < rank; i++) numbers[i] = values[i];
    return rank;
}

int32_t mdnn_layout_padded_sizes(const MDNNLibrary *library, MDNNLayout layout, int64_t *sizes) {
    return copy_numbers(library, layout, library_query_padded_sizes, sizes);
}

bool mdnn_layout_is_plain(const MDNNLibrary *library, MDNNLayout layout, int64_t *strides) {
    int kind = 0, inner_blocks = -1;
    int64_t sizes[12], padded[12];
    if (library->memory_desc_query(layout.raw, library_query_format_kind, &kind) != 0) return false;
    if (kind != library_blocked) return false;
    library->memory_desc_query(layout.raw, library_query_inner_blocks, &inner_blocks);
    if (inner_blocks != 0) return false;
    int32_t rank = copy_numbers(library, layout, library_query_sizes, sizes);
    if (rank < 0 || mdnn_layout_padded_sizes(library, layout, padded) != rank) return false;
    for (int32_t i = 0; i < rank; i++) {
        if (sizes[i] != padded[i]) return false;
    }
    return copy_numbers(library, layout, library_query_strides, strides) == rank;
}

int32_t mdnn_memory_create(
    const MDNNLibrary *library, MDNNLayout layout, MDNNEngine engine, void *address,
    MDNNMemory *memory) {
    return library->memory_create(&memory->raw, layout.raw, engine.raw, address);
}

int32_t mdnn_memory_set_address(const MDNNLibrary *library, MDNNMemory memory, void *address) {
    return library->memory_set_data_handle(memory.raw, address);
}

void mdnn_memory_destroy(const MDNNLibrary *library, MDNNMemory memory) {
    library->memory_destroy(memory.raw);
}

int32_t mdnn_attributes_create(const MDNNLibrary *library, MDNNAttributes *attributes) {
    int32_t status = library->primitive_attr_create(&attributes->raw);
    if (status != 0) return status;
    return library->primitive_attr_set_scratchpad_mode(attributes->raw, library_user_scratchpad);
}

void mdnn_attributes_destroy(const MDNNLibrary *library, MDNNAttributes attributes) {
    library->primitive_attr_destroy(attributes.raw);
}

int32_t mdnn_attributes_allow_bfloat16(const MDNNLibrary *library, MDNNAttributes attributes) {
    return library->primitive_attr_set_fpmath_mode(attributes.raw, library_bfloat16_math);
}

int32_t mdnn_attributes_set_post_operations(
    const MDNNLibrary *library, MDNNAttributes attributes, MDNNPostOperations operations) {
    return library->primitive_attr_set_post_ops(attributes.raw, operations.raw);
}

int32_t mdnn_post_operations_create(const MDNNLibrary *library, MDNNPostOperations *operations) {
    return library->post_ops_create(&operations->raw);
}

void mdnn_post_operations_destroy(const MDNNLibrary *library, MDNNPostOperations operations) {
    library->post_ops_destroy(operations.raw);
}

int32_t mdnn_post_operations_add_sum(
    const MDNNLibrary *library, MDNNPostOperations operations, float scale) {
    return library->post_ops_append_sum(operations.raw, scale, 0, library_data_type_undefined);
}

int32_t mdnn_post_operations_add_elementwise(
    const MDNNLibrary *library, MDNNPostOperations operations, MDNNElementwise function,
    float alpha, float beta) {
    return library->post_ops_append_eltwise(operations.raw, function, alpha, beta);
}

int32_t mdnn_post_operations_add_binary(
    const MDNNLibrary *library, MDNNPostOperations operations, MDNNBinary function,
    MDNNLayout operand) {
    return library->post_ops_append_binary(operations.raw, function, operand.raw);
}
