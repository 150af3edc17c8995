// SPDX-License-Identifier: Apache-2.0
// The few functions of zlib that Martlet calls, found in the system's library when they are first needed.
// So nothing but the toolchain is needed to build, and a program that reads no .gz or .png never loads it.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

/// zlib's z_stream; its layout is the same in every zlib 1.x (see zlib.h).
typedef struct {
    const uint8_t *next_in;
    unsigned int avail_in;
    unsigned long total_in;
    uint8_t *next_out;
    unsigned int avail_out;
    unsigned long total_out;
    const char *message;
    void *state;
    void *allocate;
    void *release;
    void *opaque;
    int data_type;
    unsigned long adler;
    unsigned long reserved;
} cz_stream;

/// What the functions return (zlib's own numbers).
enum {
    CZ_OK = 0,
    CZ_STREAM_END = 1,
    CZ_NEED_DICTIONARY = 2,
    CZ_DATA_ERROR = -3,
    CZ_MEMORY_ERROR = -4,
    CZ_BUFFER_ERROR = -5,
    /// Ours: the library was not found.
    CZ_NO_LIBRARY = -100,
};

/// Whether zlib was found. Safe to call from any thread.
int cz_is_available(void);

/// Prepares a zeroed stream for decompressing. `window_bits`: 15 for zlib data, 31 for gzip data.
int cz_inflate_begin(cz_stream *stream, int window_bits);
/// Decompresses as much as the input and the output allow.
int cz_inflate(cz_stream *stream);
/// Makes a stream ready for the next member of the same kind.
int cz_inflate_reset(cz_stream *stream);
/// Frees what a stream holds.
void cz_inflate_end(cz_stream *stream);

/// The CRC-32 of `count` more bytes after those that `crc` stands for; begin with 0. Needs zlib.
uint32_t cz_crc32(uint32_t crc, const void *bytes, size_t count);

#endif
