// Absolute paths without the process's working directory: compiles may run
// inside somebody else's process.

#ifndef BPF_LINKER_COMPILER_PATHS_H
#define BPF_LINKER_COMPILER_PATHS_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

#include <string>

namespace bpflinker {

/// `Path` from `WorkingDir` (absolute), without "." parts. ".." stays: after a
/// symbolic link it cannot be resolved from the text alone.
inline std::string absolutePath(llvm::StringRef WorkingDir,
                                llvm::StringRef Path) {
  llvm::SmallString<256> Absolute(Path);
  llvm::sys::path::make_absolute(WorkingDir, Absolute);
  llvm::sys::path::remove_dots(Absolute, /*remove_dot_dot=*/false);
  return Absolute.str().str();
}

/// The path of `Name` in a folder.
inline std::string pathIn(llvm::StringRef Folder, const llvm::Twine &Name) {
  llvm::SmallString<256> Path(Folder);
  llvm::sys::path::append(Path, Name);
  return Path.str().str();
}

} // namespace bpflinker

#endif
