// SPDX-License-Identifier: Apache-2.0
//
// Winograd's transforms for one length of vectors: SET is its name, LANES the elements of one.
#include "winograd.h"

#define CK_JOIN_(a, b) ck_winograd_##a##_##b
#define CK_JOIN(a, b) CK_JOIN_(a, b)
#define CK_NAME(x) CK_JOIN(SET, x)

#include "winograd_transform.h"
#include "winograd_gradient_transform.h"
#include "winograd_wide.h"
#include "winograd_wide_gradient.h"

const CKWinogradKernels CK_NAME(float) = {
    CK_NAME(transform_source), CK_NAME(transform_filters), CK_NAME(transform_result),
    CK_NAME(transform_seed), CK_NAME(transform_sums)};
const CKWinogradKernels CK_NAME(bfloat16) = {
    CK_NAME(widen_source), CK_NAME(widen_filters), CK_NAME(narrow_result), CK_NAME(widen_seed),
    CK_NAME(gather_sums)};
