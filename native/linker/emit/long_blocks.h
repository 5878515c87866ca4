// Blocks of tens of thousands of instructions, as unrolling makes them.

#ifndef BPF_LINKER_LINKER_EMIT_LONG_BLOCKS_H
#define BPF_LINKER_LINKER_EMIT_LONG_BLOCKS_H

namespace llvm {
class FunctionPass;
class Module;
} // namespace llvm

namespace bpflinker {

/// Whether there is anything to do for createLongBlockPass().
bool hasLongBlocks(const llvm::Module &M);

/// A pass over the IR that instruction selection is about to read: it cuts long
/// blocks in pieces. Selection takes one block at a time, and time that grows
/// with the square of its length. Branch folding joins the pieces again.
llvm::FunctionPass *createLongBlockPass();

} // namespace bpflinker

#endif
