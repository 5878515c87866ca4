#include "linker/loops/loop_work.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/ConstraintElimination.h"
#include "llvm/Transforms/Scalar/CorrelatedValuePropagation.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/JumpThreading.h"
#include "llvm/Transforms/Scalar/LoopDeletion.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SCCP.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/FixIrreducible.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LowerSwitch.h"

using namespace llvm;

namespace bpflinker {

uint64_t weigh(const Loop &L, ScalarEvolution &Evolution) {
  uint64_t Weight = 0;
  for (const BasicBlock *Block : L.blocks())
    for (const Instruction &I : *Block)
      Weight += !isa<PHINode>(I);
  for (const Loop *Inner : L) {
    uint64_t More = Evolution.getSmallConstantMaxTripCount(Inner);
    if (More > 1)
      Weight =
          SaturatingMultiplyAdd(weigh(*Inner, Evolution), More - 1, Weight);
  }
  return Weight;
}

LoopWork::LoopWork(Function &F, FunctionAnalysisManager &Analyses)
    : F(F), Analyses(Analyses) {
  Canonicalize.addPass(LoopSimplifyPass());
  Canonicalize.addPass(LCSSAPass());
  LoopPassManager Loops;
  Loops.addPass(LoopRotatePass());
  Loops.addPass(IndVarSimplifyPass());
  Loops.addPass(LoopDeletionPass());
  Canonicalize.addPass(
      createFunctionToLoopPassAdaptor(std::move(Loops), /*UseMemorySSA=*/true));

  Simplify.addPass(SROAPass(SROAOptions::ModifyCFG));
  Simplify.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  // InstCombine moves what is used in one later block only into that block: of
  // what was unrolled, all sums away from their terms, if it is not one block.
  Simplify.addPass(SimplifyCFGPass());
  Simplify.addPass(InstCombinePass());
  Simplify.addPass(CorrelatedValuePropagationPass());
  Simplify.addPass(SimplifyCFGPass());
  Simplify.addPass(GVNPass());
  Simplify.addPass(ADCEPass());
  Simplify.addPass(SimplifyCFGPass());

  Hard.addPass(SCCPPass());
  Hard.addPass(ConstraintEliminationPass());
  Hard.addPass(CorrelatedValuePropagationPass());
  Hard.addPass(JumpThreadingPass());

  Reducible.addPass(LowerSwitchPass());
  Reducible.addPass(FixIrreduciblePass());
}

LoopInfo &LoopWork::loops() { return get<LoopAnalysis>(); }
ScalarEvolution &LoopWork::evolution() {
  return get<ScalarEvolutionAnalysis>();
}

void LoopWork::apply(FunctionPassManager &Passes) {
  Analyses.invalidate(F, Passes.run(F, Analyses));
}

void LoopWork::changed() { Analyses.invalidate(F, PreservedAnalyses::none()); }

/// LLVM's pass takes no terminator but branches and, once lowered, switches.
void LoopWork::makeReducible() {
  for (const BasicBlock &Block : F)
    if (isa<IndirectBrInst, CallBrInst, InvokeInst>(Block.getTerminator()))
      return;
  ReversePostOrderTraversal<const Function *> Order(&F);
  if (containsIrreducibleCFG<const BasicBlock *>(Order, loops()))
    apply(Reducible);
}

void LoopWork::canonicalize() { apply(Canonicalize); }

void LoopWork::simplify() { apply(Simplify); }

void LoopWork::simplifyHard() {
  apply(Hard);
  apply(Simplify);
}

} // namespace bpflinker
