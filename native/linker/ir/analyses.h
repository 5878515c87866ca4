// What a run of LLVM's passes needs beside its PassBuilder.
//
// The room ir/ is the ground of the linker: facts of LLVM's IR that several
// stages ask for.

#ifndef BPF_LINKER_LINKER_IR_ANALYSES_H
#define BPF_LINKER_LINKER_IR_ANALYSES_H

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/Passes/PassBuilder.h"

namespace bpflinker {

/// The analysis managers of one run, in the order that their destructors need.
struct Analyses {
  llvm::LoopAnalysisManager Loops;
  llvm::FunctionAnalysisManager Functions;
  llvm::CGSCCAnalysisManager Components;
  llvm::ModuleAnalysisManager Modules;

  explicit Analyses(llvm::PassBuilder &Builder) {
    Builder.registerModuleAnalyses(Modules);
    Builder.registerCGSCCAnalyses(Components);
    Builder.registerFunctionAnalyses(Functions);
    Builder.registerLoopAnalyses(Loops);
    Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  }
};

} // namespace bpflinker

#endif
