// Until nothing changes: bring loops into canonical form, unroll, simplify what
// came of it (which may reveal the bounds of others).
//
// In each round first the innermost loops whose trip count is exact; only where
// there is none, the outermost loops by the maximum of their trip count. A loop
// is unrolled by a count *equal* to that number, which is what makes LLVM drop
// the back-edge; the loop unroll pass of the default pipeline works to a budget
// that BPF does not have, and gives up on upper bounds and several exits.

#include "linker/loops/unroll.h"

#include "linker/ir/analyses.h"
#include "linker/loops/counter_values.h"
#include "linker/loops/loop_work.h"
#include "linker/loops/object_bounds.h"
#include "linker/loops/peel.h"
#include "linker/loops/volatile_locals.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

using namespace llvm;

namespace bpflinker {

namespace {

class Unroller {
public:
  Unroller(Function &F, FunctionAnalysisManager &Analyses,
           const UnrollSettings &Settings)
      : Work(F, Analyses), Settings(Settings) {}

  void run() {
    if (Settings.Peel)
      Work.makeReducible();
    bool TriedHard = false;
    while (!Work.loops().empty()) {
      Work.canonicalize();
      if (unrollInnermost() || unrollOutermost()) {
        Work.changed();
        Work.simplify();
        TriedHard = false;
      } else if (!Settings.Peel) {
        return;
      } else if (!TriedHard) {
        Work.simplifyHard();
        TriedHard = true;
      } else if (boundByObject(Work)) {
        Work.changed();
      } else if (peelAway(Work, Settings.guessBudget(), Serial)) {
        TriedHard = false;
      } else if (splitByCounter(Work, Settings.guessBudget())) {
        Work.changed();
        Work.simplify();
        TriedHard = false;
      } else if (Settings.PlainLocals && makeLocalsPlain(Work.loops())) {
        Work.changed();
        Work.simplify();
        TriedHard = false;
      } else {
        return;
      }
    }
  }

private:
  bool unrollInnermost() {
    // In the order of the program, not in that of LoopInfo.
    SmallVector<Loop *> Innermost;
    for (Loop *L : Work.loops().getLoopsInReverseSiblingPreorder())
      if (L->isInnermost())
        Innermost.push_back(L);
    bool Changed = false;
    for (Loop *L : reverse(Innermost))
      if (unsigned Count = Work.evolution().getSmallConstantTripCount(L))
        Changed |= unroll(*L, Count);
    return Changed;
  }

  /// From the outside in; only one of a nest, because unrolling it may tell how
  /// often those inside run.
  bool unrollOutermost() {
    bool Changed = false;
    SmallVector<Loop *> Next(Work.loops().begin(), Work.loops().end());
    while (!Next.empty()) {
      Loop *L = Next.pop_back_val();
      SmallVector<Loop *> Inner(L->begin(), L->end());
      unsigned Count = Work.evolution().getSmallConstantMaxTripCount(L);
      if (Count && unroll(*L, Count))
        Changed = true;
      else
        append_range(Next, Inner);
    }
    return Changed;
  }

  bool unroll(Loop &L, unsigned Count) {
    if (!L.isLoopSimplifyForm() || !L.isSafeToClone())
      return false;
    uint64_t More =
        SaturatingMultiply<uint64_t>(weigh(L, Work.evolution()), Count - 1);
    if (SaturatingAdd<uint64_t>(Work.function().getInstructionCount(), More) >
        Settings.budget())
      return false;
    UnrollLoopOptions Options = {};
    Options.Count = Count;
    Options.Force = true;
    Options.AllowExpensiveTripCount = true;
    return UnrollLoop(
               &L, Options, &Work.loops(), &Work.evolution(),
               &Work.get<DominatorTreeAnalysis>(),
               &Work.get<AssumptionAnalysis>(), &Work.get<TargetIRAnalysis>(),
               &Work.get<OptimizationRemarkEmitterAnalysis>(),
               /*PreserveLCSSA=*/true) == LoopUnrollResult::FullyUnrolled;
  }

  LoopWork Work;
  const UnrollSettings &Settings;
  unsigned Serial = 0;
};

} // namespace

UnrollSettings unrollSettings(const LinkOptions &Options) {
  UnrollSettings Settings;
  Settings.Peel = !Options.Loops;
  if (Options.MaxInstructions)
    Settings.MaxInstructions = *Options.MaxInstructions;
  return Settings;
}

void unrollLoops(Module &M, TargetMachine &Machine,
                 const UnrollSettings &Settings) {
  PassBuilder Builder(&Machine);
  Analyses A(Builder);
  SmallVector<Function *> Defined;
  for (Function &F : M)
    if (!F.isDeclaration())
      Defined.push_back(&F);
  for (Function *F : Defined)
    Unroller(*F, A.Functions, Settings).run();
}

} // namespace bpflinker
