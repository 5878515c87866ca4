// Results in registers. From LLVM 23 on a result of two words is returned in R0
// and R2 (BPFCallingConv.td), one of more through a pointer that the caller
// hands over. A call leaves R2 undefined for the verifier, "R2 !read_ok"
// (check_func_call in kernel/bpf/verifier.c), and whoever calls a function that
// is visible knows nothing of such a pointer. LLVM 22 refuses both by itself.

#ifndef BPF_LINKER_LLVM_VERSIONS_RESULTS_H
#define BPF_LINKER_LLVM_VERSIONS_RESULTS_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"

namespace bpflinker {

/// How many values of 64 bits and less there are in one of a type.
inline uint64_t countWords(const llvm::Type &T) {
  if (auto *Struct = llvm::dyn_cast<llvm::StructType>(&T)) {
    uint64_t Words = 0;
    for (const llvm::Type *Element : Struct->elements())
      Words += countWords(*Element);
    return Words;
  }
  if (auto *Array = llvm::dyn_cast<llvm::ArrayType>(&T))
    return Array->getNumElements() * countWords(*Array->getElementType());
  return 1;
}

/// Whether LLVM takes an aggregate for a result that BPF does not have.
inline bool returnsTooMuch(const llvm::Function &F) {
#if LLVM_VERSION_MAJOR >= 23
  if (!F.getReturnType()->isAggregateType())
    return false;
  uint64_t Words = countWords(*F.getReturnType());
  return Words == 2 || (Words > 2 && !F.hasLocalLinkage());
#else
  (void)F;
  return false;
#endif
}

} // namespace bpflinker

#endif
