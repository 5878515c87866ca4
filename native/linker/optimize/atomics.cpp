#include "linker/optimize/atomics.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace bpflinker {

static bool isUpdateOfNothing(const AtomicRMWInst &Update) {
  auto *Operand = dyn_cast<ConstantInt>(Update.getValOperand());
  return Update.getOperation() == AtomicRMWInst::Or && Operand &&
         Operand->isZero();
}

void fitAtomics(Module &M, bool Fetch) {
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      auto *Update = dyn_cast<AtomicRMWInst>(&I);
      if (!Update)
        continue;
      if (isUpdateOfNothing(*Update))
        Update->setOperation(AtomicRMWInst::Add);
      if (!Fetch && Update->use_empty() &&
          (Update->getOperation() == AtomicRMWInst::Add ||
           Update->getOperation() == AtomicRMWInst::Sub))
        Update->setOrdering(AtomicOrdering::Monotonic);
    }
}

} // namespace bpflinker
