// What is done to a module, by itself, before it may be merged with others.

#ifndef BPF_LINKER_LINKER_READ_PREPARE_H
#define BPF_LINKER_LINKER_READ_PREPARE_H

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Module asm that defines nothing but `__rust_probestack`: x86 code that some
/// versions of compiler_builtins carry.
bool isOnlyProbestack(llvm::StringRef Asm);

/// Gives the CO-RE globals of module number `Number` names of their own:
/// `llvm.sk_buff:0:16$0:3` becomes `llvm.7.sk_buff:0:16$0:3`.
///
/// Such a global stands for one access to one module's own type, yet its name
/// says no more of the type than what it is called, and a `btf_type_id` one
/// only counts within its module: two modules' may be equal and mean different
/// fields or types. The back end reads only what follows the first ':'
/// (accesses, BTFDebug::generatePatchImmReloc) or '$' (type ids).
void renameCoreGlobals(llvm::Module &M, unsigned Number);

/// clang -O0 marks all it compiles `optnone noinline`, but BPF code is not
/// loadable without optimisation (helpers are calls through a variable until
/// then). Where no function of the module lacks the mark, it is the level and
/// not the user that asked for it, and the marks are removed.
void dropOptimizeNone(llvm::Module &M);

/// Lowers the CO-RE intrinsics of a module that was written before
/// optimisation, with the passes that the BPF target runs first. They have to
/// see the module alone: what they make of it is numbered per module.
void runEarlyPasses(llvm::Module &M);

} // namespace bpflinker

#endif
