// The names of processors and of their features. LLVM 23 keeps them as offsets
// into one table of strings (llvm/MC/MCSubtargetInfo.h).

#ifndef BPF_LINKER_LLVM_VERSIONS_SUBTARGET_H
#define BPF_LINKER_LLVM_VERSIONS_SUBTARGET_H

#include "llvm/Config/llvm-config.h"
#include "llvm/MC/MCSubtargetInfo.h"

namespace bpflinker {

/// The name of a llvm::SubtargetFeatureKV or a llvm::SubtargetSubTypeKV.
template <typename Row> llvm::StringRef keyOf(const Row &Each) {
#if LLVM_VERSION_MAJOR >= 23
  return Each.key();
#else
  return Each.Key;
#endif
}

} // namespace bpflinker

#endif
