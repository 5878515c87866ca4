#include "linker/optimize/kept_results.h"

#include "linker/ir/helper_call.h"
#include "llvm_versions/dead_results.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsBPF.h"

using namespace llvm;

namespace bpflinker {

/// Whether a call leaves its function in a way that only one which returns
/// `int` may: a tail call, by number or in the assembly of libbpf's
/// bpf_tail_call_static, or LD_ABS and LD_IND.
static bool leavesFunction(const CallBase &Call) {
  constexpr uint64_t TailCall = 12; // BPF_FUNC_tail_call in linux/bpf.h
  if (auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand()))
    return StringRef(Asm->getAsmString()).contains("call 12");
  switch (Call.getIntrinsicID()) {
  case Intrinsic::bpf_load_byte:
  case Intrinsic::bpf_load_half:
  case Intrinsic::bpf_load_word:
    return true;
  default:
    return helperOf(Call) == TailCall;
  }
}

bool mustKeepResults(const Module &M) {
  if (!DeadResultsShowInBtf)
    return false;
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && leavesFunction(*Call))
        return true;
  return false;
}

} // namespace bpflinker
