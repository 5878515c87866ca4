// Loaded by its path rather than as a dependency of the addon: the dynamic
// loader takes a dependency for loaded when any library of that *name* is, so
// that a second bpf-linker of another version in the process would get the
// first one's. It stays loaded when a worker thread that used it ends (LLVM
// does not expect to be unloaded), and its symbols stay local to it.

#include "binding/native_library.h"

#include <dlfcn.h>

const BpfLinkerNative *loadNativeLibrary(std::string &Problem) {
  Dl_info Own;
  if (!dladdr(reinterpret_cast<void *>(&loadNativeLibrary), &Own) ||
      !Own.dli_fname) {
    Problem = "the dynamic loader does not know where the addon is";
    return nullptr;
  }
  std::string Path = Own.dli_fname;
  // npos + 1 is 0: no folder, so the current one.
  Path = Path.substr(0, Path.rfind('/') + 1) + "libbpf-linker.so";
  if (Path.front() != '/')
    Path = "./" + Path;

  void *Library = dlopen(Path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!Library) {
    Problem =
        std::string("cannot load the library beside the addon: ") + dlerror();
    return nullptr;
  }
  using Entry = const BpfLinkerNative *();
  auto *Function = reinterpret_cast<Entry *>(dlsym(Library, "bpfLinkerNative"));
  if (!Function) {
    Problem = Path + " is no library of bpf-linker: " + dlerror();
    return nullptr;
  }
  const BpfLinkerNative *Native = Function();
  // The number first: of another one, only the number can be read.
  if (Native->AbiVersion != BPF_LINKER_ABI_VERSION) {
    Problem = Path + " has ABI " + std::to_string(Native->AbiVersion) +
              ", the addon was built for " +
              std::to_string(BPF_LINKER_ABI_VERSION);
    return nullptr;
  }
  if (std::string(Native->PackageVersion) != BPF_LINKER_VERSION) {
    Problem = Path + " is of version " + Native->PackageVersion +
              ", the addon of " BPF_LINKER_VERSION;
    return nullptr;
  }
  return Native;
}
