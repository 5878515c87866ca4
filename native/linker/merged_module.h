// What goes from the first half of a link to the second: everything that the
// exports reach, as one module.

#ifndef BPF_LINKER_LINKER_MERGED_MODULE_H
#define BPF_LINKER_LINKER_MERGED_MODULE_H

#include "llvm/IR/Module.h"

#include <memory>
#include <string>
#include <vector>

namespace bpflinker {

/// What the stages up to resolve/ leave for those after.
struct MergedModule {
  /// Everything that the roots reach, with the triple and data layout of the
  /// output set. Linkage is still that of the inputs: nothing is internal yet
  /// that was not. Null when the merge failed.
  std::unique_ptr<llvm::Module> M;
  /// Names that the user (or `exports: 'auto'`) keeps visible; each is defined
  /// in M. Sorted, no duplicates.
  std::vector<std::string> Exports;
  /// Those of memcpy, memmove, memset, memcmp and bcmp that M defines and that
  /// stay visible: empty under LinkOptions::DisableMemoryBuiltins. Sorted; not
  /// in Exports unless exported by name.
  std::vector<std::string> MemoryBuiltins;
};

} // namespace bpflinker

#endif
