// SPDX-License-Identifier: Apache-2.0
#include "CZlib.h"

#include <dlfcn.h>
#include <pthread.h>

#ifdef __APPLE__
static const char *const library_names[] = {"/usr/lib/libz.1.dylib", "libz.1.dylib"};
#else
static const char *const library_names[] = {"libz.so.1", "libz.so"};
#endif

static int (*inflate_begin)(cz_stream *, int, const char *, int);
static int (*inflate_some)(cz_stream *, int);
static int (*inflate_reset)(cz_stream *);
static int (*inflate_end)(cz_stream *);
static unsigned long (*crc)(unsigned long, const uint8_t *, unsigned int);
static int is_complete;

static void load(void) {
    void *library = NULL;
    for (size_t i = 0; i < sizeof library_names / sizeof *library_names && !library; i++)
        library = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    inflate_begin = (int (*)(cz_stream *, int, const char *, int))dlsym(library, "inflateInit2_");
    inflate_some = (int (*)(cz_stream *, int))dlsym(library, "inflate");
    inflate_reset = (int (*)(cz_stream *))dlsym(library, "inflateReset");
    inflate_end = (int (*)(cz_stream *))dlsym(library, "inflateEnd");
    crc = (unsigned long (*)(unsigned long, const uint8_t *, unsigned int))dlsym(library, "crc32");
    is_complete = inflate_begin && inflate_some && inflate_reset && inflate_end && crc;
}

int cz_is_available(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_complete;
}

int cz_inflate_begin(cz_stream *stream, int window_bits) {
    if (!cz_is_available()) return CZ_NO_LIBRARY;
    // zlib compares the first digit of the version and the size of the structure with its own.
    return inflate_begin(stream, window_bits, "1", (int)sizeof *stream);
}

int cz_inflate(cz_stream *stream) { return inflate_some(stream, 0); }

int cz_inflate_reset(cz_stream *stream) { return inflate_reset(stream); }

void cz_inflate_end(cz_stream *stream) { inflate_end(stream); }

uint32_t cz_crc32(uint32_t start, const void *bytes, size_t count) {
    if (!cz_is_available()) return 0;
    unsigned long value = start;
    const uint8_t *next = bytes;
    while (count > 0) {
        unsigned int piece = count > 1u << 30 ? 1u << 30 : (unsigned int)count;
        value = crc(value, next, piece);
        next += piece;
        count -= piece;
    }
    return (uint32_t)value;
}
