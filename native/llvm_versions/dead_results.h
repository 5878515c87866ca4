// Results that nobody reads. DeadArgumentElimination makes such a function
// return void, and LLVM 23's BTF then says so, where LLVM 22's has the type of
// the source.

#ifndef BPF_LINKER_LLVM_VERSIONS_DEAD_RESULTS_H
#define BPF_LINKER_LLVM_VERSIONS_DEAD_RESULTS_H

#include "llvm/Config/llvm-config.h"

namespace bpflinker {

/// Whether the type of a function in BTF tells that its result was dropped.
inline constexpr bool DeadResultsShowInBtf = LLVM_VERSION_MAJOR >= 23;

} // namespace bpflinker

#endif
