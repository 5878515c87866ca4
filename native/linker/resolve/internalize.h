// Makes every definition internal that is not exported, so that whole-program
// optimisation may inline or drop it.

#ifndef BPF_LINKER_LINKER_RESOLVE_INTERNALIZE_H
#define BPF_LINKER_LINKER_RESOLVE_INTERNALIZE_H

#include "linker/merged_module.h"

namespace bpflinker {

/// Names in Merged.Exports and Merged.MemoryBuiltins stay as they are, save
/// that a linkonce one is made weak: the optimiser drops unused linkonce. Names
/// that begin with `llvm.` are LLVM's own.
///
/// Declarations are left alone, unlike in the original: an internal declaration
/// loses the BTF of its extern (`__kconfig`, `__ksym`), and libbpf then refuses
/// the object.
void internalize(MergedModule &Merged);

} // namespace bpflinker

#endif
