// Optimises the merged module and gives its memory builtins bodies.
//
// The room optimize/
//   in    the merged module, internal what is not exported
//   out   the same, optimised for the machine of the link (target.h), with
//         calls inlined as asked (inline.h) and calls of memcpy and its like as
//         code of BPF (builtins.h)

#ifndef BPF_LINKER_LINKER_OPTIMIZE_OPTIMIZE_H
#define BPF_LINKER_LINKER_OPTIMIZE_OPTIMIZE_H

#include "linker/merged_module.h"
#include "linker/options.h"

#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

/// Runs the pipeline (optimize/pipeline.h) and lowers memory builtins
/// (optimize/builtins.h). Builtins that nothing calls are left as they are:
/// they come from `compiler_builtins`, optimised.
void optimize(MergedModule &Merged, llvm::TargetMachine &Machine,
              const LinkOptions &Options);

} // namespace bpflinker

#endif
