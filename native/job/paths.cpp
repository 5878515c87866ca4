#include "job/paths.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <dlfcn.h>
#include <sys/auxv.h>

using namespace llvm;

namespace bpflinker {

std::string absolutePath(StringRef WorkingDirectory, StringRef Path) {
  SmallString<256> Absolute(Path);
  sys::path::make_absolute(WorkingDirectory, Absolute);
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/false);
  return Absolute.str().str();
}

/// The file that this code is in: the shared library, a test, or the static
/// executable, of which dladdr knows nothing; then the kernel does, and where
/// /proc is not mounted it has at least the path that was executed.
static bool ownFile(SmallVectorImpl<char> &Path) {
  Dl_info Info;
  if (dladdr(reinterpret_cast<void *>(&ownFile), &Info) && Info.dli_fname &&
      Info.dli_fname[0])
    return !sys::fs::real_path(Info.dli_fname, Path);
  if (!sys::fs::real_path("/proc/self/exe", Path))
    return true;
  // getauxval gives addresses as numbers.
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  auto *Executed = reinterpret_cast<const char *>(getauxval(AT_EXECFN));
  return Executed && !sys::fs::real_path(Executed, Path);
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
