#include "job/paths.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <dlfcn.h>

using namespace llvm;

namespace bpflinker {

std::string absolutePath(StringRef WorkingDirectory, StringRef Path) {
  SmallString<256> Absolute(Path);
  sys::path::make_absolute(WorkingDirectory, Absolute);
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/false);
  return Absolute.str().str();
}

std::string packagedHeaderDirectory() {
  Dl_info Info;
  // An address of this room, which is in the shared library, or in a test.
  if (!dladdr(reinterpret_cast<void *>(&packagedHeaderDirectory), &Info) ||
      !Info.dli_fname)
    return "";
  SmallString<256> Path;
  if (sys::fs::real_path(Info.dli_fname, Path))
    return "";
  sys::path::remove_filename(Path);
  sys::path::append(Path, "include");
  return sys::fs::is_directory(Path) ? Path.str().str() : "";
}

} // namespace bpflinker
