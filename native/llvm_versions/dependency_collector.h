// clang's list of the files that it read. LLVM 23 tells about one thing more,
// whether a module is imported directly (clang/Frontend/Utils.h).

#ifndef BPF_LINKER_LLVM_VERSIONS_DEPENDENCY_COLLECTOR_H
#define BPF_LINKER_LLVM_VERSIONS_DEPENDENCY_COLLECTOR_H

#include "clang/Frontend/Utils.h"
#include "llvm/Config/llvm-config.h"

namespace bpflinker {

class DependencyCollector : public clang::DependencyCollector {
public:
  /// Whether a file is a dependency.
  virtual bool isDependency(llvm::StringRef Path, bool IsMissing) = 0;

private:
#if LLVM_VERSION_MAJOR >= 23
  bool sawDependency(llvm::StringRef Path, bool, bool, bool, bool,
                     bool IsMissing) final{
#else
  bool sawDependency(llvm::StringRef Path, bool, bool, bool,
                     bool IsMissing) final {
#endif
      return isDependency(Path, IsMissing);
}
}; // namespace bpflinker

} // namespace bpflinker

#endif
