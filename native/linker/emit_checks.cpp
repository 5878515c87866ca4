#include "linker/emit_checks.h"

#include "linker/locations.h"

#include "llvm/IR/CallingConv.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// What BPFTargetLowering::LowerCall and LowerFormalArguments take.
bool isSupported(CallingConv::ID Convention) {
  return Convention == CallingConv::C || Convention == CallingConv::Fast ||
         Convention == CallingConv::PreserveAll;
}

bool isWideAtomic(const Instruction &I) {
  if (!I.isAtomic())
    return false;
  const Value *Accessed = nullptr;
  if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I))
    Accessed = Exchange->getCompareOperand();
  else if (auto *Update = dyn_cast<AtomicRMWInst>(&I))
    Accessed = Update->getValOperand();
  else if (auto *Store = dyn_cast<StoreInst>(&I))
    Accessed = Store->getValueOperand();
  else if (isa<LoadInst>(I))
    Accessed = &I;
  return Accessed &&
         I.getDataLayout().getTypeSizeInBits(Accessed->getType()) > 64;
}

/// A result that takes more than R0, which CCState::AnalyzeReturn ends the
/// process for. Of aggregates LowerReturn complains by itself.
bool isWideReturn(const Function &F) {
  const Type *Result = F.getReturnType();
  return Result->isIntegerTy() && Result->getIntegerBitWidth() > 64;
}

void report(const Instruction &I, const Twine &What, std::string Hint,
            DiagnosticSink &Diagnostics) {
  StringRef Function = sourceName(*I.getFunction());
  Diagnostics.report(error(Code::CODEGEN_ERROR,
                           ("in function " + Function + ": " + What).str())
                         .at(locationOf(I))
                         .symbol(Function)
                         .hint(std::move(Hint)));
}

void check(const Instruction &I, DiagnosticSink &Diagnostics) {
  if (auto *Alloca = dyn_cast<AllocaInst>(&I)) {
    if (!Alloca->isStaticAlloca())
      report(I, "a variable on the stack has a variable size",
             "give it a fixed size: BPF's stack frame is fixed", Diagnostics);
  } else if (isWideAtomic(I)) {
    report(I,
           "an atomic operation on more than 64 bits (128-bit atomics do not "
           "exist on BPF)",
           "use 32 or 64 bit variables", Diagnostics);
  } else if (auto *Call = dyn_cast<CallBase>(&I)) {
    if (!isSupported(Call->getCallingConv()))
      report(I, "a call with a calling convention that BPF does not have",
             "declare the function with the C calling convention", Diagnostics);
  }
}

} // namespace

void reportUnsupported(const Module &M, DiagnosticSink &Diagnostics) {
  for (const Function &F : M) {
    if (F.isDeclaration())
      continue;
    if (!isSupported(F.getCallingConv()))
      Diagnostics.report(
          error(Code::CODEGEN_ERROR,
                ("function " + sourceName(F) +
                 " has a calling convention that BPF does not have")
                    .str())
              .at(locationOf(F))
              .symbol(sourceName(F)));
    if (isWideReturn(F))
      Diagnostics.report(
          error(Code::CODEGEN_ERROR, ("in function " + sourceName(F) +
                                      ": the result has more than 64 bits")
                                         .str())
              .at(locationOf(F))
              .symbol(sourceName(F))
              .hint("BPF returns at most 64 bits: return through a pointer, or "
                    "let the function be inlined"));
    for (const Instruction &I : instructions(F))
      check(I, Diagnostics);
  }
}

} // namespace bpflinker
