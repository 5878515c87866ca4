// Short calls of memcmp as loads and branches. LLVM 23 moved the pass from code
// generation to scalar passes, and asks TargetTransformInfo, not the machine.

#ifndef BPF_LINKER_LLVM_VERSIONS_EXPAND_MEMCMP_H
#define BPF_LINKER_LLVM_VERSIONS_EXPAND_MEMCMP_H

#include "llvm/Config/llvm-config.h"
#include "llvm/Target/TargetMachine.h"
#if LLVM_VERSION_MAJOR >= 23
#include "llvm/Transforms/Scalar/ExpandMemCmp.h"
#else
#include "llvm/CodeGen/ExpandMemCmp.h"
#endif

namespace bpflinker {

/// The pass for a machine, which the analyses that it runs with are of too.
inline llvm::ExpandMemCmpPass
expandMemCmp([[maybe_unused]] const llvm::TargetMachine &Machine) {
#if LLVM_VERSION_MAJOR >= 23
  return llvm::ExpandMemCmpPass();
#else
  return llvm::ExpandMemCmpPass(Machine);
#endif
}

} // namespace bpflinker

#endif
