#ifndef MARTLET_CK_SUM_PARTS_H
#define MARTLET_CK_SUM_PARTS_H
#include "ck_types.h"
typedef struct CKSumParts { int64_t parts, count; const float *partials; float *result; } CKSumParts;
int64_t ck_sum_parts_units(const CKSumParts *sum);
int32_t ck_sum_parts_run(void *sum, int64_t begin, int64_t end, int32_t lane);
#endif
