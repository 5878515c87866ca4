// Moving what is reached into one module.
//
// One IRMover does all moves: its maps of types and metadata are then built
// once, where a Linker for each module would build them each time. Modules are
// moved in input order, so that the output is in that order too.

#ifndef BPF_LINKER_LINKER_RESOLVE_MOVE_H
#define BPF_LINKER_LINKER_RESOLVE_MOVE_H

#include "linker/resolve/reach.h"

namespace llvm {
class IRMover;
}

namespace bpflinker {

/// Moves the reached definitions of every open module into `Output`, which
/// `Mover` is for, and closes it. False after a diagnostic.
bool moveReached(llvm::IRMover &Mover, llvm::Module &Output,
                 const ReachedSet &Reached, const SymbolTable &Table,
                 LazyModules &Modules, DiagnosticSink &Diagnostics);

/// Gives the declarations that are left what all inputs together say of them:
/// the mover takes each from the module that happens to come first.
void mergeDeclarations(llvm::Module &Output, const SymbolTable &Table);

/// Why modules could not be moved together, as a diagnostic.
Diagnostic moveDiagnostic(llvm::StringRef Name, llvm::Error Problem);

/// Two static maps of one name are `m` and `m.1` by now; the second becomes
/// `m_1`. Loaders and skeletons find maps by names, which are C identifiers,
/// and kernels before 5.2 take no dots.
void nameStaticMaps(llvm::Module &Output);

} // namespace bpflinker

#endif
