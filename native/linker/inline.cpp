#include "linker/inline.h"

#include "linker/locations.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/InlineCost.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace bpflinker {

void dropOptNone(Module &M) {
  for (Function &F : M)
    if (F.hasOptNone()) {
      F.removeFnAttr(Attribute::OptimizeNone);
      F.removeFnAttr(Attribute::NoInline);
    }
}

void dropNoInline(Module &M) {
  for (Function &F : M) {
    F.removeFnAttr(Attribute::NoInline);
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        Call->removeFnAttr(Attribute::NoInline);
  }
}

void markAllInline(Module &M) {
  dropNoInline(M);
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr(Attribute::AlwaysInline);
}

namespace {

const Function *definitionCalledBy(const Instruction &I) {
  const auto *Call = dyn_cast<CallBase>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  return Callee && !Callee->isDeclaration() ? Callee : nullptr;
}

/// Whether calls lead from `From` back to itself.
bool isRecursive(const Function &From) {
  SmallPtrSet<const Function *, 16> Seen;
  SmallVector<const Function *> Worklist{&From};
  while (!Worklist.empty())
    for (const Instruction &I : instructions(*Worklist.pop_back_val()))
      if (const Function *Callee = definitionCalledBy(I)) {
        if (Callee == &From)
          return true;
        if (Seen.insert(Callee).second)
          Worklist.push_back(Callee);
      }
  return false;
}

std::string whyNotInlined(const Function &Callee) {
  if (isRecursive(Callee))
    return "it calls itself, directly or through others";
  InlineResult Viable = isInlineViable(const_cast<Function &>(Callee));
  if (!Viable.isSuccess())
    return Viable.getFailureReason();
  return "LLVM could not inline it";
}

} // namespace

void reportCallsLeft(const Module &M, DiagnosticSink &Diagnostics) {
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (const Function *Callee = definitionCalledBy(I))
        Diagnostics.report(
            error(Code::CODEGEN_ERROR,
                  ("the call of " + sourceName(*Callee) + " in " +
                   sourceName(F) +
                   " cannot be inlined: " + whyNotInlined(*Callee))
                      .str())
                .at(locationOf(I))
                .symbol(sourceName(*Callee))
                .hint("kernels before 4.16 know no calls between functions: "
                      "turn the recursion into a loop with a fixed bound"));
}

} // namespace bpflinker
