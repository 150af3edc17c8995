// SPDX-License-Identifier: Apache-2.0
//
// Results that no cache holds until somebody reads them go past the caches: a line that is written
// there must be fetched first, a third of the traffic of a copy. Included by fused_range.h, once for
// each register type T.

/// Bytes of a result that is too large to be found in the last cache.
enum { STREAM_BYTES = 32 << 20 };

typedef T Line __attribute__((vector_size(64), aligned(64)));

/// The outputs that are written past the caches: large ones that the loop does not read, in memory of
/// their own.
static uint64_t streamed_outputs(
    const CKFusedCode *code, void *const *pointers, int64_t count) {
    uint64_t streamed = 0;
    if (count < STREAM_BYTES / (int64_t)sizeof(T)) return 0;
    for (int i = 0; i < code->operand_count; i++) {
        bool is_alone = (code->streamable >> i & 1) != 0;
        for (int k = 0; k < code->operand_count; k++) {
            is_alone &= k == i || pointers[k] != pointers[i];
        }
        if (is_alone) streamed |= 1ull << i;
    }
    return streamed;
}

/// Writes n elements of a tile past the caches.
CK_INLINE void stream(const T *x, T *to, int64_t n) {
    const int64_t lanes = 64 / sizeof(T);
    int64_t i = 0;
    for (; i < n && (uintptr_t)(to + i) % 64 != 0; i++) to[i] = x[i];
    for (; i + lanes <= n; i += lanes) {
        Line line;
        memcpy(&line, x + i, sizeof line);
        __builtin_nontemporal_store(line, (Line *)(to + i));
    }
    for (; i < n; i++) to[i] = x[i];
}

/// Lets others see what has been written past the caches before they see anything that is written later.
CK_INLINE void end_stream(uint64_t streamed) {
#if defined(__x86_64__)
    if (streamed != 0) __builtin_ia32_sfence();
#else
    (void)streamed;
#endif
}
