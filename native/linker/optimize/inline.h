// What IgnoreInlineNever and InlineAll change in a module.

#ifndef BPF_LINKER_LINKER_OPTIMIZE_INLINE_H
#define BPF_LINKER_LINKER_OPTIMIZE_INLINE_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Drops `optnone`, and the `noinline` that comes with it: clang's -O0 puts
/// both on every function, and it is the level of the link that counts. Kernels
/// refuse most code that is not optimised.
void dropOptNone(llvm::Module &M);

/// Drops `noinline` from functions and from call sites (rustc puts it there as
/// well).
void dropNoInline(llvm::Module &M);

/// Marks every definition so that LLVM's inliners take all direct calls of it.
/// Drops noinline first.
void markAllInline(llvm::Module &M);

/// After optimising: each call of a defined function that is left, each call
/// through a pointer and each address of a function, as a CODEGEN_ERROR with
/// its line and the reason.
void reportCallsLeft(const llvm::Module &M, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
