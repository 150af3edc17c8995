// SPDX-License-Identifier: Apache-2.0
//
// Products of narrow elements as those of gemm.c, but that a lane is a pair of elements: the right
// operand is always packed, the left one where its pairs do not lie side by side.
#include "gemm_pairs.h"

#include "convert.h"

enum {
    INNER_BLOCK = 512,   // a multiple of 2; × 32 columns × 2 bytes: most of a first-level cache
    PACKED_INNER = 2048, // of longer operands one part at a time is packed
    ALIASED = 512,       // rows that lie so many elements apart share a few places of the cache
    PACKED_PADDING = 32, // packed rows do not
    COLUMNS_FOR_COPY = 64,
};

static bool is_byte(CKType type) { return type == CKTypeInt8 || type == CKTypeUInt8; }

static bool is_left_packed(const CKGemmPairs *g) {
    bool is_aliased = g->left_row_stride % ALIASED == 0 && g->columns >= COLUMNS_FOR_COPY;
    return is_byte(g->left_type) || g->left_inner_stride != 1 || g->inner % 2 != 0 || is_aliased;
}

static bool is_rounded(const CKGemmPairs *g) { return g->result_type == CKTypeBfloat16; }

bool ck_gemm_pairs_plan(CKGemmPairs *g) {
    bool is_real = g->left_type == CKTypeBfloat16 && g->right_type == CKTypeBfloat16
        && (g->result_type == CKTypeFloat32 || g->result_type == CKTypeBfloat16);
    bool is_whole = is_byte(g->left_type) && is_byte(g->right_type)
        && g->result_type == CKTypeInt32 && g->bias == NULL && !g->is_rectified;
    if (!is_real && !is_whole) return false;
    ck_cut_product(
        (const int64_t[4]){g->batch, g->rows, g->columns, g->inner}, &g->row_block,
        &g->column_block);
    g->row_blocks = ck_blocks(g->rows, g->row_block);
    g->column_blocks = ck_blocks(g->columns, g->column_block);
    g->units = g->batch * g->row_blocks * g->column_blocks;
    return true;
}

/// Pairs of the inner index that are packed at once.
static int64_t packed_pairs(const CKGemmPairs *g) {
    return ck_blocks(ck_least(ck_greatest(g->inner, 1), PACKED_INNER), 2);
}

static int64_t panel_floats(const CKGemmPairs *g) {
    return packed_pairs(g) * ck_round_up(g->column_block, CK_MOST_LANES);
}

static int64_t left_floats(const CKGemmPairs *g) {
    return is_left_packed(g) ? (packed_pairs(g) + PACKED_PADDING / 2) * g->row_block : 0;
}

int64_t ck_gemm_pairs_scratch(const CKGemmPairs *g) {
    int64_t sums = is_rounded(g) ? g->row_block * g->column_block : 0;
    int64_t floats = panel_floats(g) + left_floats(g) + sums;
    return ck_round_up(floats, CK_CACHE_LINE_FLOATS) + CK_CACHE_LINE_FLOATS;
}

/// What one call knows: its scratch memory, and which columns of the right operand lie packed in it.
typedef struct Call {
    const CKGemmPairs *gemm;
    const CKGemmKernels *kernels;
    uint32_t *panels;
    uint16_t *left;
    float *sums;
    const char *packed;
} Call;

/// Packs `inner` rows of the block's columns at `right`.
static void pack_right(Call *call, const char *right, int64_t inner, int64_t columns) {
    const CKGemmPairs *g = call->gemm;
    if (call->packed == right) return;
    CKPairPanels panels = {
        g->right_type, right, inner, columns, g->right_inner_stride, g->right_column_stride,
        call->kernels->lanes, 0, ck_blocks(inner, 2),
    };
    ck_pack_pair_panels(&panels, call->panels);
    call->packed = inner == g->inner ? right : NULL;
}

