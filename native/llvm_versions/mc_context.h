// What the assembler and the disassembler work in. LLVM 23 takes its parts by
// reference (llvm/MC/MCContext.h).

#ifndef BPF_LINKER_LLVM_VERSIONS_MC_CONTEXT_H
#define BPF_LINKER_LLVM_VERSIONS_MC_CONTEXT_H

#include "llvm/Config/llvm-config.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"

#include <memory>

namespace bpflinker {

/// Refers to its parts.
inline std::unique_ptr<llvm::MCContext>
makeContext(const llvm::Triple &Name, const llvm::MCAsmInfo &Asm,
            const llvm::MCRegisterInfo &Registers,
            const llvm::MCSubtargetInfo &Subtarget) {
#if LLVM_VERSION_MAJOR >= 23
  return std::make_unique<llvm::MCContext>(Name, Asm, Registers, Subtarget);
#else
  return std::make_unique<llvm::MCContext>(Name, &Asm, &Registers, &Subtarget);
#endif
}

} // namespace bpflinker

#endif
