#include "linker/optimize/undefined_values.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

/// Whether it reads its operands as they are, into memory, a register of the
/// calling convention or another value.
static bool passesOn(const Instruction &I) {
  return isa<StoreInst, ReturnInst, PHINode, SelectInst, AtomicRMWInst,
             AtomicCmpXchgInst>(I) ||
         (isa<CallBase>(I) && !isa<IntrinsicInst>(I));
}

void zeroUndefinedValues(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      if (!passesOn(I))
        continue;
      for (Use &Operand : I.operands())
        if (isa<UndefValue>(Operand) && Operand->getType()->isSized())
          Operand.set(Constant::getNullValue(Operand->getType()));
    }
}

} // namespace bpflinker
