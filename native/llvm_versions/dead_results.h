// Results that nobody reads. DeadArgumentElimination makes such a function
// return void, and LLVM 23's BTF then says so, where LLVM 22's has the type of
// the source. The kernel refuses tail calls and LD_ABS in a subprogram that
// returns void, "tail_call is only allowed in functions that return 'int'"
// (check_abnormal_return in kernel/bpf/verifier.c).

#ifndef BPF_LINKER_LLVM_VERSIONS_DEAD_RESULTS_H
#define BPF_LINKER_LLVM_VERSIONS_DEAD_RESULTS_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsBPF.h"
#include "llvm/IR/Module.h"

namespace bpflinker {

/// Whether a call leaves its function in a way that only one which returns
/// `int` may: a tail call, by number or in the assembly of libbpf's
/// bpf_tail_call_static, or LD_ABS and LD_IND.
inline bool leavesFunction(const llvm::CallBase &Call) {
  constexpr unsigned TailCall = 12; // BPF_FUNC_tail_call in linux/bpf.h
  const llvm::Value *Callee = Call.getCalledOperand();
  if (auto *Asm = llvm::dyn_cast<llvm::InlineAsm>(Callee))
    return llvm::StringRef(Asm->getAsmString()).contains("call 12");
  if (auto *Address = llvm::dyn_cast<llvm::ConstantExpr>(Callee))
    if (auto *Number =
            llvm::dyn_cast<llvm::ConstantInt>(Address->getOperand(0)))
      return Number->equalsInt(TailCall);
  switch (Call.getIntrinsicID()) {
  case llvm::Intrinsic::bpf_load_byte:
  case llvm::Intrinsic::bpf_load_half:
  case llvm::Intrinsic::bpf_load_word:
    return true;
  default:
    return false;
  }
}

/// Whether functions of the module must go on returning what nobody reads.
inline bool mustKeepResults(const llvm::Module &M) {
#if LLVM_VERSION_MAJOR >= 23
  for (const llvm::Function &F : M)
    for (const llvm::Instruction &I : llvm::instructions(F))
      if (auto *Call = llvm::dyn_cast<llvm::CallBase>(&I))
        if (leavesFunction(*Call))
          return true;
#else
  (void)M;
#endif
  return false;
}

} // namespace bpflinker

#endif
