#include "linker/optimize/inline.h"

#include "linker/diagnose/locations.h"

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

void report(const Instruction &I, const Twine &What, StringRef Symbol,
            const char *Hint, DiagnosticSink &Diagnostics) {
  Diagnostics.report(
      error(Code::CODEGEN_ERROR,
            ("'" + sourceName(*I.getFunction()) + "' " + What).str())
          .at(locationOf(I))
          .symbol(Symbol)
          .hint(Hint));
}

/// A helper is called through its number; so is nothing else that is constant.
bool isIndirect(const CallBase &Call) {
  return !Call.isInlineAsm() &&
         !isa<Constant>(Call.getCalledOperand()->stripPointerCasts());
}

const Function *definitionIn(const Value *Operand) {
  auto *F = dyn_cast<Function>(Operand->stripPointerCasts());
  return F && !F->isDeclaration() ? F : nullptr;
}

void reportUnseenCalls(const Instruction &I, DiagnosticSink &Diagnostics) {
  auto *Call = dyn_cast<CallBase>(&I);
  if (Call && isIndirect(*Call))
    report(I, "calls through a pointer, which cannot be inlined",
           sourceName(*I.getFunction()),
           "call the functions by name, chosen by if or switch", Diagnostics);
  for (const Use &Operand : I.operands()) {
    if (Call && Call->isCallee(&Operand))
      continue;
    if (const Function *Taken = definitionIn(Operand.get()))
      report(I,
             "takes the address of '" + sourceName(*Taken) +
                 "', which can then not be inlined",
             sourceName(*Taken),
             "kernels before 5.13 know no callbacks (bpf_loop, "
             "bpf_for_each_map_elem, timers): call it directly",
             Diagnostics);
  }
}

} // namespace

void reportCallsLeft(const Module &M, DiagnosticSink &Diagnostics) {
  for (const Function &F : M)
    for (const Instruction &I : instructions(F)) {
      reportUnseenCalls(I, Diagnostics);
      if (const Function *Callee = definitionCalledBy(I))
        Diagnostics.report(
            error(Code::CODEGEN_ERROR,
                  ("the call of '" + sourceName(*Callee) + "' in '" +
                   sourceName(F) +
                   "' cannot be inlined: " + whyNotInlined(*Callee))
                      .str())
                .at(locationOf(I))
                .symbol(sourceName(*Callee))
                .hint("kernels before 4.16 know no calls between functions: "
                      "turn the recursion into a loop with a fixed bound"));
    }
}

} // namespace bpflinker
