// What the output is made of: everything that the roots reach.
//
// The vertices are functions, variables and aliases, the edges are their
// operands: what a function's instructions, a variable's initialiser or an
// alias refer to, by name through the symbol table where it is not local. From
// the roots on, a module is opened when the first of its definitions is wanted,
// and only wanted functions are read. Of a comdat, one member brings all.

#ifndef BPF_LINKER_LINKER_RESOLVE_REACH_H
#define BPF_LINKER_LINKER_RESOLVE_REACH_H

#include "linker/read/lazy_modules.h"
#include "linker/resolve/resolve.h"

#include "llvm/ADT/DenseSet.h"

namespace bpflinker {

/// The definitions to move, in whichever open module they are. Local ones too.
using ReachedSet = llvm::DenseSet<const llvm::GlobalValue *>;

/// A declaration that something reached refers to, and the definition that
/// prevails, in two open modules; null where no input defines it.
struct Reference {
  llvm::GlobalValue *Declaration;
  llvm::GlobalValue *Definition;
};

struct ReachResult {
  ReachedSet Reached;
  /// One for each name and module that refers to it.
  std::vector<Reference> References;
};

/// Opens and materialises what `Roots` reach, what the appending variables
/// (`llvm.used` and its like) reach, and modules with module asm. Names without
/// a definition are left to whoever looks for unresolved ones. Nothing after a
/// diagnostic is complete.
ReachResult reach(llvm::ArrayRef<llvm::StringRef> Roots,
                  const SymbolTable &Table,
                  const std::vector<ModuleSymbols> &Symbols,
                  LazyModules &Modules);

} // namespace bpflinker

#endif
