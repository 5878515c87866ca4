#include "job/paths.h"

#include "job/own_file.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace bpflinker {

std::string absolutePath(StringRef WorkingDirectory, StringRef Path) {
  SmallString<256> Absolute(Path);
  sys::path::make_absolute(WorkingDirectory, Absolute);
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/false);
  return Absolute.str().str();
}

std::string packagedHeaderDirectory() {
  SmallString<256> Path;
  if (!ownFile(Path))
    return "";
  sys::path::remove_filename(Path);
  sys::path::append(Path, "include");
  return sys::fs::is_directory(Path) ? Path.str().str() : "";
}

} // namespace bpflinker
