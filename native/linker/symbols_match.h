// Extern and definition of a name must agree.
//
// LLVM links whatever has the same name; with opaque pointers it cannot even
// tell. `bpftool gen object` (libbpf, linker.c) refuses what disagrees, and so
// do we, in what changes the meaning of a program:
//
//   - functions: the number of parameters, and a result where there is none;
//   - variables: the size, where the declaration says one;
//   - maps: their definitions (type, key, value, entries…), which are types in
//     the debug info.

#ifndef BPF_LINKER_LINKER_SYMBOLS_MATCH_H
#define BPF_LINKER_LINKER_SYMBOLS_MATCH_H

#include "linker/reach.h"

namespace bpflinker {

/// SYMBOL_MISMATCH, with both places, for each reference whose declaration and
/// definition disagree.
void matchReferences(llvm::ArrayRef<Reference> References, LazyModules &Modules,
                     DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
