#include "linker/optimize/pipeline.h"

#include "linker/ir/analyses.h"
#include "linker/loops/unroll.h"
#include "linker/optimize/kept_results.h"
#include "llvm_versions/optimization_level.h"

#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Passes/StandardInstrumentations.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Scalar/DCE.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

namespace bpflinker {

namespace {

llvm::OptimizationLevel llvmLevel(Module &M, OptimizationLevel Level) {
  switch (Level) {
  case OptimizationLevel::O0:
  case OptimizationLevel::O1:
    return llvm::OptimizationLevel::O1;
  case OptimizationLevel::O2:
    return llvm::OptimizationLevel::O2;
  case OptimizationLevel::O3:
    return llvm::OptimizationLevel::O3;
  case OptimizationLevel::Os:
    return sizeLevel(M, /*AtAnyCost=*/false);
  case OptimizationLevel::Oz:
    return sizeLevel(M, /*AtAnyCost=*/true);
  }
  llvm_unreachable("all levels are handled");
}

/// In instructions of IR. What people write by hand is shorter.
constexpr unsigned LongFunction = 4096;

/// What loops need to be understood, before the pipeline itself: it may hide
/// bounds (InstCombine makes `n == 0` of `umin(n, 20) == 0`).
void prepareLoops(Module &M, Analyses &A) {
  FunctionPassManager Simplify;
  Simplify.addPass(SROAPass(SROAOptions::ModifyCFG));
  Simplify.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  Simplify.addPass(SimplifyCFGPass());
  ModulePassManager Passes;
  Passes.addPass(AlwaysInlinerPass());
  Passes.addPass(createModuleToFunctionPassAdaptor(std::move(Simplify)));
  Passes.run(M, A.Modules);
  A.Modules.clear();
}

} // namespace

void runPipeline(Module &M, TargetMachine &Machine,
                 const LinkOptions &Options) {
  PipelineTuningOptions Tuning;
  if (!Options.Loops)
    Tuning.LoopVectorization = Tuning.LoopInterleaving =
        Tuning.SLPVectorization = false;
  PassInstrumentationCallbacks Callbacks;
  if (!Options.Loops)
    // It takes the common factors out of sums over all that was unrolled, so
    // that every term lives until the end: more than the stack holds.
    Callbacks.registerShouldRunOptionalPassCallback([](StringRef Pass, Any Ir) {
      auto *F = any_cast<const Function *>(&Ir);
      return Pass != "ReassociatePass" || !F ||
             (*F)->getInstructionCount() < LongFunction;
    });
  // A table of addresses would become one of distances, which no longer says
  // what its loads give.
  Callbacks.registerShouldRunOptionalPassCallback(
      [](StringRef Pass, const Any &) {
        return Pass != "RelLookupTableConverterPass";
      });
  if (mustKeepResults(M))
    Callbacks.registerShouldRunOptionalPassCallback(
        [](StringRef Pass, const Any &) {
          return Pass != "DeadArgumentEliminationPass";
        });
  // Without it passes run on `optnone` functions too.
  OptNoneInstrumentation OptNone(/*DebugLogging=*/false);
  OptNone.registerCallbacks(Callbacks);
  PassBuilder Builder(&Machine, Tuning, std::nullopt, &Callbacks);
  Analyses A(Builder);
  if (!Options.Loops) {
    prepareLoops(M, A);
    unrollLoops(M, Machine, unrollSettings(Options));
  }
  Builder.buildPerModuleDefaultPipeline(llvmLevel(M, Options.Optimize))
      .run(M, A.Modules);
  if (Options.UnrollLoops || !Options.Loops) {
    A.Modules.clear();
    UnrollSettings Settings = unrollSettings(Options);
    Settings.PlainLocals = !Options.Loops;
    unrollLoops(M, Machine, Settings);
  }
  ModulePassManager Clean;
  Clean.addPass(createModuleToFunctionPassAdaptor(DCEPass()));
  Clean.addPass(GlobalDCEPass());
  Clean.run(M, A.Modules);
}

void simplifyChoices(Module &M, TargetMachine &Machine) {
  PassBuilder Builder(&Machine);
  Analyses A(Builder);
  FunctionPassManager Simplify;
  Simplify.addPass(SROAPass(SROAOptions::ModifyCFG));
  Simplify.addPass(EarlyCSEPass());
  Simplify.addPass(SimplifyCFGPass());
  Simplify.addPass(DCEPass());
  ModulePassManager Passes;
  Passes.addPass(createModuleToFunctionPassAdaptor(std::move(Simplify)));
  Passes.addPass(GlobalDCEPass());
  Passes.run(M, A.Modules);
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
