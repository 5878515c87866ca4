// How a target writes assembly. LLVM 23 hands it out by reference.

#ifndef BPF_LINKER_LLVM_VERSIONS_ASM_INFO_H
#define BPF_LINKER_LLVM_VERSIONS_ASM_INFO_H

#include "llvm/Config/llvm-config.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

inline const llvm::MCAsmInfo &asmInfoOf(const llvm::TargetMachine &Machine) {
#if LLVM_VERSION_MAJOR >= 23
  return Machine.getMCAsmInfo();
#else
  return *Machine.getMCAsmInfo();
#endif
}

} // namespace bpflinker

#endif
