// What the merged module is made for, and how the inputs differ from that.

#ifndef BPF_LINKER_LINKER_READ_MERGE_TARGET_H
#define BPF_LINKER_LINKER_READ_MERGE_TARGET_H

#include "linker/read/input.h"
#include "linker/read/symbols.h"

#include "llvm/TargetParser/Triple.h"

namespace bpflinker {

/// Triple and data layout that every module gets before it is merged.
struct MergeTarget {
  llvm::Triple Triple;
  std::string DataLayout;
};

/// LinkOptions::Target, else the first triple of the inputs that begins with
/// "bpf", else `bpf`.
MergeTarget chooseTarget(const LinkOptions &Options,
                         const std::vector<ModuleSymbols> &Symbols);

/// LAYOUT_DIFFERS for each module whose code may have been made for another
/// size of pointers, byte order or alignment; INPUT_WRONG_MACHINE for a Rust
/// crate that was made for another target.
void compareLayouts(const OpenInputs &Opened,
                    const std::vector<ModuleSymbols> &Symbols,
                    const MergeTarget &Target, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
