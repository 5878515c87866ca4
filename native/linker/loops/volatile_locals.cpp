// `volatile` on a local variable is asked for to keep a compiler from
// optimising, such as from unrolling a loop. It is respected as long as there
// is another way; where the loop would otherwise be an error, what is left to
// respect is what C says of it: that the accesses may be seen from outside.

#include "linker/loops/volatile_locals.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isVolatile(const Instruction &I) {
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return Load->isVolatile();
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return Store->isVolatile();
  return false;
}

void makePlain(Instruction &I) {
  if (auto *Load = dyn_cast<LoadInst>(&I))
    Load->setVolatile(false);
  else
    cast<StoreInst>(I).setVolatile(false);
}

/// The volatile accesses of a variable; false where its address goes anywhere
/// but to loads and stores.
bool collect(AllocaInst &Variable, SmallVectorImpl<Instruction *> &Accesses) {
  SmallVector<Value *> Addresses{&Variable};
  while (!Addresses.empty())
    for (Use &U : Addresses.pop_back_val()->uses()) {
      auto &User = cast<Instruction>(*U.getUser());
      if (isa<GetElementPtrInst>(User))
        Addresses.push_back(&User);
      else if (User.isAtomic())
        return false;
      else if (isa<LoadInst>(User) ||
               (isa<StoreInst>(User) &&
                U.getOperandNo() == StoreInst::getPointerOperandIndex())) {
        if (isVolatile(User))
          Accesses.push_back(&User);
      } else if (!User.isLifetimeStartOrEnd())
        return false;
    }
  return true;
}

} // namespace

bool makeLocalsPlain(const LoopInfo &Loops) {
  SetVector<AllocaInst *> Variables;
  for (const Loop *L : Loops)
    for (const BasicBlock *Block : L->blocks())
      for (const Instruction &I : *Block)
        if (isVolatile(I))
          if (auto *Variable = dyn_cast<AllocaInst>(
                  getUnderlyingObject(getLoadStorePointerOperand(&I))))
            Variables.insert(const_cast<AllocaInst *>(Variable));
  bool Changed = false;
  for (AllocaInst *Variable : Variables) {
    SmallVector<Instruction *> Accesses;
    if (!collect(*Variable, Accesses))
      continue;
    for_each(Accesses, [](Instruction *I) { makePlain(*I); });
    Changed = true;
  }
  return Changed;
}

} // namespace bpflinker
