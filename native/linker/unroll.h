// Takes loops out of programs, for kernels whose verifier refuses them.

#ifndef BPF_LINKER_LINKER_UNROLL_H
#define BPF_LINKER_LINKER_UNROLL_H

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

/// Unrolls, completely, every loop for which scalar evolution knows how often
/// it runs or at most runs, unless that makes more than a million instructions,
/// the most that any kernel verifies. Loops without a bound stay.
void unrollLoops(llvm::Module &M, llvm::TargetMachine &Machine);

} // namespace bpflinker

#endif
