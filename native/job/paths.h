// Paths from a job's working directory. The process's own is never changed:
// with isolate: false it is somebody else's process.

#ifndef BPF_LINKER_JOB_PATHS_H
#define BPF_LINKER_JOB_PATHS_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// `Path` from `WorkingDirectory` (absolute), without "." parts; ".." stays,
/// because after a symbolic link the text alone does not say what it means.
std::string absolutePath(llvm::StringRef WorkingDirectory,
                         llvm::StringRef Path);

/// The headers that travel with the package: `include/` beside the native file
/// this code is in. Empty when there is no such folder.
std::string packagedHeaderDirectory();

} // namespace bpflinker

#endif
