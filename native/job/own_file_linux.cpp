#include "job/own_file.h"

#include "llvm/Support/FileSystem.h"

#include <dlfcn.h>
#include <sys/auxv.h>

using namespace llvm;

namespace bpflinker {

// Of a static executable dladdr knows nothing; then the kernel does, and where
// /proc is not mounted it has at least the path that was executed.
bool ownFile(SmallVectorImpl<char> &Path) {
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

} // namespace bpflinker
