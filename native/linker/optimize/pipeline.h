// Runs of LLVM's passes over the merged module.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_PIPELINE_H
#define BPF_LINKER_LINKER_OPTIMIZE_PIPELINE_H

#include "linker/options.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

/// The default pipeline of Options.Optimize (O0 counts as O1) with the target's
/// own early passes (CO-RE lowering of inputs that never had it), then DCE.
/// Under UnrollLoops also the unroller of loops/unroll.h, without Loops
/// before and after the pipeline.
void runPipeline(llvm::Module &M, llvm::TargetMachine &Machine,
                 const LinkOptions &Options);

/// After placeConstants: its choices and copies, as little code as they can be.
void simplifyChoices(llvm::Module &M, llvm::TargetMachine &Machine);

/// Inlines what is marked `alwaysinline` once more, for functions that were
/// made after optimising, and drops what is then unused.
void inlineMarked(llvm::Module &M, llvm::TargetMachine &Machine);

} // namespace bpflinker

#endif
