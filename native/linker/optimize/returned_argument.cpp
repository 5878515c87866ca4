#include "linker/optimize/returned_argument.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isPlainCallOf(const User *U, const Function &F) {
  const auto *Call = dyn_cast<CallInst>(U);
  return Call && Call->getCalledOperand() == &F && !Call->isMustTailCall() &&
         Call->getFunctionType() == F.getFunctionType() &&
         !is_contained(Call->args(), &F);
}

SmallVector<ReturnInst *> returnsOf(Function &F) {
  SmallVector<ReturnInst *> Returns;
  for (BasicBlock &Block : F)
    if (auto *Return = dyn_cast<ReturnInst>(Block.getTerminator()))
      Returns.push_back(Return);
  return Returns;
}

bool canDrop(Function &F) {
  return (F.isDeclaration() || F.hasLocalLinkage()) && !F.isVarArg() &&
         !F.arg_empty() && F.getReturnType() == F.getArg(0)->getType() &&
         all_of(F.users(),
                [&](const User *U) { return isPlainCallOf(U, F); }) &&
         all_of(returnsOf(F), [&](const ReturnInst *Return) {
           return Return->getReturnValue() == F.getArg(0);
         });
}

/// Debug info says what BTF says of the function.
void describeAsVoid(Function &F) {
  DISubprogram *Subprogram = F.getSubprogram();
  if (!Subprogram || !Subprogram->getType())
    return;
  DISubroutineType *Type = Subprogram->getType();
  SmallVector<Metadata *> Types(Type->getTypeArray().begin(),
                                Type->getTypeArray().end());
  if (Types.empty())
    return;
  Types.front() = nullptr;
  DIBuilder Builder(*F.getParent(), /*AllowUnresolved=*/false);
  Subprogram->replaceType(Builder.createSubroutineType(
      Builder.getOrCreateTypeArray(Types), Type->getFlags(), Type->getCC()));
}

void dropResultOfCall(CallInst &Call, Function &Callee) {
  IRBuilder<> Builder(&Call);
  CallInst *New =
      Builder.CreateCall(&Callee, SmallVector<Value *>(Call.args()));
  New->setCallingConv(Call.getCallingConv());
  New->setTailCallKind(Call.getTailCallKind());
  New->setAttributes(Call.getAttributes().removeAttributesAtIndex(
      Call.getContext(), AttributeList::ReturnIndex));
  New->copyMetadata(Call);
  Call.replaceAllUsesWith(Call.getArgOperand(0));
  Call.eraseFromParent();
}

} // namespace

Function *dropReturnedArgument(Function &F) {
  if (!canDrop(F))
    return &F;
  LLVMContext &Context = F.getContext();
  auto *Type =
      FunctionType::get(Type::getVoidTy(Context), F.getFunctionType()->params(),
                        /*isVarArg=*/false);
  auto *New = Function::Create(Type, F.getLinkage(), F.getAddressSpace(), "",
                               F.getParent());
  New->copyAttributesFrom(&F);
  New->setAttributes(F.getAttributes().removeAttributesAtIndex(
      Context, AttributeList::ReturnIndex));
  New->removeParamAttr(0, Attribute::Returned);
  New->copyMetadata(&F, 0);
  New->setComdat(F.getComdat());
  New->takeName(&F);
  New->splice(New->begin(), &F);
  for (auto [Old, Argument] : zip(F.args(), New->args())) {
    Argument.takeName(&Old);
    Old.replaceAllUsesWith(&Argument);
  }
  for (ReturnInst *Return : returnsOf(*New)) {
    IRBuilder<> Builder(Return);
    returnNothing(Builder);
    Return->eraseFromParent();
  }
  describeAsVoid(*New);
  for (User *U : make_early_inc_range(F.users()))
    dropResultOfCall(*cast<CallInst>(U), *New);
  F.eraseFromParent();
  return New;
}

void returnNothing(IRBuilder<> &Builder) {
  // Assembly, because the optimiser drops a result that nobody reads.
  auto *Type = FunctionType::get(Builder.getVoidTy(), /*isVarArg=*/false);
  Builder.CreateCall(InlineAsm::get(Type, "r0 = 0", "~{r0}",
                                    /*hasSideEffects=*/true));
  Builder.CreateRetVoid();
}

} // namespace bpflinker
