#include "linker/loops/left.h"

#include "linker/diagnose/locations.h"
#include "linker/ir/analyses.h"
#include "linker/loops/loop_work.h"
#include "linker/loops/object_bounds.h"
#include "llvm_versions/branch.h"

#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// What the newest kernels verify at most.
constexpr uint64_t MaxTripCount = 1'000'000;

/// Why a loop stays, and what mends it.
struct Obstacle {
  std::string Reason;
  const char *Hint = "give the loop a bound that is a constant, such as "
                     "for (i = 0; i < n && i < 16; i++)";
};

/// A variable that loaders set before they load; null for any other value.
const GlobalVariable *configurationIn(const Value &V) {
  auto *Load = dyn_cast<LoadInst>(&V);
  auto *Of = Load ? dyn_cast<GlobalVariable>(
                        getUnderlyingObject(Load->getPointerOperand()))
                  : nullptr;
  return Of && Of->isConstant() ? Of : nullptr;
}

/// What, in the field's words, keeps scalar evolution from a bound.
std::string describe(const Value &V) {
  if (auto *Call = dyn_cast<CallBase>(&V)) {
    if (const Function *Callee = Call->getCalledFunction())
      return ("the result of '" + sourceName(*Callee) + "'").str();
    return Call->isInlineAsm() ? "the result of inline assembly"
                               : "the result of a call";
  }
  if (const GlobalVariable *Of = configurationIn(V))
    return ("the configuration variable (const volatile) '" + Of->getName() +
            "'")
        .str();
  if (auto *Load = dyn_cast<LoadInst>(&V)) {
    auto *Of = dyn_cast<GlobalVariable>(
        getUnderlyingObject(Load->getPointerOperand()));
    return Of ? ("the global variable '" + Of->getName() + "'").str()
              : "a value read from memory";
  }
  if (isa<Argument>(V))
    return "an argument";
  return "a value of unknown range";
}

/// The first value, in the order of the operands, that is no arithmetic.
const Value *unknownIn(const Value *V, const Loop &L,
                       SmallPtrSetImpl<const Value *> &Seen) {
  if (isa<Constant>(V) || !Seen.insert(V).second)
    return nullptr;
  auto *I = dyn_cast<Instruction>(V);
  if (!I || isa<LoadInst, CallBase>(I))
    return V;
  for (const Value *Operand : I->operands())
    if (const Value *Found = unknownIn(Operand, L, Seen))
      return Found;
  return nullptr;
}

Obstacle whyUnbounded(const Loop &L) {
  SmallVector<BasicBlock *> Exiting;
  L.getExitingBlocks(Exiting);
  if (Exiting.empty())
    return {"it never ends",
            "if it is a panic handler's: write what leads there so that it "
            "cannot panic (get instead of an index)"};
  for (BasicBlock *Block : Exiting) {
    auto *Branch = conditionalBranch(*Block);
    if (!Branch)
      continue;
    SmallPtrSet<const Value *, 16> Seen;
    const Value *Unknown = unknownIn(Branch->getCondition(), L, Seen);
    if (!Unknown)
      continue;
    std::string Reason =
        "its trip count is unknown, its end depends on " + describe(*Unknown);
    if (configurationIn(*Unknown))
      return {Reason, "give the loop a bound that is a constant, such as "
                      "for (i = 0; i < n && i < 16; i++), or set freezeRodata, "
                      "which takes the value of the source"};
    return {Reason};
  }
  return {"its trip count is unknown"};
}

Obstacle why(Loop &L, LoopWork &Work, const UnrollSettings &Settings) {
  ScalarEvolution &Evolution = Work.evolution();
  uint64_t Each = weigh(L, Evolution);
  uint64_t Count = Evolution.getSmallConstantMaxTripCount(&L);
  if (!Count) {
    auto *Max =
        dyn_cast<SCEVConstant>(Evolution.getConstantMaxBackedgeTakenCount(&L));
    if (Max && Max->getAPInt().getActiveBits() < 64)
      Count = Max->getAPInt().getZExtValue() + 1;
  }
  if (std::optional<uint64_t> Turns = turnsByObject(L, Work))
    Count = Count ? std::min(Count, *Turns) : *Turns;
  // A bound that comes from the type of the counter alone is none.
  if (!Count || Count > MaxTripCount)
    return whyUnbounded(L);
  if (!L.isSafeToClone())
    return {"it holds code that must not be copied"};
  std::string Limit =
      SaturatingMultiply(Count, Each) > Settings.MaxInstructions
          ? "these kernels take " + std::to_string(Settings.MaxInstructions)
          : "a program of more than " + std::to_string(Settings.budget()) +
                " is not tried";
  return {"it is too large: " + std::to_string(Count) + " iterations × " +
              std::to_string(Each) + " instructions, and " + Limit,
          "lower the bound, or split the program with tail calls"};
}

Diagnostic explain(Loop &L, LoopWork &Work, const UnrollSettings &Settings) {
  const Function &F = *L.getHeader()->getParent();
  Obstacle Why = why(L, Work, Settings);
  Diagnostic D =
      error(Code::CODEGEN_ERROR, ("the loop in '" + sourceName(F) +
                                  "' cannot be unrolled: " + Why.Reason)
                                     .str());
  D.symbol(sourceName(F)).hint(Why.Hint);
  DebugLoc Start = L.getStartLoc();
  SourceLocation Where = locationOf(Start);
  D.at(Where.empty() ? locationOf(*L.getHeader()->getFirstNonPHIIt()) : Where);
  for (const DILocation *At = Start ? Start->getInlinedAt() : nullptr; At;
       At = At->getInlinedAt())
    D.note(Diagnostic(Severity::Note, Code::CODEGEN_ERROR, "inlined here")
               .at(locationOf(DebugLoc(At))));
  return D;
}

} // namespace

StringMap<std::vector<Diagnostic>>
explainLoops(Module &M, TargetMachine &Machine,
             const UnrollSettings &Settings) {
  PassBuilder Builder(&Machine);
  Analyses A(Builder);

  StringMap<std::vector<Diagnostic>> Explained;
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    LoopWork Work(F, A.Functions);
    std::vector<Diagnostic> Found;
    // The loops of one line, copied with one around them, are one problem.
    for (Loop *L : Work.loops().getLoopsInPreorder()) {
      Diagnostic D = explain(*L, Work, Settings);
      if (none_of(Found, [&](const Diagnostic &Before) {
            return Before.Where.File == D.Where.File &&
                   Before.Where.Line == D.Where.Line &&
                   Before.Where.Column == D.Where.Column;
          }))
        Found.push_back(std::move(D));
    }
    if (!Found.empty())
      Explained[F.getName()] = std::move(Found);
  }
  return Explained;
}

} // namespace bpflinker
