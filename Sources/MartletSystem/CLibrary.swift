// SPDX-License-Identifier: Apache-2.0
//
// The system's C library under one name: what all other modules import for mathematics, memory and files.
#if canImport(Glibc)
    @_exported public import Glibc
#elseif canImport(Musl)
    @_exported public import Musl
#else
    @_exported public import Darwin
#endif
