// LLVM's BPF target, registered with LLVM.

#ifndef BPF_LINKER_SUPPORT_BPF_TARGET_H
#define BPF_LINKER_SUPPORT_BPF_TARGET_H

namespace bpflinker {

/// Registers the target with its asm parser, printer and disassembler. Cheap
/// after the first call.
void initializeBpfTarget();

} // namespace bpflinker

#endif
