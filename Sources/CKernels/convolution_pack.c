// SPDX-License-Identifier: Apache-2.0
//
// The filters of a convolution on their way to the products: packed as right operands.
#include "convolution_slide.h"

int64_t ck_slide_panel_floats(const CKSlide *s) {
    if (s->is_depthwise) return 0;
    int64_t lanes = s->taps * s->inner / s->group;
    return lanes * ck_round_up(s->is->column_block, CK_MOST_LANES) * s->sum / 4;
}

int64_t ck_slide_columns(const CKSlide *s, int64_t first) {
    return ck_least(s->is->column_block, s->columns - first);
}

/// Packs as the kernels want it.
static void pack(const CKSlide *s, const CKPacking *p) {
    if (s->group == 1) {
        s->kernels->pack(p);
        return;
    }
    CKPairPanels panels = {
        s->is->type, p->right, p->inner, p->columns, p->inner_stride, p->column_stride,
        s->kernels->lanes, p->first / 2, p->panel_inner / 2,
    };
    ck_pack_pair_panels(&panels, p->panels);
}

void ck_slide_pack(
    const CKSlide *s, int64_t first_column, int64_t begin, int64_t end, float *panels) {
    const CKConvolution *is = s->is;
    int64_t channels = is->channels / is->groups, features = is->features / is->groups;
    for (int64_t group = begin; group < end; group++) {
        CKPacking packing = {
            .right = (const char *)is->filters
                + s->element * (group * features
                                + first_column * (is->is_gradient ? is->features : 1)),
            .inner_stride = is->features,
            .column_stride = 1,
            .inner = s->taps * s->inner,
            .columns = ck_slide_columns(s, first_column),
            .panel_inner = s->taps * s->inner,
            .panels = panels + group * ck_slide_panel_floats(s),
        };
        if (!is->is_gradient) {
            pack(s, &packing);
            continue;
        }
        packing.inner_stride = 1;
        packing.column_stride = is->features;
        packing.inner = features;
        for (int64_t tap = 0; tap < s->taps; tap++) {
            pack(s, &packing);
            packing.first += features;
            packing.right = (const char *)packing.right + s->element * channels * is->features;
        }
    }
}

static int64_t column_blocks(const CKSlide *s) {
    return ck_blocks(s->columns, ck_greatest(s->is->column_block, 1));
}

int64_t ck_convolution_packed_floats(const CKConvolution *is) {
    CKSlide s = ck_slide(is);
    return column_blocks(&s) * is->groups * ck_slide_panel_floats(&s);
}

int64_t ck_convolution_pack_units(const CKConvolution *is) {
    CKSlide s = ck_slide(is);
    return column_blocks(&s) * is->groups;
}

int32_t ck_convolution_pack_run(void *context, int64_t begin, int64_t end, int32_t lane) {
    (void)lane;
    const CKConvolution *is = context;
    CKSlide s = ck_slide(is);
    int64_t block_floats = is->groups * ck_slide_panel_floats(&s);
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t block = unit / is->groups, group = unit % is->groups;
        float *panels = is->packed + block * block_floats;
        ck_slide_pack(&s, block * is->column_block, group, group + 1, panels);
    }
    return CKStatusSuccess;
}
