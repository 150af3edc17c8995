#include "include/ck_sum_parts.h"
int64_t ck_sum_parts_units(const CKSumParts *s) { return (s->count + 1023) / 1024; }
int32_t ck_sum_parts_run(void *c, int64_t begin, int64_t end, int32_t lane) { const CKSumParts *s = c; (void)lane;
  int64_t e = end * 1024 < s->count ? end * 1024 : s->count;
  for (int64_t i = begin * 1024; i < e; i++) { float x = 0; for (int64_t p = 0; p < s->parts; p++) x += s->partials[p * s->count + i]; s->result[i] = x; } return 0; }
