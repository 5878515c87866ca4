// Why a loop could not be taken out.

#ifndef BPF_LINKER_LINKER_LOOPS_LEFT_H
#define BPF_LINKER_LINKER_LOOPS_LEFT_H

#include "linker/loops/unroll.h"
#include "support/diagnostic.h"

#include "llvm/ADT/StringMap.h"

namespace bpflinker {

/// An error for each loop that the optimised module still has, by the symbol of
/// its function: where it begins, where that was inlined, and why it stays.
/// They are for those functions whose *emitted* code has a cycle.
llvm::StringMap<std::vector<Diagnostic>>
explainLoops(llvm::Module &M, llvm::TargetMachine &Machine,
             const UnrollSettings &Settings);

} // namespace bpflinker

#endif
