// What IgnoreInlineNever and InlineAll change in a module.

#ifndef BPF_LINKER_LINKER_INLINE_H
#define BPF_LINKER_LINKER_INLINE_H

#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Drops `noinline` from functions and from call sites (rustc puts it there as
/// well), and `optnone`, which is not allowed without it.
void dropNoInline(llvm::Module &M);

/// Marks every definition so that LLVM's inliners take all direct calls of it.
/// Drops noinline first.
void markAllInline(llvm::Module &M);

/// After optimising: each call of a defined function that is left, as a
/// CODEGEN_ERROR with its line and the reason.
void reportCallsLeft(const llvm::Module &M, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
