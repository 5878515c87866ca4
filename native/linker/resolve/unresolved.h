// References to what no input defines.

#ifndef BPF_LINKER_LINKER_RESOLVE_UNRESOLVED_H
#define BPF_LINKER_LINKER_RESOLVE_UNRESOLVED_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// One SYMBOL_UNRESOLVED for each symbol that the final module needs and does
/// not define, at the first place that refers to it, with a note for each
/// further function. Weak symbols and those in `.ksyms` and `.kconfig` are the
/// loader's, and so is what AllowUnresolved says; `__bpf_trap` is only with one
/// of that and AllowBpfTrap.
void reportUnresolved(const llvm::Module &M, const LinkOptions &Options,
                      DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
