// Branches. LLVM 23 has a class for those with a condition and one for those
// without, and deprecates what BranchInst has of both
// (llvm/IR/Instructions.h); LLVM 22 has BranchInst alone.

#ifndef BPF_LINKER_LLVM_VERSIONS_BRANCH_H
#define BPF_LINKER_LLVM_VERSIONS_BRANCH_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Instructions.h"

namespace bpflinker {

/// The conditional branch that a block ends with, or null.
inline auto *conditionalBranch(const llvm::BasicBlock &Block) {
#if LLVM_VERSION_MAJOR >= 23
  return llvm::dyn_cast<llvm::CondBrInst>(Block.getTerminator());
#else
  auto *Branch = llvm::dyn_cast<llvm::BranchInst>(Block.getTerminator());
  return Branch && Branch->isConditional() ? Branch : nullptr;
#endif
}

/// Ends `Block` with a branch to `Target`.
inline auto *branchTo(llvm::BasicBlock *Target, llvm::BasicBlock *Block) {
#if LLVM_VERSION_MAJOR >= 23
  return llvm::UncondBrInst::Create(Target, Block);
#else
  return llvm::BranchInst::Create(Target, Block);
#endif
}

} // namespace bpflinker

#endif
