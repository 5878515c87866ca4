#include "job/own_file.h"

#include "llvm/Support/FileSystem.h"

#include <dlfcn.h>

using namespace llvm;

namespace bpflinker {

// Of an executable, too, dladdr knows the path: dyld loaded it.
bool ownFile(SmallVectorImpl<char> &Path) {
  Dl_info Info;
  return dladdr(reinterpret_cast<void *>(&ownFile), &Info) && Info.dli_fname &&
         !sys::fs::real_path(Info.dli_fname, Path);
}

} // namespace bpflinker
