// Until nothing changes: bring loops into canonical form, unroll, simplify what
// came of it (which may reveal the bounds of others).
//
// In each round first the innermost loops whose trip count is exact; only where
// there is none, one outermost loop by the maximum of its trip count. A loop is
// unrolled by a count *equal* to that number, which is what makes LLVM drop the
// back-edge; the loop unroll pass of the default pipeline works to a budget
// that BPF does not have, and gives up on upper bounds and several exits.

#include "linker/unroll.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/CorrelatedValuePropagation.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

using namespace llvm;

namespace bpflinker {

namespace {

constexpr uint64_t MaxInstructions = 1'000'000;

uint64_t sizeOf(const Loop &L) {
  uint64_t Size = 0;
  for (const BasicBlock *Block : L.blocks())
    Size += Block->size();
  return Size;
}

class Unroller {
public:
  Unroller(Function &F, FunctionAnalysisManager &Analyses)
      : F(F), Analyses(Analyses) {
    Canonicalize.addPass(LoopSimplifyPass());
    Canonicalize.addPass(LCSSAPass());
    LoopPassManager Loops;
    Loops.addPass(LoopRotatePass());
    Loops.addPass(IndVarSimplifyPass());
    Canonicalize.addPass(createFunctionToLoopPassAdaptor(
        std::move(Loops), /*UseMemorySSA=*/true));

    Simplify.addPass(SROAPass(SROAOptions::ModifyCFG));
    Simplify.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
    Simplify.addPass(InstCombinePass());
    Simplify.addPass(CorrelatedValuePropagationPass());
    Simplify.addPass(SimplifyCFGPass());
    Simplify.addPass(GVNPass());
    Simplify.addPass(ADCEPass());
    Simplify.addPass(SimplifyCFGPass());
  }

  void run() {
    while (!Analyses.getResult<LoopAnalysis>(F).empty()) {
      apply(Canonicalize);
      if (!unrollInnermost() && !unrollOutermost())
        return;
      Analyses.invalidate(F, PreservedAnalyses::none());
      apply(Simplify);
    }
  }

private:
  void apply(FunctionPassManager &Passes) {
    Analyses.invalidate(F, Passes.run(F, Analyses));
  }

  bool unrollInnermost() {
    LoopInfo &Loops = Analyses.getResult<LoopAnalysis>(F);
    auto &Evolution = Analyses.getResult<ScalarEvolutionAnalysis>(F);
    // In the order of the program, not in that of LoopInfo.
    SmallVector<Loop *> Innermost;
    for (Loop *L : Loops.getLoopsInReverseSiblingPreorder())
      if (L->isInnermost())
        Innermost.push_back(L);
    bool Changed = false;
    for (Loop *L : reverse(Innermost))
      if (unsigned Count = Evolution.getSmallConstantTripCount(L))
        Changed |= unroll(*L, Count);
    return Changed;
  }

  bool unrollOutermost() {
    LoopInfo &Loops = Analyses.getResult<LoopAnalysis>(F);
    auto &Evolution = Analyses.getResult<ScalarEvolutionAnalysis>(F);
    for (Loop *L : Loops.getLoopsInPreorder()) {
      // One attempt for each, from the outside in.
      unsigned Count = Evolution.getSmallConstantMaxTripCount(L);
      if (Count && unroll(*L, Count))
        return true;
    }
    return false;
  }

  bool unroll(Loop &L, unsigned Count) {
    if (!L.isLoopSimplifyForm() || !L.isSafeToClone() ||
        sizeOf(L) * Count > MaxInstructions)
      return false;
    UnrollLoopOptions Options = {};
    Options.Count = Count;
    Options.Force = true;
    Options.AllowExpensiveTripCount = true;
    LoopInfo &Loops = Analyses.getResult<LoopAnalysis>(F);
    return UnrollLoop(&L, Options, &Loops,
                      &Analyses.getResult<ScalarEvolutionAnalysis>(F),
                      &Analyses.getResult<DominatorTreeAnalysis>(F),
                      &Analyses.getResult<AssumptionAnalysis>(F),
                      &Analyses.getResult<TargetIRAnalysis>(F),
                      &Analyses.getResult<OptimizationRemarkEmitterAnalysis>(F),
                      /*PreserveLCSSA=*/true) ==
           LoopUnrollResult::FullyUnrolled;
  }

  Function &F;
  FunctionAnalysisManager &Analyses;
  FunctionPassManager Canonicalize;
  FunctionPassManager Simplify;
};

} // namespace

void unrollLoops(Module &M, TargetMachine &Machine) {
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;
  PassBuilder Builder(&Machine);
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Components);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  for (Function &F : M)
    if (!F.isDeclaration())
      Unroller(F, Functions).run();
}

} // namespace bpflinker
