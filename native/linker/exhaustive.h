// The way of the original, as the oracle of tests: parse every module whole and
// let LLVM's own linker link them all.

#ifndef BPF_LINKER_LINKER_EXHAUSTIVE_H
#define BPF_LINKER_LINKER_EXHAUSTIVE_H

#include "linker/read/lazy_modules.h"
#include "linker/resolve/resolve.h"

namespace bpflinker {

/// Links all of every piece. Definitions that lost by rules of our own become
/// declarations first. False after a diagnostic.
bool linkExhaustively(llvm::Module &Output, const SymbolTable &Table,
                      const std::vector<ModuleSymbols> &Symbols,
                      LazyModules &Modules, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
