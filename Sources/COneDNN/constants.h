// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CONEDNN_CONSTANTS_H
#define MARTLET_CONEDNN_CONSTANTS_H

// Constants of the interface that only this target needs.
enum {
    library_cpu = 1,
    library_in_order = 1,
    library_any_layout = 1,
    library_user_scratchpad = 1,
    library_bfloat16_math = 1,
    library_convolution_direct = 1,
    library_softmax = 196608,
    library_log_softmax = 196609,
    library_data_type_undefined = 0,
    library_blocked = 2,
    library_query_implementation = 8,
    library_query_strides = 14,
    library_query_rank = 256,
    library_query_sizes = 257,
    library_query_padded_sizes = 260,
    library_query_format_kind = 262,
    library_query_inner_blocks = 263,
};

#endif
