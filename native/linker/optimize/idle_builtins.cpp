#include "linker/optimize/idle_builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace bpflinker {

namespace {

using Reached = SmallPtrSet<const GlobalValue *, 32>;

/// The builtin that an intrinsic may become a call of; empty for a length that
/// is constant, which mostly becomes loads and stores.
StringRef builtinOf(const Instruction &I) {
  const auto *Memory = dyn_cast<MemIntrinsic>(&I);
  if (!Memory || isa<ConstantInt>(Memory->getLength()))
    return "";
  return isa<MemSetInst>(I)    ? "memset"
         : isa<MemMoveInst>(I) ? "memmove"
                               : "memcpy";
}

/// Adds what the vertices of `Worklist` refer to, through constants too.
void reachFrom(SmallVector<const GlobalValue *> Worklist, Reached &Seen) {
  SmallPtrSet<const Constant *, 32> Constants;
  SmallVector<const Constant *> Operands;
  auto Refer = [&](const Value *V) {
    if (const auto *C = dyn_cast<Constant>(V); C && !isa<ConstantData>(C))
      Operands.push_back(C);
  };
  while (!Worklist.empty()) {
    const GlobalValue *Next = Worklist.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    for (const Value *V : Next->operand_values())
      Refer(V);
    if (const auto *F = dyn_cast<Function>(Next))
      for (const Instruction &I : instructions(F)) {
        for (const Value *V : I.operand_values())
          Refer(V);
        if (StringRef Name = builtinOf(I); !Name.empty())
          if (const Function *Builtin = F->getParent()->getFunction(Name))
            Worklist.push_back(Builtin);
      }
    while (!Operands.empty()) {
      const Constant *C = Operands.pop_back_val();
      if (const auto *Global = dyn_cast<GlobalValue>(C))
        Worklist.push_back(Global);
      else if (Constants.insert(C).second)
        for (const Value *V : C->operand_values())
          Refer(V);
    }
  }
}

/// Whether the back end takes it without the optimiser's help.
bool isFit(const Function &F) {
  auto FitsRegister = [](const Type *T) {
    return T->isVoidTy() || T->isPointerTy() ||
           (T->isIntegerTy() && T->getIntegerBitWidth() <= 64);
  };
  return !F.isVarArg() && F.arg_size() <= 5 &&
         FitsRegister(F.getReturnType()) &&
         all_of(F.args(),
                [&](const Argument &A) {
                  return FitsRegister(A.getType()) && !A.hasByValAttr();
                }) &&
         none_of(instructions(F),
                 [](const Instruction &I) { return isa<AllocaInst>(I); });
}

/// The one call that is all there is of uses.
CallInst *onlyCall(Function &F) {
  if (!F.hasLocalLinkage() || !F.hasOneUse())
    return nullptr;
  auto *Call = dyn_cast<CallInst>(F.user_back());
  return Call && Call->getCalledFunction() == &F && Call->getFunction() != &F
             ? Call
             : nullptr;
}

} // namespace

std::vector<Function *> idleBuiltins(Module &M, ArrayRef<std::string> Names) {
  SmallVector<const GlobalValue *> Roots, Builtins;
  for (const GlobalValue &V : M.global_values())
    if (is_contained(Names, V.getName()))
      Builtins.push_back(&V);
    else if (!V.isDeclaration() && !V.hasLocalLinkage() &&
             // llvm.used and its like keep what they name, they do not need it.
             !V.getName().starts_with("llvm."))
      Roots.push_back(&V);
  if (Builtins.empty())
    return {};
  Reached Needed;
  reachFrom(Roots, Needed);
  erase_if(Builtins, [&](const GlobalValue *V) { return Needed.contains(V); });
  Reached OfBuiltins;
  reachFrom(Builtins, OfBuiltins);
  std::vector<Function *> Idle;
  for (Function &F : M)
    if (!F.isDeclaration() && OfBuiltins.contains(&F) && !Needed.contains(&F))
      Idle.push_back(&F);
  return Idle;
}

bool joinIdleBuiltins(std::vector<Function *> &Functions) {
  if (!all_of(Functions, [](const Function *F) { return isFit(*F); }))
    return false;
  erase_if(Functions, [](Function *F) {
    CallInst *Call = onlyCall(*F);
    InlineFunctionInfo Info;
    if (!Call || F->hasFnAttribute(Attribute::NoInline) ||
        !InlineFunction(*Call, Info).isSuccess())
      return false;
    F->eraseFromParent();
    return true;
  });
  return true;
}

void OptimizerBarrier::add(Function &F) {
  if (F.hasFnAttribute(Attribute::NoInline))
    NoInline.insert(F.getName());
  F.removeFnAttr(Attribute::AlwaysInline);
  F.addFnAttr(Attribute::NoInline);
  F.addFnAttr(Attribute::OptimizeNone);
}

OptimizerBarrier::~OptimizerBarrier() {
  // By attribute, not by address: passes that change a function's signature
  // put a new one in its place.
  for (Function &F : M)
    if (F.hasOptNone()) {
      F.removeFnAttr(Attribute::OptimizeNone);
      if (!NoInline.contains(F.getName()))
        F.removeFnAttr(Attribute::NoInline);
    }
}

} // namespace bpflinker
