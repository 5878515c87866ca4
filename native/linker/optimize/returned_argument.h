// Memory builtins return their first argument, which every caller has already.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_RETURNED_ARGUMENT_H
#define BPF_LINKER_LINKER_OPTIMIZE_RETURNED_ARGUMENT_H

#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"

namespace bpflinker {

/// Makes a function that returns its first argument return nothing, and its
/// callers use that argument. The kernel refuses such a result where it points
/// to the stack (returnNothing below).
///
/// `F` may be a declaration that is about to get a body. It stays as it is
/// where others may call it, where it is not called directly, and where it
/// returns something else. Returns what has its name afterwards.
llvm::Function *dropReturnedArgument(llvm::Function &F);

/// Returns from a function of type void, with no address in R0. The kernel
/// looks at that register whatever the type says, "cannot return stack pointer
/// to the caller" (prepare_func_exit in kernel/bpf/verifier.c), and LLVM takes
/// it for a pointer into the memory that is copied.
void returnNothing(llvm::IRBuilder<> &Builder);

} // namespace bpflinker

#endif
