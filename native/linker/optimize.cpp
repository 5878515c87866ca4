#include "linker/optimize.h"

#include "linker/unroll.h"

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Scalar/DCE.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

namespace bpflinker {

namespace {

llvm::OptimizationLevel llvmLevel(OptimizationLevel Level) {
  switch (Level) {
  case OptimizationLevel::O0:
  case OptimizationLevel::O1:
    return llvm::OptimizationLevel::O1;
  case OptimizationLevel::O2:
    return llvm::OptimizationLevel::O2;
  case OptimizationLevel::O3:
    return llvm::OptimizationLevel::O3;
  case OptimizationLevel::Os:
    return llvm::OptimizationLevel::Os;
  case OptimizationLevel::Oz:
    return llvm::OptimizationLevel::Oz;
  }
  llvm_unreachable("all levels are handled");
}

/// The analysis managers of one run, in the order that their destructors need.
struct Analyses {
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;

  explicit Analyses(PassBuilder &Builder) {
    Builder.registerModuleAnalyses(Modules);
    Builder.registerCGSCCAnalyses(Components);
    Builder.registerFunctionAnalyses(Functions);
    Builder.registerLoopAnalyses(Loops);
    Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  }
};

} // namespace

void optimize(Module &M, TargetMachine &Machine, const LinkOptions &Options) {
  PassBuilder Builder(&Machine);
  Analyses A(Builder);
  Builder.buildPerModuleDefaultPipeline(llvmLevel(Options.Optimize))
      .run(M, A.Modules);
  if (Options.UnrollLoops) {
    A.Modules.clear();
    unrollLoops(M, Machine);
  }
  ModulePassManager Clean;
  Clean.addPass(createModuleToFunctionPassAdaptor(DCEPass()));
  Clean.addPass(GlobalDCEPass());
  Clean.run(M, A.Modules);
}

void inlineMarked(Module &M, TargetMachine &Machine) {
  PassBuilder Builder(&Machine);
  Analyses A(Builder);
  ModulePassManager Passes;
  Passes.addPass(AlwaysInlinerPass());
  Passes.addPass(createModuleToFunctionPassAdaptor(SimplifyCFGPass()));
  Passes.addPass(GlobalDCEPass());
  Passes.run(M, A.Modules);
}

} // namespace bpflinker
