// SPDX-License-Identifier: Apache-2.0
//
// The table of functions, as this target sees it. Enumerations travel as int32_t: the C
// interface's enumerations have the size and the passing convention of int.
#ifndef MARTLET_CONEDNN_LIBRARY_H
#define MARTLET_CONEDNN_LIBRARY_H

#include "COneDNN.h"
#include "constants.h"

typedef int32_t status_t, engine_kind_t, data_type_t, format_tag_t, query_t, scratchpad_mode_t;
typedef int32_t algorithm_t, prop_kind_t;
typedef void *engine_t, *stream_t, *layout_t, *memory_t, *attributes_t, *plan_t, *primitive_t;
typedef const void *const_layout_t, *const_attributes_t, *const_plan_t, *const_primitive_t;

typedef struct {
    int major, minor, patch;
    const char *hash;
    unsigned runtimes[2];
} version_t;

typedef struct {
    int slot;
    void *memory;
} exec_arg_t;

struct MDNNLibrary {
    void *handle;
    void (*set_threads)(int);
#define MDNN_FUNCTION(result, name, parameters) result(*name) parameters;
#include "functions.h"
#undef MDNN_FUNCTION
};

#endif
