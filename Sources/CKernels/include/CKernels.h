// SPDX-License-Identifier: Apache-2.0
//
// The CPU kernels: everything that oneDNN does not do, or that must be fused.
//
// A kernel is a context made by `ck_…_create` (which copies its description and checks it; NULL
// means that it is malformed or that memory is short), and one function `ck_…_run(context)` with
// the signature of a program step. Running allocates nothing.
#ifndef MARTLET_CKERNELS_H
#define MARTLET_CKERNELS_H

#include "ck_types.h"
#include "ck_program.h"
#include "ck_fused.h"
#include "ck_reduce.h"
#include "ck_move.h"
#include "ck_random.h"
#include "ck_convolve.h"
#include "ck_matmul.h"
#include "ck_gemm.h"
#include "ck_convolution.h"
#include "ck_sum_parts.h"
#include "ck_pooling.h"

#endif
