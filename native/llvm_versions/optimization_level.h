// Levels of a pipeline. LLVM 23 has no Os and Oz: they are O2 over functions
// with `optsize` or `minsize` (llvm/Passes/OptimizationLevel.h).

#ifndef BPF_LINKER_LLVM_VERSIONS_OPTIMIZATION_LEVEL_H
#define BPF_LINKER_LLVM_VERSIONS_OPTIMIZATION_LEVEL_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"

namespace bpflinker {

/// The level of a pipeline that makes `M` small; `AtAnyCost` as -Oz does.
inline llvm::OptimizationLevel sizeLevel(llvm::Module &M, bool AtAnyCost) {
#if LLVM_VERSION_MAJOR >= 23
  for (llvm::Function &F : M) {
    if (F.isDeclaration() || F.hasOptNone())
      continue;
    F.addFnAttr(llvm::Attribute::OptimizeForSize);
    if (AtAnyCost)
      F.addFnAttr(llvm::Attribute::MinSize);
  }
  return llvm::OptimizationLevel::O2;
#else
  return AtAnyCost ? llvm::OptimizationLevel::Oz : llvm::OptimizationLevel::Os;
#endif
}

} // namespace bpflinker

#endif
