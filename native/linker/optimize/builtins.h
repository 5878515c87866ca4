// memcpy, memmove, memset, memcmp and bcmp: BPF has no library that defines
// them, and loaders refuse an object with an undefined one.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_BUILTINS_H
#define BPF_LINKER_LINKER_OPTIMIZE_BUILTINS_H

#include "linker/options.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace bpflinker {

/// Call this on the optimised module; afterwards code generation makes no call
/// of a memory builtin that the module does not define. A use becomes the first
/// of these that fits:
///
///   1. loads and stores, where the length is a constant and they are few
///      (128, clang's own limit; 16 for memmove, which holds all it moves in
///      registers, 2 where size counts; 32 for comparisons), by the back end
///      where it can, else here;
///   2. a call of the inputs' own definition;
///   3. a call of a definition made here: internal, a loop that the verifier
///      can follow.
void lowerMemoryBuiltins(llvm::Module &M, llvm::TargetMachine &Machine,
                         const LinkOptions &Options);

} // namespace bpflinker

#endif
