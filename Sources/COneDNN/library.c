// SPDX-License-Identifier: Apache-2.0
//
// Opening the library: every symbol that we need must be there, and the major version must be 3,
// or nothing is used at all.
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static void *find(void *handle, const char *name, const char **missing) {
    void *address = dlsym(handle, name);
    if (address == NULL && *missing == NULL) *missing = name;
    return address;
}

static const char *fill(MDNNLibrary *library) {
    const char *missing = NULL;
#define MDNN_FUNCTION(result, name, parameters) \
    library->name = (result(*) parameters)find(library->handle, "dnnl_" #name, &missing);
#include "functions.h"
#undef MDNN_FUNCTION
    const char *ignored = NULL;  // without OpenMP there are no threads to forbid
    library->set_threads = (void (*)(int))find(library->handle, "omp_set_num_threads", &ignored);
    return missing;
}

/// Says what is wrong with an opened library, or returns false.
static bool is_unusable(
    MDNNLibrary *library, const char *path, char *problem, size_t capacity) {
    const char *missing = fill(library);
    if (library->version != NULL) {
        const version_t *version = library->version();
        if (version->major != 3) {
            snprintf(
                problem, capacity, "%s is oneDNN %d.%d.%d; version 3 is needed", path,
                version->major, version->minor, version->patch);
            return true;
        }
    }
    if (missing == NULL) return false;
    snprintf(problem, capacity, "%s has no function %s: it is not oneDNN 3", path, missing);
    return true;
}

const MDNNLibrary *mdnn_library_open(const char *path, char *problem, size_t capacity) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        const char *reason = dlerror();
        snprintf(problem, capacity, "%s", reason != NULL ? reason : "dlopen failed");
        return NULL;
    }
    MDNNLibrary *library = calloc(1, sizeof *library);
    if (library == NULL) {
        snprintf(problem, capacity, "out of memory");
        dlclose(handle);
        return NULL;
    }
    library->handle = handle;
    if (is_unusable(library, path, problem, capacity)) {
        free(library);
        dlclose(handle);
        return NULL;
    }
    return library;
}

MDNNVersion mdnn_library_version(const MDNNLibrary *library) {
    const version_t *version = library->version();
    return (MDNNVersion){version->major, version->minor, version->patch};
}

void mdnn_set_threads(const MDNNLibrary *library, int32_t threads) {
    if (library->set_threads != NULL) library->set_threads(threads);
}

const char *mdnn_status_text(int32_t status) {
    switch (status) {
    case 0: return "success";
    case 1: return "out of memory";
    case 2: return "invalid arguments";
    case 3: return "not implemented";
    case 4: return "no further implementation";
    case 5: return "run-time error";
    case 6: return "not required";
    default: return "unknown status";
    }
}
