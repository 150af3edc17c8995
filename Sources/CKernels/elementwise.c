// SPDX-License-Identifier: Apache-2.0
#include "include/ck_elementwise.h"

#include <string.h>

enum { CALL_NANOSECONDS = 5 };  // a function of the C library

#define HAS_EACH(formula) true
#define HAS_CALL(formula) true
#define HAS_TILE(call) true
#define HAS_NONE false

#define COST_EACH(formula) 1 *
#define COST_CALL(formula) CALL_NANOSECONDS + 0 *
#define COST_TILE(call) 1 *
#define COST_NONE 0 *

// Registers of eight bytes take twice as long as those of four.
#define LINE(operation, name, operands, cost, f32, f64, i64) \
    {name, CKOperation##operation, operands, {HAS_##f32, HAS_##f64, HAS_##i64}, \
        {COST_##f32 cost, COST_##f64 2 * cost, COST_##i64 2 * cost}},
#define UNARY(operation, name, cost, f32, f64, i64) LINE(operation, name, 1, cost, f32, f64, i64)
#define BINARY(operation, name, cost, f32, f64, i64) LINE(operation, name, 2, cost, f32, f64, i64)

/// In the order of CKOperation, which comes from the same lines.
static const CKElementwise table[] = {
#include "elementwise_table.h"
};

static const size_t count = sizeof table / sizeof *table;

const CKElementwise *ck_elementwise_named(const char *name) {
    if (name[0] == 0) return NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].name, name) == 0) return &table[i];
    }
    return NULL;
}

const CKElementwise *ck_elementwise(CKOperation operation) {
    return operation < count ? &table[operation] : NULL;
}

bool ck_elementwise_has(const CKElementwise *line, CKRegister type) {
    return line->has_register[type];
}
