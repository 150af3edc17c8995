// SPDX-License-Identifier: Apache-2.0
//
// oneDNN 3, found at run time. Nothing here needs oneDNN to build: the library is opened with
// dlopen and its functions are called through a table. Names are our own (mdnn_…), so that a
// libdnnl that something else brings into the process can never be called by mistake.
#ifndef MARTLET_CONEDNN_H
#define MARTLET_CONEDNN_H

#include "mdnn_types.h"

/// Opens the oneDNN library at `path` (absolute, or a bare name that the system searches).
///
/// OMP_NUM_THREADS must be in the environment already: the OpenMP runtime reads it once, while it
/// is loaded (see `mdnn_prepare_environment`). On failure the result is
/// NULL and `problem` holds a sentence that says why; `capacity` is its size in bytes.
const MDNNLibrary *mdnn_library_open(const char *path, char *problem, size_t capacity);

/// Sets OMP_NUM_THREADS for a library that is opened later in this process, unless the user has.
/// How threads wait is left to the runtime: it spins for some milliseconds, and hardly at all where
/// there are more threads than processors. Not safe while other threads read the environment.
void mdnn_prepare_environment(int32_t threads);

MDNNVersion mdnn_library_version(const MDNNLibrary *library);

/// The OpenMP runtime that oneDNN uses, or NULL where it lacks the entry point.
MDNNParallel mdnn_library_parallel(const MDNNLibrary *library);
MDNNThreadNumber mdnn_library_thread_number(const MDNNLibrary *library);
MDNNThreadNumber mdnn_library_team_size(const MDNNLibrary *library);
/// Sets the number of threads for primitives that this thread creates from now on.
void mdnn_set_threads(const MDNNLibrary *library, int32_t threads);

/// A word or two for a status code: "out of memory".
const char *mdnn_status_text(int32_t status);

// Engines and streams (always the CPU; a stream is in order).
int32_t mdnn_engine_create(const MDNNLibrary *library, MDNNEngine *engine);
void mdnn_engine_destroy(const MDNNLibrary *library, MDNNEngine engine);
int32_t mdnn_stream_create(const MDNNLibrary *library, MDNNEngine engine, MDNNStream *stream);
void mdnn_stream_destroy(const MDNNLibrary *library, MDNNStream stream);
int32_t mdnn_stream_wait(const MDNNLibrary *library, MDNNStream stream);

// Memory descriptors. `strides` NULL means the layout `any`: the primitive may choose.
int32_t mdnn_layout_create(
    const MDNNLibrary *library, const int64_t *sizes, int32_t rank, MDNNDataType type,
    const int64_t *strides, MDNNLayout *layout);
int32_t mdnn_layout_create_tagged(
    const MDNNLibrary *library, const int64_t *sizes, int32_t rank, MDNNDataType type,
    MDNNFormatTag tag, MDNNLayout *layout);
int32_t mdnn_layout_copy(const MDNNLibrary *library, MDNNLayout source, MDNNLayout *copy);
void mdnn_layout_destroy(const MDNNLibrary *library, MDNNLayout layout);
bool mdnn_layout_equal(const MDNNLibrary *library, MDNNLayout lhs, MDNNLayout rhs);
int64_t mdnn_layout_bytes(const MDNNLibrary *library, MDNNLayout layout);
/// True for a blocked layout without inner blocks and padding: `strides` (12 numbers) says all.
bool mdnn_layout_is_plain(const MDNNLibrary *library, MDNNLayout layout, int64_t *strides);
/// Writes the padded sizes (12 numbers); the rank is the result, or -1.
int32_t mdnn_layout_padded_sizes(const MDNNLibrary *library, MDNNLayout layout, int64_t *sizes);

// Memory objects: a layout and an address.
int32_t mdnn_memory_create(
    const MDNNLibrary *library, MDNNLayout layout, MDNNEngine engine, void *address,
    MDNNMemory *memory);
int32_t mdnn_memory_set_address(const MDNNLibrary *library, MDNNMemory memory, void *address);
void mdnn_memory_destroy(const MDNNLibrary *library, MDNNMemory memory);

// Attributes: every attribute made here asks for a scratchpad that the caller provides.
int32_t mdnn_attributes_create(const MDNNLibrary *library, MDNNAttributes *attributes);
void mdnn_attributes_destroy(const MDNNLibrary *library, MDNNAttributes attributes);
int32_t mdnn_attributes_allow_bfloat16(const MDNNLibrary *library, MDNNAttributes attributes);
int32_t mdnn_attributes_set_post_operations(
    const MDNNLibrary *library, MDNNAttributes attributes, MDNNPostOperations operations);
int32_t mdnn_post_operations_create(const MDNNLibrary *library, MDNNPostOperations *operations);
void mdnn_post_operations_destroy(const MDNNLibrary *library, MDNNPostOperations operations);
int32_t mdnn_post_operations_add_sum(
    const MDNNLibrary *library, MDNNPostOperations operations, float scale);
int32_t mdnn_post_operations_add_elementwise(
    const MDNNLibrary *library, MDNNPostOperations operations, MDNNElementwise function,
    float alpha, float beta);
int32_t mdnn_post_operations_add_binary(
    const MDNNLibrary *library, MDNNPostOperations operations, MDNNBinary function,
    MDNNLayout operand);

// Plans ("primitive descriptors"). A layout asked from a plan belongs to it: keep the plan.
int32_t mdnn_plan_matmul(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNMatMul *problem, MDNNPlan *plan);
int32_t mdnn_plan_convolution(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNConvolution *problem, MDNNPlan *plan);
int32_t mdnn_plan_pooling(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNPooling *problem, MDNNPlan *plan);
int32_t mdnn_plan_reorder(
    const MDNNLibrary *library, MDNNEngine engine, MDNNLayout source, MDNNLayout destination,
    MDNNAttributes attributes, MDNNPlan *plan);
int32_t mdnn_plan_softmax(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNSoftmax *problem, MDNNPlan *plan);
int32_t mdnn_plan_lstm(
    const MDNNLibrary *library, MDNNEngine engine, const MDNNLSTM *problem, MDNNPlan *plan);
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

/// Makes the context of one execution: `mdnn_execution_run(context)` runs the primitive on the
/// given memories and returns its status. NULL when memory is short.
MDNNExecution *mdnn_execution_create(
    const MDNNLibrary *library, MDNNPrimitive primitive, MDNNStream stream,
    const MDNNArgument *arguments, int32_t count);
void mdnn_execution_destroy(MDNNExecution *execution);
/// The signature of a program step (CKernels' `ck_step`): the context is an `MDNNExecution`.
int32_t mdnn_execution_run(void *context);

#endif
