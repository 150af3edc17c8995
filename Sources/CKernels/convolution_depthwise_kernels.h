// SPDX-License-Identifier: Apache-2.0
//
// Included once for each element type REAL; CK_NAME(x) is the name of x in this instance.

#ifdef CK_NAME

enum { CK_NAME(CHANNELS) = 64 };
#define CHANNELS CK_NAME(CHANNELS)

CK_CLONES void CK_NAME(ck_depthwise)(const CKTile *t) {
    const REAL *filters = t->right, *bias = t->bias;
    for (int64_t c = 0; c < t->columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, t->columns - c);
        for (int64_t i = 0; i < t->rows; i++) {
            REAL sums[CHANNELS] = {0};
            const REAL *source = (const REAL *)t->left + i * t->left_row_stride + c;
            for (int64_t r = 0; r < t->run_count; r++) {
                const REAL *s = source + t->runs[r].left;
                const REAL *f = filters + t->runs[r].inner * t->right_stride + c;
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += s[j] * f[j];
            }
            REAL *result = (REAL *)t->result + i * t->result_stride + c;
            if (bias != NULL) {
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += bias[c + j];
            }
            if (t->is_rectified) {
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) {
                    sums[j] = sums[j] <= 0 ? 0 : sums[j];  // NaN stays
                }
            }
            CK_VECTORIZE for (int64_t j = 0; j < count; j++) result[j] = sums[j];
        }
    }
}

CK_CLONES void CK_NAME(ck_depthwise_filter_gradient)(const CKTile *t) {
    for (int64_t c = 0; c < t->columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, t->columns - c);
        REAL sums[CHANNELS] = {0};
        for (int64_t r = 0; r < t->run_count; r++) {
            const REAL *image = (const REAL *)t->left + t->runs[r].left + c;
            const REAL *seed = (const REAL *)t->right + t->runs[r].inner * t->right_stride + c;
            for (int64_t k = 0; k < t->run_length; k++) {
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += image[j] * seed[j];
                image += t->left_inner_stride;
                seed += t->right_stride;
            }
        }
        REAL *result = (REAL *)t->result + c;
        CK_VECTORIZE for (int64_t j = 0; j < count; j++) result[j] += sums[j];
    }
}

CK_CLONES void CK_NAME(ck_add_columns)(
    const REAL *seed, int64_t rows, int64_t columns, REAL *bias) {
    for (int64_t c = 0; c < columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, columns - c);
        REAL sums[CHANNELS] = {0};
        for (int64_t i = 0; i < rows; i++) {
            const REAL *s = seed + i * columns + c;
            CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += s[j];
        }
        CK_VECTORIZE for (int64_t j = 0; j < count; j++) bias[c + j] += sums[j];
    }
}

#undef CHANNELS
#endif
