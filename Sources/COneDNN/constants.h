// SPDX-License-Identifier: Apache-2.0
#ifndef MARTLET_CONEDNN_CONSTANTS_H
#define MARTLET_CONEDNN_CONSTANTS_H

// Constants of the interface that only this target needs.
enum {
    library_cpu = 1,
    library_in_order = 1,
    library_any_layout = 1,
    library_user_scratchpad = 1,
    library_convolution_direct = 1,
    library_query_implementation = 8,
};

#endif
