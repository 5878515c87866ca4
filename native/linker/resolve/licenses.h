// An object has one licence and one kernel version: what its loader hands to
// the kernel is the contents of the sections `license` and `version`.
//
// As in libbpf's linker: several inputs may each bring one, under whichever
// name; equal ones become one, different ones are an error. libbpf compares the
// sections byte by byte, and so refuses `char _license[8] = "GPL"` beside a
// shorter one; here it is the text that counts.

#ifndef BPF_LINKER_LINKER_RESOLVE_LICENSES_H
#define BPF_LINKER_LINKER_RESOLVE_LICENSES_H

#include "linker/read/lazy_modules.h"
#include "linker/resolve/resolve.h"

namespace bpflinker {

/// SYMBOL_DUPLICATE, with both places, for each that differs from the first of
/// its section.
void reportLicenses(const SymbolTable &Table, LazyModules &Modules,
                    DiagnosticSink &Diagnostics);

/// Leaves one variable in each of the two sections: the first that others can
/// see, else the first.
void dropRepeatedLicenses(llvm::Module &Output);

} // namespace bpflinker

#endif
