// Jumps that do not reach, found where their source line is still known.

#ifndef BPF_LINKER_LINKER_EMIT_BRANCHES_H
#define BPF_LINKER_LINKER_EMIT_BRANCHES_H

namespace llvm {
class FunctionPass;
}

namespace bpflinker {

/// A pass over machine code as it will be written: a jump over more than 32767
/// instructions that createJumpPadPass() could not mend (one of inline
/// assembly, or over a single piece of it that is as long) is diagnosed and
/// taken out, so that writing the object, which is then thrown away, does not
/// end the process in BPFAsmBackend ("Branch target out of insn range"). cpu v4
/// has longer jumps, which LLVM chooses by itself.
llvm::FunctionPass *createBranchRangePass();

} // namespace bpflinker

#endif
