// SPDX-License-Identifier: Apache-2.0
//
// The CPU kernels: everything that oneDNN does not do, or that must be fused.
//
// A kernel is a context (a structure that the caller fills in, or one that `ck_…_create` makes of a
// description; NULL means that it is malformed or that memory is short), a number of units
// (`ck_…_units`), and one function `ck_…_run(context, begin, end, lane)` that does a range of them:
// the signature of a program step, see ck_program.h. Running allocates nothing and knows no threads.
#ifndef MARTLET_CKERNELS_H
#define MARTLET_CKERNELS_H

#include "ck_types.h"
#include "ck_program.h"
#include "ck_pool.h"
#include "ck_elementwise.h"
#include "ck_fused.h"
#include "ck_rectify.h"
#include "ck_reduce.h"
#include "ck_move.h"
#include "ck_random.h"
#include "ck_matmul.h"
#include "ck_gemm.h"
#include "ck_gemm_pairs.h"
#include "ck_convolution.h"
#include "ck_convolve.h"
#include "ck_winograd.h"
#include "ck_attention.h"
#include "ck_recurrent.h"
#include "ck_pooling.h"
#include "ck_sort.h"
#include "ck_sum_parts.h"
#include "ck_pooling.h"

#endif
