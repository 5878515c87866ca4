// The shared library beside the addon.

#ifndef BPF_LINKER_BINDING_NATIVE_LIBRARY_H
#define BPF_LINKER_BINDING_NATIVE_LIBRARY_H

#include "library/native_api.h"

#include <string>

/// Null, with `Problem` set, when it cannot be loaded or is of another version.
const BpfLinkerNative *loadNativeLibrary(std::string &Problem);

#endif
