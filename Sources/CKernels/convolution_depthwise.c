// SPDX-License-Identifier: Apache-2.0
//
// Where each channel has a filter of its own, vectors go along the channels.
#include "convolution.h"

enum { CHANNELS = 64 };

CK_CLONES void ck_depthwise(const CKTile *t) {
    const float *filters = t->right, *bias = t->bias;
    for (int64_t c = 0; c < t->columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, t->columns - c);
        for (int64_t i = 0; i < t->rows; i++) {
            float sums[CHANNELS] = {0};
            const float *source = (const float *)t->left + i * t->left_row_stride + c;
            for (int64_t r = 0; r < t->run_count; r++) {
                const float *s = source + t->runs[r].left;
                const float *f = filters + t->runs[r].inner * t->right_stride + c;
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += s[j] * f[j];
            }
            float *result = (float *)t->result + i * t->result_stride + c;
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

CK_CLONES void ck_depthwise_filter_gradient(const CKTile *t) {
    for (int64_t c = 0; c < t->columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, t->columns - c);
        float sums[CHANNELS] = {0};
        for (int64_t r = 0; r < t->run_count; r++) {
            const float *image = (const float *)t->left + t->runs[r].left + c;
            const float *seed = (const float *)t->right + t->runs[r].inner * t->right_stride + c;
            for (int64_t k = 0; k < t->run_length; k++) {
                CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += image[j] * seed[j];
                image += t->left_inner_stride;
                seed += t->right_stride;
            }
        }
        float *result = (float *)t->result + c;
        CK_VECTORIZE for (int64_t j = 0; j < count; j++) result[j] += sums[j];
    }
}

CK_CLONES void ck_add_columns(const float *seed, int64_t rows, int64_t columns, float *bias) {
    for (int64_t c = 0; c < columns; c += CHANNELS) {
        int64_t count = ck_least(CHANNELS, columns - c);
        float sums[CHANNELS] = {0};
        for (int64_t i = 0; i < rows; i++) {
            const float *s = seed + i * columns + c;
            CK_VECTORIZE for (int64_t j = 0; j < count; j++) sums[j] += s[j];
        }
        CK_VECTORIZE for (int64_t j = 0; j < count; j++) bias[c + j] += sums[j];
    }
}
