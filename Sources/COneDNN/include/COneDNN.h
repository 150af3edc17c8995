// SPDX-License-Identifier: Apache-2.0
//
// oneDNN 3, found at run time. Nothing here needs oneDNN to build: the library is opened with
// dlopen and its functions are called through a table. Names are our own (mdnn_…), so that a
// libdnnl that something else brings into the process can never be called by mistake.
#ifndef MARTLET_CONEDNN_H
#define MARTLET_CONEDNN_H

#include "mdnn_execution.h"
#include "mdnn_types.h"

/// Opens the oneDNN library at `path` (absolute, or a bare name that the system searches).
///
/// On failure the result is NULL and `problem` holds a sentence that says why; `capacity` is its
/// size in bytes.
const MDNNLibrary *mdnn_library_open(const char *path, char *problem, size_t capacity);

MDNNVersion mdnn_library_version(const MDNNLibrary *library);

/// Sets the number of OpenMP threads for primitives that this thread creates or runs from now on.
void mdnn_set_threads(const MDNNLibrary *library, int32_t threads);

/// A word or two for a status code: "out of memory".
const char *mdnn_status_text(int32_t status);

// The engine: always the CPU.
int32_t mdnn_engine_create(const MDNNLibrary *library, MDNNEngine *engine);
void mdnn_engine_destroy(const MDNNLibrary *library, MDNNEngine engine);

// Memory descriptors. `strides` NULL means the layout `any`: the primitive may choose.
int32_t mdnn_layout_create(
    const MDNNLibrary *library, const int64_t *sizes, int32_t rank, MDNNDataType type,
    const int64_t *strides, MDNNLayout *layout);
void mdnn_layout_destroy(const MDNNLibrary *library, MDNNLayout layout);
bool mdnn_layout_equal(const MDNNLibrary *library, MDNNLayout lhs, MDNNLayout rhs);
int64_t mdnn_layout_bytes(const MDNNLibrary *library, MDNNLayout layout);

// Attributes: every attribute made here asks for a scratchpad that the caller provides.
int32_t mdnn_attributes_create(const MDNNLibrary *library, MDNNAttributes *attributes);
void mdnn_attributes_destroy(const MDNNLibrary *library, MDNNAttributes attributes);

// Plans ("primitive descriptors"). A layout asked from a plan belongs to it: keep the plan.
int32_t mdnn_plan_matmul(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNMatMul *problem, MDNNPlan *plan);
int32_t mdnn_plan_convolution(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNConvolution *problem, MDNNPlan *plan);
int32_t mdnn_plan_reorder(
    const MDNNLibrary *library, MDNNEngine engine, MDNNLayout source, MDNNLayout destination,
    MDNNAttributes attributes, MDNNPlan *plan);
/// The layout of one of the plan's arguments; `raw` is NULL where it has none.
MDNNLayout mdnn_plan_layout(
    const MDNNLibrary *library, MDNNPlan plan, MDNNQuery query, int32_t index);
/// The name of the implementation, as in "brg:avx512_core".
const char *mdnn_plan_implementation(const MDNNLibrary *library, MDNNPlan plan);
void mdnn_plan_destroy(const MDNNLibrary *library, MDNNPlan plan);

// Primitives.
int32_t mdnn_primitive_create(
    const MDNNLibrary *library, MDNNPlan plan, MDNNPrimitive *primitive);
void mdnn_primitive_destroy(const MDNNLibrary *library, MDNNPrimitive primitive);

#endif
