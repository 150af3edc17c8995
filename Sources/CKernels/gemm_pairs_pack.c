// SPDX-License-Identifier: Apache-2.0
//
// Copies of operands as pairs of 16-bit elements; bytes become int16.
#include <string.h>

#include "gemm_pairs.h"

#define PACK_ROWS(T) \
    for (int64_t i = 0; i < r->rows; i++) { \
        const T *x = (const T *)r->source + i * r->row_stride; \
        uint16_t *y = target + i * r->width; \
        if (r->column_stride == 1) { \
            CK_VECTORIZE for (int64_t k = 0; k < r->columns; k++) y[k] = (uint16_t)x[k]; \
        } else { \
            for (int64_t k = 0; k < r->columns; k++) y[k] = (uint16_t)x[k * r->column_stride]; \
        } \
        for (int64_t k = r->columns; k < r->width; k++) y[k] = 0; \
    } \
    break;

CK_CLONES void ck_pack_pair_rows(const CKPairRows *r, uint16_t *target) {
    switch (r->type) {
    case CKTypeInt8: PACK_ROWS(int8_t)
    case CKTypeUInt8: PACK_ROWS(uint8_t)
    default: PACK_ROWS(uint16_t)
    }
}

/// One panel of `width` lanes, of which `count` are columns: lanes behind them are 0.
#define PACK_PANEL(T) \
    for (int64_t k = 0; k < p->inner; k += 2, panel += width) { \
        const T *x = (const T *)p->source + k * p->inner_stride + column * p->column_stride; \
        int64_t next = k + 1 < p->inner ? p->inner_stride : 0; \
        uint32_t mask = next == 0 && k + 1 >= p->inner ? 0 : 0xffffffffu; \
        if (p->column_stride == 1) { \
            CK_VECTORIZE for (int64_t j = 0; j < count; j++) { \
                uint32_t high = (uint32_t)(uint16_t)x[j + next] << 16; \
                panel[j] = (uint16_t)x[j] | (high & mask); \
            } \
        } else { \
            for (int64_t j = 0; j < count; j++) { \
                const T *y = x + j * p->column_stride; \
                panel[j] = (uint16_t)y[0] | (((uint32_t)(uint16_t)y[next] << 16) & mask); \
            } \
        } \
        for (int64_t j = count; j < width; j++) panel[j] = 0; \
    } \
    break;

CK_CLONES void ck_pack_pair_panels(const CKPairPanels *p, uint32_t *target) {
    for (int64_t column = 0; column < p->columns;) {
        int64_t left = p->columns - column;
        int64_t width = left >= 2 * p->lanes ? 2 * p->lanes : p->lanes;
        int64_t count = ck_least(left, width);
        uint32_t *panel = target + p->panel_pairs * column + p->first * width;
        switch (p->type) {
        case CKTypeInt8: PACK_PANEL(int8_t)
        case CKTypeUInt8: PACK_PANEL(uint8_t)
        default: PACK_PANEL(uint16_t)
        }
        column += width;
    }
}
