// Jumps further than a jump reaches.

#ifndef BPF_LINKER_LINKER_EMIT_JUMP_PADS_H
#define BPF_LINKER_LINKER_EMIT_JUMP_PADS_H

namespace llvm {
class FunctionPass;
}

namespace bpflinker {

/// A pass over machine code that leads a jump over more than 32767 instructions
/// through pads: jumps to the same target, or to its next pad, that stand on
/// the way there. Only `gotol` of cpu v4 reaches further by itself.
llvm::FunctionPass *createJumpPadPass();

} // namespace bpflinker

#endif
