// The first half of a link: inputs → one module (open, scan, resolve, reach,
// move). pipeline.h is the second half.

#ifndef BPF_LINKER_LINKER_MERGE_H
#define BPF_LINKER_LINKER_MERGE_H

#include "linker/linker.h"

#include "llvm/IR/Module.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class LLVMContext;
}

namespace bpflinker {

/// What mergeInputs leaves for finishModule.
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

/// Merges what the exports reach. Problems go to `Diagnostics`; the result has
/// a module unless that has errors. `Context` must outlive the result.
MergedModule mergeInputs(std::vector<LinkInput> Inputs,
                         const LinkOptions &Options, llvm::LLVMContext &Context,
                         DiagnosticSink &Diagnostics, Timings &Times);

} // namespace bpflinker

#endif
