#include "linker/emit/checks.h"

#include "bpf/cpu.h"
#include "linker/diagnose/locations.h"
#include "llvm_versions/results.h"

#include "llvm/IR/CallingConv.h"
#include "llvm/IR/IRBuilder.h"
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

/// A result that takes more than R0. For an integer CCState::AnalyzeReturn ends
/// the process.
bool isWideReturn(const Function &F) {
  const Type *Result = F.getReturnType();
  return (Result->isIntegerTy() && Result->getIntegerBitWidth() > 64) ||
         returnsTooMuch(F);
}

void report(const Instruction &I, const Twine &What, std::string Hint,
            DiagnosticSink &Diagnostics) {
  StringRef Function = sourceName(*I.getFunction());
  Diagnostics.report(error(Code::CODEGEN_ERROR,
                           ("in function '" + Function + "': " + What).str())
                         .at(locationOf(I))
                         .symbol(Function)
                         .hint(std::move(Hint)));
}

/// What the cpu has of atomic operations (BPFInstrInfo.td).
struct Atomics {
  /// Without 32-bit registers there is but one on 32 bits: add.
  bool HasAlu32;
  /// Only what v1 and v2 are: add, whose result nobody wants. LLVM itself makes
  /// those on 64 bits of v3 for every cpu.
  bool AddOnly;
};

Atomics atomicsOf(const LinkOptions &Options) {
  TargetCpu Cpu(Options.Cpu, Options.CpuFeatures);
  return {!Cpu.lacks(IsaFeature::Alu32),
          Cpu.lacks(IsaFeature::Atomic) && Options.promisesAnything()};
}

bool existsOnBpf(AtomicRMWInst::BinOp Operation) {
  return is_contained({AtomicRMWInst::Add, AtomicRMWInst::Sub,
                       AtomicRMWInst::And, AtomicRMWInst::Or,
                       AtomicRMWInst::Xor, AtomicRMWInst::Xchg},
                      Operation);
}

void checkAtomic(const Instruction &I, const Atomics &Has,
                 DiagnosticSink &Diagnostics) {
  if (auto *Fence = dyn_cast<FenceInst>(&I)) {
    if (Fence->getSyncScopeID() != SyncScope::SingleThread)
      report(I, "a memory fence, which BPF does not have",
             "use an atomic operation", Diagnostics);
    return;
  }
  auto *Update = dyn_cast<AtomicRMWInst>(&I);
  if (!Update && !isa<AtomicCmpXchgInst>(I))
    return;
  const Value *Accessed = Update
                              ? Update->getValOperand()
                              : cast<AtomicCmpXchgInst>(I).getCompareOperand();
  uint64_t Bits = I.getDataLayout().getTypeSizeInBits(Accessed->getType());
  bool IsAdd = Update && (Update->getOperation() == AtomicRMWInst::Add ||
                          Update->getOperation() == AtomicRMWInst::Sub);
  if (Update && !existsOnBpf(Update->getOperation()))
    report(I,
           "the atomic operation '" +
               AtomicRMWInst::getOperationName(Update->getOperation()) +
               "', which BPF does not have",
           "use add, and, or, xor, exchange or compare-and-exchange",
           Diagnostics);
  else if (Bits < 32)
    report(I, "an atomic operation on " + Twine(Bits) + " bits",
           "use 32 or 64 bit variables", Diagnostics);
  else if (Has.AddOnly && (!IsAdd || !I.use_empty()))
    report(I,
           IsAdd ? "the result of an atomic add, which cpus before v3 do not "
                   "give"
                 : "an atomic operation other than add, which cpus before v3 "
                   "do not have",
           "use __sync_fetch_and_add without its result, or a map for each cpu "
           "(BPF_MAP_TYPE_PERCPU_ARRAY)",
           Diagnostics);
  else if (!Has.HasAlu32 && Bits == 32 && !IsAdd)
    report(I,
           "an atomic operation other than add on 32 bits, which cpus before "
           "v3 do not have",
           "use a 64 bit variable, or cpu v3", Diagnostics);
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

void lowerAtomicSubtractions(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Update = dyn_cast<AtomicRMWInst>(&I);
          Update && Update->getOperation() == AtomicRMWInst::Sub) {
        IRBuilder<> Builder(Update);
        Update->setOperation(AtomicRMWInst::Add);
        Update->setOperand(1, Builder.CreateNeg(Update->getValOperand()));
      }
}

void reportUnsupported(const Module &M, const LinkOptions &Options,
                       DiagnosticSink &Diagnostics) {
  Atomics Has = atomicsOf(Options);
  for (const Function &F : M) {
    if (F.isDeclaration())
      continue;
    if (!isSupported(F.getCallingConv()))
      Diagnostics.report(
          error(Code::CODEGEN_ERROR,
                ("in function '" + sourceName(F) +
                 "': a calling convention that BPF does not have")
                    .str())
              .at(locationOf(F))
              .symbol(sourceName(F)));
    if (isWideReturn(F))
      Diagnostics.report(
          error(Code::CODEGEN_ERROR, ("in function '" + sourceName(F) +
                                      "': the result has more than 64 bits")
                                         .str())
              .at(locationOf(F))
              .symbol(sourceName(F))
              .hint("return through a pointer, or let the function be inlined: "
                    "BPF returns at most 64 bits"));
    for (const Instruction &I : instructions(F)) {
      check(I, Diagnostics);
      if (I.isAtomic() && !isWideAtomic(I))
        checkAtomic(I, Has, Diagnostics);
    }
  }
}

} // namespace bpflinker
