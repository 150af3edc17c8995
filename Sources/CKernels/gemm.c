// SPDX-License-Identifier: Apache-2.0
//
// A block of the result at a time: the right operand in panels (or in place, where few rows would
// not pay for a copy), the inner index in blocks whose panels stay in the first-level cache.
#include "gemm_pairs.h"

enum {
    INNER_BLOCK = 320,     // × 32 columns × 4 bytes: most of a first-level cache
    PACKED_INNER = 2048,   // of a longer operand one part at a time is packed
    COLUMN_BLOCK = 256,
    ROW_BLOCK = 192,
    ROWS_IN_PLACE = 64,    // so many rows do not pay for a copy of the right operand
    ROW_BLOCK_IN_PLACE = 48,
    BYTES_IN_PLACE = 1 << 20,    // so much of an operand stays in a second-level cache,
    STRIDE_IN_PLACE = 1 << 13,   // unless its rows lie so far apart that they share a few of its places
    ROW_STEP = 24,         // a multiple of the tiles of all instruction sets
    COLUMN_STEP = 32,
};

static _Thread_local CKInstructionSet forced_set = CKInstructionSetBest;

static bool has(CKInstructionSet set) {
    if (set == CKInstructionSetPortable) return true;
#if defined(__x86_64__)
    if (set == CKInstructionSetAVX2) {
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    }
    if (set == CKInstructionSetAVX512) {
        return has(CKInstructionSetAVX2) && __builtin_cpu_supports("avx512f")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512vl");
    }
#elif defined(__aarch64__)
    if (set == CKInstructionSetNEON) return true;
#endif
    return set == CKInstructionSetBest;
}

bool ck_force_instruction_set_for_tests(CKInstructionSet set) {
    if (!has(set)) return false;
    forced_set = set;
    return true;
}

const CKGemmKernels *ck_gemm_kernels(CKType type) {
    bool is_float = type == CKTypeFloat32;
    CKInstructionSet set = forced_set;
    bool is_best = set == CKInstructionSetBest;
#if defined(__x86_64__)
    if (set == CKInstructionSetAVX512 || (is_best && has(CKInstructionSetAVX512))) {
        return is_float ? &ck_gemm_avx512_float : &ck_gemm_avx512_double;
    }
    if (set == CKInstructionSetAVX2 || (is_best && has(CKInstructionSetAVX2))) {
        return is_float ? &ck_gemm_avx2_float : &ck_gemm_avx2_double;
    }
#elif defined(__aarch64__)
    if (set == CKInstructionSetNEON || is_best) {
        return is_float ? &ck_gemm_neon_float : &ck_gemm_neon_double;
    }
#endif
    (void)is_best;
    return is_float ? &ck_gemm_portable_float : &ck_gemm_portable_double;
}

