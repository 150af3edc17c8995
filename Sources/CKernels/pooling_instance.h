// SPDX-License-Identifier: Apache-2.0
//
// One instance of the kernels of POOLING_KERNELS, whose names are taken back at its end.

typedef V NAME(Vector) __attribute__((vector_size(CK_POOL_LANES * sizeof(V)), aligned(sizeof(V))));
typedef I NAME(Ints) __attribute__((vector_size(CK_POOL_LANES * sizeof(V)), aligned(sizeof(V))));

#include POOLING_KERNELS

#undef NAME
#undef T
#undef V
#undef I
#undef LOAD
#undef STORE
#undef LEAST
#undef IS_REAL
