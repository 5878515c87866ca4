#include "linker/optimize/atomics.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

void restoreAdds(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      auto *Update = dyn_cast<AtomicRMWInst>(&I);
      if (!Update || Update->getOperation() != AtomicRMWInst::Or)
        continue;
      auto *Operand = dyn_cast<ConstantInt>(Update->getValOperand());
      if (Operand && Operand->isZero())
        Update->setOperation(AtomicRMWInst::Add);
    }
}

void makeAddsPlain(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      auto *Update = dyn_cast<AtomicRMWInst>(&I);
      if (Update && Update->use_empty() &&
          (Update->getOperation() == AtomicRMWInst::Add ||
           Update->getOperation() == AtomicRMWInst::Sub))
        Update->setOrdering(AtomicOrdering::Monotonic);
    }
}

} // namespace bpflinker