static bool has_pairs(void) {
#if defined(__x86_64__)
    return has(CKInstructionSetAVX512) && __builtin_cpu_supports("avx512bf16")
        && __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

const CKGemmKernels *ck_gemm_pairs_kernels(bool is_bfloat16) {
    CKInstructionSet set = forced_set;
    bool is_best = set == CKInstructionSetBest;
#if defined(__x86_64__)
    if ((is_best || set == CKInstructionSetAVX512) && has_pairs()) {
        return is_bfloat16 ? &ck_gemm_avx512_bfloat16 : &ck_gemm_avx512_int16;
    }
    if ((is_best || set != CKInstructionSetPortable) && has(CKInstructionSetAVX2)) {
        return is_bfloat16 ? &ck_gemm_avx2_bfloat16 : &ck_gemm_avx2_int16;
    }
#endif
    (void)is_best;
    return is_bfloat16 ? &ck_gemm_portable_bfloat16 : &ck_gemm_portable_int16;
}

bool ck_multiplies_bfloat16(void) { return has_pairs(); }
bool ck_multiplies_bytes(void) { return has_pairs(); }

const char *ck_gemm_instruction_set(CKType type) {
    bool is_pair = type == CKTypeBfloat16 || type == CKTypeInt8 || type == CKTypeUInt8;
    if (is_pair) {
        const CKGemmKernels *kernels = ck_gemm_pairs_kernels(type == CKTypeBfloat16);
        if (kernels->lanes == 16) return type == CKTypeBfloat16 ? "AVX512-BF16" : "AVX512-VNNI";
        return kernels->lanes == 8 ? "AVX2" : "portable";
    }
    const CKGemmKernels *kernels = ck_gemm_kernels(type);
    int64_t bytes = kernels->lanes * (type == CKTypeFloat64 ? 8 : 4);
    if (bytes == 64) return "AVX-512";
    if (bytes == 32) return "AVX2";
    return kernels->rows == 8 ? "NEON" : "portable";
}

/// Whether the right operand of each unit is copied into panels, rather than read in place.
static bool is_packed(const CKGemm *g) {
    return g->right_column_stride != 1 || g->row_block > ROWS_IN_PLACE;
}

static void cut(
    const int64_t sizes[4], int64_t most_rows, int64_t *row_block, int64_t *column_block) {
    int64_t rows = ck_greatest(sizes[1], 1), columns = ck_greatest(sizes[2], 1);
    int64_t inner = ck_greatest(sizes[3], 1), row = ck_least(rows, most_rows);
    int64_t column = ck_least(columns, COLUMN_BLOCK);
    // Enough units for some threads, as long as each is worth a few microseconds.
    const int64_t units = 16, work = 1 << 19;
    while (sizes[0] * ck_blocks(rows, row) * ck_blocks(columns, column) < units) {
        if (row * column * inner < 2 * work) break;
        if (column > COLUMN_STEP && column * 2 > row) {
            column = ck_round_up(column / 2, COLUMN_STEP);
        } else if (row > ROW_STEP) {
            row = ck_round_up(row / 2, ROW_STEP);
        } else {
            break;
        }
    }
    *row_block = row;
    *column_block = column;
}

void ck_cut_product(const int64_t sizes[4], int64_t *row_block, int64_t *column_block) {
    cut(sizes, ROW_BLOCK, row_block, column_block);
}

/// Whether blocks of few rows, none of which pays for a copy, find the right operand in the cache.
static bool stays_in_cache(const CKGemm *g) {
    int64_t element = g->type == CKTypeFloat64 ? 8 : 4;
    int64_t bytes = g->inner * ck_least(g->columns, COLUMN_BLOCK) * element;
    return g->right_column_stride == 1 && bytes <= BYTES_IN_PLACE
        && g->right_inner_stride * element <= STRIDE_IN_PLACE;
}

bool ck_gemm_plan(CKGemm *g) {
    if (g->type != CKTypeFloat32 && g->type != CKTypeFloat64) return false;
    cut((const int64_t[4]){g->batch, g->rows, g->columns, g->inner},
        stays_in_cache(g) ? ROW_BLOCK_IN_PLACE : ROW_BLOCK, &g->row_block, &g->column_block);
    g->row_blocks = ck_blocks(g->rows, g->row_block);
    g->column_blocks = ck_blocks(g->columns, g->column_block);
    g->units = g->batch * g->row_blocks * g->column_blocks;
    return true;
}

int64_t ck_gemm_scratch(const CKGemm *g) {
    int64_t columns = is_packed(g) ? ck_round_up(g->column_block, CK_MOST_LANES) : CK_MOST_LANES;
    int64_t floats = ck_least(g->inner, PACKED_INNER) * columns;
    if (g->type == CKTypeFloat64) floats *= 2;
    return ck_round_up(floats, CK_CACHE_LINE_FLOATS) + CK_CACHE_LINE_FLOATS;
}

/// What one call knows: which columns of the right operand lie packed in its scratch memory.
typedef struct Call {
    const CKGemm *gemm;
    const CKGemmKernels *kernels;
    int64_t element;
    char *panels;
    const char *packed;
} Call;

/// Packs rows of the block's columns at `right`; of an operand in place, those behind the last
/// vector.
static void pack(Call *call, const char *right, int64_t inner, int64_t columns) {
    const CKGemm *g = call->gemm;
    int64_t skipped = is_packed(g) ? 0 : columns / call->kernels->lanes * call->kernels->lanes;
    if (skipped == columns || call->packed == right) return;
    CKPacking packing = {
        .right = right + skipped * g->right_column_stride * call->element,
        .inner_stride = g->right_inner_stride,
        .column_stride = g->right_column_stride,
        .inner = inner,
        .columns = columns - skipped,
        .panel_inner = inner,
        .panels = call->panels,
    };
    call->kernels->pack(&packing);
    call->packed = inner == g->inner ? right : NULL;
}

/// Inner indices `first` ..< `first` + `inner`, whose panels are packed, block by block.
static void multiply(const Call *call, CKTile tile, int64_t first, int64_t inner) {
    const CKGemm *g = call->gemm;
    const void *residual = tile.residual, *bias = tile.bias;
    int64_t blocks = ck_greatest(ck_blocks(inner, INNER_BLOCK), 1);
    for (int64_t block = 0; block < blocks; block++) {
        int64_t begin = inner * block / blocks, end = inner * (block + 1) / blocks;
        bool is_last = first + end >= g->inner;
        CKRun run = {(first + begin) * g->left_inner_stride, begin};
        tile.runs = &run;
        tile.run_count = 1;
        tile.run_length = end - begin;
        tile.accumulates = first + begin > 0;
        tile.residual = is_last ? residual : NULL;
        tile.bias = is_last ? bias : NULL;
        tile.is_rectified = is_last && g->is_rectified;
        call->kernels->multiply(&tile);
    }
}

/// A single column, or a single row times a transposed matrix: true if done.
static bool multiply_vector(const Call *call, const CKTile *tile, const char *right) {
    const CKGemm *g = call->gemm;
    bool is_column = g->columns == 1, is_row = g->rows == 1;
    bool is_dense = g->left_inner_stride == 1 && g->right_inner_stride == 1;
    if (!is_dense || g->residual != NULL || !(is_column || is_row)) return false;
    CKDots dots = {
        .rows = is_column ? tile->rows : tile->columns,
        .inner = g->inner,
        .matrix = is_column ? tile->left : right,
        .vector = is_column ? right : tile->left,
        .row_stride = is_column ? g->left_row_stride : g->right_column_stride,
        .result = tile->result,
        .bias = tile->bias,
        .result_stride = is_column ? g->result_row_stride : 1,
        .bias_stride = is_column ? 0 : 1,
        .is_rectified = g->is_rectified,
    };
    call->kernels->dots(&dots);
    return true;
}

/// Units go down the rows before they go on to other columns, which are packed once then.
static void run_unit(Call *call, int64_t unit) {
    const CKGemm *g = call->gemm;
    int64_t batch = unit / (g->row_blocks * g->column_blocks);
    int64_t row = unit % g->row_blocks * g->row_block;
    int64_t column = unit / g->row_blocks % g->column_blocks * g->column_block;
    int64_t left = batch * g->left_batch_stride + row * g->left_row_stride;
    int64_t right = batch * g->right_batch_stride + column * g->right_column_stride;
    int64_t result = batch * g->result_batch_stride + row * g->result_row_stride + column;
    int64_t residual = batch * g->residual_batch_stride + row * g->residual_row_stride + column;
    CKTile tile = {
        .rows = ck_least(g->row_block, g->rows - row),
        .columns = ck_least(g->column_block, g->columns - column),
        .left = (const char *)g->left + left * call->element,
        .left_row_stride = g->left_row_stride,
        .left_inner_stride = g->left_inner_stride,
        .right_stride = g->right_inner_stride,
        .panels = call->panels,
        .result = (char *)g->result + result * call->element,
        .result_stride = g->result_row_stride,
        .residual =
            g->residual == NULL ? NULL : (const char *)g->residual + residual * call->element,
        .residual_stride = g->residual_row_stride,
        .bias = g->bias == NULL ? NULL : (const char *)g->bias + column * call->element,
    };
    if (multiply_vector(call, &tile, (const char *)g->right + right * call->element)) return;
    int64_t first = 0;
    do {
        int64_t inner = ck_least(g->inner - first, PACKED_INNER);
        int64_t offset = right + first * g->right_inner_stride;
        const char *operand = (const char *)g->right + offset * call->element;
        pack(call, operand, inner, tile.columns);
        tile.right = is_packed(g) ? NULL : operand;
        tile.panel_inner = inner;
        multiply(call, tile, first, inner);
        first += inner;
    } while (first < g->inner);
}

int32_t ck_gemm_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKGemm *g = context;
    const int64_t element = g->type == CKTypeFloat64 ? 8 : 4;
    CKGemm moved = *g;
    moved.left = (const char *)g->left + ck_moved(g->rounds, g->left_motion) * element;
    if (g->residual != NULL) {
        moved.residual =
            (const char *)g->residual + ck_moved(g->rounds, g->residual_motion) * element;
    }
    g = &moved;
    Call call = {
        .gemm = g,
        .kernels = ck_gemm_kernels(g->type),
        .element = element,
        .panels = (char *)ck_lane_scratch(g->scratch, g->scratch_stride, lane),
    };
    for (int64_t unit = begin; unit < end; unit++) run_unit(&call, unit);
    return CKStatusSuccess;
}