/// `inner` columns of the block's rows at `left`, in place or packed.
static void take_left(const Call *call, CKTile *tile, const char *left, int64_t inner) {
    const CKGemmPairs *g = call->gemm;
    tile->left = left;
    tile->left_row_stride = g->left_row_stride;
    if (!is_left_packed(g)) return;
    int64_t width = ck_round_up(inner, 2) + PACKED_PADDING;
    CKPairRows rows = {
        g->left_type, left, tile->rows, inner, g->left_row_stride, g->left_inner_stride, width,
    };
    ck_pack_pair_rows(&rows, call->left);
    tile->left = call->left;
    tile->left_row_stride = width;
}

/// Inner indices `first` ..< `first` + `inner`, which are packed, block by block.
static void multiply(const Call *call, CKTile tile, int64_t first, int64_t inner) {
    const CKGemmPairs *g = call->gemm;
    const void *bias = tile.bias;
    int64_t begin = 0;
    do {
        int64_t end = ck_least(begin + INNER_BLOCK, inner);
        bool is_last = first + end >= g->inner;
        CKRun run = {begin, begin / 2};
        tile.runs = &run;
        tile.run_count = 1;
        tile.run_length = ck_blocks(end - begin, 2);
        tile.accumulates = first + begin > 0;
        tile.bias = is_last ? bias : NULL;
        tile.is_rectified = is_last && g->is_rectified;
        call->kernels->multiply(&tile);
        begin = end;
    } while (begin < inner);
}

CK_CLONES void ck_round_sums(
    const float *sums, int64_t stride, uint16_t *result, int64_t result_stride, int64_t rows,
    int64_t columns) {
    for (int64_t i = 0; i < rows; i++) {
        const float *x = sums + i * stride;
        uint16_t *y = result + i * result_stride;
        CK_VECTORIZE for (int64_t j = 0; j < columns; j++) y[j] = float_to_bfloat16(x[j]);
    }
}

/// Units go down the rows before they go on to other columns, which are packed once then.
static void run_unit(Call *call, int64_t unit) {
    const CKGemmPairs *g = call->gemm;
    int64_t size = is_byte(g->left_type) ? 1 : 2;
    int64_t batch = unit / (g->row_blocks * g->column_blocks);
    int64_t row = unit % g->row_blocks * g->row_block;
    int64_t column = unit / g->row_blocks % g->column_blocks * g->column_block;
    int64_t left = batch * g->left_batch_stride + row * g->left_row_stride;
    int64_t right = batch * g->right_batch_stride + column * g->right_column_stride;
    int64_t result = batch * g->result_batch_stride + row * g->result_row_stride + column;
    char *target = (char *)g->result + result * (is_rounded(g) ? 2 : 4);
    CKTile tile = {
        .rows = ck_least(g->row_block, g->rows - row),
        .columns = ck_least(g->column_block, g->columns - column),
        .left_inner_stride = 1,
        .panels = call->panels,
        .result = is_rounded(g) ? (void *)call->sums : target,
        .result_stride = is_rounded(g) ? g->column_block : g->result_row_stride,
        .bias = g->bias == NULL ? NULL : g->bias + column,
    };
    int64_t first = 0;
    do {
        int64_t inner = ck_least(g->inner - first, PACKED_INNER);
        int64_t left_offset = left + first * g->left_inner_stride;
        int64_t right_offset = right + first * g->right_inner_stride;
        pack_right(call, (const char *)g->right + right_offset * size, inner, tile.columns);
        take_left(call, &tile, (const char *)g->left + left_offset * size, inner);
        tile.panel_inner = ck_blocks(inner, 2);
        multiply(call, tile, first, inner);
        first += inner;
    } while (first < g->inner);
    if (!is_rounded(g)) return;
    ck_round_sums(
        call->sums, g->column_block, (uint16_t *)target, g->result_row_stride, tile.rows,
        tile.columns);
}

int32_t ck_gemm_pairs_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    const CKGemmPairs *g = context;
    float *scratch = ck_lane_scratch(g->scratch, g->scratch_stride, lane);
    Call call = {
        .gemm = g,
        .kernels = ck_gemm_pairs_kernels(g->left_type == CKTypeBfloat16),
        .panels = (uint32_t *)scratch,
        .left = (uint16_t *)(scratch + panel_floats(g)),
        .sums = scratch + panel_floats(g) + left_floats(g),
    };
    for (int64_t unit = begin; unit < end; unit++) run_unit(&call, unit);
    return CKStatusSuccess;
}
