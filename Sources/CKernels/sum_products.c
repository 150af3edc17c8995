// SPDX-License-Identifier: Apache-2.0
#include "clones.h"
#include "include/ck_sum_parts.h"

CK_CLONES int32_t ck_sum_products_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKSumProducts *s = context;
    int64_t n = s->columns;
    for (int64_t i = begin; i < end; i++) {
        float *y = s->result + i * n;
        const float *first = s->partials + i * n;
        if (s->bias == NULL) CK_VECTORIZE for (int64_t j = 0; j < n; j++) y[j] = first[j];
        else CK_VECTORIZE for (int64_t j = 0; j < n; j++) y[j] = first[j] + s->bias[j];
        for (int64_t p = 1; p < s->parts; p++) {
            const float *x = first + p * s->rows * n;
            CK_VECTORIZE for (int64_t j = 0; j < n; j++) y[j] += x[j];
        }
        if (!s->is_rectified) continue;
        CK_VECTORIZE for (int64_t j = 0; j < n; j++) y[j] = y[j] < 0 ? 0 : y[j];
    }
    return CKStatusSuccess;
}
