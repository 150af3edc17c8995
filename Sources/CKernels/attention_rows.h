// SPDX-License-Identifier: Apache-2.0
//
// A template, included once for each instruction set, with
//   CK_NAME(x)  the name of x in this instance
//   CK_TABLE    the name of the table of its functions
//   LANES       elements of a vector
//
// A column behind the last is no source: its score counts as −∞.

#ifdef CK_NAME

typedef float CK_NAME(Vector) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t CK_NAME(Integers) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef uint8_t CK_NAME(Bytes) __attribute__((ext_vector_type(LANES)));
#define Vector CK_NAME(Vector)
#define Integers CK_NAME(Integers)
#define Bytes CK_NAME(Bytes)

static const float CK_NAME(nothing) = -__builtin_inff();

/// exp(x), and 0 below −87.3, where the smallest normal number is.
CK_INLINE Vector CK_NAME(exp)(Vector x) {
    const float magic = 0x1.8p23f;  // its last bit counts ones: adding it rounds
    Vector y = x > 89.0f ? (Vector)89.0f : x;
    Vector shifted = y * 0x1.715476p+0f + magic, n = shifted - magic;
    Vector r = y - n * CK_LN2_HIGH;
    r = r - n * CK_LN2_LOW;
    Vector p = CK_EXPM1_TAIL(r) * r * r + r + 1.0f;
    Integers bits = ((Integers)shifted << 23) + 0x3f800000;
    Vector result = p * (Vector)bits;
    return x < -87.3f ? (Vector)0.0f : result;
}

CK_INLINE float CK_NAME(greatest_lane)(Vector x) {
    float lanes[LANES];
    memcpy(lanes, &x, sizeof lanes);
    CK_UNROLL for (int half = LANES / 2; half > 0; half /= 2) {
        CK_UNROLL for (int i = 0; i < half; i++) {
            lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
        }
    }
    return lanes[0];
}

CK_INLINE float CK_NAME(lane_sum)(Vector x) {
    float lanes[LANES];
    memcpy(lanes, &x, sizeof lanes);
    CK_UNROLL for (int half = LANES / 2; half > 0; half /= 2) {
        CK_UNROLL for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
    }
    return lanes[0];
}

/// The numbers of the lanes.
CK_INLINE Integers CK_NAME(numbers)(void) {
    Integers result;
    CK_UNROLL for (int i = 0; i < LANES; i++) result[i] = i;
    return result;
}

/// The scores from column j on.
CK_INLINE Vector CK_NAME(load)(const CKScores *s, const float *row, int64_t j) {
    Vector x = *(const Vector *)(row + j) * s->scale;
    int64_t left = s->columns - j;
    if (left >= LANES) return x;
    return CK_NAME(numbers)() < (int32_t)left ? x : (Vector)CK_NAME(nothing);
}

static void CK_NAME(mask_causally)(const CKScores *s, int64_t seen) {
    for (int64_t i = 0; i < s->rows; i++) {
        float *row = s->scores + i * s->stride;
        for (int64_t j = 0; j < s->columns; j += LANES) {
            Integers column = CK_NAME(numbers)() + (int32_t)j;
            Vector x = *(Vector *)(row + j) * s->scale;
            *(Vector *)(row + j) = column < (int32_t)(i + seen) ? x : (Vector)CK_NAME(nothing);
        }
    }
}

static void CK_NAME(mask_by_truth)(const CKScores *s, const CKScoresMask *m) {
    for (int64_t i = 0; i < s->rows; i++) {
        float *row = s->scores + i * s->stride;
        const uint8_t *mask = (const uint8_t *)m->mask + i * m->row_stride;
        int64_t j = 0;
        for (; m->column_stride == 1 && j + LANES <= s->columns; j += LANES) {
            Bytes truth;
            memcpy(&truth, mask + j, sizeof truth);
            Vector x = *(Vector *)(row + j) * s->scale;
            Integers sees = __builtin_convertvector(truth, Integers) != 0;
            *(Vector *)(row + j) = sees ? x : (Vector)CK_NAME(nothing);
        }
        for (; j < s->columns; j++) {
            row[j] = mask[j * m->column_stride] != 0 ? row[j] * s->scale : CK_NAME(nothing);
        }
    }
}

