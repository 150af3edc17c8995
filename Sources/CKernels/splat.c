// SPDX-License-Identifier: Apache-2.0
#include "clones.h"
#include "include/ck_move.h"

enum { BLOCK = 4096 };  // elements

int64_t ck_splat_units(const CKSplat *splat) {
    return splat->count / BLOCK + (splat->count % BLOCK != 0);
}

#define SPLAT(T) \
    for (int64_t i = first; i < last; i++) ((T *)splat->destination)[i] = (T)splat->bits; \
    break;

CK_CLONES static void fill(const CKSplat *splat, int64_t first, int64_t last) {
    switch (splat->element_size) {
    case 1: SPLAT(uint8_t)
    case 2: SPLAT(uint16_t)
    case 4: SPLAT(uint32_t)
    default: SPLAT(uint64_t)
    }
}

int32_t ck_splat_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKSplat *splat = context;
    fill(splat, begin * BLOCK, end * BLOCK < splat->count ? end * BLOCK : splat->count);
    return CKStatusSuccess;
}
