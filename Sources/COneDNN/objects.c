// SPDX-License-Identifier: Apache-2.0
//
// Engines, layouts, attributes: one line of indirection each.
#include "library.h"

int32_t mdnn_engine_create(const MDNNLibrary *library, MDNNEngine *engine) {
    return library->engine_create(&engine->raw, library_cpu, 0);
}

void mdnn_engine_destroy(const MDNNLibrary *library, MDNNEngine engine) {
    library->engine_destroy(engine.raw);
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

void mdnn_layout_destroy(const MDNNLibrary *library, MDNNLayout layout) {
    library->memory_desc_destroy(layout.raw);
}

bool mdnn_layout_equal(const MDNNLibrary *library, MDNNLayout lhs, MDNNLayout rhs) {
    return library->memory_desc_equal(lhs.raw, rhs.raw) != 0;
}

int64_t mdnn_layout_bytes(const MDNNLibrary *library, MDNNLayout layout) {
    return (int64_t)library->memory_desc_get_size(layout.raw);
}

int32_t mdnn_attributes_create(const MDNNLibrary *library, MDNNAttributes *attributes) {
    int32_t status = library->primitive_attr_create(&attributes->raw);
    if (status != 0) return status;
    return library->primitive_attr_set_scratchpad_mode(attributes->raw, library_user_scratchpad);
}

void mdnn_attributes_destroy(const MDNNLibrary *library, MDNNAttributes attributes) {
    library->primitive_attr_destroy(attributes.raw);
}

