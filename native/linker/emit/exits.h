// Functions whose end control never reaches.

#ifndef BPF_LINKER_LINKER_EMIT_EXITS_H
#define BPF_LINKER_LINKER_EMIT_EXITS_H

namespace llvm {
class FunctionPass;
}

namespace bpflinker {

/// A pass over machine code as it will be written: a function whose last
/// instruction is neither `exit` nor a jump gets an `exit` behind it. What ends
/// in a call that does not return (a Rust panic) would else be refused, reached
/// or not: "last insn is not an exit or jmp" (kernel/bpf/verifier.c,
/// check_subprogs). Where the verifier does reach it, it says why.
llvm::FunctionPass *createFinalExitPass();

} // namespace bpflinker

#endif
