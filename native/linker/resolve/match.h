// What several inputs say about one symbol must agree.
//
// LLVM links whatever has the same name; with opaque pointers it cannot even
// tell. `bpftool gen object` (libbpf, linker.c) refuses what disagrees, and so
// do we: extern against definition, a weak definition against the one that
// prevails, externs that the kernel or the loader provides against each other.
//
//   - sections: that of an extern is its definition's;
//   - types, of C in debug info: those of functions and variables, and the
//     definitions of maps (resolve/match_types.h, resolve/match_maps.h);
//   - the sizes of variables, which libbpf does not look at in arrays;
//   - without debug info, or across languages: the number of parameters, and a
//     result where there is none.
//
// The five memory builtins are excepted: whose they are decides
// resolve/resolve.h, and each language has its own idea of their types.

#ifndef BPF_LINKER_LINKER_RESOLVE_MATCH_H
#define BPF_LINKER_LINKER_RESOLVE_MATCH_H

#include "linker/resolve/reach.h"

namespace bpflinker {

/// SYMBOL_MISMATCH, with both places, for each symbol that a module reached
/// says something else of than the module that defines it, or than the first
/// that declares it. Opens no module.
void matchSymbols(const SymbolTable &Table, const ReachResult &Reach,
                  LazyModules &Modules, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
