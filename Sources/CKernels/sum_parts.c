// SPDX-License-Identifier: Apache-2.0
#include "include/ck_sum_parts.h"

#include "clones.h"

#define SUM(T) \
    for (int64_t i = first; i < last; i += CK_SUM_BLOCK) { \
        int64_t count = last - i < CK_SUM_BLOCK ? last - i : CK_SUM_BLOCK; \
        T *result = (T *)s->result + i; \
        const T *part = (const T *)s->partials + i; \
        CK_VECTORIZE for (int64_t j = 0; j < count; j++) result[j] = s->parts > 0 ? part[j] : 0; \
        for (int64_t p = 1; p < s->parts; p++) { \
            part += s->stride; \
            CK_VECTORIZE for (int64_t j = 0; j < count; j++) result[j] += part[j]; \
        } \
    }

CK_CLONES static void sum(const CKSumParts *s, int64_t first, int64_t last) {
    if (s->type == CKTypeFloat64) SUM(double)
    else SUM(float)
}

int32_t ck_sum_parts_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKSumParts *s = context;
    int64_t last = end * CK_SUM_BLOCK;
    sum(s, begin * CK_SUM_BLOCK, last < s->count ? last : s->count);
    return CKStatusSuccess;
}
