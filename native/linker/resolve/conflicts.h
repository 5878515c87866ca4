// Two definitions of one name: which are errors, and where both are.

#ifndef BPF_LINKER_LINKER_RESOLVE_CONFLICTS_H
#define BPF_LINKER_LINKER_RESOLVE_CONFLICTS_H

#include "linker/read/lazy_modules.h"
#include "linker/resolve/resolve.h"

namespace bpflinker {

/// Lets the larger of two common definitions prevail, as the C linkage model
/// has it.
void settleCommons(SymbolTable &Table, LazyModules &Modules);

/// SYMBOL_DUPLICATE for every name with two strong definitions, with both
/// places.
void reportConflicts(const SymbolTable &Table, LazyModules &Modules,
                     DiagnosticSink &Diagnostics);

/// The source line that defines it, from its debug info, else its input.
SourceLocation placeOf(llvm::GlobalValue &V, LazyModules &Modules);

} // namespace bpflinker

#endif