static void CK_NAME(mask_by_numbers)(const CKScores *s, const CKScoresMask *m) {
    for (int64_t i = 0; i < s->rows; i++) {
        float *row = s->scores + i * s->stride;
        const float *mask = (const float *)m->mask + i * m->row_stride;
        int64_t stride = m->column_stride;
        CK_VECTORIZE for (int64_t j = 0; j < s->columns; j++) {
            row[j] = row[j] * s->scale + mask[j * stride];
        }
    }
}

static void CK_NAME(mask)(const CKScores *s, const CKScoresMask *m) {
    if (m->masking == CKAttentionMaskCausal) CK_NAME(mask_causally)(s, m->seen);
    if (m->masking == CKAttentionMaskTruth) CK_NAME(mask_by_truth)(s, m);
    if (m->masking == CKAttentionMaskNumbers) CK_NAME(mask_by_numbers)(s, m);
}

CK_INLINE void CK_NAME(multiply_row)(float *row, int64_t count, float factor) {
    int64_t j = 0;
    for (; j + LANES <= count; j += LANES) *(Vector *)(row + j) *= factor;
    for (; j < count; j++) row[j] *= factor;
}

static void CK_NAME(weigh)(const CKScores *s, const CKSoftmax *softmax) {
    for (int64_t i = 0; i < s->rows; i++) {
        float *row = s->scores + i * s->stride;
        Vector most = CK_NAME(nothing);
        for (int64_t j = 0; j < s->columns; j += LANES) {
            Vector x = CK_NAME(load)(s, row, j);
            most = x > most ? x : most;
        }
        float old = softmax->is_first ? CK_NAME(nothing) : softmax->greatest[i];
        float found = CK_NAME(greatest_lane)(most), now = found > old ? found : old;
        // Nothing is seen yet: exp(−∞ − 0) is 0, exp(−∞ + ∞) would be NaN.
        float offset = now == CK_NAME(nothing) ? 0 : now;
        Vector sum = 0;
        for (int64_t j = 0; j < s->columns; j += LANES) {
            Vector weight = CK_NAME(exp)(CK_NAME(load)(s, row, j) - offset);
            *(Vector *)(row + j) = weight;
            sum += weight;
        }
        float total = CK_NAME(lane_sum)(sum);
        if (!softmax->is_first) {
            float factor = now == old ? 1 : exp32(old - offset);
            if (factor != 1) {
                CK_NAME(multiply_row)(softmax->means + i * softmax->width, softmax->width, factor);
            }
            total += softmax->sums[i] * factor;
        }
        softmax->greatest[i] = now;
        softmax->sums[i] = total;
    }
}

static void CK_NAME(finish)(const CKSoftmax *softmax, int64_t rows, float *logarithms) {
    for (int64_t i = 0; i < rows; i++) {
        bool is_none = softmax->greatest[i] == CK_NAME(nothing);
        float sum = softmax->sums[i];
        // What saw nothing is 0, or NaN where 0 times a value is: it is left as it is.
        if (!is_none) {
            CK_NAME(multiply_row)(softmax->means + i * softmax->width, softmax->width, 1 / sum);
        }
        logarithms[i] = log32(sum) + (is_none ? 0 : softmax->greatest[i]);
    }
}

static void CK_NAME(slope)(const CKScores *s, const CKScoreSlopes *g) {
    for (int64_t i = 0; i < s->rows; i++) {
        float *row = s->scores + i * s->stride, *slopes = g->slopes + i * s->stride;
        float total = g->logarithms[i] == CK_NAME(nothing) ? 0 : g->logarithms[i];
        float shift = g->shifts[i];
        for (int64_t j = 0; j < s->columns; j += LANES) {
            Vector weight = CK_NAME(exp)(*(Vector *)(row + j) * s->scale - total);
            *(Vector *)(row + j) = weight;
            *(Vector *)(slopes + j) = weight * (*(Vector *)(slopes + j) - shift) * g->scale;
        }
    }
}

static float CK_NAME(dot)(const float *a, const float *b, int64_t count) {
    Vector sum = 0;
    int64_t j = 0;
    for (; j + LANES <= count; j += LANES) {
        sum += *(const Vector *)(a + j) * *(const Vector *)(b + j);
    }
    float result = CK_NAME(lane_sum)(sum);
    for (; j < count; j++) result += a[j] * b[j];
    return result;
}

const CKAttentionKernels CK_TABLE = {
    CK_NAME(mask), CK_NAME(weigh), CK_NAME(finish), CK_NAME(slope), CK_NAME(dot)};

#undef Vector
#undef Integers
#undef Bytes
#endif
