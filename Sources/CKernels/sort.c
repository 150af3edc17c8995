// SPDX-License-Identifier: Apache-2.0
//
// Elements of all types become whole numbers in the same order, which a merge sort puts in order
// together with their places.
#include "include/ck_sort.h"

#include <string.h>

#include "convert.h"
#include "gemm.h"

typedef struct Item {
    int64_t key, place;
} Item;

enum { RUN = 16 };  // so many are sorted by insertion

int64_t ck_sort_units(const CKSort *sort) { return sort->outer * sort->inner; }

int64_t ck_sort_scratch(const CKSort *sort) {
    return 2 * sort->size * (int64_t)(sizeof(Item) / 4) + CK_CACHE_LINE_FLOATS;
}

/// The bits of a number, turned so that they order as the numbers do; NaN is the last.
CK_INLINE int64_t real_key(double x, bool is_descending) {
    if (x != x) return INT64_MAX;
    int64_t bits;
    x += 0.0;  // −0 becomes 0
    memcpy(&bits, &x, sizeof bits);
    if (bits < 0) bits ^= INT64_MAX;
    return is_descending ? ~bits : bits;
}

#define WHOLE(T) \
    for (int64_t i = 0; i < s->size; i++) { \
        int64_t x = ((const T *)s->source)[first + i * s->inner]; \
        items[i] = (Item){s->is_descending ? ~x : x, i}; \
    } \
    break;
#define REAL(T, LOAD) \
    for (int64_t i = 0; i < s->size; i++) { \
        double x = LOAD(((const T *)s->source)[first + i * s->inner]); \
        items[i] = (Item){real_key(x, s->is_descending), i}; \
    } \
    break;

static void read_items(const CKSort *s, int64_t first, Item *items) {
    switch (s->type) {
    case CKTypeFloat32: REAL(float, )
    case CKTypeFloat64: REAL(double, )
    case CKTypeFloat16: REAL(uint16_t, float16_to_float)
    case CKTypeBfloat16: REAL(uint16_t, bfloat16_to_float)
    case CKTypeInt8: WHOLE(int8_t)
    case CKTypeInt32: WHOLE(int32_t)
    case CKTypeInt64: WHOLE(int64_t)
    default: WHOLE(uint8_t)
    }
}

static void insert(Item *items, int64_t count) {
    for (int64_t i = 1; i < count; i++) {
        Item item = items[i];
        int64_t j = i;
        for (; j > 0 && items[j - 1].key > item.key; j--) items[j] = items[j - 1];
        items[j] = item;
    }
}

static void merge(const Item *left, const Item *middle, const Item *end, Item *into) {
    const Item *right = middle;
    while (left < middle && right < end) *into++ = right->key < left->key ? *right++ : *left++;
    while (left < middle) *into++ = *left++;
    while (right < end) *into++ = *right++;
}

/// The sorted items, in either of the two arrays.
static const Item *sort_items(Item *items, Item *other, int64_t count) {
    for (int64_t i = 0; i < count; i += RUN) insert(items + i, ck_least(RUN, count - i));
    for (int64_t width = RUN; width < count; width *= 2) {
        for (int64_t i = 0; i < count; i += 2 * width) {
            const Item *middle = items + ck_least(i + width, count);
            merge(items + i, middle, items + ck_least(i + 2 * width, count), other + i);
        }
        Item *sorted = other;
        other = items;
        items = sorted;
    }
    return items;
}

int32_t ck_sort_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKSort *s = context;
    Item *items = (Item *)ck_lane_scratch(s->scratch, s->scratch_stride, lane);
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t first = unit / s->inner * s->size * s->inner + unit % s->inner;
        read_items(s, first, items);
        const Item *sorted = sort_items(items, items + s->size, s->size);
        for (int64_t i = 0; i < s->size; i++) {
            s->destination[first + i * s->inner] = sorted[i].place;
        }
    }
    return CKStatusSuccess;
}
