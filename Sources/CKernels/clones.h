// SPDX-License-Identifier: Apache-2.0
//
// Run-time choice of the instruction set. A function marked CK_CLONES exists three times; what it
// calls must be inlined into it (CK_INLINE) to be compiled for the same processor.
#ifndef MARTLET_CK_CLONES_H
#define MARTLET_CK_CLONES_H

#if defined(__SANITIZE_THREAD__)
#define CK_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CK_SANITIZED 1
#endif
#endif

// The choice is made while the program is loaded, before the thread sanitizer can stand being called.
#if defined(__x86_64__) && defined(__linux__) && !defined(CK_SANITIZED)
#define CK_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CK_CLONES
#endif

#define CK_INLINE static inline __attribute__((always_inline, unused))

// Element i of the result depends on element i of the operands only: the loop may be vectorised
// although the result may be one of the operands.
#if defined(__clang__) && defined(__OPTIMIZE__)
#define CK_VECTORIZE _Pragma("clang loop vectorize(assume_safety)")
#else
#define CK_VECTORIZE
#endif

#endif
